//! The rows of an import file, one at a time, whatever their size and whatever is wrong with them.

use std::{
    cell::RefCell,
    fs::File,
    io::{self, BufRead, BufReader, Read, Seek},
    rc::Rc,
};

use csv_core::ReadRecordResult;
use encoding_rs_io::{DecodeReaderBytes, DecodeReaderBytesBuilder};
use serde_json::{Map, Value};
use xxhash_rust::xxh3::Xxh3;

use super::check::{self, COLUMNS, Cells, ERROR, Problem, REQUIRED, SUBSCRIPTION_ALIAS, USER_ALIAS, USER_ID};
use super::mapping::{Mapping, Preset, likely, plain};
use crate::{args::Kind, output::restore};

/// A longer row is rejected without being held: exports have many columns, but short cells.
const LONGEST: usize = 64 << 10;
/// More columns are rejected.
const MOST_COLUMNS: usize = 1024;

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
    /// Where the cell of each of [`COLUMNS`] is.
    cells: [Option<usize>; COLUMNS.len()],
    /// Names that are no column.
    pub ignored: Vec<String>,
}

impl Header {
    /// # Errors
    /// All that is wrong with it.
    fn of(body: Result<Body, String>, mapping: &Mapping) -> Result<Self, Vec<String>> {
        let Body::Csv { text, ends } = body.map_err(|text| vec![text])? else { return Ok(Header::default()) };
        let names: Vec<String> = Body::csv_cells(&text, &ends).map(|name| name.trim().to_owned()).collect();
        if text.contains('\0') {
            return Err(vec![
                "not UTF-8, but probably UTF-16 without a mark: save the file as UTF-8".to_owned(),
            ]);
        }
        let (mut cells, mut others, mut wrong) = ([None; COLUMNS.len()], Vec::new(), Vec::new());
        for (index, name) in names.iter().enumerate() {
            match mapping.place(name) {
                Some(place) if cells[place].is_some() => {
                    wrong.push(format!("the column {name} is there twice"));
                }
                Some(place) => cells[place] = Some(index),
                None => others.push(name.clone()),
            }
        }
        for name in &mapping.named {
            if !names.iter().any(|other| plain(other) == plain(name)) {
                wrong.push(format!("no column {}, which --map names", check::shown(name)));
            }
        }
        let has = |column: usize| cells[column].is_some() || mapping.constants[column].is_some();
        let mut missing: Vec<&str> =
            REQUIRED.into_iter().filter(|column| !has(*column)).map(|column| COLUMNS[column]).collect();
        if !has(USER_ALIAS) && !has(USER_ID) {
            missing.push(COLUMNS[USER_ALIAS]);
        }
        if !missing.is_empty()
            && let Some(preset) = Preset::fitting(&names)
        {
            return Err(vec![format!("the columns of {preset}: say --preset {preset}")]);
        }
        let mut explained = Vec::new();
        for column in &missing {
            let other = if *column == COLUMNS[USER_ALIAS] { ", or user_id" } else { "" };
            let likely = likely(column, &others);
            let hint = likely.map_or_else(String::new, |name| {
                explained.push(name.to_owned());
                format!(": is it {name}? Then say --map {column}={}", quoted(name))
            });
            wrong.push(format!("the column {column} is missing{other}{hint}"));
        }
        if !mapping.ignore_unknown {
            let unknown = others.iter().filter(|name| !explained.contains(name));
            wrong.extend(unknown.map(|name| unknown_text(name)));
        }
        if wrong.is_empty() { Ok(Header { names, cells, ignored: others }) } else { Err(wrong) }
    }

    /// The value of a cell. Those of a file of failed rows, which has a column `error`, were made harmless.
    pub fn value<'a>(&self, cell: &'a str) -> &'a str {
        if self.cells[ERROR].is_some() { restore(cell) } else { cell }
    }

    /// Hands the cells of a row to `read`.
    ///
    /// # Errors
    /// A key or a value of a JSON row that no subscription has.
    pub fn with_cells<T>(
        &self,
        body: &Body,
        mapping: &Mapping,
        read: impl FnOnce(&Cells) -> T,
    ) -> Result<T, Vec<Problem>> {
        let mut cells: Cells = [None; COLUMNS.len()];
        let texts;
        match body {
            Body::Csv { text, ends } => {
                for (cell, index) in cells.iter_mut().zip(self.cells) {
                    *cell = index.map(|index| self.value(Body::cell(text, ends, index)));
                }
            }
            Body::Json(object) => {
                texts = json_texts(object, mapping)?;
                for (cell, text) in cells.iter_mut().zip(&texts) {
                    *cell = text.as_deref();
                }
            }
        }
        for (cell, constant) in cells.iter_mut().zip(&mapping.constants) {
            *cell = cell.or(constant.as_deref()).map(str::trim).filter(|text| !text.is_empty());
        }
        Ok(read(&cells))
    }
}

/// A word as a shell takes it.
fn quoted(word: &str) -> String {
    let plain = |character: char| character.is_ascii_alphanumeric() || "_-.".contains(character);
    if word.chars().all(plain) { word.to_owned() } else { format!("'{}'", word.replace('\'', r"'\''")) }
}

/// The values of a JSON row as a CSV file would have them.
fn json_texts(
    object: &Map<String, Value>,
    mapping: &Mapping,
) -> Result<[Option<String>; COLUMNS.len()], Vec<Problem>> {
    let mut texts = [const { None }; COLUMNS.len()];
    let mut wrong = Vec::new();
    for (key, value) in object {
        let Some(place) = mapping.place(key) else {
            if !mapping.ignore_unknown {
                wrong.push(Problem::new("", unknown_text(key), ""));
            }
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

fn unknown_text(name: &str) -> String {
    let near = COLUMNS[..ERROR]
        .iter()
        .map(|column| (strsim::jaro_winkler(&name.trim().to_lowercase(), column), column))
        .max_by(|one, other| one.0.total_cmp(&other.0))
        .filter(|(likeness, _)| *likeness > 0.8);
    let hint = near.map_or_else(
        || format!("the columns are {}; --ignore-unknown leaves others out", COLUMNS[..ERROR].join(", ")),
        |(_, column)| format!("is it {column}?"),
    );
    format!("no such column: {}; {hint}", check::shown(name))
}

/// The file being read, and the hash of what was read of it.
struct Hashing {
    file: File,
    identity: Rc<RefCell<(Xxh3, u64)>>,
}

impl Read for Hashing {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(buffer)?;
        let mut identity = self.identity.borrow_mut();
        identity.0.update(&buffer[..count]);
        identity.1 += count as u64;
        Ok(count)
    }
}

/// UTF-16 and UTF-8 with a mark as UTF-8. What has no mark is left as it is, so that what is not UTF-8 is named.
fn decoded<R: Read>(bytes: R) -> io::Result<DecodeReaderBytes<R, Vec<u8>>> {
    let mut decoder = DecodeReaderBytesBuilder::new();
    let decoder = decoder.utf8_passthru(true).strip_bom(true).bom_override(true);
    decoder.build_with_buffer(bytes, vec![0; 64 << 10]).map_err(io::Error::other)
}

/// What separates the cells of a file: whichever sign its first line has most of, outside quotation marks.
fn delimiter_of(beginning: &[u8]) -> u8 {
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0), (b'|', 0)];
    let mut quoted = false;
    for byte in beginning {
        if !quoted && matches!(byte, b'\n' | b'\r') {
            break;
        }
        quoted ^= *byte == b'"';
        if let Some((_, count)) = counts.iter_mut().find(|(sign, _)| !quoted && sign == byte) {
            *count += 1;
        }
    }
    // The first of equals, which is the comma.
    counts.iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(sign, _)| *sign)
}

/// Reads the rows of a file.
pub struct Rows {
    source: BufReader<DecodeReaderBytes<Hashing, Vec<u8>>>,
    identity: Rc<RefCell<(Xxh3, u64)>>,
    kind: Kind,
    pub mapping: Rc<Mapping>,
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
    pub fn new(file: &File, kind: Kind, mapping: &Rc<Mapping>) -> io::Result<Self> {
        let mut file = file.try_clone()?;
        file.rewind()?;
        let mut beginning = Vec::new();
        if kind == Kind::Csv && mapping.delimiter.is_none() {
            decoded(&file)?.take(LONGEST as u64).read_to_end(&mut beginning)?;
            file.rewind()?;
        }
        let identity = Rc::new(RefCell::new((Xxh3::new(), 0)));
        let decoded = decoded(Hashing { file, identity: identity.clone() })?;
        let mut rows = Rows {
            source: BufReader::with_capacity(64 << 10, decoded),
            identity,
            kind,
            mapping: mapping.clone(),
            csv: csv_core::Reader::new(),
            text: vec![0; LONGEST],
            ends: vec![0; MOST_COLUMNS],
            number: 0,
            empty: 0,
            header: Ok(Header::default()),
        };
        if kind == Kind::Csv {
            let sign = mapping.delimiter.and_then(|sign| u8::try_from(sign).ok());
            let sign = sign.unwrap_or_else(|| delimiter_of(&beginning));
            rows.csv = csv_core::ReaderBuilder::new().delimiter(sign).build();
            let first = rows.record()?;
            rows.header = match first {
                Some(row) => Header::of(row.body, mapping),
                None => Err(vec!["the file is empty".to_owned()]),
            };
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
        {
            let identity = self.identity.borrow();
            (identity.0.digest128(), identity.1)
        }
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
