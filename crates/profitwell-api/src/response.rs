//! What the service answered, and whether that is an answer or an error.

use std::time::Duration;

use httpdate::parse_http_date;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::{
    error::{Error, Fields},
    place,
    token::PrivateToken,
};

/// An answer as it came over the wire.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// The headers, with names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body, which may be empty.
    pub body: Vec<u8>,
}

impl Response {
    /// The first header of this name, given in lower case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    /// The body as JSON; `Null` if it is empty, a string if it is not JSON.
    ///
    /// For requests whose answer no public source describes.
    #[must_use]
    pub fn json(&self) -> Value {
        if self.body.is_empty() {
            return Value::Null;
        }
        serde_json::from_slice(&self.body)
            .ok()
            .unwrap_or_else(|| Value::String(String::from_utf8_lossy(&self.body).into_owned()))
    }

    /// The body as the type that is documented.
    pub(super) fn decode<A: DeserializeOwned>(&self, token: &PrivateToken) -> Result<A, Error> {
        let wrong = |error: serde_json::Error| Error::Decode {
            path: excerpt(&place::path(&self.body, error.line(), error.column()), token),
            reason: excerpt(&error.to_string(), token),
        };
        serde_json::from_slice(&self.body).map_err(wrong)
    }

    /// Distinguishes a result from an error.
    pub(super) fn checked(self, token: &PrivateToken) -> Result<Self, Error> {
        let excerpt = || detail(&self.json(), token);
        Err(match self.status {
            200..=299 => return Ok(self),
            300..=399 => Error::Redirected { status: self.status },
            400 => Error::Validation { fields: fields(&self.json(), token) },
            401 => Error::Unauthorized,
            404 => Error::NotFound { excerpt: excerpt() },
            429 => Error::Throttled { retry_after: self.retry_after() },
            status @ 500.. => Error::Server { status, excerpt: excerpt() },
            status => Error::Refused { status, excerpt: excerpt() },
        })
    }

    /// How long the service asks to wait, by the header or by the message that Django REST Framework
    /// adds to "Request was throttled."; neither is confirmed of this service.
    fn retry_after(&self) -> Option<Duration> {
        let header = || self.delay(self.header("retry-after")?.trim());
        let text = || {
            let text = String::from_utf8_lossy(&self.body);
            seconds(text.split_once("available in ")?.1.split(' ').next()?)
        };
        header().or_else(text)
    }

    /// `Retry-After` is seconds or a date (RFC 9110, 10.2.3). A date counts from the `Date` of the
    /// same answer: both are of one clock, so that a wrong clock here changes nothing, and a
    /// transport needs none. Without a `Date` it says nothing.
    fn delay(&self, retry_after: &str) -> Option<Duration> {
        seconds(retry_after).or_else(|| {
            let date = parse_http_date(self.header("date")?).ok()?;
            Some(parse_http_date(retry_after).ok()?.duration_since(date).unwrap_or_default())
        })
    }
}

/// Digits; a number that is too large for any clock is the largest.
fn seconds(digits: &str) -> Option<Duration> {
    let number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    number.then(|| Duration::from_secs(digits.parse().unwrap_or(u64::MAX)))
}

/// The messages of a refused request: `{"field": ["message"]}` as Django REST Framework writes
/// them, and whatever else comes, under `non_field_errors`.
fn fields(body: &Value, token: &PrivateToken) -> Fields {
    let mut fields = Fields::new();
    let Value::Object(object) = body else {
        fields.insert("non_field_errors".to_owned(), messages(body, token));
        return fields;
    };
    // As many as a person could read; a body may hold any number.
    for (field, said) in object.iter().take(50) {
        fields.insert(excerpt(field, token), messages(said, token));
    }
    fields
}

fn messages(said: &Value, token: &PrivateToken) -> Vec<String> {
    match said {
        Value::Array(list) => list.iter().take(20).map(|item| text(item, token)).collect(),
        Value::Null => vec!["refused without a reason".to_owned()],
        other => vec![text(other, token)],
    }
}

fn text(value: &Value, token: &PrivateToken) -> String {
    match value {
        Value::String(text) => excerpt(text, token),
        other => excerpt(&other.to_string(), token),
    }
}

fn detail(body: &Value, token: &PrivateToken) -> String {
    match body {
        Value::Null => String::new(),
        Value::Object(object) => text(object.get("detail").unwrap_or(body), token),
        other => text(other, token),
    }
}

/// The beginning of a foreign string, safe to print: 200 characters, none of them a
/// control character, and without the token.
pub(super) fn excerpt(text: &str, token: &PrivateToken) -> String {
    let clean: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let safe = clean.replace(token.expose(), "[private token]");
    let mut short: String = safe.chars().take(200).collect();
    if short.len() < safe.len() {
        short.push('…');
    }
    short
}
