//! The files that people really have: exports, spreadsheets, other encodings and delimiters.

use std::{collections::BTreeSet, fs, path::Path};

use crate::support::{HEADER, csv, finish, program, room, run, start, write};
use profitwell_api_server::testing::{Api, TOKEN};
use serde_json::{Value, json};

/// A copy of a file of `tests/files/`, beside which the program may write.
fn copy(room: &Path, name: &str) -> String {
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/files").join(name);
    write(&room.join(name), fs::read(from).unwrap())
}

async fn import(api: &Api, file: &str, more: &[&str]) -> crate::support::Said {
    run(api, &[&["subscriptions", "import", file], more].concat()).await
}

/// What a user has, as the service tells it.
async fn of(api: &Api, user: &str) -> Vec<Value> {
    let fields = [
        "subscription_alias",
        "email",
        "plan_id",
        "plan_interval",
        "plan_currency",
        "value",
        "effective_date",
    ];
    let history = run(api, &["subscriptions", "list", user, "--all"]).await.ends(0).json();
    let row = |row: &Value| Value::from(fields.map(|field| row[field].clone()).to_vec());
    history.as_array().unwrap().iter().map(row).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_preset_reads_the_export_it_is_named_after() {
    let api = Api::empty().await;
    let room = room("preset");
    let file = copy(&room, "baremetrics.csv");
    let proposed = import(&api, &file, &["--dry-run"]).await.ends(3);
    assert!(proposed.err.contains("say --preset baremetrics"), "{}", proposed.err);

    let said = import(&api, &file, &["--preset", "baremetrics"]).await.ends(0);
    assert!(said.err.contains("columns that are left out: plan_name, customer_name"), "{}", said.err);
    let summary = said.json();
    assert_eq!(
        (&summary["created"], &summary["churned"], &summary["left"]),
        (&json!(4), &json!(1), &json!(0))
    );
    assert_eq!(
        of(&api, "customer_1").await,
        [
            json!(["subscription_1", "ada@example.com", "plan_1", "month", "usd", 5000, 1_585_612_800]),
            json!(["subscription_3", "ada@example.com", "plan_3", "year", "usd", 12000, 1_640_995_200]),
        ]
    );
    assert_eq!(
        of(&api, "customer_2").await,
        [json!(["subscription_2", "grace@example.com", "plan_2", "month", "eur", 3750, 1_617_235_200])]
    );
    let ended = run(&api, &["subscriptions", "list", "customer_3"]).await.ends(0).json();
    let of_event = |event: &Value| (event["status"].clone(), event["effective_date"].clone());
    assert_eq!(
        ended.as_array().unwrap().iter().map(of_event).collect::<Vec<_>>(),
        [(json!("active"), json!(1_585_612_800)), (json!("churned_voluntary"), json!(1_588_550_400))],
        "created and churned"
    );
}

const GERMAN: [&str; 22] = [
    "--map",
    "subscription_alias=Abo-Nr.",
    "--map",
    "user_alias=kunde",
    "--map",
    "plan_id=Tarif",
    "--map",
    "plan_interval=Intervall",
    "--map",
    "value=Betrag",
    "--map",
    "plan_currency=Währung",
    "--map",
    "effective_date=Beginn",
    "--map",
    "email=email",
    "--unit",
    "major",
    "--decimal",
    "comma",
    "--date-format",
    "%d.%m.%Y",
];

#[tokio::test(flavor = "multi_thread")]
async fn spreadsheets_of_other_countries_are_mapped_and_the_mapping_is_saved() {
    let api = Api::empty().await;
    let room = room("spreadsheets");
    let german = copy(&room, "german.csv");
    let saved = room.join("german.toml");
    let saved = saved.to_str().unwrap();
    let said =
        import(&api, &german, &[&GERMAN[..], &["--save-mapping", saved, "--dry-run"]].concat()).await.ends(0);
    assert_eq!(said.json()["rows"], 2, "{}", said.err);
    assert!(said.err.contains("1 row of only empty cells is skipped"), "{}", said.err);
    assert!(
        import(&api, &german, &[&GERMAN[..], &["--save-mapping", saved, "--dry-run"]].concat())
            .await
            .ends(1)
            .err
            .contains("[file_exists]")
    );
    import(&api, &german, &["--mapping", saved]).await.ends(0);
    assert_eq!(
        of(&api, "K-1").await,
        [json!(["A-1", "anna@example.com", "Gold", "month", "eur", 125_050, 1_706_659_200])]
    );
    assert_eq!(of(&api, "K-2").await[0][1], "bernd\r\nbeispiel");
    let other =
        import(&api, &german, &["--mapping", saved, "--timezone", "Europe/Berlin", "--resume"]).await.ends(3);
    assert!(
        other.err.contains("[file_changed]") && other.err.contains("read in another way"),
        "{}",
        other.err
    );

    let totals = copy(&room, "german-totals.csv");
    let said = import(&api, &totals, &["--mapping", saved]).await.ends(3);
    assert!(said.err.contains("row 2, plan_interval: month or year; this is \"monatlich\""), "{}", said.err);
    assert!(said.err.contains("row 4: a subscription: this is a row of totals"), "{}", said.err);

    let french = copy(&room, "french-utf16.csv");
    let more = [
        "--map",
        "subscription_alias=numéro",
        "--map",
        "user_alias=CLIENT",
        "--map",
        "email=Courriel",
        "--map",
        "plan_id=Offre",
        "--map",
        "plan_interval=Période",
        "--map",
        "value=Montant",
        "--map",
        "effective_date=Début",
        "--map",
        "plan_currency=\"eur\"",
        "--unit",
        "major",
        "--decimal",
        "comma",
        "--date-format",
        "%d/%m/%Y",
    ];
    import(&api, &french, &more).await.ends(0);
    assert_eq!(
        of(&api, "C-1").await,
        [json!(["F-1", "marie@example.com", "Or", "month", "eur", 125_050, 1_706_659_200])]
    );
}

/// The rows of the table of files in the documentation: the file, what is said with it, and what becomes of it.
fn documented() -> Vec<[String; 3]> {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/command-line.md");
    let page = fs::read_to_string(page).unwrap();
    let (_, table) = page.split_once("| the file | options | result |\n|---|---|---|\n").unwrap();
    let cells = |line: &str| {
        let mut cells = line.trim_matches('|').split(" |").map(|cell| cell.trim().to_owned());
        std::array::from_fn(|_| cells.next().unwrap_or_default())
    };
    table.lines().take_while(|line| line.starts_with('|')).map(cells).collect()
}

/// What stands in backticks.
fn code(text: &str) -> Vec<&str> {
    text.split('`').skip(1).step_by(2).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_file_is_answered_as_the_documentation_says() {
    let files = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/files");
    let rows = documented();
    for (number, [name, options, answer]) in rows.iter().enumerate() {
        let api = Api::empty().await;
        let room = room(&format!("documented-{number}"));
        let name = code(name)[0];
        let file = copy(&room, name);
        let words = code(options).into_iter().flat_map(|options| options.split(' '));
        // A file that is named is one of these.
        let whole = |word: &str| match files.join(word) {
            path if path.is_file() => path.to_str().unwrap().to_owned(),
            _ => word.to_owned(),
        };
        let words: Vec<String> = words.map(whole).collect();
        let said = import(&api, &file, &words.iter().map(String::as_str).collect::<Vec<_>>()).await;
        for expected in code(answer) {
            assert!(said.err.contains(expected), "{name}: {expected} in {}", said.err);
        }
        let created = answer.split_once(" created").map_or(0, |(count, _)| count.parse().unwrap());
        assert_eq!(crate::support::made(&api).await.len(), created, "{name}: {}", said.err);
        if created > 0 {
            assert_eq!(said.ends(0).json()["created"], created, "{name}");
        } else {
            assert!(said.ends(3).err.contains("[invalid_file]"), "{name}");
        }
    }
    let is_data = |name: &String| Path::new(name).extension().is_some_and(|extension| extension == "csv");
    let there = fs::read_dir(&files).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let told: BTreeSet<String> = rows.iter().map(|[name, ..]| code(name)[0].to_owned()).collect();
    assert_eq!(there.filter(is_data).collect::<BTreeSet<_>>(), told, "the table has every file");
}

#[tokio::test(flavor = "multi_thread")]
async fn header_names_delimiters_and_columns_of_others_are_taken_as_they_come() {
    let api = Api::empty().await;
    let room = room("names");
    let content = csv(3, 3).replacen(
        HEADER,
        "Subscription Alias,userAlias,E-Mail,PLAN-ID,Plan Interval,Value,effective date",
        1,
    );
    for (number, sign, option) in
        [(0, ",", None), (1, ";", None), (2, "\t", None), (3, "|", Some("pipe")), (4, "^", Some("^"))]
    {
        let file = write(
            &room.join(format!("{number}.csv")),
            content.replace(',', sign).replace("s-", &format!("n{number}-")),
        );
        let more = option.map_or(vec![], |option| vec!["--delimiter", option]);
        assert_eq!(import(&api, &file, &more).await.ends(0).json()["created"], 3);
    }
    let others = |line: usize| {
        let names: Vec<String> =
            (0..300).map(|n| if line == 0 { format!("c{n}") } else { n.to_string() }).collect();
        names.join(",")
    };
    let lines: Vec<String> =
        csv(2, 2).lines().enumerate().map(|(line, text)| format!("{text},{}\n", others(line))).collect();
    let wide = lines.concat();
    let wide = write(&room.join("wide.csv"), wide);
    let said = import(&api, &wide, &[]).await.ends(3);
    assert!(
        said.err.contains("no such column: \"c0\"") && said.err.contains("--ignore-unknown"),
        "{}",
        said.err
    );
    assert_eq!(import(&api, &wide, &["--ignore-unknown"]).await.ends(0).json()["created"], 2);

    let line = json!({ "Id": "j1", "user_alias": "u", "email": "e", "plan_id": "p", "plan_interval": "month", "value": 5,
        "effective_date": "2024-01-31", "colour": "red" });
    let lines = write(&room.join("lines.jsonl"), format!("{line}\n"));
    let more = ["--map", "subscription_alias=id", "--ignore-unknown"];
    assert_eq!(import(&api, &lines, &more).await.ends(0).json()["created"], 1);

    let file = write(&room.join("bad.csv"), csv(1, 1));
    for (more, code, expected) in [
        (&["--map", "colour=Red"][..], 2, "no such column"),
        (&["--map", "value=Amount"], 3, "no column \"Amount\", which --map names"),
        (&["--delimiter", "ab"], 2, "one sign"),
        (&["--preset", "nobody"], 2, "baremetrics"),
    ] {
        let said = import(&api, &file, more).await.ends(code);
        assert!(said.err.contains(expected), "{}", said.err);
    }
    let broken = write(&room.join("broken.toml"), "colour = 1\n");
    assert!(import(&api, &file, &["--mapping", &broken]).await.ends(3).err.contains("[invalid_mapping]"));
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_five_times_with_a_preset_an_import_ends_with_every_row_and_none_twice() {
    const ROWS: usize = 2000;
    let api = Api::empty().await;
    let header = "subscription_oid,customer_oid,customer_email,plan_oid,plan_interval,plan_interval_count,plan_amount,\
                  plan_currency,subscription_started_at,subscription_canceled_at,plan_name";
    let row = |n: usize| {
        let ended = if n % 10 == 9 { "2024-05-01" } else { "" };
        format!("s-{n},u-{},u{n}@example.com,pro,month,1,{},USD,2020-03-31,{ended},Pro\n", n % 500, 1000 + n)
    };
    let content = format!("{header}\n{}", (0..ROWS).map(row).collect::<String>());
    let file = write(&room("preset-killed").join("file.csv"), content);
    let mut dice = fastrand::Rng::with_seed(11);
    for kill in 0..5 {
        let more: &[&str] = if kill == 0 { &[] } else { &["--resume"] };
        let arguments = [&["subscriptions", "import", &file, "--preset", "baremetrics"], more].concat();
        let mut child = start(crate::support::against(&api, &arguments));
        let there = api.stats().await["subscriptions"].as_u64().unwrap() + dice.u64(50..250);
        while api.stats().await["subscriptions"].as_u64().unwrap() < there
            && child.try_wait().unwrap().is_none()
        {
            tokio::time::sleep(std::time::Duration::from_millis(2)).await;
        }
        child.kill().unwrap();
        child.wait().unwrap();
    }
    import(&api, &file, &["--preset", "baremetrics", "--resume"]).await.ends(0);
    let text = api.get("/_control/subscriptions").await.text;
    let made = text.lines().map(|line| {
        let row: Value = serde_json::from_str(line).unwrap();
        (row["subscription_alias"].as_str().unwrap().to_owned(), row["events"].as_u64().unwrap())
    });
    let mut made: Vec<_> = made.collect();
    made.sort();
    let mut expected: Vec<_> =
        (0..ROWS).map(|n| (format!("s-{n}"), if n % 10 == 9 { 2 } else { 1 })).collect();
    expected.sort();
    assert_eq!(made, expected, "each created, and those that have ended churned, once");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_file_with_a_mark_is_read_and_a_huge_one_is_not() {
    let api = Api::empty().await;
    let room = room("token-mark");
    for (content, code) in
        [(format!("\u{feff}{TOKEN}\r\n"), 0), (format!("{TOKEN}{}", "x".repeat(1 << 20)), 3)]
    {
        let file = write(&room.join("token"), content);
        let mut command = program();
        command.args(["status", "--base-url", &api.url(), "--token-file", &file]);
        let code_of = finish(command).await.code;
        assert!(code_of == Some(code) || code == 3 && code_of == Some(4), "{code_of:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dry_run_reports_what_the_file_would_do() {
    let api = Api::empty().await;
    let room = room("dry");
    let file = copy(&room, "baremetrics.csv");
    let dry = ["--preset", "baremetrics", "--dry-run"];
    let report = import(&api, &file, &dry).await.ends(0).json();
    let mut keys: Vec<&String> = report.as_object().unwrap().keys().collect();
    keys.sort();
    assert_eq!(
        keys,
        [
            "churn", "create", "earliest", "errors", "latest", "plans", "rows", "samples", "seconds",
            "skipped", "update", "users"
        ]
    );
    assert_eq!(
        report["plans"],
        json!([
            { "plan_id": "plan_1", "interval": "month", "currency": "usd", "count": 2, "total": 100.0 },
            { "plan_id": "plan_2", "interval": "month", "currency": "eur", "count": 1, "total": 37.5 },
            { "plan_id": "plan_3", "interval": "year", "currency": "usd", "count": 1, "total": 120.0 },
        ])
    );
    for (key, expected) in [
        ("rows", json!(4)),
        ("users", json!(3)),
        ("skipped", json!(0)),
        ("create", json!(4)),
        ("update", json!(0)),
        ("churn", json!(1)),
        ("errors", json!(0)),
        ("earliest", json!("2020-03-31T00:00:00Z")),
        ("latest", json!("2022-01-01T00:00:00Z")),
        ("seconds", json!(0)),
    ] {
        assert_eq!(report[key], expected, "{key}");
    }
    assert_eq!(report["samples"].as_array().unwrap().len(), 3);
    assert_eq!(report["samples"][1]["body"]["value"], 3750);

    let many = write(&room.join("many.csv"), csv(1000, 100).replace("pro,month,1000,", "pro,weekly,1000,"));
    let mut command = program();
    command.args(["subscriptions", "import", &many, "--dry-run"]);
    let said = finish(command).await.ends(3);
    let report = said.json();
    assert_eq!(
        (&report["rows"], &report["errors"], &report["seconds"]),
        (&json!(999), &json!(1), &json!(195))
    );
    let table = import(&api, &file, &[&dry[..], &["--table"]].concat()).await.ends(0).out;
    assert!(table.contains("plan_2   month     eur           1   37.5\n"), "{table}");
    assert!(table.contains("\"subscription_alias\":\"subscription_1\""), "{table}");
}
