//! Which files an import writes, and where.

use std::{fs, path::Path};

use crate::support::{csv, finish, program, room, run, write};
use profitwell_api_server::testing::Api;
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn no_file_that_exists_is_overwritten_unless_it_is_asked_for_and_the_input_never() {
    let api = Api::empty().await;
    let room = room("exists");
    let content = csv(3, 3);
    let file = write(&room.join("file.csv"), &content);
    let (hard, soft) = (room.join("hard.csv"), room.join("soft.csv"));
    fs::hard_link(&file, &hard).unwrap();
    std::os::unix::fs::symlink(&file, &soft).unwrap();
    let path = |path: &Path| path.to_str().unwrap().to_owned();
    for errors in [file.clone(), path(&hard), path(&soft)] {
        for more in [&["--dry-run"][..], &["--dry-run", "--overwrite"], &["--overwrite"]] {
            let said = run(&api, &[&["subscriptions", "import", &file, "--errors", &errors], more].concat())
                .await
                .ends(1);
            assert!(said.err.contains("[file_exists]"), "{}", said.err);
            assert_eq!(fs::read_to_string(&file).unwrap(), content);
        }
    }
    let other = write(&room.join("other.csv"), "mine");
    let link = room.join("link.csv");
    std::os::unix::fs::symlink(&other, &link).unwrap();
    for errors in [other.clone(), path(&link)] {
        let said = run(&api, &["subscriptions", "import", &file, "--errors", &errors]).await.ends(1);
        assert!(said.err.contains("[file_exists]"), "{}", said.err);
    }
    let failed = write(&room.join("file.csv.failed.csv"), "mine");
    assert!(run(&api, &["subscriptions", "import", &file]).await.ends(1).err.contains("[file_exists]"));
    assert_eq!(
        (fs::read_to_string(&other).unwrap(), fs::read_to_string(&failed).unwrap()),
        ("mine".into(), "mine".into())
    );
    assert_eq!(api.stats().await["subscriptions"], 0, "nothing was sent");

    run(&api, &["subscriptions", "import", &file, "--errors", &path(&link), "--overwrite"]).await.ends(0);
    assert_eq!(fs::read_to_string(&other).unwrap(), "mine", "the link was replaced, not what it leads to");
    assert!(!Path::new(&failed).exists());
    run(&api, &["subscriptions", "import", &file, "--dry-run", "--errors", "/dev/null"]).await.ends(0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_leaves_nothing_behind_that_stops_the_import_itself() {
    let api = Api::empty().await;
    let room = room("demo");
    let local = async |line: &str| {
        let mut command = program();
        command.current_dir(&room).args(line.split_whitespace());
        finish(command).await
    };
    local("subscriptions import --template").await.ends(0);
    assert!(local("subscriptions import --template").await.ends(1).err.contains("[file_exists]"));
    local("subscriptions import other.csv --template").await.ends(0);
    for _ in 0..2 {
        let said = local("subscriptions import subscriptions.csv --demo").await.ends(0);
        assert_eq!(said.json()["created"], 3, "{}", said.err);
    }
    let file = room.join("subscriptions.csv");
    let wrong = fs::read_to_string(&file).unwrap().replace(",1250,", ",9999999999999,");
    let failing = write(&room.join("failing.csv"), wrong);
    for _ in 0..2 {
        local("subscriptions import failing.csv --demo").await.ends(9);
    }
    run(&api, &["subscriptions", "import", &failing]).await.ends(9);
    let said = run(&api, &["subscriptions", "import", file.to_str().unwrap()]).await.ends(0);
    assert_eq!((&said.json()["created"], &said.json()["already_there"]), (&json!(1), &json!(2)));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_journal_is_kept_where_it_is_wanted() {
    let api = Api::empty().await;
    let (room, other) = (room("journal-from"), room("journal-to"));
    let file = write(&room.join("file.csv"), csv(12, 12).replace(",1003,", ",9999999999999,"));
    let journal = other.join("mine");
    let import = ["subscriptions", "import", &file, "--journal", journal.to_str().unwrap()];
    let said = run(&api, &import).await.ends(9);
    let failed = other.join("file.csv.failed.csv");
    assert_eq!(said.json()["failed_file"], failed.to_str().unwrap());
    assert!(journal.is_file() && failed.is_file());
    assert_eq!(fs::read_dir(&room).unwrap().count(), 1, "nothing beside the file");
    assert!(run(&api, &import).await.ends(2).err.contains("[journal_exists]"));
    let resume = [&import[..], &["--resume"]].concat();
    assert_eq!(run(&api, &resume).await.ends(9).json()["done_before"], 11);

    // Another file in its place is not touched.
    for content in ["a note of somebody", "a note\nof somebody\n"] {
        write(&journal, content);
        run(&api, &resume).await.ends(3);
        assert_eq!(fs::read_to_string(&journal).unwrap(), content);
    }
    run(&api, &["subscriptions", "import", &file, "--journal", other.to_str().unwrap()]).await.ends(2);
}
