//! The pass over the whole file before anything is sent.

use std::{
    collections::HashMap,
    fs::File,
    io::{BufWriter, Write},
    path::{Path, PathBuf},
};

use xxhash_rust::xxh3::xxh3_64;

use super::{
    check::{self, COLUMNS, Problem, SUBSCRIPTION_ALIAS},
    rows::{Row, Rows, alias},
};
use crate::{
    args::Kind,
    failure::{Exit, Failure},
    output::{harmless, line, say},
};

/// As many as a person reads; `--errors` has all.
const SHOWN: u64 = 10;
/// Repeated aliases that are held at once while they are told apart.
const HELD: usize = 1 << 16;

/// A file that is fit to be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Checked {
    /// How many rows it has.
    pub rows: u64,
    /// The number of the last of them.
    pub last: u64,
    /// What it is told by, should it change.
    pub hash: u128,
    /// In bytes.
    pub size: u64,
}

/// Checks every row.
///
/// # Errors
/// The file cannot be read, or is not fit; what is wrong with it has then been said.
pub fn whole(
    path: &Path,
    file: &File,
    kind: Kind,
    errors: Option<(PathBuf, File)>,
) -> Result<Checked, Failure> {
    let unread = |error| Failure::file(path, &error);
    let mut report = Report::new(errors)?;
    let mut rows = Rows::new(file, kind).map_err(unread)?;
    let mut checked = Checked { rows: 0, last: 0, hash: 0, size: 0 };
    let header = rows.header.clone().map_err(|text| {
        Failure::new(Exit::Invalid, "invalid_file", format!("{}: row 1: {text}", path.display()))
    })?;
    // 8 bytes a row, whatever the aliases: equal ones are compared in full in another pass.
    let mut aliases = Vec::new();
    while let Some(Row { number, body }) = rows.next().map_err(unread)? {
        checked.rows += 1;
        checked.last = number;
        let body = match body {
            Ok(body) => body,
            Err(text) => {
                report.add(number, &Problem { column: "", text })?;
                continue;
            }
        };
        let read = header.with_cells(&body, |cells| {
            aliases.extend(alias(cells).map(|alias| xxh3_64(alias.as_bytes())));
            check::subscription(cells)
        });
        for problem in read.and_then(|new| new.map(drop)).err().unwrap_or_default() {
            report.add(number, &problem)?;
        }
    }
    (checked.hash, checked.size) = rows.identity();
    aliases.sort_unstable();
    let mut repeated: Vec<u64> =
        aliases.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect();
    drop(aliases);
    repeated.dedup();
    for hashes in repeated.chunks(HELD) {
        let mut first: HashMap<String, u64> = HashMap::new();
        let mut rows = Rows::new(file, kind).map_err(unread)?;
        while let Some(Row { number, body }) = rows.next().map_err(unread)? {
            let Ok(body) = body else { continue };
            let alias = header.with_cells(&body, |cells| alias(cells).map(str::to_owned)).ok().flatten();
            let Some(alias) = alias.filter(|it| hashes.binary_search(&xxh3_64(it.as_bytes())).is_ok()) else {
                continue;
            };
            if let Some(before) = first.get(&alias) {
                let text = format!("{} is that of row {before} already", check::shown(&alias));
                report.add(number, &Problem { column: COLUMNS[SUBSCRIPTION_ALIAS], text })?;
            } else {
                first.insert(alias, number);
            }
        }
    }
    report.finish(path)?;
    if checked.rows == 0 {
        let text = format!("{}: no rows", path.display());
        return Err(Failure::new(Exit::Invalid, "invalid_file", text));
    }
    Ok(checked)
}

/// What is wrong with a file: the beginning on stderr, all of it in a file.
struct Report {
    count: u64,
    file: Option<(PathBuf, BufWriter<File>)>,
}

impl Report {
    fn new(file: Option<(PathBuf, File)>) -> Result<Self, Failure> {
        let file = file.map(|(path, file)| (path, BufWriter::new(file)));
        let mut report = Report { count: 0, file };
        report.write(["row", "column", "problem"].map(str::to_owned))?;
        Ok(report)
    }

    fn add(&mut self, row: u64, problem: &Problem) -> Result<(), Failure> {
        self.count += 1;
        let Problem { column, text } = problem;
        if self.count <= SHOWN {
            let column = if column.is_empty() { String::new() } else { format!(", {column}") };
            say(format_args!("row {row}{column}: {text}"));
        }
        self.write([row.to_string(), (*column).to_owned(), harmless(text)])
    }

    fn write(&mut self, cells: [String; 3]) -> Result<(), Failure> {
        let Some((path, file)) = &mut self.file else { return Ok(()) };
        file.write_all(line(cells.into_iter()).as_bytes()).map_err(|error| Failure::file(path, &error))
    }

    fn finish(mut self, checked: &Path) -> Result<(), Failure> {
        if let Some((path, file)) = &mut self.file {
            file.flush().map_err(|error| Failure::file(path, &error))?;
        }
        if self.count == 0 {
            return Ok(());
        }
        let rest = match &self.file {
            Some((path, _)) => format!(", all in {}", path.display()),
            None if self.count > SHOWN => format!(", of which {SHOWN} are shown: --errors FILE writes all"),
            None => String::new(),
        };
        let problems = if self.count == 1 { "problem" } else { "problems" };
        let text = format!("{}: {} {problems}{rest}; nothing was sent", checked.display(), self.count);
        Err(Failure::new(Exit::Invalid, "invalid_file", text))
    }
}
