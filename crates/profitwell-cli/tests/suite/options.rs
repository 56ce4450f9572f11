//! Options that many commands have, and what is asked for instead of a command.

use std::{
    fs::{self, OpenOptions},
    io::Write,
    process::{Command, Stdio},
};

use crate::support::{PUBLIC_TOKEN, Said, against, end, finish, program, room, run, start, write};
use profitwell_api_server::testing::{Api, TOKEN};
use serde_json::json;

async fn words(api: &Api, line: &str) -> Said {
    run(api, &line.split(' ').collect::<Vec<_>>()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_date_is_the_same_in_every_option_and_its_zone_is_said() {
    let api = Api::empty().await;
    let create = "subscriptions create --email a@example.com --user-alias u --plan-id p --plan-interval month --value 5";
    for (number, (date, seconds, is_said)) in [
        ("2024-01-31", 1_706_659_200, true),
        ("2024-01-31T13:30:00+01:00", 1_706_704_200, false),
        ("2024-01-31T12:30:00Z", 1_706_704_200, false),
        ("1706659200", 1_706_659_200, false),
    ]
    .into_iter()
    .enumerate()
    {
        let line = format!("{create} --subscription-alias s{number} --effective-date {date}");
        let made = words(&api, &line).await.ends(0);
        assert_eq!(made.json()["effective_date"], seconds, "{date}");
        let zone = "2024-01-31 is read as 2024-01-31T00:00:00Z: without a zone of its own a date is in UTC";
        assert_eq!(made.err.contains(zone), is_said, "{}", made.err);
        for (line, several) in [
            (format!("subscriptions churn s{number} --yes --effective-date {date}"), 1),
            (format!("customers list --start-date {date} --end-date {date}"), 2),
            (format!("retain unsubscribed reactivation --start-date {date} --end-date {date}"), 2),
        ] {
            let said = words(&api, &line).await.ends(0);
            assert_eq!(
                said.err.matches(zone).count(),
                if is_said { several } else { 0 },
                "{line}: {}",
                said.err
            );
        }
    }
    for option in [
        "subscriptions churn s0 --yes --effective-date",
        "customers list --start-date",
        "retain unsubscribed reactivation --end-date",
    ] {
        for (date, said) in [
            ("20240131", "write 1706659200 or 2024-01-31"),
            ("-5", "a negative number"),
            ("yesterday", "or a day or time such as 2018-01-01"),
        ] {
            let refused = words(&api, &format!("{option} {date}")).await.ends(2);
            assert!(refused.err.contains(said), "{}", refused.err);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_shows_what_came_as_it_came() {
    let api = Api::empty().await;
    for n in 0..3 {
        api.call("POST", "/v2/plans/", json!({ "id": format!("p {n}"), "name": "P" })).await;
    }
    let said = words(&api, "call GET /v2/plans?per_page=2&page=1 --include").await.ends(0).json();
    assert_eq!(
        (&said["status"], &said["headers"]["content-type"]),
        (&json!(200), &json!("application/json"))
    );
    assert!(said["body"].is_array(), "{said}");
    let asked = words(&api, "call GET /v2/users/u/?a=%C3%A4&a=b+c --query d=e").await.ends(5);
    assert!(asked.err.contains("[not_found]") && asked.out.is_empty(), "{}", asked.err);
    words(&api, "call GET /v2/plans#there").await.ends(3);
    words(&api, "call GET /v2/plans?a=1#there").await.ends(3);

    let missing = words(&api, "call GET /v2/plans/nope --include").await.ends(5);
    assert_eq!(missing.json()["status"], 404);
    api.fault(json!({ "fault": "html500", "path": "/v2/plans/", "count": 2, "method": "POST" })).await;
    let post = ["call", "POST", "/v2/plans", "--body", "{}"];
    let short = run(&api, &post).await.ends(7);
    let long = run(&api, &[&post[..], &["--verbose"]].concat()).await.ends(7);
    assert!(long.err.len() > short.err.len() && long.err.contains('<'), "{}", long.err);
    let wrong = run(&api, &[&post[..], &["--verbose"]].concat()).await.ends(3);
    assert!(wrong.err.starts_with('{') && wrong.err.contains("\"id\""), "{}", wrong.err);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_is_empty_is_one_that_is_missing() {
    let api = Api::empty().await;
    let file = write(&room("empty-token").join("token"), "\n");
    for (name, value, line) in [
        ("PROFITWELL_PRIVATE_TOKEN", "", "status"),
        ("PROFITWELL_PRIVATE_TOKEN", " ", "status"),
        ("PROFITWELL_PRIVATE_TOKEN", TOKEN, &format!("status --token-file {file}")),
        ("PROFITWELL_PUBLIC_TOKEN", "", "event u"),
    ] {
        let mut command = against(&api, &line.split(' ').collect::<Vec<_>>());
        command.env(name, value);
        assert!(finish(command).await.ends(4).err.contains("[missing_token]"), "{name}={value:?}");
    }
    assert!(api.stats().await["requests"].as_object().unwrap().is_empty());
    assert_ne!(TOKEN, PUBLIC_TOKEN);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_that_is_negative_is_named_so() {
    let api = Api::empty().await;
    let create =
        "subscriptions create --email a --plan-id p --plan-interval month --effective-date 2024-01-31";
    for line in [
        &format!("{create} --value -500"),
        "plans list --limit -1",
        "retain unsubscribed reactivation --limit -1",
        "status --timeout -1",
        "demo-server --port -1",
        "customers list --start-date -1",
    ] {
        let said = words(&api, line).await.ends(2);
        assert!(said.err.contains("a negative number"), "{line}: {}", said.err);
    }
    let said = words(&api, "status --timeout 0").await.ends(2);
    assert!(said.err.contains("from 1 to 3600"), "{}", said.err);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_written_is_an_error_even_of_help() {
    for arguments in [&["--help"][..], &["help", "subscriptions"], &["--version"], &["completions", "bash"]] {
        let mut command = program();
        command.args(arguments);
        command.stdout(OpenOptions::new().write(true).open("/dev/full").unwrap()).stderr(Stdio::piped());
        let output = command.spawn().unwrap().wait_with_output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.code() == Some(1) && said.contains("[output]"), "{arguments:?}: {said}");
    }
    // Nobody reads on, as in `profitwell --help | head -1`.
    let mut child = start({
        let mut command = program();
        command.arg("--help");
        command
    });
    drop(child.stdout.take());
    end(child).await.ends(0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_server_takes_a_port_and_says_how_to_use_it() {
    let mut command = program();
    command.args(["demo-server", "--port", "0"]);
    let mut child = start(command);
    let mut said = std::io::BufReader::new(child.stderr.take().unwrap());
    let mut lines = String::new();
    while !lines.contains("Ctrl-C") {
        assert!(std::io::BufRead::read_line(&mut said, &mut lines).unwrap() > 0, "{lines}");
    }
    let url = lines.split(' ').find(|word| word.starts_with("http://")).unwrap().trim_end_matches(',');
    let token = lines.split(' ').find_map(|word| word.strip_prefix("PROFITWELL_PRIVATE_TOKEN=")).unwrap();
    let mut status = program();
    status.env("PROFITWELL_PRIVATE_TOKEN", token).args(["status", "--base-url", url]);
    // The token of the demonstration is no secret.
    assert!(status.status().unwrap().success(), "{lines}");
    child.kill().unwrap();
    child.wait().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn help_lists_the_metrics_that_the_service_has() {
    let api = Api::with(profitwell_api_server::Options { rate_scale: 1000, ..Default::default() }).await;
    let month = words(&api, "metrics monthly").await.ends(0).json();
    let month = month.as_array().unwrap().last().unwrap()["date"].as_str().unwrap().to_owned();
    for (name, line) in
        [("monthly", "metrics monthly".to_owned()), ("daily", format!("metrics daily --month {month}"))]
    {
        let said = words(&api, &line).await.ends(0).json();
        let mut there: Vec<&str> =
            said[0].as_object().unwrap().keys().map(String::as_str).filter(|key| *key != "date").collect();
        there.sort_unstable();
        let help = words(&api, &format!("metrics {name} --help")).await.ends(0).out;
        let (_, listed) = help.split_once("Metrics: ").unwrap();
        let mut listed: Vec<&str> = listed.trim().trim_end_matches('.').split(',').map(str::trim).collect();
        listed.sort_unstable();
        assert_eq!(listed, there);
    }
    let near = words(&api, "metrics monthly --metrics recuring_revenue").await;
    assert!(near.err.contains("is it recurring_revenue?"), "{}", near.err);
}

/// What a shell says to a script in which `COMPLETIONS` is the file of its completions.
fn shell(name: &str, arguments: &[&str], script: &str) -> Option<String> {
    let mut command = program();
    let script_file = command.args(["completions", name]).output().unwrap();
    let file = write(&room(&format!("completions-{name}")).join("file"), script_file.stdout);
    let mut child = Command::new(name)
        .args(arguments)
        .env("COMPLETIONS", &file)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .ok()?;
    child.stdin.take().unwrap().write_all(script.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{name}");
    Some(String::from_utf8(output.stdout).unwrap())
}

#[test]
fn shells_complete_the_words_and_no_hidden_ones() {
    let bash = r#"source "$COMPLETIONS"
        complete_words() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=(); _profitwell profitwell; echo "${COMPREPLY[@]}"; }
        complete_words profitwell sub
        complete_words profitwell subscriptions import --"#;
    // `complete -C` and `compadd` elsewhere need a terminal; zsh tells at least that it knows whose words these are.
    let fish = r#"source $COMPLETIONS
        complete -C "profitwell sub"
        complete -C "profitwell subscriptions import --""#;
    let zsh = "autoload -Uz compinit; compinit -u -D; source $COMPLETIONS; print -r -- $_comps[profitwell]; \
               whence -f _profitwell _profitwell__subcmd__subscriptions__subcmd__import_commands";
    for (name, arguments, script) in [("bash", &["--norc"][..], bash), ("fish", &["--no-config"], fish)] {
        let Some(said) = shell(name, arguments, script) else {
            assert_ne!(name, "bash");
            continue;
        };
        for word in ["subscriptions", "--skip-existing", "--dry-run", "--token-file"] {
            assert!(said.contains(word), "{name}: {word} in {said}");
        }
        assert!(!said.contains("rate-scale"), "{name}: {said}");
    }
    if let Some(said) = shell("zsh", &["-f"], zsh) {
        assert!(said.starts_with("_profitwell\n") && said.contains("--skip-existing"), "{said}");
        assert!(!said.contains("rate-scale"), "{said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locale_or_a_file_name_that_is_not_utf8_changes_nothing() {
    use std::{ffi::OsStr, os::unix::ffi::OsStrExt};
    let api = Api::empty().await;
    let room = room("locale");
    let name = room.join(OsStr::from_bytes(b"datei-\xe4.csv"));
    fs::write(&name, crate::support::csv(2, 2)).unwrap();
    for (locale, more) in [("C", &["--dry-run"][..]), ("de_DE.ISO-8859-1", &[]), ("C", &["--resume"])] {
        let mut command = against(&api, &["subscriptions", "import"]);
        command.arg(&name).args(more).env("LC_ALL", locale).env("LANG", locale);
        finish(command).await.ends(0);
    }
    assert_eq!(crate::support::made(&api).await.len(), 2);
    let mut command = against(&api, &["plans", "get"]);
    command.arg(OsStr::from_bytes(b"\xff"));
    assert!(finish(command).await.ends(2).err.contains("UTF-8"));
}
