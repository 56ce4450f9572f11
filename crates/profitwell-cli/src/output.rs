//! What goes to stdout: a table for people, JSON or CSV for programs.

use std::{
    collections::BTreeSet,
    fmt,
    io::{self, IsTerminal, Write},
    slice,
};

use comfy_table::{CellAlignment, ContentArrangement, Table, presets};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::failure::{Exit, Failure};

/// How results are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Table,
    Json,
    Csv,
}

/// Where results go.
pub struct Output {
    format: Format,
    terminal: bool,
}

impl Output {
    /// A table on a terminal and JSON elsewhere, unless it is said otherwise.
    pub fn new(format: Option<Format>) -> Self {
        let terminal = io::stdout().is_terminal();
        Output { format: format.unwrap_or(if terminal { Format::Table } else { Format::Json }), terminal }
    }

    /// Whether people read it.
    pub fn is_table(&self) -> bool {
        self.format == Format::Table
    }

    /// Writes a result; `columns` come first in tables, in this order.
    pub fn show(&self, result: &impl Serialize, columns: &[&str]) -> Result<(), Failure> {
        let broken = |error: serde_json::Error| Failure::new(Exit::Other, "internal", error.to_string());
        if self.format == Format::Json {
            return self.write(&(serde_json::to_string_pretty(result).map_err(broken)? + "\n"));
        }
        let result = serde_json::to_value(result).map_err(broken)?;
        let text = match (self.format, result) {
            (Format::Table, Value::Null) => "done\n".to_owned(),
            (Format::Table, Value::Object(object)) => pairs(&object, columns),
            (_, Value::Null) => return Ok(()),
            (Format::Table, Value::Array(rows)) => table(&Rows::new(rows, columns)),
            (_, Value::Array(rows)) => csv(&Rows::new(rows, columns)),
            (Format::Table, other) => clean(&plain(&other)) + "\n",
            (_, other) => csv(&Rows::new(vec![other], columns)),
        };
        self.write(&text)
    }

    /// Writes a text as it is, but for what would do something to a terminal.
    pub fn write(&self, text: &str) -> Result<(), Failure> {
        let mut out = io::stdout().lock();
        let written = if self.terminal {
            text.split_inclusive('\n').try_for_each(|line| match line.strip_suffix('\n') {
                Some(line) => writeln!(out, "{}", clean(line)),
                None => out.write_all(clean(line).as_bytes()),
            })
        } else {
            out.write_all(text.as_bytes())
        };
        match written.and_then(|()| out.flush()) {
            // Whoever read has seen enough, as in `profitwell … | head`.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            Err(error) => {
                Err(Failure::new(Exit::Other, "output", format!("cannot write the result: {error}")))
            }
            Ok(()) => Ok(()),
        }
    }
}

/// Objects as rows of the same columns.
struct Rows {
    columns: Vec<String>,
    rows: Vec<Map<String, Value>>,
}

impl Rows {
    fn new(values: Vec<Value>, first: &[&str]) -> Self {
        let rows: Vec<_> = values
            .into_iter()
            .map(|value| match value {
                Value::Object(row) => row,
                other => Map::from_iter([(first.first().unwrap_or(&"value").to_string(), other)]),
            })
            .collect();
        Rows { columns: columns(&rows, first), rows }
    }
}

fn columns(rows: &[Map<String, Value>], first: &[&str]) -> Vec<String> {
    let there: BTreeSet<&str> = rows.iter().flat_map(|row| row.keys().map(String::as_str)).collect();
    let known = first.iter().copied().filter(|name| rows.is_empty() || there.contains(name));
    let others = there.iter().copied().filter(|name| !first.contains(name));
    known.chain(others).map(str::to_owned).collect()
}

/// A value as people read it.
fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) if items.iter().all(|item| !item.is_array() && !item.is_object()) => {
            items.iter().map(plain).collect::<Vec<_>>().join(", ")
        }
        other => other.to_string(),
    }
}

/// A value in a cell of a CSV file: lists and objects as JSON, formulas made harmless.
pub fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => harmless(text),
        other => other.to_string(),
    }
}

/// What begins a formula, or what spreadsheets drop before one (owasp.org, CSV Injection).
const FORMULA: [char; 12] = ['=', '+', '-', '@', '\t', '\r', '\n', '\0', '＝', '＋', '－', '＠'];

/// A string that no spreadsheet runs as a formula: with `'` before the signs that begin one, and before a `'`
/// that stands there already, so that [`restore`] finds the same string again.
pub fn harmless(text: &str) -> String {
    let quote = if text.trim_start_matches('\'').starts_with(FORMULA) { "'" } else { "" };
    format!("{quote}{text}")
}

/// What [`harmless`] was made of.
pub fn restore(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if rest.trim_start_matches('\'').starts_with(FORMULA) => rest,
        _ => text,
    }
}

/// A number with its noun: `1 row`, `2 rows`.
pub fn count(number: u64, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

/// Writes a line to stderr. Where nobody can read it, as after the terminal has gone, nothing is lost.
pub fn say(text: impl fmt::Display) {
    let _ = writeln!(io::stderr().lock(), "{}", clean(&text.to_string()));
}

/// A text that can do nothing to a terminal: without control sequences and changes of direction.
pub fn clean(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            // A whole sequence, ECMA-48: `ESC [` parameters and the letter that ends them.
            '\u{1b}' if characters.next_if_eq(&'[').is_some() => {
                while characters.next_if(|c| matches!(c, ' '..='?')).is_some() {}
                characters.next_if(|c| matches!(c, '@'..='~'));
            }
            '\n' | '\t' | '\r' | '\u{2028}' | '\u{2029}' => clean.push(' '),
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{61c}' => {}
            control if control.is_control() => {}
            other => clean.push(other),
        }
    }
    clean
}

/// A table without lines, two spaces between the columns. On a terminal too narrow for it, cells go on
/// in further lines.
fn plain_table() -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
    table
}

fn drawn(mut table: Table, numeric: &[bool]) -> String {
    for (column, numeric) in table.column_iter_mut().zip(numeric) {
        column.set_padding((0, 2));
        if *numeric {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    // Of an object without fields nothing is left.
    if table.is_empty() { String::new() } else { table.trim_fmt() + "\n" }
}

fn pairs(object: &Map<String, Value>, first: &[&str]) -> String {
    let mut table = plain_table();
    for name in columns(slice::from_ref(object), first) {
        table.add_row([clean(&name), clean(&plain(&object[&name]))]);
    }
    drawn(table, &[false, false])
}

fn table(rows: &Rows) -> String {
    if rows.rows.is_empty() {
        return "nothing found\n".to_owned();
    }
    let mut table = plain_table();
    table.set_header(rows.columns.iter().map(|name| clean(name)));
    for row in &rows.rows {
        table.add_row(
            rows.columns.iter().map(|name| row.get(name).map_or_else(String::new, |it| clean(&plain(it)))),
        );
    }
    let numeric =
        |name| rows.rows.iter().filter_map(|row| row.get(name)).all(|it| it.is_number() || it.is_null());
    drawn(table, &rows.columns.iter().map(numeric).collect::<Vec<_>>())
}

fn csv(rows: &Rows) -> String {
    let mut text = line(rows.columns.iter().map(|name| harmless(name)));
    for row in &rows.rows {
        text += &line(rows.columns.iter().map(|name| row.get(name).map_or_else(String::new, cell)));
    }
    text
}

/// One line of a CSV file (RFC 4180, with a bare line feed).
pub fn line(cells: impl Iterator<Item = String>) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Writing to memory does not fail.
    let _ = writer.write_record(cells.map(String::into_bytes));
    writer.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Rows, clean, drawn, harmless, pairs, plain_table, restore, table};

    #[test]
    fn columns_are_as_wide_as_their_characters_and_numbers_stand_to_the_right() {
        let rows = vec![json!({ "name": "王小明", "value": 5 }), json!({ "name": "Al", "value": 1250 })];
        assert_eq!(table(&Rows::new(rows, &["name"])), "name    value\n王小明      5\nAl       1250\n");
        assert_eq!(table(&Rows::new(vec![], &["name"])), "nothing found\n");
        assert_eq!(
            pairs(json!({ "a": 1, "long": [1, 2] }).as_object().unwrap(), &[]),
            "a     1\nlong  1, 2\n"
        );
        assert_eq!(pairs(json!({}).as_object().unwrap(), &["a"]), "");
    }

    #[test]
    fn a_narrow_terminal_gets_narrow_lines_and_every_character() {
        let mut table = plain_table();
        table.set_width(24).add_row(["a rather long name of somebody", "another text of some length"]);
        let text = drawn(table, &[false, false]);
        assert!(text.lines().all(|line| line.chars().count() <= 24), "{text}");
        assert!(text.contains("somebody") && text.contains("length"), "{text}");
    }

    #[test]
    fn nothing_of_a_text_acts_on_a_terminal() {
        assert_eq!(clean("\u{1b}[31mred\u{1b}[0m\u{202e}\u{61c}\u{85}\u{7}\nx"), "red x");
    }

    #[test]
    fn a_formula_is_harmless_and_comes_back_as_it_was() {
        for text in ["=1", "+1", "-1", "@a", "\tx", "\0=1", "＝1", "＋1", "－1", "＠a", "'=1", "''=1"] {
            assert!(harmless(text).starts_with('\''), "{text}");
            assert_eq!(restore(&harmless(text)), text);
        }
        for text in ["a", "'a", "''", "", "1=1"] {
            assert_eq!((harmless(text).as_str(), restore(text)), (text, text));
        }
    }
}
