//! Imports that are stopped by their user or their machine, and go on as though nothing had been.

use std::{fs, os::unix::fs::PermissionsExt, process::Command};

use crate::support::{
    HEADER, against, csv, end,
    import::{begin, has_exactly, import, reach},
    made, room, run, signal, write,
};
use profitwell_api_server::testing::{Api, TOKEN};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn killed_five_times_an_import_ends_with_every_row_and_none_twice() {
    const ROWS: usize = 3000;
    let api = Api::empty().await;
    let file = write(&room("killed").join("file.csv"), csv(ROWS, 700));
    // Now and then an answer is late, so that there is always something under way.
    api.fault(json!({ "fault": "delay", "pause_ms": 20, "count": null, "probability": 0.05, "seed": 1 }))
        .await;
    let mut dice = fastrand::Rng::with_seed(7);
    for kill in 0..5 {
        let more: &[&str] = if kill == 0 { &[] } else { &["--resume"] };
        let mut child = begin(&api, &file, more);
        let there = api.stats().await["subscriptions"].as_u64().unwrap();
        reach(&api, &mut child, there + dice.u64(50..550)).await;
        assert!(child.try_wait().unwrap().is_none(), "it was still running");
        child.kill().unwrap();
        child.wait().unwrap();
    }
    let said = import(&api, &file, &["--resume"]).await.ends(0);
    let summary = said.json();
    assert_eq!((&summary["left"], &summary["failed"]), (&json!(0), &json!(0)), "{}", said.out);
    has_exactly(&api, ROWS).await;
    let stats = api.stats().await;
    assert_eq!((&stats["throttled"], &stats["overlaps"]), (&json!(0), &json!(0)));
    assert_eq!(stats["statuses"]["400"], json!(null), "nothing was sent twice: {stats}");
}

#[tokio::test(flavor = "multi_thread")]
async fn ctrl_c_waits_for_what_is_under_way_and_says_how_to_go_on() {
    let api = Api::empty().await;
    let file = write(&room("interrupted").join("file.csv"), csv(1000, 1000));
    api.fault(json!({ "fault": "delay", "pause_ms": 100, "method": "POST", "count": null })).await;
    for (more, name) in [(&[][..], "-INT"), (&["--resume"], "-TERM")] {
        let mut child = begin(&api, &file, more);
        let there = api.stats().await["subscriptions"].as_u64().unwrap();
        reach(&api, &mut child, there + 100).await;
        signal(&child, name);
        let said = end(child).await.ends(130);
        assert!(said.err.contains("--resume continues"), "{}", said.err);
        let summary = said.json();
        let done = summary["created"].as_u64().unwrap() + summary["done_before"].as_u64().unwrap();
        assert_eq!(made(&api).await.len() as u64, done, "what was under way is in the journal");
    }
    api.send("DELETE", "/_control/faults", TOKEN, &json!(null)).await.unwrap();
    import(&api, &file, &["--resume"]).await.ends(0);
    has_exactly(&api, 1000).await;
    assert_eq!(
        api.stats().await["requests"].as_object().unwrap().len(),
        2,
        "only what was in doubt was looked up"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_stops_an_import_that_goes_on_once_there_is_room() {
    let api = Api::empty().await;
    let file = write(&room("full").join("file.csv"), csv(1000, 1000));
    // A limit on the size of files, as the journal meets a full disk: writing fails in the middle of a line.
    let mut limited = Command::new("sh");
    limited.args(["-c", "trap '' XFSZ; ulimit -f 2; exec \"$@\"", "sh"]);
    let inner = against(&api, &["subscriptions", "import", &file]);
    limited.arg(inner.get_program()).args(inner.get_args()).env("PROFITWELL_PRIVATE_TOKEN", TOKEN);
    let said = crate::support::finish(limited).await.ends(1);
    assert!(said.err.contains("journal: ") && said.err.contains("--resume continues"), "{}", said.err);
    let sent = made(&api).await.len();
    assert!((1..1000).contains(&sent), "{sent}");
    import(&api, &file, &["--resume"]).await.ends(0);
    has_exactly(&api, 1000).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_that_cannot_be_written_stops_an_import_before_anything_is_sent() {
    let api = Api::empty().await;
    let room = room("read-only");
    let file = write(&room.join("file.csv"), csv(3, 3));
    fs::set_permissions(&room, fs::Permissions::from_mode(0o555)).unwrap();
    // Root writes wherever it likes, unless it gives that up.
    let without_powers = |arguments: &[&str]| {
        let inner = against(&api, arguments);
        if !rustix::process::geteuid().is_root() {
            return inner;
        }
        let mut command = Command::new("setpriv");
        command.args(["--inh-caps=-all", "--bounding-set=-all"]);
        command.arg(inner.get_program()).args(inner.get_args()).env("PROFITWELL_PRIVATE_TOKEN", TOKEN);
        command
    };
    let import = ["subscriptions", "import", &file];
    crate::support::finish(without_powers(&[&import[..], &["--dry-run"]].concat())).await.ends(0);
    let errors = room.join("errors.csv");
    for (more, name) in [
        (&[][..], "file.csv.journal"),
        (&["--errors", errors.to_str().unwrap()], "errors.csv"),
        (&["--save-mapping", errors.to_str().unwrap()], "errors.csv"),
    ] {
        let said = crate::support::finish(without_powers(&[&import[..], more].concat())).await.ends(1);
        assert!(said.err.contains(&format!("{name}: Permission denied")), "{}", said.err);
        assert!(said.err.contains("[file]"), "{}", said.err);
    }
    fs::set_permissions(&room, fs::Permissions::from_mode(0o755)).unwrap();
    assert!(made(&api).await.is_empty());
    assert_eq!(fs::read_dir(&room).unwrap().count(), 1);

    // A folder stands where a file should.
    fs::create_dir(room.join("file.csv.journal")).unwrap();
    let said = run(&api, &import).await;
    assert!(matches!(said.code, Some(1 | 2)) && made(&api).await.is_empty(), "{}", said.err);
    let said =
        run(&api, &["subscriptions", "import", room.to_str().unwrap(), "--format", "csv"]).await.ends(2);
    assert!(said.err.contains("not a file"), "{}", said.err);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cell_of_fifty_megabytes_takes_no_more_memory_than_another() {
    let room = room("large-cell");
    let large = "x".repeat(50 << 20);
    for (name, content) in [
        ("cell.csv", format!("{HEADER}\ns-0,u-0,\"{large}\",pro,month,1250,1514764800\n")),
        ("header.csv", format!("{large}\n{HEADER}\n")),
        ("line.jsonl", format!("{{\"subscription_alias\":\"{large}\"}}\n")),
    ] {
        let file = write(&room.join(name), content);
        // What the program may allocate, in KiB; it takes about 10 MiB.
        let mut limited = Command::new("sh");
        limited.args(["-c", "ulimit -d 32768; exec \"$@\"", "sh", env!("CARGO_BIN_EXE_profitwell")]);
        limited.args(["subscriptions", "import", "--dry-run", &file]);
        let said = crate::support::finish(limited).await.ends(3);
        assert!(
            said.err.contains("longer than 64 KiB: is a quotation mark left open?"),
            "{name}: {}",
            said.err
        );
        fs::remove_file(&file).unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_journal_belongs_to_one_content_and_to_one_host() {
    let api = Api::empty().await;
    let room = room("journal");
    let file = write(&room.join("file.csv"), csv(10, 10));
    let missing = import(&api, &file, &["--resume"]).await.ends(2);
    assert!(missing.err.contains("[no_journal]"), "{}", missing.err);
    import(&api, &file, &[]).await.ends(0);
    let elsewhere = Api::empty().await;
    assert!(import(&elsewhere, &file, &["--resume"]).await.ends(3).err.contains("[file_changed]"));
    write(file.as_ref(), csv(11, 11));
    assert!(import(&api, &file, &["--resume"]).await.ends(3).err.contains("[file_changed]"));
    write(file.as_ref(), csv(10, 10));

    // The last line was cut, as by a power cut: its row is looked up and found.
    let journal = format!("{file}.journal");
    let text = fs::read_to_string(&journal).unwrap();
    let cut = &text[..text.trim_end().len() - 1];
    write(journal.as_ref(), cut);
    let summary = import(&api, &file, &["--resume"]).await.ends(0).json();
    assert_eq!((&summary["already_there"], &summary["created"]), (&json!(1), &json!(0)));
    has_exactly(&api, 10).await;
    let whole = fs::read(&journal).unwrap();
    for line in [
        &b"nonsense"[..],
        b"+18446744073709551615",
        b"+0",
        b"+999999999999",
        b"sent 18446744073709551615",
        b"-3 x",
        b">0",
        b">999999999999",
        b"\xff\xfe",
    ] {
        write(journal.as_ref(), [&whole[..], line, b"\n"].concat());
        assert!(import(&api, &file, &["--resume"]).await.ends(3).err.contains("[bad_journal]"), "{line:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_imports_of_one_file_do_not_run_at_once() {
    let api = Api::empty().await;
    let file = write(&room("twice").join("file.csv"), csv(1000, 1000));
    api.fault(json!({ "fault": "delay", "pause_ms": 100, "method": "POST", "count": null })).await;
    let mut child = begin(&api, &file, &[]);
    reach(&api, &mut child, 1).await;
    assert!(import(&api, &file, &["--resume"]).await.ends(2).err.contains("[journal_in_use]"));
    child.kill().unwrap();
    child.wait().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_that_exists_is_compared_with_what_is_there() {
    let api = Api::empty().await;
    let room = room("existing");
    import(&api, &write(&room.join("first.csv"), csv(5, 5)), &[]).await.ends(0);
    let same = import(&api, &write(&room.join("same.csv"), csv(6, 6)), &[]).await.ends(0).json();
    assert_eq!((&same["created"], &same["already_there"]), (&json!(1), &json!(5)));

    let changed = csv(6, 6).replace(",1002,", ",9002,");
    let said = import(&api, &write(&room.join("changed.csv"), &changed), &[]).await.ends(9);
    let failed = fs::read_to_string(room.join("changed.csv.failed.csv")).unwrap();
    assert!(failed.contains("value 1002 instead of 9002"), "{failed}");
    assert_eq!((&said.json()["already_there"], &said.json()["failed"]), (&json!(5), &json!(1)));

    let skipped = write(&room.join("skipped.csv"), &changed);
    let summary = import(&api, &skipped, &["--skip-existing"]).await.ends(0).json();
    assert_eq!(
        (&summary["already_there"], &summary["skipped"], &summary["failed"]),
        (&json!(5), &json!(1), &json!(0))
    );
    has_exactly(&api, 6).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_terminal_that_goes_away_ends_no_import() {
    let api = Api::empty().await;
    let room = room("terminal");
    let file = write(&room.join("file.csv"), csv(300, 300));
    api.fault(json!({ "fault": "delay", "pause_ms": 20, "method": "POST", "count": null })).await;
    let mut child = begin(&api, &file, &[]);
    drop((child.stderr.take(), child.stdout.take()));
    reach(&api, &mut child, 50).await;
    signal(&child, "-HUP");
    end(child).await.ends(0);
    has_exactly(&api, 300).await;

    // Nobody reads what is wrong with the rows either.
    let wrong = write(&room.join("wrong.csv"), csv(30, 30).replace("month", "weekly"));
    let mut child = begin(&api, &wrong, &[]);
    drop(child.stderr.take());
    end(child).await.ends(3);
}
