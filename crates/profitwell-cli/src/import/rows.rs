//! The rows of an import file, one at a time, whatever their size and whatever is wrong with them.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, Read, Seek},
};

use csv_core::ReadRecordResult;
use serde_json::{Map, Value};
use xxhash_rust::xxh3::Xxh3;

use super::check::{self, COLUMNS, Cells, ERROR, Problem, REQUIRED, SUBSCRIPTION_ALIAS, USER_ALIAS, USER_ID};
use crate::{args::Kind, output::restore};

/// A longer row is rejected without being held: exports have many columns, but short cells.
const LONGEST: usize = 64 << 10;
/// More columns are rejected.
const MOST_COLUMNS: usize = 1024;
const BOM: &[u8] = b"\xef\xbb\xbf";

/// A row, or what is wrong with it as a whole.
pub struct Row {
    /// The line of the file where it begins, as an editor counts.
    pub number: u64,
    pub body: Result<Body, String>,
}

/// What stands in a row.
pub enum Body {
    /// The cells one after the other, and where each ends.
    Csv {
        text: String,
        ends: Vec<usize>,
    },
    Json(Map<String, Value>),
}

impl Body {
    fn cell<'a>(text: &'a str, ends: &[usize], index: usize) -> &'a str {
        &text[index.checked_sub(1).map_or(0, |before| ends[before])..ends[index]]
    }

    /// Whether there is nothing in any cell but white space.
    fn is_empty(&self) -> bool {
        match self {
            Body::Csv { text, .. } => text.chars().all(char::is_whitespace),
            Body::Json(object) => object.values().all(|value| match value {
                Value::Null => true,
                Value::String(text) => text.trim().is_empty(),
                _ => false,
            }),
        }
    }

    /// The cells of a row of a CSV file, in its own order.
    pub fn csv_cells<'a>(text: &'a str, ends: &'a [usize]) -> impl Iterator<Item = &'a str> {
        (0..ends.len()).map(move |index| Body::cell(text, ends, index))
    }
}

/// The columns of a file. JSON Lines have none of their own.
#[derive(Clone, Debug, Default)]
pub struct Header {
    /// As they stand in the file.
    pub names: Vec<String>,
    /// Where each stands in [`COLUMNS`].
    places: Vec<usize>,
}

impl Header {
    /// # Errors
    /// All that is wrong with it.
    fn of(body: Result<Body, String>) -> Result<Self, Vec<String>> {
        let Body::Csv { text, ends } = body.map_err(|text| vec![text])? else { return Ok(Header::default()) };
        let names: Vec<String> = Body::csv_cells(&text, &ends).map(|name| name.trim().to_owned()).collect();
        if text.contains('\0') {
            return Err(vec![
                "not UTF-8, but probably UTF-16 without a mark: save the file as UTF-8".to_owned(),
            ]);
        }
        if names.len() == 1 && names[0].contains([';', '\t']) {
            return Err(vec!["separate the columns by commas, not by semicolons or tabs".to_owned()]);
        }
        let (mut places, mut wrong) = (Vec::new(), Vec::new());
        for name in &names {
            let Some(place) = COLUMNS.iter().position(|column| column == name) else {
                wrong.push(unknown(name));
                continue;
            };
            if places.contains(&place) {
                wrong.push(format!("the column {name} is there twice"));
            }
            places.push(place);
        }
        let missing = REQUIRED.into_iter().filter(|column| !places.contains(column));
        wrong.extend(missing.map(|column| format!("the column {} is missing", COLUMNS[column])));
        if !places.contains(&USER_ALIAS) && !places.contains(&USER_ID) {
            wrong.push("the column user_alias is missing, or user_id".to_owned());
        }
        if wrong.is_empty() { Ok(Header { names, places }) } else { Err(wrong) }
    }

    /// The value of a cell. Those of a file of failed rows, which has a column `error`, were made harmless.
    pub fn value<'a>(&self, cell: &'a str) -> &'a str {
        if self.places.contains(&ERROR) { restore(cell) } else { cell }
    }

    /// Hands the cells of a row to `read`.
    ///
    /// # Errors
    /// A key or a value of a JSON row that no subscription has.
    pub fn with_cells<T>(&self, body: &Body, read: impl FnOnce(&Cells) -> T) -> Result<T, Vec<Problem>> {
        let mut cells: Cells = [None; COLUMNS.len()];
        match body {
            Body::Csv { text, ends } => {
                for (index, place) in self.places.iter().enumerate() {
                    cells[*place] = Some(self.value(Body::cell(text, ends, index)).trim())
                        .filter(|cell| !cell.is_empty());
                }
                Ok(read(&cells))
            }
            Body::Json(object) => {
                let texts = texts(object)?;
                for (cell, text) in cells.iter_mut().zip(&texts) {
                    *cell = text.as_deref().map(str::trim).filter(|text| !text.is_empty());
                }
                Ok(read(&cells))
            }
        }
    }
}

/// The values of a JSON row as a CSV file would have them.
fn texts(object: &Map<String, Value>) -> Result<[Option<String>; COLUMNS.len()], Vec<Problem>> {
    let mut texts = [const { None }; COLUMNS.len()];
    let mut wrong = Vec::new();
    for (key, value) in object {
        let Some(place) = COLUMNS.iter().position(|column| column == key) else {
            wrong.push(Problem::new("", unknown(key), ""));
            continue;
        };
        match value {
            Value::Null => {}
            Value::String(text) => texts[place] = Some(text.clone()),
            Value::Number(number) => texts[place] = Some(number.to_string()),
            Value::Bool(_) | Value::Array(_) | Value::Object(_) => {
                wrong.push(Problem::new(COLUMNS[place], "a string or a number", ""));
            }
        }
    }
    if wrong.is_empty() { Ok(texts) } else { Err(wrong) }
}

fn unknown(name: &str) -> String {
    let near = COLUMNS[..ERROR]
        .iter()
        .map(|column| (strsim::jaro_winkler(&name.trim().to_lowercase(), column), column))
        .max_by(|one, other| one.0.total_cmp(&other.0))
        .filter(|(likeness, _)| *likeness > 0.8);
    let hint = near.map_or_else(
        || format!("the columns are {}", COLUMNS[..ERROR].join(", ")),
        |(_, column)| format!("is it {column}?"),
    );
    format!("no such column: {}; {hint}", check::shown(name))
}

/// The file being read, and the hash of what was read of it.
struct Hashing {
    file: File,
    hash: Xxh3,
    size: u64,
}

impl Read for Hashing {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(buffer)?;
        self.hash.update(&buffer[..count]);
        self.size += count as u64;
        Ok(count)
    }
}

/// Reads the rows of a file.
pub struct Rows {
    source: BufReader<Hashing>,
    kind: Kind,
    csv: csv_core::Reader,
    text: Vec<u8>,
    ends: Vec<usize>,
    number: u64,
    /// Rows of only empty cells so far.
    pub empty: u64,
    /// What is wrong with the header is no row's fault.
    pub header: Result<Header, Vec<String>>,
}

impl Rows {
    /// From the beginning of the file, past its header.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn new(file: &File, kind: Kind) -> io::Result<Self> {
        let mut file = file.try_clone()?;
        file.rewind()?;
        let hashing = Hashing { file, hash: Xxh3::new(), size: 0 };
        let mut rows = Rows {
            source: BufReader::with_capacity(64 << 10, hashing),
            kind,
            csv: csv_core::Reader::new(),
            text: vec![0; LONGEST],
            ends: vec![0; MOST_COLUMNS],
            number: 0,
            empty: 0,
            header: Ok(Header::default()),
        };
        if kind == Kind::Jsonl && rows.source.fill_buf()?.starts_with(BOM) {
            rows.source.consume(BOM.len());
        }
        if kind == Kind::Csv {
            let first = rows.record()?;
            rows.header =
                first.map_or_else(|| Err(vec!["the file is empty".to_owned()]), |row| Header::of(row.body));
        }
        Ok(rows)
    }

    /// The next row; `None` at the end of the file.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn next(&mut self) -> io::Result<Option<Row>> {
        loop {
            let row = match self.kind {
                Kind::Jsonl => self.line()?,
                Kind::Csv => self.record()?,
            };
            let Some(mut row) = row else { return Ok(None) };
            if row.body.as_ref().is_ok_and(Body::is_empty) {
                self.empty += 1;
                continue;
            }
            let columns = self.header.as_ref().map_or(0, |header| header.names.len());
            if let Ok(Body::Csv { text, ends }) = &row.body
                && ends.len() != columns
            {
                let open = if text.contains('\n') { "; is a quotation mark left open?" } else { "" };
                row.body = Err(format!("{} cells where the header has {columns}{open}", ends.len()));
            }
            return Ok(Some(row));
        }
    }

    /// Once the end is reached: the hash and the size of the file.
    pub fn identity(&self) -> (u128, u64) {
        (self.source.get_ref().hash.digest128(), self.source.get_ref().size)
    }

    fn record(&mut self) -> io::Result<Option<Row>> {
        let (mut length, mut cells, mut too_long) = (0, 0, false);
        // Lines before the row, which the parser would count to it.
        loop {
            let input = self.source.fill_buf()?;
            let breaks = input.iter().take_while(|byte| matches!(byte, b'\n' | b'\r')).count();
            self.number += input[..breaks].iter().map(|byte| u64::from(*byte == b'\n')).sum::<u64>();
            self.source.consume(breaks);
            if breaks == 0 {
                break;
            }
        }
        let began = self.csv.line();
        loop {
            let input = self.source.fill_buf()?;
            let (result, read, written, ended) =
                self.csv.read_record(input, &mut self.text[length..], &mut self.ends[cells..]);
            self.source.consume(read);
            (length, cells) = (length + written, cells + ended);
            match result {
                ReadRecordResult::InputEmpty => {}
                // What was held is written over: the rest of the row is read, not kept.
                ReadRecordResult::OutputFull => (length, too_long) = (0, true),
                ReadRecordResult::OutputEndsFull => (cells, too_long) = (0, true),
                ReadRecordResult::Record => break,
                ReadRecordResult::End => return Ok(None),
            }
        }
        let number = self.number + 1;
        self.number += self.csv.line() - began;
        let body = if too_long {
            Err(too_long_text())
        } else {
            let ends = self.ends[..cells].to_vec();
            match str::from_utf8(&self.text[..length]) {
                Ok(text) => Ok(Body::Csv { text: text.to_owned(), ends }),
                Err(error) => {
                    let column = ends.partition_point(|end| *end <= error.valid_up_to());
                    let name = self.header.as_ref().ok().and_then(|header| header.names.get(column));
                    let place = name.map_or_else(|| format!("column {}", column + 1), Clone::clone);
                    Err(format!("{place}: not UTF-8: save the file as UTF-8"))
                }
            }
        };
        Ok(Some(Row { number, body }))
    }

    fn line(&mut self) -> io::Result<Option<Row>> {
        loop {
            let (mut length, mut too_long, mut any) = (0, false, false);
            loop {
                let input = self.source.fill_buf()?;
                if input.is_empty() {
                    break;
                }
                any = true;
                let end = input.iter().position(|byte| *byte == b'\n');
                let part = &input[..end.unwrap_or(input.len())];
                too_long |= length + part.len() > LONGEST;
                if !too_long {
                    self.text[length..length + part.len()].copy_from_slice(part);
                    length += part.len();
                }
                let read = end.map_or(input.len(), |end| end + 1);
                self.source.consume(read);
                if end.is_some() {
                    break;
                }
            }
            if !any {
                return Ok(None);
            }
            self.number += 1;
            let line = &self.text[..length];
            let body = if too_long {
                Err(too_long_text())
            } else if line.trim_ascii().is_empty() {
                continue;
            } else if str::from_utf8(line).is_err() {
                Err("not UTF-8: save the file as UTF-8".to_owned())
            } else {
                match serde_json::from_slice(line) {
                    Ok(Value::Object(object)) => Ok(Body::Json(object)),
                    Ok(_) => Err("not a JSON object".to_owned()),
                    Err(error) => Err(format!("not JSON: {error}")),
                }
            };
            return Ok(Some(Row { number: self.number, body }));
        }
    }
}

fn too_long_text() -> String {
    format!("longer than {} KiB: is a quotation mark left open?", LONGEST >> 10)
}

/// The alias of a row, by which a repeat is noticed.
pub fn alias<'a>(cells: &Cells<'a>) -> Option<&'a str> {
    cells[SUBSCRIPTION_ALIAS]
}
