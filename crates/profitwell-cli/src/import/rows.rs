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

use super::{
    check::{Cells, SUBSCRIPTION_ALIAS},
    header::Header,
    mapping::Mapping,
};
use crate::args::Kind;

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

/// The content of a row.
pub enum Body {
    /// The cells one after the other, and where each ends.
    Csv {
        text: String,
        ends: Vec<usize>,
    },
    Json(Map<String, Value>),
}

impl Body {
    /// One cell of a row of a CSV file.
    pub fn cell<'a>(text: &'a str, ends: &[usize], index: usize) -> &'a str {
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
