//! `customers export`: every customer into a file, page by page, so that it can be stopped at any moment.

use std::{
    fs::{self, File},
    io::{Read, Seek, SeekFrom, Write},
    path::Path,
};

use futures_lite::StreamExt;
use profitwell_api::{
    Options, Paging,
    customers::{Customer, CustomerQuery},
};
use rusqlite::{Connection, OpenFlags, ToSql, params_from_iter};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::{
    args::{Common, Which},
    connect::connect,
    failure::{Exit, Failure},
    files::{Existing, beside, create, make_way, open_own, private},
    output::{Output, cell, line},
    signals::Signals,
};

/// The documented fields of a customer; all others go into `extra`, as JSON.
pub const COLUMNS: [&str; 12] = [
    "customer_id",
    "email",
    "first_name",
    "last_name",
    "status",
    "mrr_cents",
    "total_spend_cents",
    "plans",
    "created_on",
    "activated_on",
    "churned_on",
    "updated_on",
];
const EXTRA: &str = "extra";

/// How far an export has come: everything up to `updated_on` is in the first `size` bytes.
#[derive(Default, Serialize, Deserialize)]
struct State {
    query: CustomerQuery,
    customers: u64,
    size: u64,
    updated_on: Option<String>,
    /// Those of `updated_on` itself: they come again.
    ids: Vec<String>,
}

impl State {
    fn save(&self, path: &Path) -> Result<(), Failure> {
        let new = beside(path, ".new");
        // One that is there is of an export that was killed, or a link that somebody planted.
        let _ = fs::remove_file(&new);
        let saved = private(true).create_new(true).open(&new).and_then(|mut file| {
            file.write_all(json!(self).to_string().as_bytes())?;
            file.sync_data()?;
            fs::rename(&new, path)
        });
        saved.map_err(|error| Failure::file(path, &error))
    }

    fn load(path: &Path) -> Result<Self, Failure> {
        let mut text = String::new();
        open_own(path)?.and_then(|mut file| file.read_to_string(&mut text)).map_err(|error| {
            Failure::file(path, &error).then("there is no export to resume; begin one without --resume")
        })?;
        serde_json::from_str(&text)
            .map_err(|error| Failure::new(Exit::Invalid, "bad_state", format!("{}: {error}", path.display())))
    }

    fn note(&mut self, page: &[Customer], size: u64) {
        self.customers += page.len() as u64;
        self.size = size;
        for customer in page {
            if self.updated_on != customer.updated_on {
                self.updated_on.clone_from(&customer.updated_on);
                self.ids.clear();
            }
            self.ids.push(customer.customer_id.clone());
        }
    }
}

/// How an export begins.
#[derive(Clone, Copy)]
pub enum Start {
    /// With a new file.
    Anew {
        /// In place of one of its name.
        overwrite: bool,
    },
    /// Where the one before was stopped.
    Resume,
}

/// Writes all customers.
///
/// # Errors
/// The file cannot be written, or the service does not answer; `--resume` then goes on.
pub async fn run(
    common: &Common,
    which: Which,
    to: &Path,
    start: Start,
    output: &Output,
) -> Result<(), Failure> {
    let query = which.query();
    let state_path = beside(to, ".state");
    let (mut state, mut sink) = match start {
        Start::Resume => {
            let state = State::load(&state_path)?;
            let sink = Sink::open(to, start, state.size)?;
            (state, sink)
        }
        Start::Anew { overwrite } => {
            let sink = Sink::open(to, start, 0)?;
            make_way(&state_path, Existing { overwrite, input: None })?;
            let state = State { query, ..State::default() };
            state.save(&state_path)?;
            (state, sink)
        }
    };
    let connection = connect(common, Options::default()).await?;
    let mut paging = Paging::new(state.query.clone());
    if let Some(updated_on) = &state.updated_on {
        paging = paging.after(updated_on, state.ids.iter().cloned());
    }
    let mut signals = Signals::new()?;
    let exported = async {
        let mut pages = connection.client.customers().pages(paging);
        while let Some(page) = pages.try_next().await? {
            let size = sink.write(to, &page)?;
            // Where nothing says when the last one changed, nothing says where to go on.
            if page.last().is_some_and(|customer| customer.updated_on.is_some()) {
                state.note(&page, size);
                state.save(&state_path)?;
            } else {
                state.customers += page.len() as u64;
            }
        }
        Ok(())
    };
    let exported = tokio::select! {
        exported = exported => exported,
        () = signals.next() => Err(Failure::new(Exit::Interrupted, "interrupted", "interrupted")),
    };
    exported.map_err(|failure| failure.then("the same command with --resume goes on"))?;
    fs::remove_file(&state_path).map_err(|error| Failure::file(&state_path, &error))?;
    let columns = ["customers", "file"];
    output.show(&json!({ "customers": state.customers, "file": to.display().to_string() }), &columns)?;
    connection.close().await
}

/// Where customers are written.
enum Sink {
    Csv(File, u64),
    JsonLines(File, u64),
    Sqlite(Connection),
}

impl Sink {
    /// A new file, or one of which the first bytes are kept.
    fn open(path: &Path, start: Start, size: u64) -> Result<Self, Failure> {
        let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
        if !matches!(extension, "csv" | "jsonl" | "ndjson" | "sqlite" | "db") {
            return Err(Failure::usage(format!("{}: not .csv, .jsonl or .sqlite", path.display())));
        }
        let mut file = match start {
            Start::Anew { overwrite } => create(path, Existing { overwrite, input: None })?,
            Start::Resume => open_own(path)?.map_err(|error| Failure::file(path, &error))?,
        };
        if matches!(extension, "sqlite" | "db") {
            return Sink::database(path).map_err(|error| database_failed(path, &error));
        }
        let kept = file.metadata().and_then(|there| {
            if there.len() < size {
                return Err(std::io::Error::other("shorter than the export left it: begin it anew"));
            }
            file.set_len(size)?;
            file.seek(SeekFrom::Start(size))
        });
        kept.map_err(|error| Failure::file(path, &error))?;
        Ok(if extension == "csv" { Sink::Csv(file, size) } else { Sink::JsonLines(file, size) })
    }

    fn database(path: &Path) -> rusqlite::Result<Self> {
        let flags = OpenFlags::default() | OpenFlags::SQLITE_OPEN_NOFOLLOW;
        let database = Connection::open_with_flags(path, flags)?;
        let others = [&COLUMNS[1..], &[EXTRA]].concat().join(", ");
        let table = format!("CREATE TABLE IF NOT EXISTS customers (customer_id TEXT PRIMARY KEY, {others})");
        database.execute_batch(&table)?;
        Ok(Sink::Sqlite(database))
    }

    /// Writes a page to the disk; gives the size of the file.
    fn write(&mut self, path: &Path, page: &[Customer]) -> Result<u64, Failure> {
        let (file, size, text) = match self {
            Sink::Sqlite(database) => {
                return upsert(database, page).map(|()| 0).map_err(|error| database_failed(path, &error));
            }
            Sink::Csv(file, size) => {
                let names = || COLUMNS.into_iter().chain([EXTRA]);
                let header = if *size == 0 { line(names().map(str::to_owned)) } else { String::new() };
                let lines = page.iter().map(|customer| line(values(customer).iter().map(cell)));
                (file, size, lines.fold(header, |all, line| all + &line))
            }
            Sink::JsonLines(file, size) => {
                let lines = page.iter().map(|customer| json!(customer).to_string() + "\n");
                (file, size, lines.collect())
            }
        };
        let written = file.write_all(text.as_bytes()).and_then(|()| file.sync_data());
        written.map_err(|error| Failure::file(path, &error))?;
        *size += text.len() as u64;
        Ok(*size)
    }
}

/// In the order of [`COLUMNS`], and what else there is.
fn values(customer: &Customer) -> Vec<Value> {
    let Value::Object(mut fields) = json!(customer) else { return Vec::new() };
    let mut values: Vec<Value> =
        COLUMNS.iter().map(|name| fields.remove(*name).unwrap_or_default()).collect();
    values.push(if fields.is_empty() { Value::Null } else { Value::from(Map::from_iter(fields)) });
    values
}

fn upsert(database: &mut Connection, page: &[Customer]) -> rusqlite::Result<()> {
    let transaction = database.transaction()?;
    {
        let places = vec!["?"; COLUMNS.len() + 1].join(", ");
        let sql = format!("INSERT OR REPLACE INTO customers VALUES ({places})");
        let mut insert = transaction.prepare(&sql)?;
        for customer in page {
            let values = values(customer);
            insert.execute(params_from_iter(values.iter().map(sql_value)))?;
        }
    }
    transaction.commit()
}

/// Integers stay integers, lists and objects become JSON.
fn sql_value(value: &Value) -> Box<dyn ToSql> {
    match value {
        Value::Null => Box::new(rusqlite::types::Null),
        Value::Number(number) => match number.as_i64() {
            Some(integer) => Box::new(integer),
            None => Box::new(number.as_f64()),
        },
        Value::String(text) => Box::new(text.clone()),
        other => Box::new(other.to_string()),
    }
}

fn database_failed(path: &Path, error: &rusqlite::Error) -> Failure {
    Failure::new(Exit::Other, "file", format!("{}: {error}", path.display()))
}
