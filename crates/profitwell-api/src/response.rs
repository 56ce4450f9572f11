//! What the service answered, and whether that is an answer or an error.

use std::time::Duration;

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::{
    error::{Error, Fields},
    token::PrivateToken,
};

/// An answer as it came over the wire.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Response {
    /// The status.
    pub status: u16,
    /// The headers, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body, perhaps empty.
    pub body: Vec<u8>,
}

impl Response {
    /// The first header of this name, given in lower case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    /// The body as JSON; `Null` where it is empty, text where it is not JSON.
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
        let wrong = |path: String, reason: &serde_json::Error| Error::Decode {
            path: excerpt(&path, token),
            reason: excerpt(&reason.to_string(), token),
        };
        let mut json = serde_json::Deserializer::from_slice(&self.body);
        let answer = serde_path_to_error::deserialize(&mut json)
            .map_err(|error| wrong(error.path().to_string(), error.inner()))?;
        json.end().map_err(|error| wrong(".".to_owned(), &error))?;
        Ok(answer)
    }

    /// Tells an answer from an error.
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

    /// Seconds, from the header or from the text that Django REST Framework adds to
    /// "Request was throttled."; neither is confirmed of this service.
    fn retry_after(&self) -> Option<Duration> {
        let seconds = self.header("retry-after").and_then(|seconds| seconds.trim().parse().ok());
        let told = || {
            let text = String::from_utf8_lossy(&self.body);
            split(&text, "available in ")?.1.split(' ').next()?.parse().ok()
        };
        seconds.or_else(told).map(Duration::from_secs)
    }
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

/// The beginning of a text that is not ours, fit to be shown: 200 characters, none of them a
/// control character, and without the token.
pub(super) fn excerpt(text: &str, token: &PrivateToken) -> String {
    let clean: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let (mut safe, mut rest) = (String::new(), clean.as_str());
    while let Some((before, after)) = split(rest, token.expose()) {
        safe.push_str(before);
        safe.push_str("[private token]");
        rest = after;
    }
    safe.push_str(rest);
    let mut short: String = safe.chars().take(200).collect();
    if short.len() < safe.len() {
        short.push('…');
    }
    short
}

/// As `str::split_once`, whose search is 2 KB of the module for JavaScript.
pub(super) fn split<'a>(text: &'a str, at: &str) -> Option<(&'a str, &'a str)> {
    let index = text.as_bytes().windows(at.len()).position(|window| window == at.as_bytes())?;
    Some((text.get(..index)?, text.get(index + at.len()..)?))
}
