//! The pass over the whole file before anything is sent.

use std::{
    collections::HashMap,
    fs::File,
    path::{Path, PathBuf},
    rc::Rc,
};

use xxhash_rust::xxh3::xxh3_64;

use super::{
    check::{LARGE, Problem, Reading},
    header::Header,
    mapping::Mapping,
    reader,
    report::{Findings, Report},
    rows::{Row, Rows, alias},
    sequence::Sequence,
    step::{Action, Step},
    survey::Survey,
};
use crate::{
    args::Kind,
    failure::{Exit, Failure},
    output::{count, say},
};

/// Repeated aliases that are held at once while their rows are put in order: 8 MiB.
const HELD: usize = 1 << 15;

/// A file that is fit to be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Checked {
    /// How many rows it has.
    pub rows: u64,
    /// Rows of only empty cells, which are skipped.
    pub empty: u64,
    /// Rows that create what has ended.
    pub ended: u64,
    /// Rows that end what the file does not create.
    pub churns: u64,
    /// What a row does that does not say so.
    pub action: Action,
    /// The number of the last row.
    pub last: u64,
    /// What identifies the file, to notice a change.
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
    (path, file, kind): (&Path, &File, Kind),
    (mapping, reading): (&Rc<Mapping>, &Reading),
    errors: Option<(PathBuf, File)>,
    mut survey: Option<&mut Survey>,
) -> Result<(Checked, Findings), Failure> {
    let unread = |error| Failure::file(path, &error);
    let mut report = Report::new(errors)?;
    let mut rows = Rows::new(file, kind, mapping).map_err(unread)?;
    let action = mapping.action;
    let mut checked =
        Checked { rows: 0, empty: 0, ended: 0, churns: 0, action, last: 0, hash: 0, size: 0, settings: 0 };
    let header = match rows.header.clone() {
        Ok(header) => header,
        Err(wrong) => {
            for text in wrong {
                report.add(1, Problem::new("", text, ""))?;
            }
            Header::default()
        }
    };
    let is_known = mapping.action != Action::Create;
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
            if let Some(alias) = alias(cells) {
                // What has to be created before is looked for, even if it is there once.
                let is_created = reader::action(cells, mapping.action) == Action::Create;
                aliases.push(hash(alias) & !1 | u64::from(!is_created && !is_known));
            }
            reader::row(cells, reading, mapping.action)
        });
        match read.flatten() {
            Ok(steps) => {
                let is_created = steps.first().is_some_and(|step| step.action() == Action::Create);
                let is_ended = steps.last().is_some_and(|step| step.action() == Action::Churn);
                checked.ended += u64::from(is_ended && is_created);
                checked.churns += u64::from(is_ended && !is_created && is_known);
                steps.iter().filter_map(Step::value).for_each(|value| large.see(number, value));
                if let Some(survey) = &mut survey {
                    survey.see(&steps);
                }
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
    let repeated: Vec<u64> = aliases
        .chunk_by(|one, other| one | 1 == other | 1)
        .filter(|equal| equal.len() > 1 || equal[0] & 1 == 1)
        .map(|equal| equal[0] | 1)
        .collect();
    drop(aliases);
    sequences((path, file, kind), &header, (mapping, reading), &repeated, &mut report)?;
    let mut findings = report.finish(path)?;
    large.warn();
    if let Some(zone) = reading.dates.used_zone() {
        say(format_args!("days and times without a zone are read in {zone}; --timezone names another"));
    }
    if !header.ignored.is_empty() {
        say(format_args!("columns that are left out: {}", header.ignored.join(", ")));
    }
    if checked.ended > 0 {
        let have = if checked.ended == 1 { "has" } else { "have" };
        say(format_args!("{} {have} ended: created, then churned", count(checked.ended, "row")));
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

/// Of an alias; the last bit is kept free, to mark rows by it.
fn hash(alias: &str) -> u64 {
    xxh3_64(alias.as_bytes()) | 1
}

/// Checks whether the rows of one subscription can follow one another; `repeated` are hashes of aliases, sorted.
fn sequences(
    (path, file, kind): (&Path, &File, Kind),
    header: &Header,
    (mapping, reading): (&Rc<Mapping>, &Reading),
    repeated: &[u64],
    report: &mut Report,
) -> Result<(), Failure> {
    let unread = |error| Failure::file(path, &error);
    let is_known = mapping.action != Action::Create;
    for hashes in repeated.chunks(HELD) {
        let mut sequences: HashMap<String, Sequence> = HashMap::new();
        let mut rows = Rows::new(file, kind, mapping).map_err(unread)?;
        while let Some(Row { number, body }) = rows.next().map_err(unread)? {
            let Ok(body) = body else { continue };
            let read = header.with_cells(&body, mapping, |cells| {
                let alias = alias(cells).filter(|it| hashes.binary_search(&hash(it)).is_ok())?;
                let action = reader::action(cells, mapping.action);
                let steps = reader::row(cells, reading, mapping.action).ok();
                let sequence = match sequences.get_mut(alias) {
                    Some(sequence) => sequence,
                    None => sequences.entry(alias.to_owned()).or_default(),
                };
                sequence.add(number, alias, action, steps.as_deref(), is_known).err()
            });
            if let Ok(Some(problem)) = read {
                report.add(number, problem)?;
            }
        }
    }
    Ok(())
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
