//! Files that create, change and end subscriptions.

use std::{collections::BTreeMap, fs, time::Duration};

use crate::support::{Said, against, room, run, start, write};
use profitwell_api_server::testing::Api;
use serde_json::{Value, json};

const HEADER: &str = "action,subscription_alias,user_alias,email,plan_id,plan_interval,value,effective_date,status,cancelled_at";

async fn import(api: &Api, file: &str, more: &[&str]) -> Said {
    run(api, &[&["subscriptions", "import", file], more].concat()).await
}

/// The history of a user: alias, status, plan, interval, value, date.
async fn history(api: &Api, user: &str) -> Vec<Value> {
    let said = run(api, &["subscriptions", "list", user, "--all"]).await.ends(0).json();
    let fields = ["subscription_alias", "status", "plan_id", "plan_interval", "value", "effective_date"];
    let item = |item: &Value| Value::from(fields.map(|field| item[field].clone()).to_vec());
    let mut items: Vec<Value> = said.as_array().unwrap().iter().map(item).collect();
    items.sort_by_key(|item| item[5].as_i64());
    items
}

/// The first second of a month of 2025.
fn month(month: u32) -> i64 {
    let days = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
    1_735_689_600 + days[month as usize - 1] * 86_400
}

/// A year of so many users: each begins, pays more, pays less, leaves, returns; month by month, as a billing
/// system writes it, so that users interleave. With what the service has to have in the end.
fn year(users: usize) -> (String, BTreeMap<String, Vec<Value>>) {
    let mut rows = Vec::new();
    let mut expected: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for (at, action, plan, interval, value) in [
        (1, "create", "team", "month", 5000),
        (3, "update", "business", "month", 9000),
        (6, "update", "team", "month", 4000),
        (8, "churn", "", "", 0),
        (11, "return", "business", "year", 90_000),
    ] {
        for n in 0..users {
            let (user, value) = (format!("u-{n}"), value + n);
            let alias = if action == "return" { format!("s-{n}-again") } else { format!("s-{n}") };
            let delinquent = n % 2 == 1;
            let date = month(at) + i64::try_from(n).unwrap();
            let status = match action {
                "churn" if delinquent => "churned_delinquent",
                "churn" => "churned_voluntary",
                _ => "active",
            };
            rows.push(match action {
                "create" => {
                    format!(",{alias},{user},{user}@example.com,{plan},{interval},{value},{date},,\n")
                }
                "update" => format!("update,{alias},,,{plan},{interval},{value},{date},,\n"),
                "churn" => format!("churn,{alias},,,,,,{date},{status},\n"),
                // Who returns has left again by the end of the year, told in the same row.
                _ => format!(
                    "create,{alias},{user},{user}@example.com,{plan},{interval},{value},{date},canceled,2025-12-31\n"
                ),
            });
            let items = expected.entry(user).or_default();
            let (plan, interval, value) = match items.last() {
                Some(before) if action == "churn" => {
                    (before[2].clone(), before[3].clone(), before[4].clone())
                }
                _ => (json!(plan), json!(interval), json!(value)),
            };
            items.push(json!([alias, status, plan, interval, value, date]));
            if action == "return" {
                let end = month(12) + 30 * 86_400;
                items.push(json!([alias, "churned_voluntary", plan, interval, value, end]));
            }
        }
    }
    (format!("{HEADER}\n{}", rows.concat()), expected)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_year_of_history_is_imported_from_one_file_and_read_back_equal() {
    const USERS: usize = 40;
    let api = Api::empty().await;
    let (content, expected) = year(USERS);
    let file = write(&room("year").join("year.csv"), &content);
    let dry = import(&api, &file, &["--dry-run"]).await.ends(0).json();
    assert_eq!(
        (&dry["rows"], &dry["create"], &dry["update"], &dry["churn"], &dry["users"]),
        (&json!(200), &json!(80), &json!(80), &json!(80), &json!(40))
    );
    let before = run(&api, &["subscriptions", "diff", &file]).await.ends(10);
    assert_eq!(before.json().as_array().unwrap().len(), 240, "every step is missing");

    // Killed wherever it may be, by an answer that is late now and then.
    api.fault(json!({ "fault": "delay", "pause_ms": 30, "count": null, "probability": 0.1, "seed": 3 }))
        .await;
    for kill in 0..4_u64 {
        let more: &[&str] = if kill == 0 { &[] } else { &["--resume"] };
        let mut child = start(against(&api, &[&["subscriptions", "import", &file], more].concat()));
        let answered = |stats: Value| {
            stats["statuses"].as_object().unwrap().values().filter_map(Value::as_u64).sum::<u64>()
        };
        let until = answered(api.stats().await) + 35;
        while answered(api.stats().await) < until && child.try_wait().unwrap().is_none() {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        assert!(child.try_wait().unwrap().is_none(), "it was still running");
        child.kill().unwrap();
        child.wait().unwrap();
    }
    let summary = import(&api, &file, &["--resume"]).await.ends(0).json();
    assert_eq!((&summary["left"], &summary["failed"]), (&json!(0), &json!(0)), "{summary}");
    for (user, items) in &expected {
        assert_eq!(history(&api, user).await, *items, "{user}");
    }
    assert_eq!(api.stats().await["statuses"]["400"], json!(null), "nothing was created twice");
    let same = run(&api, &["subscriptions", "diff", &file]).await.ends(0);
    assert_eq!(same.json(), json!([]));
    assert_eq!(
        run(&api, &["subscriptions", "diff", &file, "--table"]).await.ends(0).out,
        "nothing differs\n"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_that_cannot_follow_one_another_are_rejected_before_anything_is_sent() {
    let api = Api::empty().await;
    let room = room("sequence");
    let create = |alias: &str| format!(",{alias},u,a@example.com,pro,month,100,2024-03-01,,\n");
    for (rows, expected) in [
        ("churn,x,,,,,,2024-05-01,,\n".to_owned(), "row 2, subscription_alias: not_created: "),
        (
            "update,x,,,pro,month,100,2024-05-01,,\n".to_owned() + &create("x"),
            "row 2, subscription_alias: not_created: ",
        ),
        (
            create("x") + "churn,x,,,,,,2024-05-01,,\nchurn,x,,,,,,2024-06-01,,\n",
            "row 4, subscription_alias: churned_twice: one end of a subscription; \"x\" is ended by row 3 already",
        ),
        (
            ",x,u,a@example.com,pro,month,100,2024-03-01,,2024-04-01\nchurn,x,,,,,,2024-05-01,,\n".to_owned(),
            "row 3, subscription_alias: churned_twice: ",
        ),
        (
            create("x") + "churn,x,,,,,,2024-02-01,,\n",
            "row 3, effective_date: churned_before_start: not before the subscription begins; \"x\" begins later, by row 2",
        ),
        (
            ",x,u,a@example.com,pro,month,100,2024-03-01,,2024-02-01\n".to_owned(),
            "row 2, cancelled_at: churned_before_start: not before the effective_date; this is \"2024-02-01\"",
        ),
        (
            create("x") + "update,x,,,pro,month,100,2024-02-01,,\n",
            "row 3, effective_date: changed_before_start: ",
        ),
        (
            create("x") + "update,x,,,pro,month,100,2024-05-01,,\nchurn,x,,,,,,2024-04-01,,\n",
            "row 4, effective_date: churned_before_change: ",
        ),
        (
            create("x") + "churn,x,,,,,,2024-05-01,,\nupdate,x,,,pro,month,100,2024-06-01,,\n",
            "row 4, subscription_alias: changed_after_churn: ",
        ),
        (
            create("x") + "update,x,,,pro,month,100,2024-05-01,,\nupdate,x,,,pro,month,200,2024-05-01,,\n",
            "row 4, effective_date: changed_twice: ",
        ),
        (
            create("x") + "update,x,,,pro,month,200,2024-03-01,,\n",
            "row 3, effective_date: changed_twice: one change at a time; \"x\" is set by row 2 at this time",
        ),
        (
            create("x") + &create("x"),
            "row 3, subscription_alias: unique in the file; \"x\" is that of row 2 already",
        ),
        (
            ",x,u,a@example.com,pro,month,100,2024-03-01,canceled,\n".to_owned(),
            "row 2, cancelled_at: churned_without_date: ",
        ),
        (create("x").replace(",x", "renew,x"), "row 2, action: create, update or churn; this is \"renew\""),
        (
            create("x") + "update,x,,,pro,month,0,2024-05-01,trialing,\n",
            "row 3, status: active, which ends a trial",
        ),
    ] {
        let file = write(&room.join("file.csv"), format!("{HEADER}\n{rows}"));
        let said = import(&api, &file, &[]).await.ends(3);
        assert!(said.err.contains(expected) && said.err.contains("1 problem;"), "{expected}: {}", said.err);
    }
    assert_eq!(api.stats().await["requests"], json!({}), "nothing was sent");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_service_has_is_changed_and_ended_by_alias_from_files() {
    let api = Api::empty().await;
    let room = room("changes");
    let first = write(&room.join("first.csv"), crate::support::csv(6, 3));
    import(&api, &first, &[]).await.ends(0);

    let rows = "subscription_alias,plan_id,plan_interval,value,effective_date\n\
                s-0,business,month,9000,2024-01-31\ns-1,team,year,12000,2024-02-01\ns-0,team,month,4000,2024-03-31\n\
                nobody,team,month,4000,2024-03-31\n";
    let changes = write(&room.join("changes.csv"), rows);
    let said = import(&api, &changes, &["--update"]).await.ends(9);
    let summary = said.json();
    assert_eq!(
        (&summary["updated"], &summary["failed"], &summary["left"], &summary["created"]),
        (&json!(3), &json!(1), &json!(0), &json!(0))
    );
    let failed = fs::read_to_string(room.join("changes.csv.failed.csv")).unwrap();
    assert!(
        failed.contains("nobody") && failed.contains("no subscription with this subscription_alias"),
        "{failed}"
    );
    let of_first = |items: Vec<Value>| items.into_iter().filter(|item| item[0] == "s-0").collect::<Vec<_>>();
    assert_eq!(
        of_first(history(&api, "u-0").await),
        [
            json!(["s-0", "active", "pro", "month", 1000, 1_514_764_800]),
            json!(["s-0", "active", "business", "month", 9000, 1_706_659_200]),
            json!(["s-0", "active", "team", "month", 4000, 1_711_843_200]),
        ]
    );

    let ends = "subscription_alias,user_alias,effective_date,churn_type\n\
                s-0,u-0,2024-05-01,delinquent\ns-4,u-1,2024-05-01,\n";
    let ends = write(&room.join("ends.csv"), ends);
    let unasked = run(&api, &["subscriptions", "churn", "--from", &ends]).await.ends(2);
    assert!(
        unasked.err.contains("end 2 subscriptions by") && unasked.err.contains("[confirmation_required]"),
        "{}",
        unasked.err
    );
    assert_eq!(history(&api, "u-0").await.len(), 4, "nothing was sent");
    let summary = run(&api, &["subscriptions", "churn", "--from", &ends, "--yes"]).await.ends(0).json();
    assert_eq!((&summary["churned"], &summary["left"]), (&json!(2), &json!(0)));
    let ended = history(&api, "u-0").await;
    assert_eq!(
        ended.last().unwrap(),
        &json!(["s-0", "churned_delinquent", "team", "month", 4000, 1_714_521_600])
    );

    // The same again, by another file: it is there already, and only looked up where the service rejects it.
    for (row, code) in [("s-0,2024-05-01\ns-0,2024-06-01\n", 3), ("s-0,2010-01-01\n", 9)] {
        let twice = write(
            &room.join(format!("twice-{code}.csv")),
            format!("subscription_alias,effective_date\n{row}"),
        );
        let said = run(&api, &["subscriptions", "churn", "--from", &twice, "--yes"]).await.ends(code);
        assert!(code != 3 || said.err.contains("churned_twice"), "{}", said.err);
    }
    run(&api, &["subscriptions", "churn", "s-0", "--effective-date", "2024-05-01", "--dry-run"])
        .await
        .ends(2);
    run(&api, &["subscriptions", "churn", "--dry-run"]).await.ends(2);
    let dates = "subscription_alias,effective_date,cancelled_at\ns-1,2024-05-01,2024-06-01\n";
    let dates = write(&room.join("dates.csv"), dates);
    let said = run(&api, &["subscriptions", "churn", "--from", &dates, "--dry-run"]).await.ends(3);
    assert!(said.err.contains("one date where a row churns"), "{}", said.err);
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_between_creation_and_end_a_row_is_created_and_churned_once() {
    const ROWS: usize = 8;
    let api = Api::empty().await;
    let row = |n: usize| format!(",s-{n},u-{n},u{n}@example.com,pro,month,100,2024-03-01,,2024-05-01\n");
    let content = format!("{HEADER}\n{}", (0..ROWS).map(row).collect::<String>());
    let file = write(&room("between").join("file.csv"), content);
    let journal = || fs::read_to_string(format!("{file}.journal")).unwrap_or_default();
    // Once the churn was carried out and its answer is held back, once it was not even done.
    for processed in [false, true] {
        api.fault(json!({ "fault": "hang", "method": "DELETE", "processed": processed, "count": null }))
            .await;
        let more: &[&str] = if processed { &["--resume"] } else { &[] };
        let before = api.stats().await["faults"].as_u64().unwrap();
        let mut child = start(against(&api, &[&["subscriptions", "import", &file], more].concat()));
        while api.stats().await["faults"].as_u64().unwrap() < before + ROWS as u64 {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        assert!(child.try_wait().unwrap().is_none(), "it was still running");
        child.kill().unwrap();
        child.wait().unwrap();
        assert_eq!(journal().lines().filter(|line| line.starts_with('>')).count(), ROWS, "{}", journal());
        assert_eq!(journal().lines().filter(|line| line.starts_with('+')).count(), 0);
        api.send("DELETE", "/_control/faults", crate::support::TOKEN, &json!(null)).await.unwrap();
    }
    let summary = import(&api, &file, &["--resume"]).await.ends(0).json();
    assert_eq!(
        (&summary["created"], &summary["churned"], &summary["already_there"], &summary["left"]),
        (&json!(0), &json!(0), &json!(8), &json!(0)),
        "every churn was found"
    );
    for n in 0..ROWS {
        assert_eq!(history(&api, &format!("u-{n}")).await.len(), 2);
    }
    let requests = api.stats().await["requests"].clone();
    assert_eq!(requests["POST /v2/subscriptions/"], json!(8), "{requests}");
}

#[tokio::test(flavor = "multi_thread")]
async fn faults_of_every_kind_lose_no_change_and_no_end() {
    const USERS: usize = 40;
    let api = Api::empty().await;
    let rows = |n: usize| {
        let user = format!("s-{n},u-{n},u{n}@example.com");
        format!(
            "create,{user},pro,month,100,2024-03-01,,\nupdate,{user},pro,month,200,2024-04-01,,\n\
             churn,{user},,,,2024-05-01,churned_delinquent,\n"
        )
    };
    let content = format!("{HEADER}\n{}", (0..USERS).map(rows).collect::<String>());
    let file = write(&room("faulty").join("file.csv"), content);
    for (method, seed) in [("PUT", 1), ("DELETE", 2)] {
        for (fault, count) in
            [("reset", 2), ("html500", 2), ("garbage", 2), ("html200", 2), ("empty_object", 2)]
        {
            for processed in [true, false] {
                // An answer that is none, to a change that was not made, fails its row: there is nothing to find.
                if !processed && !["reset", "html500"].contains(&fault) {
                    continue;
                }
                api.fault(
                    json!({ "fault": fault, "processed": processed, "count": count, "probability": 0.2,
                    "seed": seed, "method": method }),
                )
                .await;
            }
        }
    }
    let summary = import(&api, &file, &["--timeout", "2"]).await.ends(0).json();
    assert_eq!(
        (&summary["created"], &summary["failed"], &summary["left"]),
        (&json!(40), &json!(0), &json!(0))
    );
    for n in 0..USERS {
        let terms = |status: &str, value: u32, date: i64| {
            json!([format!("s-{n}"), status, "pro", "month", value, date])
        };
        assert_eq!(
            history(&api, &format!("u-{n}")).await,
            [
                terms("active", 100, 1_709_251_200),
                terms("active", 200, 1_711_929_600),
                terms("churned_delinquent", 200, 1_714_521_600),
            ]
        );
    }
    let stats = api.stats().await;
    assert!(stats["faults"].as_u64().unwrap() > 15, "{stats}");
}
