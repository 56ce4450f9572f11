//! What differs between a file and the service.

use profitwell_api_server::testing::Api;
use serde_json::json;

use crate::support::{csv, room, run, write};

#[tokio::test(flavor = "multi_thread")]
async fn a_diff_names_field_and_row_and_what_only_one_side_has() {
    let api = Api::empty().await;
    let room = room("diff");
    let first = write(&room.join("first.csv"), csv(4, 2));
    run(&api, &["subscriptions", "import", &first]).await.ends(0);
    let file = csv(5, 2).replace(",1001,", ",9001,").replace("s-2,", "other,").replace("u3@", "x3@");
    let file = file.replacen("1514764800", "1514851200", 1);
    let file = write(&room.join("file.csv"), file);
    let said = run(&api, &["subscriptions", "diff", &file]).await.ends(10);
    assert!(said.err.contains("[different]"), "{}", said.err);
    let differences = said.json();
    let told: Vec<_> = differences
        .as_array()
        .unwrap()
        .iter()
        .map(|it| {
            ["row", "subscription_alias", "difference", "field", "file", "service"].map(|key| it[key].clone())
        })
        .collect();
    assert_eq!(
        json!(told),
        json!([
            [2, "s-0", "different", "effective_date", "2018-01-02T00:00:00Z", "2018-01-01T00:00:00Z"],
            // By the first row of its user.
            [null, "s-2", "only_on_service", "status", null, "active since 2018-01-01T00:00:00Z"],
            [3, "s-1", "different", "value", "9001", "1001"],
            [4, "other", "missing", null, null, null],
            [5, "s-3", "different", "email", "x3@example.com", "u1@example.com"],
            [6, "s-4", "missing", null, null, null],
        ])
    );
    let table = run(&api, &["subscriptions", "diff", &file, "--table"]).await.ends(10).out;
    assert!(table.lines().count() >= 6 && table.contains("different"), "{table}");
    let broken = write(&room.join("broken.csv"), csv(2, 2).replace("month", "weekly"));
    assert!(run(&api, &["subscriptions", "diff", &broken]).await.ends(3).err.contains("[invalid_file]"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_end_is_not_compared_with_a_change() {
    let api = Api::empty().await;
    let room = room("diff-kinds");
    let columns = "action,subscription_alias,user_alias,email,plan_id,plan_interval,value,effective_date";
    let created = format!("{columns}\ncreate,s-0,u-0,u0@example.com,pro,month,100,2024-03-01\n");
    let changed = format!("{created}update,s-0,,,team,month,200,2024-04-01\n");
    run(&api, &["subscriptions", "import", &write(&room.join("there.csv"), changed)]).await.ends(0);
    let ended = format!("{created}churn,s-0,,,,,,2024-05-01\n");
    let said = run(&api, &["subscriptions", "diff", &write(&room.join("file.csv"), ended)]).await.ends(10);
    let told: Vec<_> = said
        .json()
        .as_array()
        .unwrap()
        .iter()
        .map(|it| ["row", "difference", "step", "service"].map(|key| it[key].clone()))
        .collect();
    assert_eq!(
        json!(told),
        json!([
            [3, "missing", "churn", null],
            [null, "only_on_service", null, "active since 2024-04-01T00:00:00Z"],
        ])
    );
}
