//! Exports that are brought up to date every night.

use std::{
    collections::BTreeMap,
    fs,
    io::{BufRead, BufReader},
    path::Path,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use crate::support::{Said, against, end, room, run, start, write};
use profitwell_api_server::{Options, testing::Api};
use rusqlite::Connection;
use serde_json::{Value, json};

/// A server with so many customers, who changed last in 2020.
async fn server(customers: u32, company_id: &str) -> Api {
    let options = Options {
        seed_customers: 0,
        rate_scale: 1000,
        company_id: company_id.to_owned(),
        ..Options::default()
    };
    let api = Api::with(options).await;
    let updates = json!({ "from": 1_600_000_000, "per_second": 7 });
    api.call("POST", "/_control/seed", json!({ "customers": customers, "updates": updates })).await;
    api
}

async fn export(api: &Api, to: &str, more: &[&str]) -> Said {
    run(api, &[&["customers", "export", "--to", to], more].concat()).await
}

/// Gives a customer another plan, now.
async fn upgrade(api: &Api, number: u32, plan: &str) {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let change =
        json!({ "plan_id": plan, "plan_interval": "month", "value": 77_700, "effective_date": now - 5 });
    assert_eq!(
        api.call("PUT", &format!("/v2/subscriptions/demo-sub-{number:04}/"), change).await.status,
        200
    );
}

async fn add(api: &Api, name: &str) {
    let body = json!({ "user_alias": name, "email": format!("{name}@example.com"), "plan_id": "p",
        "plan_interval": "month", "value": 5000, "effective_date": 1_700_000_000 });
    assert_eq!(api.call("POST", "/v2/subscriptions/", body).await.status, 201);
}

type Row = (Option<String>, Option<String>, Option<i64>, Option<String>, Option<String>);

/// What the service has now, by id: email, status, revenue, plans, date of the last change.
async fn there(api: &Api) -> BTreeMap<String, Row> {
    let all = run(api, &["customers", "list", "--all"]).await.ends(0).json();
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let row = |it: &Value| {
        let row = (
            text(&it["email"]),
            text(&it["status"]),
            it["mrr_cents"].as_i64(),
            Some(it["plans"].to_string()),
            text(&it["updated_on"]),
        );
        (text(&it["customer_id"]).unwrap(), row)
    };
    all.as_array().unwrap().iter().map(row).collect()
}

fn table(path: &str) -> BTreeMap<String, Row> {
    let database = Connection::open(path).unwrap();
    let mut rows = database
        .prepare("SELECT customer_id, email, status, mrr_cents, plans, updated_on FROM customers")
        .unwrap();
    let row = |row: &rusqlite::Row| {
        Ok((row.get(0)?, (row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?)))
    };
    rows.query_map([], row).unwrap().map(Result::unwrap).collect()
}

async fn requests(api: &Api) -> u64 {
    let stats = api.stats().await;
    stats["requests"].as_object().unwrap().values().filter_map(Value::as_u64).sum()
}

#[tokio::test(flavor = "multi_thread")]
async fn three_nights_into_a_database_killed_once_leave_it_equal_to_the_service() {
    let api = server(2000, "one").await;
    let room = room("nights");
    let to = room.join("customers.sqlite").to_str().unwrap().to_owned();

    // The first night is killed, and the same command goes on.
    api.fault(json!({ "fault": "delay", "pause_ms": 30, "count": null })).await;
    let night = ["customers", "export", "--to", &to, "--since", "last"];
    let mut child = start(against(&api, &night));
    while api.stats().await["faults"].as_u64().unwrap() < 5 {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    assert!(child.try_wait().unwrap().is_none(), "it was still running");
    child.kill().unwrap();
    child.wait().unwrap();
    api.send("DELETE", "/_control/faults", crate::support::TOKEN, &json!(null)).await.unwrap();
    assert!(export(&api, &to, &[]).await.ends(1).err.contains("was stopped: --resume continues"));
    let said = export(&api, &to, &["--since", "last"]).await.ends(0).json();
    assert_eq!(said["customers"], 2000);
    assert!(said["written"].as_u64().unwrap() < 2000, "it went on: {said}");
    assert_eq!(table(&to), there(&api).await);
    // What somebody adds to the table stays.
    Connection::open(&to)
        .unwrap()
        .execute_batch("ALTER TABLE customers ADD COLUMN note; UPDATE customers SET note = 'mine'")
        .unwrap();

    // In the second night nothing is new: one request.
    let before = requests(&api).await;
    let said = export(&api, &to, &["--since", "last"]).await.ends(0).json();
    assert_eq!((&said["written"], &said["customers"]), (&json!(0), &json!(2000)));
    assert_eq!(requests(&api).await, before + 1);

    // In the third some have changed, the last of them of the nights before among them, and some are new.
    for number in [0, 7, 500, 1998, 1999] {
        upgrade(&api, number, "gold").await;
    }
    add(&api, "new-1").await;
    add(&api, "new-2").await;
    let before = requests(&api).await;
    let said = export(&api, &to, &["--since", "last"]).await.ends(0).json();
    assert_eq!(said["written"], 7);
    assert_eq!(requests(&api).await, before + 1);
    let (rows, expected) = (table(&to), there(&api).await);
    assert_eq!(rows.len(), 2002);
    assert_eq!(rows, expected);
    let kept = Connection::open(&to).unwrap().query_row(
        "SELECT count(*) FROM customers WHERE note = 'mine'",
        [],
        |row| row.get::<_, i64>(0),
    );
    assert_eq!(kept.unwrap(), 2000, "rows are changed in place");
}

#[tokio::test(flavor = "multi_thread")]
async fn csv_and_ndjson_get_what_changed_at_their_end_with_the_columns_they_began_with() {
    let api = server(300, "one").await;
    let room = room("appended");
    for name in ["some.csv", "some.ndjson"] {
        let to = room.join(name).to_str().unwrap().to_owned();
        let columns = ["--columns", "customer_id,status,plans"];
        export(&api, &to, &[&columns[..], &["--since", "last"]].concat()).await.ends(0);
        upgrade(&api, 12, name).await;
        let said = export(&api, &to, &["--since", "last"]).await.ends(0).json();
        assert_eq!((&said["written"], &said["customers"]), (&json!(1), &json!(301)), "{name}");
        let text = fs::read_to_string(&to).unwrap();
        let last = text.lines().last().unwrap();
        if name == "some.csv" {
            assert!(text.starts_with("customer_id,status,plans\n") && text.lines().count() == 302, "{text}");
            assert!(last.ends_with(",active,\"[\"\"some.csv\"\"]\""), "{last}");
        } else {
            let last: Value = serde_json::from_str(last).unwrap();
            assert_eq!(last.as_object().unwrap().len(), 3, "{last}");
            assert_eq!((text.lines().count(), &last["plans"]), (301, &json!(["some.ndjson"])));
        }
        let others = export(&api, &to, &["--since", "last", "--columns", "email"]).await.ends(2);
        assert!(others.err.contains("begun with other columns"), "{}", others.err);
        write(Path::new(&to), text + "mine\n");
        assert!(export(&api, &to, &["--since", "last"]).await.ends(3).err.contains("[file_changed]"));
    }
    for columns in ["colour", "email,email"] {
        export(&api, room.join("no.csv").to_str().unwrap(), &["--columns", columns]).await.ends(2);
    }
    let keyless =
        export(&api, room.join("no.sqlite").to_str().unwrap(), &["--columns", "email"]).await.ends(2);
    assert!(keyless.err.contains("customer_id") && !room.join("no.sqlite").exists(), "{}", keyless.err);
    let key = room.join("key.sqlite").to_str().unwrap().to_owned();
    export(&api, &key, &["--columns", "customer_id"]).await.ends(0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_to_standard_output_is_ndjson_or_csv_and_ends_with_its_reader() {
    let api = server(2000, "one").await;
    let said = export(&api, "-", &[]).await.ends(0);
    assert_eq!(said.out.lines().count(), 2000);
    assert!(
        said.out.lines().all(|line| serde_json::from_str::<Value>(line).unwrap()["customer_id"].is_string())
    );
    assert!(said.err.contains("2000 customers"), "{}", said.err);
    let csv = export(&api, "-", &["--csv", "--columns", "email,customer_id"]).await.ends(0).out;
    assert!(csv.starts_with("email,customer_id\n") && csv.lines().count() == 2001);
    export(&api, "-", &["--since", "last"]).await.ends(2);
    export(&api, "-", &["--resume"]).await.ends(2);
    export(&api, "-", &["--table"]).await.ends(2);

    // As with `| head -1`.
    api.fault(json!({ "fault": "delay", "pause_ms": 20, "count": null })).await;
    let mut child = start(against(&api, &["customers", "export", "--to", "-"]));
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    assert!(line.starts_with('{'), "{line}");
    end(child).await.ends(0);
    assert!(api.stats().await["faults"].as_u64().unwrap() < 8, "it did not read on");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_state_is_of_one_account_and_of_one_file() {
    let api = server(300, "one").await;
    let room = room("account");
    let to = room.join("all.csv").to_str().unwrap().to_owned();
    export(&api, &to, &[]).await.ends(0);
    let (content, state) = (fs::read(&to).unwrap(), fs::read_to_string(format!("{to}.state")).unwrap());
    assert!(state.contains("\"account\":\"one\"") && !state.contains(crate::support::TOKEN), "{state}");

    // The same customers even, but another account; then the same account elsewhere, which is asked once.
    let other = server(300, "two").await;
    let said = export(&other, &to, &["--since", "last"]).await.ends(2);
    assert!(
        said.err.contains("of the account \"one\"") && said.err.contains("[other_account]"),
        "{}",
        said.err
    );
    assert_eq!(fs::read(&to).unwrap(), content, "nothing was written");
    let elsewhere = server(300, "one").await;
    export(&elsewhere, &to, &["--since", "last"]).await.ends(0);
    assert_eq!(requests(&elsewhere).await, 2);

    write(format!("{to}.state").as_ref(), "{}");
    assert!(export(&api, &to, &["--since", "last"]).await.ends(3).err.contains("[bad_state]"));
    fs::remove_file(format!("{to}.state")).unwrap();
    let said = export(&api, &to, &["--since", "last"]).await.ends(1);
    assert!(said.err.contains("[file_exists]") && said.err.contains("--overwrite"), "{}", said.err);
    let said = export(&api, &to, &["--resume"]).await.ends(1);
    assert!(said.err.contains("[no_state]"), "{}", said.err);
    assert_eq!(fs::read(&to).unwrap(), content, "nothing was written");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_another_program_holds_is_named_and_nothing_is_asked() {
    let api = server(10, "one").await;
    let to = room("locked").join("all.sqlite").to_str().unwrap().to_owned();
    export(&api, &to, &[]).await.ends(0);
    upgrade(&api, 3, "gold").await;
    let holder = Connection::open(&to).unwrap();
    holder.execute_batch("BEGIN EXCLUSIVE").unwrap();
    let before = requests(&api).await;
    let said = export(&api, &to, &["--since", "last"]).await.ends(1);
    assert!(
        said.err.contains("locked by another program") && said.err.contains("[database_locked]"),
        "{}",
        said.err
    );
    assert_eq!(requests(&api).await, before);
    holder.execute_batch("COMMIT").unwrap();
    assert_eq!(export(&api, &to, &["--since", "last"]).await.ends(0).json()["written"], 1);
    assert_eq!(table(&to), there(&api).await);

    // Its name in the state, but no database.
    write(
        Path::new(&to),
        "not a database, but a text that is longer than the header of one, which has 100 bytes.......................",
    );
    assert!(export(&api, &to, &["--since", "last"]).await.ends(1).err.contains("not a database"));
}
