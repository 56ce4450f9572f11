//! A request as data: what to ask, not how it travels.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{error::Invalid, operations::Operation, pace::Family, retry::Repeat};

/// Everything but the unreserved characters of RFC 3986.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// An HTTP method.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(try_from = "String")]
pub enum Method {
    /// Reads a resource.
    Get,
    /// Creates a resource or performs an action.
    Post,
    /// Replaces a resource.
    Put,
    /// Changes part of a resource.
    Patch,
    /// Removes a resource.
    Delete,
}

impl Method {
    /// The method as HTTP spells it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Method::Get => "GET",
            Method::Post => "POST",
            Method::Put => "PUT",
            Method::Patch => "PATCH",
            Method::Delete => "DELETE",
        }
    }
}

impl std::str::FromStr for Method {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        [Method::Get, Method::Post, Method::Put, Method::Patch, Method::Delete]
            .into_iter()
            .find(|method| method.as_str().eq_ignore_ascii_case(text))
            .ok_or(Invalid::new("method", "GET, POST, PUT, PATCH or DELETE"))
    }
}

impl TryFrom<String> for Method {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, &'static str> {
        text.parse().map_err(|Invalid { problem, .. }| problem)
    }
}

/// A request to the REST API, relative to the base URL and without the token.
///
/// Each resource has a function for each of its requests, such as
/// [`plans::get`](crate::plans::get); [`Request::raw`] makes any other.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    pub(super) method: Method,
    pub(super) path: String,
    pub(super) query: Vec<(String, String)>,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Option<Value>,
    pub(super) family: Family,
    pub(super) repeat: Repeat,
}

impl Request {
    /// The request of an operation. Its path ends in a slash: the vendor's documentation says
    /// "URLs MUST end in a slash" (learn.profitwell.com, Customers API).
    pub(super) fn new(operation: &'static Operation) -> Self {
        Request::to(operation.method, operation.prefix(), operation.family)
    }

    /// `path` is known to be sound and to end in a slash.
    pub(super) fn to(method: Method, path: &str, family: Family) -> Self {
        let repeat = match method {
            Method::Get | Method::Put | Method::Delete => Repeat::Safe,
            Method::Post | Method::Patch => Repeat::Once,
        };
        Request {
            method,
            path: path.to_owned(),
            query: Vec::new(),
            headers: Vec::new(),
            body: None,
            family,
            repeat,
        }
    }

    /// Adds a segment to the path, whatever characters it holds.
    pub(super) fn segment(mut self, field: &'static str, text: &str) -> Result<Self, Invalid> {
        // Every URL parser resolves these two, percent-encoded or not, to another path
        // (WHATWG URL, "double-dot URL path segment").
        if matches!(text, "" | "." | "..") {
            return Err(Invalid::new(field, "an id or alias: not empty, and neither . nor .."));
        }
        self.path.extend(utf8_percent_encode(text, RESERVED));
        self.path.push('/');
        Ok(self)
    }

    /// Adds a query parameter.
    #[must_use]
    pub fn with_query(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.query.push((name.into(), value.into()));
        self
    }

    pub(super) fn maybe_query(self, name: &str, value: Option<&(impl ToString + ?Sized)>) -> Self {
        match value {
            Some(value) => self.with_query(name, value.to_string()),
            None => self,
        }
    }

    /// Sets the JSON body.
    #[must_use]
    pub fn with_body(mut self, body: Value) -> Self {
        self.body = Some(body);
        self
    }

    /// The method.
    #[must_use]
    pub fn method(&self) -> Method {
        self.method
    }

    /// The path from the root of the host: percent-encoded, with a slash at its end.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The query parameters, not yet encoded.
    #[must_use]
    pub fn query(&self) -> &[(String, String)] {
        &self.query
    }

    /// Headers beside those that every request has.
    #[must_use]
    pub fn headers(&self) -> &[(String, String)] {
        &self.headers
    }

    /// The JSON body.
    #[must_use]
    pub fn body(&self) -> Option<&Value> {
        self.body.as_ref()
    }

    /// The documented rate limit that this counts against, besides the one of all requests.
    #[must_use]
    pub fn family(&self) -> Family {
        self.family
    }

    /// What may be done if no answer comes.
    #[must_use]
    pub fn repeat(&self) -> Repeat {
        self.repeat
    }

    /// The path and the query, as in the URL.
    #[must_use]
    pub fn target(&self) -> String {
        let mut target = self.path.clone();
        for (index, (name, value)) in self.query.iter().enumerate() {
            target.push(if index == 0 { '?' } else { '&' });
            target.extend(utf8_percent_encode(name, RESERVED));
            target.push('=');
            target.extend(utf8_percent_encode(value, RESERVED));
        }
        target
    }
}

/// The fields of a request of ours: a plain struct, which always serialises.
pub(super) fn fields(fields: &impl Serialize) -> Value {
    serde_json::to_value(fields).unwrap_or_default()
}
