//! The answer to a page, and the line about it in the owner's log.

use serde::Serialize;

use crate::Outcome;

/// How a request has ended, and what is known about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// How it has ended.
    pub outcome: Outcome,
    /// How many seconds the page is asked to wait.
    pub retry_after: Option<u32>,
    /// The id of the message, once that was read.
    pub message_id: Option<String>,
    /// How many properties the message has, and how many were left out, once it was built.
    pub properties: Option<(u32, u32)>,
    /// The status that ProsperStack answered with.
    pub upstream: Option<u16>,
    /// Whether `delivered` failed.
    pub untold: bool,
}

impl From<Outcome> for Answer {
    fn from(outcome: Outcome) -> Self {
        Answer {
            outcome,
            retry_after: None,
            message_id: None,
            properties: None,
            upstream: None,
            untold: false,
        }
    }
}

/// What the page gets: status, headers and body.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Reply<'a> {
    status: u16,
    headers: Headers<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<String>,
}

#[derive(Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[allow(clippy::struct_field_names)] // they are the names of HTTP's
struct Headers<'a> {
    cache_control: &'static str,
    vary: &'static str,
    x_content_type_options: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_type: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    allow: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    access_control_allow_origin: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    access_control_allow_credentials: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    access_control_expose_headers: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    access_control_allow_methods: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    access_control_allow_headers: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    access_control_max_age: Option<&'static str>,
}

/// One line of the owner's log: no trait, no email, no key.
#[derive(Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Line<'a> {
    event: &'static str,
    outcome: &'static str,
    status: u16,
    ms: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    message_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sent: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    refused: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    upstream: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    warning: Option<&'static str>,
}

impl Answer {
    /// What the page gets. Only pages of `origin`, which is one that may send, may read it; none where the request came from
    /// elsewhere.
    #[must_use]
    pub fn reply<'a>(&self, origin: Option<&'a str>) -> Reply<'a> {
        let Answer { outcome, retry_after, .. } = *self;
        let status = outcome.status();
        let when = |condition: bool, value| condition.then_some(value);
        let ours = origin.is_some();
        let preflight = ours && outcome == Outcome::Preflight;
        let headers = Headers {
            cache_control: "no-store",
            vary: "Origin",
            x_content_type_options: "nosniff",
            content_type: when(status != 204, "application/json"),
            allow: when(status == 405, "POST, OPTIONS"),
            retry_after: retry_after.map(|seconds| seconds.to_string()),
            access_control_allow_origin: origin,
            access_control_allow_credentials: when(ours, "true"),
            access_control_expose_headers: when(ours, "Retry-After"),
            access_control_allow_methods: when(preflight, "POST"),
            access_control_allow_headers: when(preflight, "Content-Type"),
            access_control_max_age: when(preflight, "600"),
        };
        // A code is letters and underscores.
        let body = (status != 204).then(|| format!("{{\"code\":\"{}\"}}", outcome.code()));
        Reply { status, headers, body }
    }

    /// The line in the log, after so many milliseconds.
    #[must_use]
    pub fn line(&self, ms: f64) -> Line<'_> {
        let (status, properties) = (self.outcome.status(), self.properties);
        Line {
            event: "relay",
            outcome: self.outcome.code(),
            status,
            ms: (ms * 10.0).round() / 10.0,
            message_id: self.message_id.as_deref(),
            sent: properties.map(|(sent, _)| sent),
            refused: properties.map(|(_, left_out)| left_out),
            upstream: self.upstream,
            reason: (status >= 400).then(|| self.outcome.text()),
            warning: self.untold.then_some("delivered_failed"),
        }
    }
}
