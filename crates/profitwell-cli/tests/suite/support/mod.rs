//! The command line as a program, against a server of the test's own.
#![allow(dead_code)] // each test binary uses its own part

pub mod import;
pub mod terminal;

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
};

use serde_json::Value;

use profitwell_api_server::testing::Api;
pub use profitwell_api_server::testing::TOKEN;

pub const PUBLIC_TOKEN: &str = "demo-public-token";

/// What a run came to.
pub struct Said {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Said {
    fn of(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
        let said = Said { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) };
        for token in [TOKEN, PUBLIC_TOKEN] {
            assert!(!said.out.contains(token) && !said.err.contains(token), "{}{}", said.out, said.err);
        }
        said
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {} {}", self.out, self.err))
    }

    /// That it ended with this code; gives what was said on the way.
    #[track_caller]
    pub fn ends(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{}{}", self.out, self.err);
        self
    }
}

/// The program, with nothing of the environment of the tests that concerns it.
pub fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_profitwell"));
    for name in ["PROFITWELL_PRIVATE_TOKEN", "PROFITWELL_PUBLIC_TOKEN"] {
        command.env_remove(name);
    }
    command.stdin(Stdio::null());
    command
}

/// The program with the tokens and the addresses of a server, whose limits are wide.
pub fn against(api: &Api, args: &[&str]) -> Command {
    let mut command = program();
    command.env("PROFITWELL_PRIVATE_TOKEN", TOKEN).env("PROFITWELL_PUBLIC_TOKEN", PUBLIC_TOKEN);
    command.args(["--rate-scale", "1000", "--base-url", &api.url(), "--events-url", &api.url()]).args(args);
    command
}

/// Runs it to its end, beside the server.
pub async fn finish(mut command: Command) -> Said {
    let output = tokio::task::spawn_blocking(move || command.output().expect("a program"));
    Said::of(output.await.expect("a run"))
}

pub async fn run(api: &Api, args: &[&str]) -> Said {
    finish(against(api, args)).await
}

/// Starts it.
pub fn start(mut command: Command) -> Child {
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("a program")
}

/// Waits for one that was started.
pub async fn end(child: Child) -> Said {
    let output = tokio::task::spawn_blocking(move || child.wait_with_output().expect("an end"));
    Said::of(output.await.expect("a run"))
}

pub fn signal(child: &Child, name: &str) {
    let sent = Command::new("kill").args([name, &child.id().to_string()]).status().expect("kill");
    assert!(sent.success());
}

/// An empty directory of the test's own.
pub fn room(name: &str) -> PathBuf {
    let room = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&room);
    fs::create_dir_all(&room).expect("a directory");
    room
}

pub fn write(path: &Path, content: impl AsRef<[u8]>) -> String {
    fs::write(path, content).expect("a file");
    path.to_str().expect("UTF-8").to_owned()
}

/// Whether only the owner can read it.
pub fn is_private(path: &str) -> bool {
    fs::metadata(path).expect("a file").permissions().mode().trailing_zeros() >= 6
}

pub const HEADER: &str = "subscription_alias,user_alias,email,plan_id,plan_interval,value,effective_date";

/// A file of so many rows, of so many users in turn.
pub fn csv(rows: usize, users: usize) -> String {
    let row =
        |n: usize| format!("s-{n},u-{},u{n}@example.com,pro,month,{},1514764800\n", n % users, 1000 + n);
    format!("{HEADER}\n{}", (0..rows).map(row).collect::<String>())
}

/// The aliases of users and subscriptions on the server, in the order of their creation.
pub async fn made(api: &Api) -> Vec<(String, String)> {
    let text = api.get("/_control/subscriptions").await.text;
    let alias = |row: &Value, name: &str| row[name].as_str().expect("an alias").to_owned();
    let rows = text.lines().map(|line| serde_json::from_str(line).expect("JSON"));
    rows.map(|row: Value| (alias(&row, "user_alias"), alias(&row, "subscription_alias"))).collect()
}
