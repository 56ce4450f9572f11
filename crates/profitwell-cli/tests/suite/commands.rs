//! Every subcommand of the command line, what it prints, and how it ends.

use std::{
    collections::BTreeSet,
    fs,
    io::Write,
    os::unix::fs::PermissionsExt,
    process::{Command, Stdio},
};

use crate::support::{PUBLIC_TOKEN, against, finish, program, room, run, write};
use profitwell_api::operations::{OPERATIONS, Operation};
use profitwell_api_server::{
    Options,
    testing::{Api, TOKEN},
};
use serde_json::json;

const CREATE: &str = "subscriptions create --email a@example.com --user-alias u1 --subscription-alias s1 \
    --plan-id pro --plan-interval month --value 5000 --effective-date 1514764800";

async fn words(api: &Api, line: &str) -> crate::support::Said {
    run(api, &line.split_whitespace().collect::<Vec<_>>()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn every_subcommand_does_what_it_says() {
    let api = Api::with(Options { rate_scale: 1000, ..Options::default() }).await;
    let customer = words(&api, "customers list --limit 1").await.ends(0).json()[0]["customer_id"].clone();
    let customer = customer.as_str().unwrap();
    let month = words(&api, "metrics monthly --metrics recurring_revenue").await.ends(0).json();
    let month = month.as_array().unwrap().last().unwrap()["date"].as_str().unwrap().to_owned();
    let trait_of = format!("--customer-id {customer} --category Team --trait Red");
    for (line, expected) in [
        ("status".to_owned(), "token is good"),
        (CREATE.to_owned(), "\"subscription_alias\": \"s1\""),
        ("subscriptions list u1".to_owned(), "\"value\": 5000"),
        (
            "subscriptions update s1 --plan-id team --plan-interval year --value 60000 --effective-date 1517443200"
                .to_owned(),
            "\"plan_interval\": \"year\"",
        ),
        (
            "subscriptions churn s1 --effective-date 1519862400 --churn-type delinquent --yes".to_owned(),
            "churned_delinquent",
        ),
        ("subscriptions unchurn s1".to_owned(), "null"),
        ("users update u1 --email b@example.com".to_owned(), ""),
        ("users delete u1 --yes".to_owned(), ""),
        ("plans create p1 --name One".to_owned(), "\"name\": \"One\""),
        ("plans update p1 --name Two".to_owned(), "\"name\": \"Two\""),
        ("plans get p1".to_owned(), "\"name\": \"Two\""),
        ("plans list --all".to_owned(), "\"id\": \"p1\""),
        (format!("customers get {customer}"), customer),
        (format!("metrics daily --month {month}"), "\"recurring_revenue\""),
        ("metrics plans --limit 2".to_owned(), "["),
        (format!("metrics exclude {customer} --yes"), ""),
        ("company".to_owned(), "\"timezone\""),
        (format!("traits set {trait_of}"), ""),
        (format!("traits get {customer}"), "Red"),
        (format!("traits remove {trait_of}"), ""),
        ("traits set --email bruno.brook.1@example.com --category Team --trait Blue".to_owned(), ""),
        ("traits remove-category Team".to_owned(), ""),
        ("gdpr anonymize-by-email bruno.brook.1@example.com --yes".to_owned(), ""),
        (format!("gdpr anonymize-by-customer-id {customer} --yes"), ""),
        ("retain unsubscribed reactivation --limit 5".to_owned(), "["),
        (format!("retain stop {customer} --intervention retain --intervention reactivation --forever"), ""),
        ("call GET /v2/plans".to_owned(), "\"id\": \"p1\""),
        (format!("event {customer}"), ""),
        ("completions bash".to_owned(), "_profitwell"),
    ] {
        let said = words(&api, &line).await.ends(0);
        assert!(said.out.contains(expected), "{line}: {}", said.out);
    }
    let asked = async || -> BTreeSet<String> {
        api.stats().await["requests"].as_object().unwrap().keys().cloned().collect()
    };
    let name = |operation: &Operation| format!("{} {}", operation.method.as_str(), operation.path);
    let before = asked().await;
    for operation in OPERATIONS.iter().filter(|operation| !before.contains(&name(operation))) {
        // One that needs no argument is asked by its name: `plans.list` is `plans list`.
        words(&api, &operation.name.replace('.', " ")).await.ends(0);
    }
    assert_eq!(
        asked().await,
        OPERATIONS.iter().map(|it| name(it)).collect(),
        "every operation has a command"
    );
    assert_eq!(api.stats().await["private_token_leaks"], 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_takes_its_body_from_the_argument_a_file_or_standard_input() {
    let api = Api::empty().await;
    // With a mark, as some editors on Windows write it.
    let file = write(&room("call").join("body.json"), "\u{feff}{\"id\": \"two\", \"name\": \"Two\"}");
    let post = ["call", "POST", "/v2/plans", "--header", "X-Trace=1", "--body"];
    run(&api, &[&post[..], &[r#"{"id": "one", "name": "One"}"#]].concat()).await.ends(0);
    run(&api, &[&post[..], &[&format!("@{file}")]].concat()).await.ends(0);
    let mut child = against(&api, &[&post[..], &["-"]].concat()).stdin(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(br#"{"id": "three", "name": "Three"}"#).unwrap();
    assert!(tokio::task::spawn_blocking(move || child.wait()).await.unwrap().unwrap().success());
    let listed = run(&api, &["plans", "list"]).await.json();
    assert_eq!(listed.as_array().unwrap().len(), 3);
    for (arguments, code) in [
        (vec!["call", "GET", "//elsewhere.example"], 3),
        (vec!["call", "GET", "/v2/plans", "--header", "Authorization=mine"], 3),
        (vec!["call", "POST", "/v2/plans", "--body", "{"], 2),
        (vec!["call", "FETCH", "/v2/plans"], 2),
    ] {
        run(&api, &arguments).await.ends(code);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_come_as_a_table_as_json_or_as_csv_ten_at_a_time() {
    let api = Api::empty().await;
    for n in 10..22 {
        let id = format!("p{n}");
        api.call("POST", "/v2/plans/", json!({ "id": id, "name": format!("Plan {n}") })).await;
    }
    let table = words(&api, "plans list --table --limit 2").await.ends(0);
    assert_eq!(table.out, "id   name\np10  Plan 10\np11  Plan 11\n");
    assert!(table.err.contains("2 of 12"), "{}", table.err);
    assert_eq!(words(&api, "plans list --csv --limit 1").await.out, "id,name\np10,Plan 10\n");
    assert_eq!(words(&api, "plans list").await.json().as_array().unwrap().len(), 10);
    assert_eq!(words(&api, "plans list --json --all").await.json().as_array().unwrap().len(), 12);
    assert_eq!(words(&api, "plans get p10 --table").await.out, "id    p10\nname  Plan 10\n");
    words(&api, "plans list --json --csv").await.ends(2);
    words(&api, "plans list --limit 3 --all").await.ends(2);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_others_wrote_runs_neither_in_a_spreadsheet_nor_in_a_terminal() {
    let api = Api::empty().await;
    let hostile = "\u{1b}[31m\u{1b}]0;t\u{7}\u{202e}red\nline\u{9b}2J";
    for (alias, email) in
        [("u1", "=1+1"), ("u2", "+1"), ("u3", "-1"), ("u4", "@a"), ("u5", "\tx"), ("u6", hostile)]
    {
        let body = json!({ "user_alias": alias, "email": email, "plan_id": "p", "plan_interval": "month",
            "value": 5000, "effective_date": 1_514_764_800 });
        assert_eq!(api.call("POST", "/v2/subscriptions/", body).await.status, 201);
    }
    let csv = words(&api, "customers list --csv").await.ends(0).out;
    for cell in [",'=1+1,", ",'+1,", ",'-1,", ",'@a,", ",'\tx,"] {
        assert!(csv.contains(cell), "{cell} in {csv}");
    }
    assert!(csv.contains(",5000,"), "numbers stay numbers: {csv}");
    let table = words(&api, "customers list --table").await.ends(0).out;
    assert!(table.contains("]0;tred line2J"), "{table}");
    assert!(!table.chars().any(|c| c != '\n' && (c.is_control() || c == '\u{202e}')), "{table:?}");
    assert_eq!(table.lines().count(), 7);
}

#[tokio::test(flavor = "multi_thread")]
async fn each_way_to_fail_has_its_exit_code() {
    let api = Api::empty().await;
    words(&api, "plans get nope").await.ends(5);
    words(&api, "nonsense").await.ends(2);
    let refused = words(&api, &CREATE.replace("5000", "50.00")).await.ends(2);
    assert!(refused.err.contains("write 5000"), "{}", refused.err);
    words(&api, CREATE).await.ends(0);
    let taken = words(&api, CREATE).await.ends(3);
    assert!(taken.err.contains("[validation]"), "{}", taken.err);
    let mut wrong = against(&api, &["status"]);
    wrong.env("PROFITWELL_PRIVATE_TOKEN", "another");
    finish(wrong).await.ends(4);
    api.fault(json!({ "fault": "html500", "method": "POST" })).await;
    words(&api, "plans create p --name P").await.ends(7);
    api.fault(json!({ "fault": "throttle", "retry_after": 86400 })).await;
    words(&api, "status").await.ends(6);
    api.fault(json!({ "fault": "hang", "method": "POST" })).await;
    words(&api, "plans create p --name P --timeout 1").await.ends(8);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_token_comes_from_the_environment_or_a_file_and_never_from_an_argument() {
    let api = Api::empty().await;
    let missing = finish({
        let mut command = program();
        command.arg("status");
        command
    });
    let missing = missing.await.ends(4).err;
    assert!(missing.contains("ProfitWell account") && missing.contains("--demo"), "{missing}");

    let file = write(&room("token").join("token"), format!("{TOKEN}\n"));
    let by_file = || {
        let mut command = program();
        command.args(["status", "--base-url", &api.url(), "--token-file", &file]);
        command
    };
    fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
    assert!(finish(by_file()).await.ends(0).err.contains("chmod 600"));
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
    assert_eq!(finish(by_file()).await.ends(0).err, "");

    run(&api, &["status", "--token", "x"]).await.ends(2);
    for url in ["http://example.com", "ftp://127.0.0.1", "https://user@example.com"] {
        let mut command = program();
        command.env("PROFITWELL_PRIVATE_TOKEN", TOKEN).args(["status", "--base-url", url]);
        finish(command).await.ends(3);
    }
    let mut scaled = program();
    scaled.env("PROFITWELL_PRIVATE_TOKEN", TOKEN).args(["status", "--rate-scale", "2"]);
    finish(scaled).await.ends(2);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_token_stands_nowhere_that_other_users_of_the_machine_can_look() {
    let api = Api::empty().await;
    api.fault(json!({ "fault": "hang" })).await;
    let mut child = against(&api, &["status"]).spawn().unwrap();
    while api.stats().await["faults"] == 0 {
        tokio::task::yield_now().await;
    }
    let ps = Command::new("ps").args(["-o", "args=", "-p", &child.id().to_string()]).output().unwrap();
    let listed = String::from_utf8(ps.stdout).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(listed.contains("status") && !listed.contains(TOKEN), "{listed}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_says_what_it_is_and_asks_for_no_token() {
    let demo = |line: &str| {
        let mut command = program();
        command.args(line.split_whitespace()).arg("--demo");
        finish(command)
    };
    let said = demo("customers list --limit 3").await.ends(0);
    assert_eq!(said.json().as_array().unwrap().len(), 3);
    assert!(said.err.starts_with("demo: ") && said.err.contains("not ProfitWell"), "{}", said.err);
    demo("event cus_1").await.ends(0);
    demo("status --base-url http://127.0.0.1:1").await.ends(2);
    assert!(!said.err.contains(PUBLIC_TOKEN));
}

#[tokio::test(flavor = "multi_thread")]
async fn each_subcommand_of_the_table_in_the_documentation_is_there() {
    let page = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/rest-api.md")).unwrap();
    let (_, table) = page.split_once("| module | JavaScript | command line |\n|---|---|---|\n").unwrap();
    let mut commands = BTreeSet::new();
    for line in table.lines().take_while(|line| line.starts_with('|')) {
        let cell = line.trim_end_matches('|').rsplit('|').next().unwrap();
        let mut first = "";
        for words in cell.split('`').skip(1).step_by(2) {
            // `traits get`, `set`: the second one is of the same group.
            let (group, command) = words.split_once(' ').unwrap_or((first, words));
            first = if words.contains(' ') { group } else { first };
            let command = if command.starts_with(char::is_lowercase) { command } else { "" };
            commands.insert([group, command].join(" ").trim().to_owned());
        }
    }
    for command in &commands {
        let mut help = program();
        help.args(command.split(' ')).arg("--help");
        finish(help).await.ends(0);
    }
    let groups: BTreeSet<&str> = OPERATIONS.iter().map(|it| it.name.split('.').next().unwrap()).collect();
    assert!(commands.len() > groups.len() && commands.contains("metrics exclude"), "{commands:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_documentation_lists_the_exit_codes_that_help_lists() {
    let mut command = program();
    command.arg("--help");
    let help = finish(command).await.ends(0).out;
    let (_, listed) = help.split_once("Exit codes:\n").unwrap();
    let rows: Vec<String> = listed
        .lines()
        .filter_map(|line| line.trim().split_once("  "))
        .map(|(code, text)| format!("| {code} | {text} |\n"))
        .collect();
    let rows = rows.concat();
    let page =
        fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/command-line.md")).unwrap();
    assert!(rows.lines().count() >= 11 && page.contains(&rows), "docs/command-line.md should have:\n{rows}");
}
