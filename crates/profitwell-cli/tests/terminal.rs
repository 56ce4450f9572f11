//! What people meet at a terminal: questions and tables.
#![cfg(unix)]

mod support;

use profitwell_api_server::testing::Api;
use support::{against, run, terminal::on_terminal};

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
