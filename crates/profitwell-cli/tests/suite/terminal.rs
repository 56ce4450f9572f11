//! What people meet at a terminal: questions and tables.

use crate::support::{against, csv, room, run, terminal::on_terminal, write};
use profitwell_api_server::testing::Api;
use serde_json::json;

const IRREVERSIBLE: [&str; 5] = [
    "subscriptions churn s1 --effective-date 2024-01-31",
    "users delete u1",
    "metrics exclude u1",
    "gdpr anonymize-by-email a@example.com",
    "gdpr anonymize-by-customer-id u1",
];

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_undone_is_asked_on_a_terminal_and_needs_yes_elsewhere() {
    let api = Api::empty().await;
    for line in IRREVERSIBLE {
        let words: Vec<&str> = line.split(' ').collect();
        let said = run(&api, &words).await.ends(2);
        assert!(said.err.contains("[confirmation_required]") && said.err.contains("--yes"), "{}", said.err);
        for typed in ["\n", "n\n", "ye\n", "\u{4}"] {
            let shown = on_terminal(against(&api, &words), 200, typed).await.ends(1);
            assert!(shown.out.contains("? [y/N] ") && shown.out.contains("[not_confirmed]"), "{}", shown.out);
        }
    }
    assert_eq!(api.stats().await["requests"].as_object().unwrap().len(), 0, "nothing was sent");

    for (typed, more) in [("y\n", &[][..]), ("Yes\n", &[]), ("", &["--yes"])] {
        let command = against(&api, &[&["users", "delete", "nobody"], more].concat());
        let shown = on_terminal(command, 200, typed).await.ends(5);
        assert_eq!(shown.out.contains("delete the user \"nobody\" with all subscriptions"), more.is_empty());
    }
    assert_eq!(api.stats().await["requests"].as_object().unwrap().len(), 1);
}

/// A customer and a subscription of somebody whose name does things to terminals.
async fn hostile() -> Api {
    let api = Api::empty().await;
    let body = json!({ "user_alias": "u1", "subscription_alias": "s1", "email": "\u{1b}[31m王\u{9b}2J\u{202e}red@example.com",
        "plan_id": "a-plan-with-a-rather-long-name", "plan_interval": "month", "value": 1250, "plan_currency": "eur",
        "effective_date": 1_514_764_800 });
    assert_eq!(api.call("POST", "/v2/subscriptions/", body).await.status, 201);
    api
}

#[tokio::test(flavor = "multi_thread")]
async fn tables_fit_the_terminal_with_amounts_and_dates_as_people_write_them() {
    let api = hostile().await;
    for columns in [20, 40, 80, 200] {
        for line in [
            "subscriptions list u1",
            "customers list",
            "plans list",
            "company",
            "metrics monthly",
            "metrics plans",
        ] {
            let mut command = against(&api, &line.split(' ').collect::<Vec<_>>());
            command.env("NO_COLOR", "1").env("LC_ALL", "C");
            let shown = on_terminal(command, columns, "").await.ends(0).out;
            assert!(!shown.chars().any(|c| c != '\n' && (c.is_control() || c == '\u{202e}')), "{shown:?}");
            // The one wide character counts twice.
            let fits = |line: &str| line.chars().count() + line.matches('王').count() <= usize::from(columns);
            // The line of a list that goes on is no part of the table.
            assert!(
                shown.lines().all(|line| fits(line) || line.contains("--all")),
                "{columns}, {line}: {shown}"
            );
        }
    }
    let shown = on_terminal(against(&api, &["subscriptions", "list", "u1"]), 200, "").await.ends(0).out;
    assert!(shown.contains("12.50 EUR") && shown.contains("\n2018-01-01 "), "{shown}");
    let shown = on_terminal(against(&api, &["customers", "list"]), 250, "").await.ends(0).out;
    let (heading, row) = shown.split_once('\n').unwrap();
    assert!(heading.contains("  mrr  ") && row.contains("12.50 USD"), "{shown}");
    // An account that may not be asked for its currency.
    api.fault(json!({ "fault": "forbidden", "path": "/v2/company/settings/" })).await;
    let shown = run(&api, &["customers", "list", "--table"]).await.ends(0).out;
    let (heading, row) = shown.split_once('\n').unwrap();
    assert!(heading.contains("  mrr_cents  ") && row.contains("  1250  "), "{shown}");
    for more in ["--json", "--csv"] {
        let said = run(&api, &["subscriptions", "list", "u1", more]).await.ends(0).out;
        assert!(said.contains("1250") && said.contains("1514764800") && !said.contains("12.50"), "{said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn json_on_a_terminal_is_the_same_json_and_does_nothing_to_it() {
    let api = hostile().await;
    let list = ["subscriptions", "list", "u1", "--json"];
    let shown = on_terminal(against(&api, &list), 80, "").await.ends(0);
    assert!(shown.out.contains(r"\u001b[31m王\u009b2J\u202ered@example.com"), "{}", shown.out);
    assert_eq!(shown.json(), run(&api, &list).await.json());
    let csv = run(&api, &["subscriptions", "list", "u1", "--csv"]).await.ends(0).out;
    assert!(csv.contains(",王2Jred@example.com,"), "{csv}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_on_a_narrow_terminal_without_colours_shows_how_far_it_is() {
    let api = Api::empty().await;
    api.fault(json!({ "fault": "delay", "pause_ms": 100, "method": "POST", "count": null })).await;
    let file = write(&room("narrow").join("file.csv"), csv(200, 200));
    let mut command = against(&api, &["subscriptions", "import", &file]);
    command.env("NO_COLOR", "1").env("TERM", "xterm").env("LC_ALL", "C");
    let shown = on_terminal(command, 20, "").await.ends(0).out;
    assert!(shown.contains("created") && shown.contains("200"), "{shown:?}");
    // Colours are sequences that end in `m` (ECMA-48, SGR).
    let mut sequences = shown.split("\u{1b}[").skip(1);
    assert!(
        sequences.all(|it| !it.trim_start_matches(|c: char| c.is_ascii_digit() || c == ';').starts_with('m'))
    );
}
