//! The columns of a file: which of its names is which field, and what is wrong with the others.

use serde_json::{Map, Value};

use super::{
    check::{self, CANCELLED_AT, COLUMNS, Cells, EFFECTIVE_DATE, ERROR, Problem, USER_ALIAS, USER_ID},
    mapping::{Mapping, Preset, likely, plain},
    rows::Body,
    step::Action,
};
use crate::output::restore;

/// The columns of a file. JSON Lines have none of their own.
#[derive(Clone, Debug, Default)]
pub struct Header {
    /// The names as in the file.
    pub names: Vec<String>,
    /// Where the cell of each of [`COLUMNS`] is.
    cells: [Option<usize>; COLUMNS.len()],
    /// Names that are not columns.
    pub ignored: Vec<String>,
}

impl Header {
    /// # Errors
    /// All that is wrong with it.
    pub fn of(body: Result<Body, String>, mapping: &Mapping) -> Result<Self, Vec<String>> {
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
        let required = mapping.action.required().iter().copied();
        let mut missing: Vec<&str> =
            required.filter(|column| !has(*column)).map(|column| COLUMNS[column]).collect();
        let either = match mapping.action {
            Action::Create => Some((USER_ALIAS, USER_ID)),
            Action::Update => None,
            Action::Churn => Some((EFFECTIVE_DATE, CANCELLED_AT)),
        };
        let either = either.filter(|(one, other)| !has(*one) && !has(*other));
        missing.extend(either.map(|(one, _)| COLUMNS[one]));
        if !missing.is_empty()
            && let Some(preset) = Preset::fitting(&names)
        {
            return Err(vec![format!("the columns of {preset}: say --preset {preset}")]);
        }
        let mut explained = Vec::new();
        for column in &missing {
            let other = either.filter(|(one, _)| COLUMNS[*one] == *column);
            let other = other.map_or_else(String::new, |(_, other)| format!(", or {}", COLUMNS[other]));
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
