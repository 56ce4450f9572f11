//! The arguments of a method, taken one by one.

use std::mem;

use serde_json::Value;

use super::failure::Failure;
use crate::api::{Cents, Invalid, UnixSeconds};

/// The arguments of one call: whom or what it is about, and named fields.
///
/// They cross as JSON text. So nothing of the caller's can throw while the module reads it, and
/// a value that is nested a thousand times over is an error instead of the end of the stack.
pub(super) struct Arguments {
    target: Value,
    fields: Vec<(String, Value)>,
}

impl Arguments {
    /// Reads `[target, "name", value, "name", value, …]`, the names as the service spells them.
    pub(super) fn read(text: &str) -> Result<Self, Failure> {
        let Ok(Value::Array(given)) = serde_json::from_slice(text.as_bytes()) else {
            return Err(Failure::invalid("arguments", "what JSON can hold, nested at most 100 deep"));
        };
        let mut given = given.into_iter();
        let target = given.next().unwrap_or_default();
        let mut fields = Vec::new();
        while let (Some(Value::String(name)), Some(value)) = (given.next(), given.next()) {
            fields.push((name, value));
        }
        Ok(Arguments { target, fields })
    }

    /// Whom or what the call is about.
    pub(super) fn target(&self, field: &'static str) -> Result<&str, Invalid> {
        self.target.as_str().ok_or(Invalid { field, problem: "a text" })
    }

    /// Any value as it is.
    #[inline(never)]
    pub(super) fn value(&mut self, field: &str) -> Option<Value> {
        let at = self.fields.iter().position(|(other, _)| other == field)?;
        Some(self.fields.swap_remove(at).1)
    }

    #[inline(never)]
    pub(super) fn text(&mut self, field: &'static str) -> Result<String, Invalid> {
        self.maybe_text(field)?.ok_or(Invalid { field, problem: "required: a text" })
    }

    #[inline(never)]
    pub(super) fn maybe_text(&mut self, field: &'static str) -> Result<Option<String>, Invalid> {
        match self.value(field) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(Invalid { field, problem: "a text" }),
        }
    }

    #[inline(never)]
    pub(super) fn texts(&mut self, field: &'static str) -> Result<Vec<String>, Invalid> {
        let wrong = Err(Invalid { field, problem: "a list of texts" });
        let list = match self.value(field) {
            None => return Ok(Vec::new()),
            Some(Value::Array(list)) => list,
            Some(_) => return wrong,
        };
        let mut texts = Vec::new();
        for item in list {
            let Value::String(text) = item else { return wrong };
            texts.push(text);
        }
        Ok(texts)
    }

    /// An amount in cents.
    pub(super) fn cents(&mut self, field: &'static str) -> Result<Cents, Invalid> {
        let problem = "a whole number of cents, such as 1250 for 12.50";
        self.integer(field).map(Cents::new).ok_or(Invalid { field, problem })
    }

    /// A point in time in seconds, which JavaScript makes of a `Date`.
    pub(super) fn seconds(&mut self, field: &'static str) -> Result<UnixSeconds, Invalid> {
        let problem = "a Date, or whole seconds since 1970 (not milliseconds)";
        let seconds = self.integer(field);
        // The year 5138: what is above is in milliseconds.
        seconds
            .filter(|seconds| *seconds < 100_000_000_000)
            .map(UnixSeconds::new)
            .ok_or(Invalid { field, problem })
    }

    #[inline(never)]
    fn integer(&mut self, field: &str) -> Option<i64> {
        self.value(field)?.as_i64()
    }

    /// A point in time in any of the formats that the service takes.
    #[inline(never)]
    pub(super) fn maybe_when(&mut self, field: &'static str) -> Result<Option<String>, Invalid> {
        match self.value(field) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(Value::Number(seconds)) if seconds.is_i64() => Ok(Some(seconds.to_string())),
            Some(_) => Err(Invalid { field, problem: "a Date, seconds since 1970, or a text" }),
        }
    }

    /// A whole number from `least` to `most`.
    #[inline(never)]
    pub(super) fn maybe_count(
        &mut self,
        field: &'static str,
        least: u32,
        most: u32,
    ) -> Result<Option<u32>, Invalid> {
        let Some(value) = self.value(field) else { return Ok(None) };
        let count = value.as_u64().and_then(|count| u32::try_from(count).ok());
        match count.filter(|count| (least..=most).contains(count)) {
            Some(count) => Ok(Some(count)),
            None => Err(Invalid { field, problem: "a whole number that makes sense here" }),
        }
    }

    pub(super) fn limit(&mut self) -> Result<Option<u32>, Invalid> {
        self.maybe_count("limit", 0, u32::MAX)
    }

    pub(super) fn flag(&mut self, field: &'static str) -> Result<bool, Invalid> {
        match self.value(field) {
            None => Ok(false),
            Some(Value::Bool(flag)) => Ok(flag),
            Some(_) => Err(Invalid { field, problem: "true or false" }),
        }
    }

    /// Pairs of texts, such as headers; numbers and booleans are taken as texts.
    #[inline(never)]
    pub(super) fn pairs(&mut self, field: &'static str) -> Result<Vec<(String, String)>, Invalid> {
        let wrong = Err(Invalid { field, problem: "an object of texts" });
        let object = match self.value(field) {
            None => return Ok(Vec::new()),
            Some(Value::Object(object)) => object,
            Some(_) => return wrong,
        };
        let mut pairs = Vec::new();
        for (name, value) in &object {
            let text = match value {
                Value::Null => continue,
                Value::String(text) => text.clone(),
                Value::Number(_) | Value::Bool(_) => value.to_string(),
                _ => return wrong,
            };
            pairs.push((name.clone(), text));
        }
        Ok(pairs)
    }

    /// What was not taken.
    pub(super) fn rest(&mut self) -> Vec<(String, Value)> {
        mem::take(&mut self.fields)
    }

    /// Nothing may be left: a misspelt `limit` would list everything.
    pub(super) fn end(&self) -> Result<(), Failure> {
        match self.fields.first() {
            None => Ok(()),
            Some((name, _)) => Err(Failure::invalid(name, "not an option of this method")),
        }
    }
}
