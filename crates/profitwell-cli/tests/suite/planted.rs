//! Files that somebody else put where the program keeps its own.

use std::{
    fs,
    os::unix::fs::{chown, symlink},
    path::Path,
};

use crate::support::{HEADER, csv, room, run, write};
use profitwell_api_server::{Options, testing::Api};
use serde_json::json;

/// A journal, or the rows that failed, of an import that can be resumed.
async fn begun(api: &Api, room: &Path) -> String {
    let content = csv(12, 12)
        .replace(",1003,", ",9999999999999,")
        .replace("s-", &format!("{}-", room.display().to_string().len()));
    let file = write(&room.join("file.csv"), content);
    run(api, &["subscriptions", "import", &file]).await.ends(9);
    file
}

#[tokio::test(flavor = "multi_thread")]
async fn a_resumed_import_follows_no_link_and_takes_nobody_elses_file() {
    let api = Api::empty().await;
    for suffix in [".journal", ".failed.csv"] {
        let room = room(&format!("planted{suffix}"));
        let file = begun(&api, &room).await;
        let own = format!("{file}{suffix}");
        let content = fs::read(&own).unwrap();
        let victim = write(&room.join("victim"), &content);
        fs::remove_file(&own).unwrap();
        symlink(&victim, &own).unwrap();
        let said = run(&api, &["subscriptions", "import", &file, "--resume"]).await.ends(1);
        assert!(said.err.contains("[foreign_file]") && said.err.contains("a link"), "{}", said.err);
        assert_eq!(fs::read(&victim).unwrap(), content);

        fs::remove_file(&own).unwrap();
        write(own.as_ref(), &content);
        // Only root can give a file away.
        if chown(&own, Some(12345), None).is_ok() {
            let said = run(&api, &["subscriptions", "import", &file, "--resume"]).await.ends(1);
            assert!(said.err.contains("[foreign_file]") && said.err.contains("another user"), "{}", said.err);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_writes_through_no_link() {
    let api = Api::with(Options { rate_scale: 1000, ..Options::default() }).await;
    let room = room("planted-export");
    let victim = write(&room.join("victim"), "mine");
    let unharmed = || assert_eq!(fs::read_to_string(&victim).unwrap(), "mine");
    let export = async |to: &Path, more: &[&str]| {
        run(&api, &[&["customers", "export", "--to", to.to_str().unwrap()], more].concat()).await
    };
    let to = room.join("all.csv");
    symlink(&victim, room.join("all.csv.state.new")).unwrap();
    export(&to, &[]).await.ends(0);
    unharmed();
    let state = json!({ "account": "demo-company", "host": "", "query": {}, "columns": [], "finished": false,
        "customers": 0, "size": 0, "updated_on": null, "listed": [] })
    .to_string();
    for name in ["link.csv", "link.jsonl", "link.sqlite"] {
        let link = room.join(name);
        symlink(&victim, &link).unwrap();
        assert!(export(&link, &[]).await.ends(1).err.contains("[file_exists]"));
        write(&room.join(format!("{name}.state")), &state);
        assert!(export(&link, &["--resume"]).await.ends(1).err.contains("[foreign_file]"));
        unharmed();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_file_of_failed_rows_runs_nothing_and_is_read_back_as_it_was() {
    let api = Api::empty().await;
    let room = room("planted-formula");
    let file = write(
        &room.join("file.csv"),
        format!("{HEADER}\n=s1,'=u,\"=cmd|' /C calc'!A0\",＝pro,month,9999999999999,1514764800\n"),
    );
    run(&api, &["subscriptions", "import", &file]).await.ends(9);
    let failed = format!("{file}.failed.csv");
    let text = fs::read_to_string(&failed).unwrap();
    assert!(text.contains("\n'=s1,''=u,'=cmd|' /C calc'!A0,'＝pro,"), "{text}");
    write(failed.as_ref(), text.replace("9999999999999", "1250"));
    run(&api, &["subscriptions", "import", &failed]).await.ends(0);
    let made = &run(&api, &["subscriptions", "list", "'=u"]).await.json()[0];
    assert_eq!(
        (&made["subscription_alias"], &made["email"], &made["plan_id"]),
        (&json!("=s1"), &json!("=cmd|' /C calc'!A0"), &json!("＝pro"))
    );
}
