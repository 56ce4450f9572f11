//! Exporting all customers, in one go or in several.

use std::{collections::BTreeSet, fs, path::Path, time::Duration};

use crate::support::{against, is_private, room, run, start};
use profitwell_api_server::Options;
use profitwell_api_server::testing::Api;
use rusqlite::Connection;
use serde_json::{Value, json};

const CUSTOMERS: u32 = 3000;

/// Customers of whom only the first 500 can be reached by page numbers.
async fn many() -> Api {
    let api =
        Api::with(Options { seed_customers: 0, rate_scale: 1000, customers_cap: 500, ..Options::default() })
            .await;
    let updates = json!({ "from": 1_600_000_000, "per_second": 7 });
    api.call("POST", "/_control/seed", json!({ "customers": CUSTOMERS, "updates": updates })).await;
    api
}

fn ids(path: &Path) -> Vec<String> {
    let text = || fs::read_to_string(path).unwrap();
    match path.extension().unwrap().to_str().unwrap() {
        "csv" => {
            let mut reader = csv::Reader::from_path(path).unwrap();
            reader.records().map(|record| record.unwrap()[0].to_owned()).collect()
        }
        "jsonl" => {
            let id = |line: &str| {
                serde_json::from_str::<Value>(line).unwrap()["customer_id"].as_str().unwrap().to_owned()
            };
            text().lines().map(id).collect()
        }
        _ => {
            let database = Connection::open(path).unwrap();
            let mut rows = database.prepare("SELECT customer_id FROM customers").unwrap();
            rows.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn all_customers_are_written_past_the_cap_whenever_the_export_was_killed() {
    let api = many().await;
    let room = room("export");
    let pause = json!({ "fault": "delay", "pause_ms": 20, "count": null });
    api.fault(pause).await;
    for name in ["all.csv", "all.jsonl", "all.sqlite"] {
        let path = room.join(name);
        let to = path.to_str().unwrap();
        for pages in [2, 5, 1] {
            let resume: &[&str] = if pages == 2 { &[] } else { &["--resume"] };
            let before = api.stats().await["faults"].as_u64().unwrap();
            let mut child = start(against(&api, &[&["customers", "export", "--to", to], resume].concat()));
            while api.stats().await["faults"].as_u64().unwrap() < before + pages {
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
            assert!(child.try_wait().unwrap().is_none(), "it was still running");
            child.kill().unwrap();
            child.wait().unwrap();
        }
        let said = run(&api, &["customers", "export", "--to", to, "--resume"]).await.ends(0);
        assert_eq!(said.json()["customers"], CUSTOMERS, "{name}");
        let ids = ids(&path);
        assert_eq!(ids.len(), CUSTOMERS as usize, "{name}: none twice");
        assert_eq!(ids.into_iter().collect::<BTreeSet<_>>().len(), CUSTOMERS as usize, "{name}: all");
        assert!(is_private(to));
        assert!(is_private(&format!("{to}.state")));
        let again = run(&api, &["customers", "export", "--to", to, "--resume"]).await.ends(1);
        assert!(
            again.err.contains("is finished: --since last") && again.err.contains("[export_finished]"),
            "{}",
            again.err
        );
        let again = run(&api, &["customers", "export", "--to", to]).await.ends(1);
        assert!(
            again.err.contains("is finished: --since last") && again.err.contains("[file_exists]"),
            "{}",
            again.err
        );
        let said = run(&api, &["customers", "export", "--to", to, "--overwrite"]).await.ends(0);
        assert_eq!(said.json()["customers"], CUSTOMERS, "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_spreadsheet_finds_no_formula_in_an_export_and_a_database_finds_the_text() {
    let api = Api::empty().await;
    let body = json!({ "user_alias": "u", "email": "=cmd|' /C calc'!A0", "plan_id": "p", "plan_interval": "month",
        "value": 5000, "effective_date": 1_514_764_800 });
    assert_eq!(api.call("POST", "/v2/subscriptions/", body).await.status, 201);
    let room = room("formula");
    for name in ["one.csv", "one.jsonl", "one.sqlite"] {
        run(&api, &["customers", "export", "--to", room.join(name).to_str().unwrap()]).await.ends(0);
    }
    let csv = fs::read_to_string(room.join("one.csv")).unwrap();
    assert!(csv.contains(",'=cmd|' /C calc'!A0,") && csv.contains(",5000,"), "{csv}");
    assert!(fs::read_to_string(room.join("one.jsonl")).unwrap().contains("\"=cmd|' /C calc'!A0\""));
    let database = Connection::open(room.join("one.sqlite")).unwrap();
    let row = database.query_row("SELECT email, mrr_cents, typeof(mrr_cents) FROM customers", [], |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?, row.get::<_, String>(2)?))
    });
    assert_eq!(row.unwrap(), ("=cmd|' /C calc'!A0".to_owned(), 5000, "integer".to_owned()));
    run(&api, &["customers", "export", "--to", room.join("one.xlsx").to_str().unwrap()]).await.ends(2);
}
