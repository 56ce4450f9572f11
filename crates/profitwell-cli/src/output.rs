//! What goes to stdout: a table for people, JSON or CSV for programs.

use std::{
    collections::BTreeSet,
    fmt,
    io::{self, IsTerminal, Write},
};

use serde::Serialize;
use serde_json::{Map, Value};

use crate::{
    failure::{Exit, Failure},
    table,
};

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
        self.show_in(result, columns, None)
    }

    /// Writes a result whose figures are in the currency of the account, where that is known.
    pub fn show_in(
        &self,
        result: &impl Serialize,
        columns: &[&str],
        currency: Option<&str>,
    ) -> Result<(), Failure> {
        let broken = |error: serde_json::Error| Failure::new(Exit::Other, "internal", error.to_string());
        if self.format == Format::Json {
            let text = serde_json::to_string_pretty(result).map_err(broken)? + "\n";
            return self.write(&if self.terminal { escaped(&text) } else { text });
        }
        let result = serde_json::to_value(result).map_err(broken)?;
        let drawn = |rows| table::drawn(Rows::new(rows, columns), currency, table::width());
        let text = match (self.format, result) {
            (Format::Table, Value::Null) => "done\n".to_owned(),
            (Format::Table, Value::Object(object)) => {
                table::pairs(Rows::new(vec![object.into()], columns), currency, table::width())
            }
            (_, Value::Null) => return Ok(()),
            (Format::Table, Value::Array(rows)) => drawn(rows),
            (_, Value::Array(rows)) => csv(&Rows::new(rows, columns)),
            (Format::Table, other) => clean(&plain(&other)) + "\n",
            (_, other) => csv(&Rows::new(vec![other], columns)),
        };
        self.write(&text)
    }

    /// Writes a string without the characters that would control a terminal.
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
pub struct Rows {
    pub columns: Vec<String>,
    pub rows: Vec<Map<String, Value>>,
}

impl Rows {
    /// `first` precede the other columns, in this order.
    pub fn new(values: Vec<Value>, first: &[&str]) -> Self {
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
pub fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) if items.iter().all(|item| !item.is_array() && !item.is_object()) => {
            items.iter().map(plain).collect::<Vec<_>>().join(", ")
        }
        other => other.to_string(),
    }
}

/// A value in a cell of a CSV file: lists and objects as JSON; formulas, and what would do something to a terminal
/// that the file is shown on, made harmless.
pub fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => neutral(text),
        other => escaped(&other.to_string()),
    }
}

/// A foreign string for a CSV file.
fn neutral(text: &str) -> String {
    harmless(&without_controls(text, true))
}

/// What begins a formula, or what spreadsheets drop before one (owasp.org, CSV Injection).
const FORMULA: [char; 12] = ['=', '+', '-', '@', '\t', '\r', '\n', '\0', '＝', '＋', '－', '＠'];

/// A string that no spreadsheet runs as a formula: with `'` before the signs that begin one, and before a `'`
/// that is there already, so that [`restore`] finds the same string again.
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

/// A string that cannot control a terminal: without control sequences and changes of direction, on one line.
pub fn clean(text: &str) -> String {
    without_controls(text, false)
}

/// Changes of direction, and what breaks a line in some places and not in others.
fn is_deceptive(character: char) -> bool {
    matches!(
        character,
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{61c}'
            | '\u{2028}' | '\u{2029}'
    )
}

fn without_controls(text: &str, keep_lines: bool) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            // A whole sequence, ECMA-48: `ESC [` parameters and the letter that ends them.
            '\u{1b}' if characters.next_if_eq(&'[').is_some() => {
                while characters.next_if(|c| matches!(c, ' '..='?')).is_some() {}
                characters.next_if(|c| matches!(c, '@'..='~'));
            }
            '\n' | '\t' if keep_lines => clean.push(character),
            '\r' if keep_lines && characters.peek() == Some(&'\n') => clean.push(character),
            '\n' | '\t' | '\r' | '\u{2028}' | '\u{2029}' => clean.push(' '),
            other if other.is_control() || is_deceptive(other) => {}
            other => clean.push(other),
        }
    }
    clean
}

/// JSON in which strings hold nothing that would do something to a terminal: what JSON allows in them as it is, it
/// allows as `\u` and four digits too (RFC 8259, 7).
fn escaped(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    for character in json.chars() {
        // Line feeds separate the values; in strings they are escaped already.
        if character != '\n' && (character.is_control() || is_deceptive(character)) {
            text.extend(character.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")));
        } else {
            text.push(character);
        }
    }
    text
}

fn csv(rows: &Rows) -> String {
    let mut text = line(rows.columns.iter().map(|name| neutral(name)));
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

    use super::{cell, clean, escaped, harmless, restore};

    #[test]
    fn nothing_of_a_text_acts_on_a_terminal() {
        assert_eq!(clean("\u{1b}[31mred\u{1b}[0m\u{202e}\u{61c}\u{85}\u{7}\nx"), "red x");
    }

    #[test]
    fn json_on_a_terminal_is_the_same_json_without_anything_that_acts_on_it() {
        let value = json!({ "a\u{9b}2J": "\u{202e}red\u{7f}\u{2028}\u{61c}\u{1b}[1m\nüx" });
        let text = escaped(&serde_json::to_string_pretty(&value).unwrap());
        assert!(
            text.chars().all(|c| c == '\n' || (!c.is_control() && c.is_alphanumeric() || c.is_ascii())),
            "{text}"
        );
        assert!(text.contains(r"\u202ered\u007f\u2028\u061c\u001b[1m\nüx"), "{text}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap(), value);
    }

    #[test]
    fn a_cell_keeps_its_lines_and_nothing_that_acts_on_a_terminal_or_a_spreadsheet() {
        for (text, expected) in [
            ("a\nb\tc\r\nd", "a\nb\tc\r\nd"),
            ("a\rb", "a b"),
            ("\u{1b}[2Ja\u{9b}b\u{7}", "ab"),
            ("\u{1b}[31m=1", "'=1"),
            ("\0=1", "'=1"),
            ("＝1", "'＝1"),
            ("\u{202e}+1", "'+1"),
        ] {
            assert_eq!(cell(&json!(text)), expected, "{text:?}");
        }
        assert_eq!(cell(&json!(["a\u{9b}", 1])), r#"["a\u009b",1]"#);
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
