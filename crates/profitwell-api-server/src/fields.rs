//! The fields of a body or a query, read with DRF's messages; all faults are reported together.

use serde_json::{Map, Value};

use super::{answer::Answer, clock};

/// The field that DRF names where no single one is at fault.
pub const NO_FIELD: &str = "non_field_errors";

/// The last second of the year 9999; later dates have no ISO 8601 form.
const LAST_SECOND: i64 = 253_402_300_799;

/// The longest alias [third-party transcriptions of the vendor's documents].
const ALIAS: usize = 36;

/// Fields, and what was wrong with those read so far. A reader that refuses hands back a value of no
/// meaning; [`Fields::finish`] comes before its use.
pub struct Fields<'a> {
    values: &'a Map<String, Value>,
    /// In a query, an integer is a string of digits.
    query: bool,
    wrong: Map<String, Value>,
}

impl<'a> Fields<'a> {
    /// The fields of a JSON body.
    ///
    /// # Errors
    /// 400 unless it is an object.
    pub fn of_body(body: &'a Value) -> Result<Self, Answer> {
        let kind = match body {
            Value::Object(values) => return Ok(Fields { values, query: false, wrong: Map::new() }),
            Value::Array(_) => "list",
            Value::String(_) => "str",
            Value::Number(_) => "number",
            Value::Bool(_) => "bool",
            Value::Null => "null",
        };
        Err(Answer::invalid(NO_FIELD, &format!("Invalid data. Expected a dictionary, but got {kind}.")))
    }

    /// The parameters of a query.
    pub fn of_query(values: &'a Map<String, Value>) -> Self {
        Fields { values, query: true, wrong: Map::new() }
    }

    /// Takes note that a field is wrong. The first reason stays.
    pub fn refuse(&mut self, field: &str, message: &str) {
        self.wrong.entry(field).or_insert_with(|| vec![message].into());
    }

    /// # Errors
    /// 400 with everything that was refused.
    pub fn finish(self) -> Result<(), Answer> {
        if self.wrong.is_empty() { Ok(()) } else { Err(Answer::json(400, &self.wrong.into())) }
    }

    /// A field that may be absent or null.
    fn get(&self, field: &str) -> Option<&'a Value> {
        self.values.get(field).filter(|value| !value.is_null())
    }

    fn require(&mut self, field: &str) {
        if !self.values.contains_key(field) {
            self.refuse(field, "This field is required.");
        } else if self.values[field].is_null() {
            self.refuse(field, "This field may not be null.");
        }
    }

    /// A string that may be absent.
    pub fn text(&mut self, field: &str) -> Option<&'a str> {
        match self.get(field)? {
            Value::String(text) if text.trim().is_empty() => {
                self.refuse(field, "This field may not be blank.");
            }
            Value::String(text) => return Some(text),
            _ => self.refuse(field, "Not a valid string."),
        }
        None
    }

    /// A string.
    pub fn required_text(&mut self, field: &str) -> &'a str {
        self.require(field);
        self.text(field).unwrap_or_default()
    }

    /// An alias that may be absent.
    pub fn alias(&mut self, field: &str) -> Option<&'a str> {
        let alias = self.text(field)?;
        if alias.chars().count() > ALIAS {
            self.refuse(field, &format!("Ensure this field has no more than {ALIAS} characters."));
        }
        Some(alias)
    }

    /// An integer that may be absent. Whether the vendor accepts a string of digits in a body, as DRF does, no
    /// public source settles; this server does not.
    pub fn integer(&mut self, field: &str, least: i64, most: i64) -> Option<i64> {
        let number = match self.get(field)? {
            Value::String(text) if self.query => text.parse().ok(),
            value => value.as_i64(),
        };
        match number {
            None => self.refuse(field, "A valid integer is required."),
            Some(number) if number < least => {
                self.refuse(field, &format!("Ensure this value is greater than or equal to {least}."));
            }
            Some(number) if number > most => {
                self.refuse(field, &format!("Ensure this value is less than or equal to {most}."));
            }
            Some(_) => return number,
        }
        None
    }

    /// An integer of at least 0.
    pub fn required_integer(&mut self, field: &str, most: i64) -> i64 {
        self.require(field);
        self.integer(field, 0, most).unwrap_or_default()
    }

    /// An instant in unix seconds.
    pub fn effective_date(&mut self) -> i64 {
        self.required_integer("effective_date", LAST_SECOND)
    }

    /// A date of a query, in any of the formats that [`clock::parse`] reads; unix seconds.
    pub fn date(&mut self, field: &str) -> Option<i64> {
        let text = self.text(field)?;
        let date = clock::parse(text);
        if date.is_none() {
            self.refuse(field, "Datetime has wrong format.");
        }
        date
    }

    /// One of several words that may be absent.
    pub fn choice<T: Copy>(&mut self, field: &str, choices: &[(&str, T)]) -> Option<T> {
        let word = self.text(field)?;
        let chosen = choices.iter().find(|(name, _)| *name == word).map(|(_, choice)| *choice);
        if chosen.is_none() {
            self.refuse(field, &format!("\"{word}\" is not a valid choice."));
        }
        chosen
    }

    /// One of several words; the first replaces one that is rejected.
    pub fn required_choice<T: Copy>(&mut self, field: &str, choices: &[(&str, T)]) -> T {
        self.require(field);
        self.choice(field, choices).unwrap_or(choices[0].1)
    }

    /// A list of words, at least one of them.
    pub fn required_words<T: Copy>(&mut self, field: &str, choices: &[(&str, T)]) -> Vec<T> {
        self.require(field);
        let mut chosen = Vec::new();
        match self.get(field) {
            Some(Value::Array(words)) if words.is_empty() => {
                self.refuse(field, "This list may not be empty.");
            }
            Some(Value::Array(words)) => {
                for word in words {
                    match choices.iter().find(|(name, _)| word == name) {
                        Some((_, choice)) => chosen.push(*choice),
                        None => self.refuse(field, &format!("{word} is not a valid choice.")),
                    }
                }
            }
            Some(_) => self.refuse(field, "Expected a list of items."),
            None => {}
        }
        chosen
    }

    /// Yes or no; absent is no.
    pub fn flag(&mut self, field: &str) -> bool {
        match self.get(field) {
            None => false,
            Some(Value::Bool(flag)) => *flag,
            Some(_) => {
                self.refuse(field, "Must be a valid boolean.");
                false
            }
        }
    }
}
