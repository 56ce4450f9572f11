//! Where customers are written: CSV, NDJSON, an SQLite database, standard output.

use std::{
    fs::{File, TryLockError},
    io::{self, IsTerminal, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

use profitwell_api::customers::Customer;
use rusqlite::{Connection, ErrorCode, OpenFlags, ToSql, params_from_iter};
use serde_json::{Map, Value, json};

use super::columns::{KEY, columns, values};
use crate::{
    failure::{Exit, Failure},
    files::{Existing, beside, create, make_way, open_own},
    output::{cell, clean, line},
};

/// How a customer is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Csv,
    /// NDJSON, which is JSON Lines.
    Json,
    Sqlite,
}

impl Format {
    /// What the name of a file says.
    ///
    /// # Errors
    /// It says none of these.
    pub fn of(path: &Path) -> Result<Self, Failure> {
        match path.extension().and_then(|extension| extension.to_str()).unwrap_or_default() {
            "csv" => Ok(Format::Csv),
            "jsonl" | "ndjson" => Ok(Format::Json),
            "sqlite" | "db" => Ok(Format::Sqlite),
            _ => Err(Failure::usage(format!("{}: not .csv, .ndjson, .jsonl or .sqlite", path.display()))),
        }
    }
}

/// An open output.
pub struct Sink {
    path: PathBuf,
    format: Format,
    columns: Vec<String>,
    /// Whether no columns were asked for, so that JSON has the fields of the service.
    all: bool,
    target: Target,
    /// Bytes so far; of a database none.
    size: u64,
}

enum Target {
    File(File),
    Database(Connection),
    Stdout,
}

impl Sink {
    /// Standard output.
    ///
    /// # Errors
    /// An error if a column does not exist.
    pub fn stdout(format: Format, named: &[String]) -> Result<Self, Failure> {
        let (path, columns) = (PathBuf::from("standard output"), columns(named)?);
        Ok(Sink { path, format, columns, all: named.is_empty(), target: Target::Stdout, size: 0 })
    }

    /// A new file.
    ///
    /// # Errors
    /// There is one, or it cannot be made.
    pub fn begin(path: &Path, named: &[String], overwrite: bool) -> Result<Self, Failure> {
        let kind = check(path, named)?;
        let existing = Existing { overwrite, input: None };
        if kind.0 == Format::Sqlite && overwrite {
            // SQLite would take the journal of the old database for one of the new.
            for suffix in ["-journal", "-wal", "-shm"] {
                make_way(&beside(path, suffix), existing)?;
            }
        }
        let file = create(path, existing)?;
        Sink::open(path, kind, named.is_empty(), file, 0)
    }

    /// One of which the first bytes are kept; if it is `finished`, it has no others.
    ///
    /// # Errors
    /// It is not there or not the program's own, it has changed, or another program writes it.
    pub fn go_on(path: &Path, named: &[String], size: u64, finished: bool) -> Result<Self, Failure> {
        let kind = check(path, named)?;
        let file = open_own(path)?.map_err(|error| {
            Failure::file(path, &error)
                .then("the state beside it is about such a file: --overwrite starts over")
        })?;
        let length = file.metadata().map_err(|error| Failure::file(path, &error))?.len();
        if kind.0 != Format::Sqlite && (length < size || finished && length > size) {
            let text = format!(
                "{} has changed since it was exported: name another file, or --overwrite starts over",
                path.display()
            );
            return Err(Failure::new(Exit::Invalid, "file_changed", text));
        }
        Sink::open(path, kind, named.is_empty(), file, size)
    }

    fn open(
        path: &Path,
        (format, columns): (Format, Vec<String>),
        all: bool,
        file: File,
        size: u64,
    ) -> Result<Self, Failure> {
        let target = if format == Format::Sqlite {
            // To close a file that SQLite has open would end its locks (sqlite.org, How To Corrupt, 2.2).
            drop(file);
            Target::Database(database(path, &columns).map_err(|error| database_failed(path, &error))?)
        } else {
            match file.try_lock() {
                Err(TryLockError::WouldBlock) => {
                    let text = format!("{} is in use: an export into it is running", path.display());
                    return Err(Failure::new(Exit::Usage, "export_in_use", text));
                }
                Err(TryLockError::Error(error)) if error.kind() != io::ErrorKind::Unsupported => {
                    return Err(Failure::file(path, &error));
                }
                _ => {}
            }
            Target::File(file)
        };
        Ok(Sink { path: path.to_owned(), format, columns, all, target, size })
    }

    /// Cuts off what was half written, before the first page.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn cut(&mut self) -> Result<(), Failure> {
        let Target::File(file) = &mut self.target else { return Ok(()) };
        let cut = file.metadata().and_then(|there| {
            // A device or a pipe has no size.
            if there.is_file() {
                file.set_len(self.size)?;
                file.seek(SeekFrom::Start(self.size))?;
            }
            Ok(())
        });
        cut.map_err(|error| Failure::file(&self.path, &error))
    }

    /// Writes a page, to the disk if it is a file; gives the size of the file.
    ///
    /// # Errors
    /// The disk is full, the database is locked; `broken_pipe`: whoever read has seen enough.
    pub fn write(&mut self, page: &[Customer]) -> Result<u64, Failure> {
        let text = match self.format {
            Format::Sqlite => String::new(),
            Format::Csv => {
                let header = if self.size == 0 { line(self.columns.iter().cloned()) } else { String::new() };
                let lines =
                    page.iter().map(|customer| line(values(customer, &self.columns).iter().map(cell)));
                lines.fold(header, |all, line| all + &line)
            }
            Format::Json => page.iter().map(|customer| self.json(customer).to_string() + "\n").collect(),
        };
        let written = match &mut self.target {
            Target::Database(database) => {
                let done = upsert(database, &self.columns, page);
                return done.map(|()| 0).map_err(|error| database_failed(&self.path, &error));
            }
            Target::File(file) => file.write_all(text.as_bytes()).and_then(|()| match file.sync_data() {
                // A pipe cannot be synchronised.
                Err(error) if error.kind() == io::ErrorKind::InvalidInput => Ok(()),
                done => done,
            }),
            Target::Stdout => print(&text),
        };
        self.size += text.len() as u64;
        match written {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                Err(Failure::new(Exit::Other, BROKEN_PIPE, "nobody reads any more"))
            }
            Err(error) => Err(Failure::file(&self.path, &error)),
            Ok(()) => Ok(self.size),
        }
    }

    fn json(&self, customer: &Customer) -> Value {
        if self.all {
            return json!(customer);
        }
        let values = self.columns.iter().cloned().zip(values(customer, &self.columns));
        Value::Object(values.collect::<Map<_, _>>())
    }
}

/// The code of a reader that has gone.
pub const BROKEN_PIPE: &str = "broken_pipe";

/// How a file with these columns is written.
///
/// # Errors
/// It cannot be an export.
pub fn check(path: &Path, named: &[String]) -> Result<(Format, Vec<String>), Failure> {
    let (format, columns) = (Format::of(path)?, columns(named)?);
    if format == Format::Sqlite && !columns.iter().any(|name| name == KEY) {
        let text = format!("--columns: a database needs {KEY}, by which a customer is found again");
        return Err(Failure::usage(text));
    }
    Ok((format, columns))
}

/// On a terminal without what would act on it.
fn print(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    if out.is_terminal() {
        text.lines().try_for_each(|line| writeln!(out, "{}", clean(line)))?;
    } else {
        out.write_all(text.as_bytes())?;
    }
    out.flush()
}

fn database(path: &Path, columns: &[String]) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::default() | OpenFlags::SQLITE_OPEN_NOFOLLOW;
    let database = Connection::open_with_flags(path, flags)?;
    let names = columns.iter().map(|name| match name.as_str() {
        KEY => format!("{KEY} TEXT PRIMARY KEY"),
        other => other.to_owned(),
    });
    let names = names.collect::<Vec<_>>().join(", ");
    // Immediate, so that a database that is locked is noticed before the service is asked.
    let table = format!("BEGIN IMMEDIATE; CREATE TABLE IF NOT EXISTS customers ({names}); COMMIT");
    database.execute_batch(&table)?;
    Ok(database)
}

/// Adds customers, or brings those that are there up to date; columns of others are left as they are.
fn upsert(database: &mut Connection, columns: &[String], page: &[Customer]) -> rusqlite::Result<()> {
    let transaction = database.transaction()?;
    {
        let set: Vec<String> = columns
            .iter()
            .filter(|name| *name != KEY)
            .map(|name| format!("{name} = excluded.{name}"))
            .collect();
        let set =
            if set.is_empty() { "NOTHING".to_owned() } else { format!("UPDATE SET {}", set.join(", ")) };
        let sql = format!(
            "INSERT INTO customers ({}) VALUES ({}) ON CONFLICT ({KEY}) DO {set}",
            columns.join(", "),
            vec!["?"; columns.len()].join(", ")
        );
        let mut insert = transaction.prepare(&sql)?;
        for customer in page {
            insert.execute(params_from_iter(values(customer, columns).iter().map(sql_value)))?;
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
    let path = path.display();
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            let text = format!("{path}: locked by another program for more than 5 seconds: let it end first");
            Failure::new(Exit::Other, "database_locked", text)
        }
        _ => Failure::new(Exit::Other, "file", format!("{path}: {error}")),
    }
}
