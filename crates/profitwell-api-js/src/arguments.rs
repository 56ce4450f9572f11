//! The arguments of a method, taken one by one.

use std::mem;

use serde_json::{Map, Value};

use crate::{failure::Failure, json};
use profitwell_api::{Invalid, Request, UnixSeconds};

/// The arguments of one call: whom or what it is about, and named fields.
///
/// They cross as JSON text. So nothing of the caller's can throw while the module reads it, and
/// a value that is nested a thousand times over is an error instead of the end of the stack.
pub(super) struct Arguments {
    target: Value,
    fields: Vec<(String, Value)>,
}

/// What an argument must be.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Cents,
    /// A point in time in seconds, which JavaScript makes of a `Date`.
    Seconds,
    Count,
    Flag,
    Texts,
    /// Pairs of texts, such as headers; numbers and booleans are taken as texts.
    Pairs,
    Number,
}

impl Kind {
    fn fits(self, value: &Value) -> bool {
        let text = Value::is_string;
        match self {
            Kind::Text => text(value),
            Kind::Cents => value.is_i64(),
            // The year 5138: what is above is in milliseconds.
            Kind::Seconds => value.as_i64().is_some_and(|seconds| seconds < 100_000_000_000),
            Kind::Count => value.as_u64().is_some_and(|count| u32::try_from(count).is_ok()),
            Kind::Flag => value.is_boolean(),
            Kind::Texts => value.as_array().is_some_and(|list| list.iter().all(text)),
            Kind::Pairs => value
                .as_object()
                .is_some_and(|object| !object.values().any(|value| value.is_array() || value.is_object())),
            Kind::Number => value.is_number(),
        }
    }

    const fn problem(self) -> &'static str {
        match self {
            Kind::Text => "a text",
            Kind::Cents => "a whole number of cents, such as 1250 for 12.50",
            Kind::Seconds => "a Date, or whole seconds since 1970 (not milliseconds)",
            Kind::Count => "a whole number that makes sense here",
            Kind::Flag => "true or false",
            Kind::Texts => "a list of texts",
            Kind::Pairs => "an object of texts",
            Kind::Number => "a number above 0",
        }
    }
}

impl Arguments {
    /// Reads `[target, "name", value, "name", value, …]`, the names as the service spells them.
    pub(super) fn read(text: &str) -> Result<Self, Failure> {
        let Some(Value::Array(given)) = json::read(text.as_bytes()) else {
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
    #[inline(never)]
    pub(super) fn target(&mut self, field: &'static str) -> Result<String, Invalid> {
        match self.target.take() {
            Value::String(text) => Ok(text),
            _ => Err(Invalid { field, problem: Kind::Text.problem() }),
        }
    }

    /// Any value as it is; null if there is none.
    #[inline(never)]
    pub(super) fn value(&mut self, field: &str) -> Value {
        match self.fields.iter().position(|(other, _)| other == field) {
            Some(at) => self.fields.swap_remove(at).1,
            None => Value::Null,
        }
    }

    /// A value of this kind; null if there is none.
    #[inline(never)]
    pub(super) fn maybe(&mut self, field: &'static str, kind: Kind) -> Result<Value, Invalid> {
        let value = self.value(field);
        if value.is_null() || kind.fits(&value) {
            return Ok(value);
        }
        Err(Invalid { field, problem: kind.problem() })
    }

    /// A value of this kind.
    #[inline(never)]
    pub(super) fn required(&mut self, field: &'static str, kind: Kind) -> Result<Value, Invalid> {
        let value = self.maybe(field, kind)?;
        if value.is_null() {
            let problem = if kind == Kind::Text { "required: a text" } else { kind.problem() };
            return Err(Invalid { field, problem });
        }
        Ok(value)
    }

    #[inline(never)]
    pub(super) fn text(&mut self, field: &'static str) -> Result<String, Invalid> {
        Ok(written(self.required(field, Kind::Text)?).unwrap_or_default())
    }

    #[inline(never)]
    pub(super) fn maybe_text(&mut self, field: &'static str) -> Result<Option<String>, Invalid> {
        Ok(written(self.maybe(field, Kind::Text)?))
    }

    #[inline(never)]
    pub(super) fn maybe_seconds(&mut self, field: &'static str) -> Result<Option<UnixSeconds>, Invalid> {
        Ok(self.maybe(field, Kind::Seconds)?.as_i64().map(UnixSeconds::new))
    }

    #[inline(never)]
    pub(super) fn texts(&mut self, field: &'static str) -> Result<Vec<String>, Invalid> {
        let Value::Array(list) = self.maybe(field, Kind::Texts)? else { return Ok(Vec::new()) };
        Ok(list.into_iter().filter_map(written).collect())
    }

    #[inline(never)]
    pub(super) fn pairs(&mut self, field: &'static str) -> Result<Vec<(String, String)>, Invalid> {
        let Value::Object(object) = self.maybe(field, Kind::Pairs)? else { return Ok(Vec::new()) };
        Ok(object.into_iter().filter_map(|(name, value)| Some((name, written(value)?))).collect())
    }

    /// A whole number from `least` to `most`.
    #[inline(never)]
    pub(super) fn maybe_count(
        &mut self,
        field: &'static str,
        least: u32,
        most: u32,
    ) -> Result<Option<u32>, Invalid> {
        let count = self.maybe(field, Kind::Count)?.as_u64().and_then(|count| u32::try_from(count).ok());
        if count.is_some_and(|count| !(least..=most).contains(&count)) {
            return Err(Invalid { field, problem: Kind::Count.problem() });
        }
        Ok(count)
    }

    pub(super) fn limit(&mut self) -> Result<Option<u32>, Invalid> {
        self.maybe_count("limit", 0, u32::MAX)
    }

    /// An object of all that is left: of these fields each is of its kind, and fields
    /// that this version does not know go along.
    #[inline(never)]
    pub(super) fn body(
        &mut self,
        required: &[(&'static str, Kind)],
        optional: &[(&'static str, Kind)],
    ) -> Result<Value, Invalid> {
        let mut body = Map::new();
        for (field, kind) in required {
            body.insert((*field).to_owned(), self.required(field, *kind)?);
        }
        for (field, kind) in optional {
            let value = self.maybe(field, *kind)?;
            if !value.is_null() {
                body.insert((*field).to_owned(), value);
            }
        }
        body.extend(mem::take(&mut self.fields));
        Ok(Value::Object(body))
    }

    /// Fields that this version does not know go along with a body.
    #[inline(never)]
    pub(super) fn rest(&mut self, mut request: Request) -> Request {
        if let Some(Value::Object(body)) = request.body_mut() {
            body.extend(mem::take(&mut self.fields));
        }
        request
    }

    /// Nothing may be left: a misspelt `limit` would list everything.
    pub(super) fn end(&self) -> Result<(), Failure> {
        match self.fields.first() {
            None => Ok(()),
            Some((name, _)) => Err(Failure::invalid(name, "not an option of this method")),
        }
    }
}

/// A text, a number or a boolean as it is written; nothing of null.
#[inline(never)]
fn written(value: Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text),
        other => Some(json::write(&other)),
    }
}
