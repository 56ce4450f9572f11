//! The pass over the whole file before anything is sent.

use std::{
    collections::HashMap,
    fs::File,
    path::{Path, PathBuf},
    rc::Rc,
};

use xxhash_rust::xxh3::xxh3_64;

use super::{
    check::{self, COLUMNS, LARGE, Problem, Reading, SUBSCRIPTION_ALIAS},
    header::Header,
    mapping::Mapping,
    report::{Findings, Report},
    rows::{Row, Rows, alias},
    survey::Survey,
};
use crate::{
    args::Kind,
    failure::{Exit, Failure},
    output::{count, say},
};

/// Repeated aliases that are held at once while they are told apart.
const HELD: usize = 1 << 16;

/// A file that is fit to be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Checked {
    /// How many rows it has.
    pub rows: u64,
    /// Rows of only empty cells, which are skipped.
    pub empty: u64,
    /// Subscriptions that have ended, which are skipped.
    pub ended: u64,
    /// The number of the last row.
    pub last: u64,
    /// What it is told by, should it change.
    pub hash: u128,
    /// In bytes.
    pub size: u64,
    /// Of how it is read.
    pub settings: u64,
}

/// Checks every row, and says what is wrong; `survey` sees those that are right.
///
/// # Errors
/// The file cannot be read.
pub fn whole(
    path: &Path,
    file: &File,
    kind: Kind,
    (mapping, reading): (&Rc<Mapping>, &Reading),
    errors: Option<(PathBuf, File)>,
    mut survey: Option<&mut Survey>,
) -> Result<(Checked, Findings), Failure> {
    let unread = |error| Failure::file(path, &error);
    let mut report = Report::new(errors)?;
    let mut rows = Rows::new(file, kind, mapping).map_err(unread)?;
    let mut checked = Checked { rows: 0, empty: 0, ended: 0, last: 0, hash: 0, size: 0, settings: 0 };
    let header = match rows.header.clone() {
        Ok(header) => header,
        Err(wrong) => {
            for text in wrong {
                report.add(1, Problem::new("", text, ""))?;
            }
            Header::default()
        }
    };
    // Without a header no cell has a meaning.
    let columns = rows.header.is_ok();
    // 8 bytes a row, whatever the aliases: equal ones are compared in full in another pass.
    let mut aliases = Vec::new();
    let mut large = Large::default();
    while columns && let Some(Row { number, body }) = rows.next().map_err(unread)? {
        checked.rows += 1;
        checked.last = number;
        let body = match body {
            Ok(body) => body,
            Err(text) => {
                report.add(number, Problem::new("", text, ""))?;
                continue;
            }
        };
        let read = header.with_cells(&body, mapping, |cells| {
            aliases.extend(alias(cells).map(|alias| xxh3_64(alias.as_bytes())));
            check::subscription(cells, reading)
        });
        match read.flatten() {
            Ok(Some(new)) => {
                large.see(number, new.value.get());
                if let Some(survey) = &mut survey {
                    survey.see(&new);
                }
            }
            // It stays out of what is sent, and of the count.
            Ok(None) => {
                checked.rows -= 1;
                checked.ended += 1;
            }
            Err(wrong) => {
                for problem in wrong {
                    report.add(number, problem)?;
                }
            }
        }
    }
    checked.empty = rows.empty;
    (checked.hash, checked.size) = rows.identity();
    aliases.sort_unstable();
    let mut repeated: Vec<u64> =
        aliases.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect();
    drop(aliases);
    repeated.dedup();
    for hashes in repeated.chunks(HELD) {
        let mut first: HashMap<String, u64> = HashMap::new();
        let mut rows = Rows::new(file, kind, mapping).map_err(unread)?;
        while let Some(Row { number, body }) = rows.next().map_err(unread)? {
            let Ok(body) = body else { continue };
            let alias =
                header.with_cells(&body, mapping, |cells| alias(cells).map(str::to_owned)).ok().flatten();
            let Some(alias) = alias.filter(|it| hashes.binary_search(&xxh3_64(it.as_bytes())).is_ok()) else {
                continue;
            };
            if let Some(before) = first.get(&alias) {
                let this = format!("{} is that of row {before} already", check::shown(&alias));
                let right = "unique in the file";
                report.add(number, Problem::new(COLUMNS[SUBSCRIPTION_ALIAS], right, this))?;
            } else {
                first.insert(alias, number);
            }
        }
    }
    let mut findings = report.finish(path)?;
    large.warn();
    if let Some(zone) = reading.dates.used_zone() {
        say(format_args!("days and times without a zone are read in {zone}; --timezone names another"));
    }
    if !header.ignored.is_empty() {
        say(format_args!("columns that are left out: {}", header.ignored.join(", ")));
    }
    if checked.ended > 0 {
        let (rows, are) = (
            count(checked.ended, "row"),
            if checked.ended == 1 { "is skipped, because it has" } else { "are skipped, because they have" },
        );
        say(format_args!("{rows} {are} a cancelled_at"));
    }
    if checked.empty > 0 {
        let are = if checked.empty == 1 { "is" } else { "are" };
        say(format_args!("{} of only empty cells {are} skipped", count(checked.empty, "row")));
    }
    if checked.rows == 0 && findings.failure.is_none() {
        let text = format!("{}: no rows", path.display());
        findings.failure = Some(Failure::new(Exit::Invalid, "invalid_file", text));
    }
    Ok((checked, findings))
}

/// Amounts that may be in another unit than they seem.
#[derive(Default)]
struct Large {
    count: u64,
    places: Vec<String>,
}

impl Large {
    fn see(&mut self, row: u64, value: i64) {
        if value <= LARGE {
            return;
        }
        self.count += 1;
        if self.places.len() < 3 {
            self.places.push(format!("row {row} ({value})"));
        }
    }

    fn warn(&self) {
        if self.count > 0 {
            let Large { count: number, places } = self;
            let places = places.join(", ");
            say(format_args!(
                "warning: {} above {LARGE} minor units, such as {places}: is the unit right?",
                count(*number, "amount")
            ));
        }
    }
}
