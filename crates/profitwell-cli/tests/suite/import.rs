//! Importing a file: what is refused before anything is sent, and what a good file comes to.

use std::{collections::BTreeSet, fs};

use crate::support::{HEADER, csv, finish, is_private, made, program, room, run, write};
use profitwell_api_server::testing::Api;
use serde_json::json;

const GOOD: &str = "s1,u1,a@example.com,pro,month,1250,1514764800";

/// What is said of a file that nobody would send; `--dry-run` needs neither token nor server.
async fn refusal(name: &str, content: impl AsRef<[u8]>) -> String {
    let file = write(&room(&format!("refusal-{name}")).join(name), content);
    let mut command = program();
    command.args(["subscriptions", "import", "--dry-run", &file]);
    finish(command).await.ends(3).err
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_cell_is_named_by_row_and_column_with_what_would_be_right() {
    let long = "a".repeat(37);
    for (column, cell, expected) in [
        ("effective_date", "1706659200000", "not milliseconds; this is \"1706659200000\": write 1706659200"),
        (
            "effective_date",
            "45322",
            "not the serial number of a spreadsheet; this is \"45322\": write 1706659200",
        ),
        ("effective_date", "45322.5", "not the serial number of a spreadsheet"),
        ("effective_date", "20240131", "not YYYYMMDD; this is \"20240131\": write 1706659200 or 2024-01-31"),
        ("effective_date", "0", "a date from 2000 on"),
        ("effective_date", "1999-12-31", "a date from 2000 on"),
        ("effective_date", "4000000000", "at most ten years from now"),
        ("effective_date", "31 Jan 2024", "say --date-format '%d %b %Y'"),
        ("effective_date", "01/02/2024", "say --date-format '%d/%m/%Y' or --date-format '%m/%d/%Y'"),
        ("effective_date", "-1", "such as 1514764800"),
        ("value", "12.50", "write 1250"),
        ("value", "12.5", "write 1250"),
        (
            "value",
            "1250.0",
            "ambiguous_amount: say --unit minor or --unit major; this is \"1250.0\": 1250 minor units, or 125000",
        ),
        ("value", "\"12,50\"", "say --decimal comma"),
        ("value", "$12", "such as 1250 for 12.50"),
        ("value", "-5", "an amount of at least 0"),
        ("value", "99999999999999999999", "too large"),
        ("plan_currency", "euro", "ISO 4217"),
        ("plan_currency", "xyz", "ISO 4217"),
        ("plan_interval", "weekly", "month or year"),
        ("status", "paused", "active or trialing; or churned_voluntary, churned_delinquent or canceled"),
        ("status", "trialing", "0 for a trialing subscription; this is 1250"),
        ("subscription_alias", &long, "at most 36 characters; this has 37"),
        ("user_alias", &long, "at most 36 characters; this has 37"),
        ("subscription_alias", "", "required"),
        ("user_alias", "", "required, or user_id"),
        ("user_alias", "..", "neither . nor .."),
        ("subscription_alias", "s\u{1}", "no control characters"),
        ("plan_id", "a\u{85}b", "no control characters"),
        ("email", " ", "required"),
        ("plan_id", "", "required"),
        ("value", "", "required"),
    ] {
        let mut header = format!("{HEADER},plan_currency,status");
        let mut cells: Vec<&str> = GOOD.split(',').chain(["usd", "active"]).collect();
        let place = header.split(',').position(|name| name == column).unwrap();
        cells[place] = cell;
        header += &format!("\n{GOOD},usd,active\n").replace("s1", "s0");
        let said = refusal("cell.csv", format!("{header}{}\n", cells.join(","))).await;
        let named = if cell == "trialing" { "value" } else { column };
        assert!(said.contains(&format!("row 3, {named}: ")) && said.contains(expected), "{cell}: {said}");
        assert!(said.contains("1 problem; nothing was sent [invalid_file]"), "{cell}: {said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_header_is_refused_before_any_row() {
    for (header, expected) in [
        (
            HEADER.replace("email", "Mail"),
            "the column email is missing: is it Mail? Then say --map email=Mail",
        ),
        (HEADER.replace("value", "Unit Amount"), "say --map value='Unit Amount'"),
        (format!("{HEADER},colour"), "no such column: \"colour\"; the columns are"),
        (HEADER.replace(",email", ""), "the column email is missing"),
        (HEADER.replace(",user_alias", ""), "the column user_alias is missing, or user_id"),
        (format!("{HEADER},email"), "the column email is there twice"),
        (HEADER.replace(',', "~"), "the column email is missing"),
        (String::new(), "the file is empty"),
    ] {
        let said = refusal("header.csv", format!("{header}\n{GOOD}\n").trim_start()).await;
        if header.is_empty() {
            // Then the first row is taken for the header.
            assert!(said.contains("row 1: no such column"), "{said}");
        } else {
            assert!(said.contains("row 1: ") && said.contains(expected), "{header}: {said}");
        }
    }
    let all = refusal(
        "all.csv",
        format!("{}\n{GOOD}\n", HEADER.replace("email", "Mail").replace(",value", ",value,value")),
    )
    .await;
    for expected in [
        "the column email is missing: is it Mail?",
        "the column email is missing",
        "the column value is there twice",
    ] {
        assert!(all.contains(expected), "all at once: {all}");
    }
    let utf16: Vec<u8> = format!("{HEADER}\n{GOOD}\n").encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert!(refusal("utf16.csv", utf16).await.contains("UTF-16 without a mark"));
    assert!(refusal("nothing.csv", "").await.contains("the file is empty"));
    assert!(refusal("no-rows.csv", HEADER).await.contains("no rows"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_that_is_none_is_named_whatever_it_is() {
    let file = |row: &[u8]| [HEADER.as_bytes(), b"\n", row, b"\n", GOOD.as_bytes(), b"\n"].concat();
    let large = format!("s0,u1,{},pro,month,1,1", "x".repeat(10 << 20));
    for (row, expected) in [
        (&b"s0,u1,\xe4@example.com,pro,month,1,1"[..], "row 2: email: not UTF-8"),
        (b"s0,u1,a@example.com", "row 2: 3 cells where the header has 7"),
        (b"s0,u1,a@example.com,pro,month,1,1514764800,more", "row 2: 8 cells where the header has 7"),
        (large.as_bytes(), "row 2: longer than 64 KiB"),
        (
            b"s1,u2,b@example.com,pro,month,1,1514764800",
            "row 3, subscription_alias: unique in the file; \"s1\" is that of row 2 already",
        ),
        (b"\n\r\n\ns0,u1,a@example.com,pro,weekly,1,1514764800", "row 5, plan_interval: month or year"),
        (
            b"s0,u1,\"a\n\nb\",pro,month,1,1514764800\ns2,u2,c,pro,weekly,1,1514764800",
            "row 5, plan_interval: month or year",
        ),
        (b"Total,,,,,125000,", "row 2: a subscription: this is a row of totals, remove it"),
    ] {
        let said = refusal("row.csv", file(row)).await;
        assert!(said.contains(expected) && said.contains("1 problem;"), "{said}");
    }
    let open = refusal("quote.csv", file(b"s0,u1,\"a@example.com,pro,month,1,1")).await;
    assert!(open.contains("row 2: 3 cells where the header has 7; is a quotation mark left open?"), "{open}");
    let good = r#"{"subscription_alias":"s1","user_alias":"u1","email":"e","plan_id":"p","plan_interval":"month","value":1250,"effective_date":1514764800}"#;
    for (line, expected) in [
        ("[1]", "row 1: not a JSON object"),
        ("{\"a\":", "row 1: not JSON"),
        (&good.replace("email", "mail"), "row 1: no such column: \"mail\"; is it email?"),
        (&good.replace("1250", "12.5"), "write 1250, or say --unit major"),
        (&good.replace("1250", "[]"), "row 1, value: a string or a number"),
    ] {
        let said = refusal("line.jsonl", format!("{line}\n{good}\n")).await;
        assert!(said.contains(expected), "{line}: {said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_has_at_most_64_kib() {
    let row = r#"{"subscription_alias":"s1","user_alias":"u1","email":"e","plan_id":"p","plan_interval":"month","value":1250,"effective_date":1514764800}"#;
    // The second line, so that the longest one crosses the end of what is read at once.
    let other = row.replace("s1", "s2");
    let lines = |length: usize| format!("{row}\n{other}{}\n", " ".repeat(length - other.len()));
    let file = write(&room("longest-row").join("file.jsonl"), lines(64 << 10));
    let mut command = program();
    command.args(["subscriptions", "import", "--dry-run", &file]);
    assert_eq!(finish(command).await.ends(0).json()["rows"], 2);
    let said = refusal("too-long.jsonl", lines((64 << 10) + 1)).await;
    assert!(said.contains("row 2: longer than 64 KiB"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn amounts_that_may_be_in_another_unit_are_pointed_out() {
    let rows = [10_000_000, 10_000_001, 20_000_000, 30_000_000, 40_000_000];
    let row = |(n, value)| format!("s{n},u{n},a@example.com,pro,month,{value},1514764800\n");
    let rows: String = rows.into_iter().enumerate().map(row).collect();
    let file = write(&room("large").join("file.csv"), format!("{HEADER}\n{rows}"));
    let mut command = program();
    command.args(["subscriptions", "import", "--dry-run", &file]);
    let said = finish(command).await.ends(0).err;
    let warning = "warning: 4 amounts above 10000000 minor units, such as row 3 (10000001), row 4 (20000000), \
                   row 5 (30000000): is the unit right?";
    assert!(said.contains(warning), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn like_problems_are_one_line_and_all_are_written_on_request() {
    let room = room("errors");
    let file = write(&room.join("file.csv"), csv(30, 3).replace("month", "weekly"));
    let errors = room.join("errors.csv");
    let errors = errors.to_str().unwrap();
    let mut command = program();
    command.args(["subscriptions", "import", &file, "--dry-run", "--errors", errors]);
    let said = finish(command).await.ends(3).err;
    assert_eq!(said.lines().count(), 2, "{said}");
    assert!(
        said.contains("plan_interval: month or year: 30 times, row 2 (this is \"weekly\"), row 3 "),
        "{said}"
    );
    assert!(said.contains("30 problems"), "{said}");
    assert_eq!(fs::read_to_string(errors).unwrap().lines().count(), 31);
    assert!(is_private(errors));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_good_file_is_sent_once_whatever_it_looks_like() {
    let api = Api::empty().await;
    let room = room("good");
    let json = r#"{"subscription_alias":"j1","user_alias":7,"email":"e","plan_id":"p","plan_interval":"year","value":"1250","effective_date":1514764800,"status":null}"#;
    for (name, content, rows) in [
        ("plain.csv", csv(50, 10), 50),
        ("bom.csv", format!("\u{feff}{}", csv(3, 3).replace("s-", "bom-")), 3),
        ("crlf.csv", csv(3, 3).replace("s-", "crlf-").replace('\n', "\r\n"), 3),
        ("quoted.csv", format!("{HEADER}\n\"q,\"\"1\",u-1,\"line\nbreak\",pro,year,0,1514764800\n"), 1),
        (
            "trial.csv",
            format!("status,{HEADER},plan_currency,error\ntrialing,t1,u,e,p,month,0,2024-01-31,EUR,\n"),
            1,
        ),
        (
            "padded.csv",
            format!(
                "{HEADER}\n p1 ,\u{a0}u1 , a@example.com, pro ,Monthly , 1250 , 2018-01-01 \n,,,,,,\n , ,,,,,\n"
            ),
            1,
        ),
        ("lines.jsonl", format!("\u{feff}{json}\n\n{}", json.replace("j1", "j2")), 2),
    ] {
        let file = write(&room.join(name), content);
        let before = made(&api).await.len();
        let dry = run(&api, &["subscriptions", "import", &file, "--dry-run"]).await.ends(0);
        assert_eq!((dry.json()["rows"].clone(), made(&api).await.len()), (rows.into(), before));
        let said = run(&api, &["subscriptions", "import", &file]).await.ends(0);
        assert_eq!(said.json()["created"], rows, "{name}: {}", said.err);
        assert_eq!(made(&api).await.len(), before + usize::try_from(rows).unwrap());
        assert!(is_private(&format!("{file}.journal")));
        run(&api, &["subscriptions", "import", &file]).await.ends(2);
        let again = run(&api, &["subscriptions", "import", &file, "--resume"]).await.ends(0).json();
        assert_eq!((&again["created"], &again["done_before"]), (&json!(0), &json!(rows)));
    }
    assert_eq!(api.stats().await["statuses"].as_object().unwrap().len(), 1, "nothing was refused");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_rows_of_a_user_wait_for_each_other_and_those_of_others_do_not() {
    let api = Api::empty().await;
    let mut content = csv(300, 30);
    api.fault(json!({ "fault": "delay", "pause_ms": 30, "method": "POST", "count": null, "probability": 0.3, "seed": 7 }))
        .await;
    content.push_str("last,u-1,e,pro,month,1,1514764800\n");
    let file = write(&room("order").join("file.csv"), &content);
    run(&api, &["subscriptions", "import", &file]).await.ends(0);
    let made = made(&api).await;
    assert_eq!(api.stats().await["overlaps"], 0);
    let of = |user: &str| -> Vec<String> {
        made.iter().filter(|(of, _)| of == user).map(|(_, alias)| alias.clone()).collect()
    };
    for user in 0..30 {
        let mut expected: Vec<String> = (user..300).step_by(30).map(|row| format!("s-{row}")).collect();
        if user == 1 {
            expected.push("last".to_owned());
        }
        assert_eq!(of(&format!("u-{user}")), expected);
    }
    let in_order: Vec<String> = (0..300).map(|row| format!("s-{row}")).collect();
    let all: Vec<String> = made.iter().map(|(_, alias)| alias.clone()).take(300).collect();
    assert_ne!(all, in_order, "users went side by side");
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_that_the_service_refuses_are_kept_with_the_reason_and_can_be_imported_again() {
    let api = Api::empty().await;
    for kind in ["csv", "jsonl"] {
        let room = room(&format!("failed-{kind}"));
        let rows = csv(20, 5)
            .replace("s-", kind)
            .replace(",1007,", ",9999999999999,")
            .replace(",1011,", ",8888888888888,");
        let content = if kind == "csv" { rows } else { json_lines(&rows) };
        let file = write(&room.join(format!("file.{kind}")), content);
        let said = run(&api, &["subscriptions", "import", &file]).await.ends(9);
        let summary = said.json();
        assert_eq!((&summary["created"], &summary["failed"]), (&json!(18), &json!(2)), "{}", said.err);
        let failed = format!("{file}.failed.{kind}");
        assert!(is_private(&failed));
        let text = fs::read_to_string(&failed).unwrap();
        assert!(text.contains("less than or equal to"), "{text}");
        let corrected = text.replace("9999999999999", "1007").replace("8888888888888", "1011");
        write(failed.as_ref(), corrected);
        // Tried before, so looked up before they are sent.
        let said = run(&api, &["subscriptions", "import", &failed]).await.ends(0);
        assert_eq!(said.json()["created"], 2, "{}", said.err);
    }
    let aliases: BTreeSet<String> = made(&api).await.into_iter().map(|(_, alias)| alias).collect();
    assert_eq!(aliases.len(), 40);
}

fn json_lines(csv: &str) -> String {
    let row = |line: &str| {
        let names = HEADER.split(',').zip(line.split(','));
        let cells: serde_json::Map<_, _> = names.map(|(name, cell)| (name.to_owned(), cell.into())).collect();
        serde_json::Value::from(cells).to_string() + "\n"
    };
    csv.lines().skip(1).map(row).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn how_a_file_is_written_is_said_once_for_the_file() {
    let api = Api::empty().await;
    let room = room("writing");
    let header = format!("{HEADER},plan_currency");
    let content = format!(
        "{header}\ns1,u1,a,pro,month,\"1.250,50\",31.01.2024,EUR\ns2,u2,b,pro,year,1250,01.02.2024,jpy\n\
         s3,u3,c,pro,month,\"1,5\",01.02.2024,kwd\ns4,u4,d,pro,month,\"999.999,00\",01.02.2024,usd\n"
    );
    let file = write(&room.join("german.csv"), content);
    let more =
        ["--unit", "major", "--decimal", "comma", "--timezone", "Europe/Berlin", "--date-format", "%d.%m.%Y"];
    let said = run(&api, &[&["subscriptions", "import", &file], &more[..]].concat()).await.ends(0);
    assert!(said.err.contains("read in Europe/Berlin"), "{}", said.err);
    assert!(
        said.err.contains("1 amount above 10000000 minor units, such as row 5 (99999900)"),
        "{}",
        said.err
    );
    for (user, value, date) in
        [("u1", 125_050, 1_706_655_600), ("u2", 1250, 1_706_742_000), ("u3", 1500, 1_706_742_000)]
    {
        let history = run(&api, &["subscriptions", "list", user]).await.json();
        assert_eq!((&history[0]["value"], &history[0]["effective_date"]), (&json!(value), &json!(date)));
    }
    run(&api, &["subscriptions", "import", &file, "--timezone", "Mars/Olympus"]).await.ends(2);
}
