//! What the server answers, in the shapes of Django REST Framework, which the vendor's responses follow.

use hyper::body::Bytes;
use serde_json::{Value, json};

/// A whole answer, before any fault is done to it.
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// Headers beside `Content-Type` and `Content-Length`.
    pub headers: Vec<(&'static str, String)>,
    /// `Content-Type`; none without a body.
    pub content_type: Option<&'static str>,
    /// The body.
    pub body: Bytes,
}

/// An answer; a refusal is the error, so that `?` hands it back.
pub type Outcome = Result<Answer, Answer>;

impl Answer {
    /// A JSON answer.
    pub fn json(status: u16, body: &Value) -> Self {
        Self::with(status, "application/json", body.to_string())
    }

    /// `{"detail": …}`, as DRF words whatever is not about a field.
    pub fn detail(status: u16, text: &str) -> Self {
        Self::json(status, &json!({ "detail": text }))
    }

    /// A page for people, as Django and the routers before it answer. `<h1>Server Error (500)</h1>` was
    /// recorded by tidyhq/profitwell-ruby.
    pub fn html(status: u16, title: &str) -> Self {
        Self::with(status, "text/html", format!("<h1>{title}</h1>"))
    }

    /// No body.
    pub fn empty(status: u16) -> Self {
        Answer { status, headers: Vec::new(), content_type: None, body: Bytes::new() }
    }

    /// An unknown id or alias.
    pub fn not_found() -> Self {
        Self::detail(404, "Not found.")
    }

    /// `{field: [message]}`
    pub fn invalid(field: &str, message: &str) -> Self {
        Self::json(400, &json!({ field: [message] }))
    }

    /// A body of any type.
    pub fn with(status: u16, content_type: &'static str, body: impl Into<Bytes>) -> Self {
        Answer { status, headers: Vec::new(), content_type: Some(content_type), body: body.into() }
    }

    /// With one more header.
    pub fn and(mut self, header: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((header, value.into()));
        self
    }
}
