//! What is decided from the headers alone, before a byte of the body is read.

use crate::{Outcome, Settings};

/// Segment's own limit for an event.
pub const LARGEST_BODY: u32 = 32 << 10;

/// The headers of a request that count; those that are not there are `None`.
#[derive(Clone, Copy, Debug, Default)]
pub struct Arrival<'a> {
    /// The method, in upper case as `fetch` gives it.
    pub method: &'a str,
    /// `Origin`.
    pub origin: Option<&'a str>,
    /// `Content-Type`.
    pub content_type: Option<&'a str>,
    /// `Content-Encoding`.
    pub content_encoding: Option<&'a str>,
    /// `Content-Length`.
    pub content_length: Option<&'a str>,
}

/// How the request ends already; `None` to read its body.
///
/// A page of another site can make a visitor's browser send a simple request with the visitor's
/// cookies. It cannot make it leave `Origin` out or lie in it, and `application/json` is never
/// simple: so those two are what is looked at.
#[must_use]
pub fn gate(arrival: &Arrival, settings: &Settings) -> Option<Outcome> {
    let preflight = arrival.method == "OPTIONS";
    if arrival.method != "POST" && !preflight {
        return Some(Outcome::MethodNotAllowed);
    }
    let Some(origin) = arrival.origin else { return Some(Outcome::MissingOrigin) };
    if !settings.allows_origin(origin) {
        return Some(Outcome::ForeignOrigin);
    }
    if preflight {
        return Some(Outcome::Preflight);
    }
    let plain =
        arrival.content_encoding.is_none_or(|encoding| encoding.trim().eq_ignore_ascii_case("identity"));
    if !plain || !arrival.content_type.is_some_and(is_json) {
        return Some(Outcome::NotJson);
    }
    // An invalid number is left to the HTTP parser; the body is counted anyway.
    let declared = arrival.content_length.and_then(|length| length.trim().parse::<u64>().ok());
    if declared.is_some_and(|length| length > u64::from(LARGEST_BODY)) {
        return Some(Outcome::TooLarge);
    }
    None
}

/// `application/json`, at most with the one charset that JSON has.
fn is_json(content_type: &str) -> bool {
    let mut parts = content_type.split(';').map(str::trim);
    parts.next().is_some_and(|essence| essence.eq_ignore_ascii_case("application/json"))
        && parts.all(|parameter| {
            let charset = parameter
                .split_once('=')
                .filter(|(name, _)| name.trim_end().eq_ignore_ascii_case("charset"))
                .map(|(_, value)| value.trim().trim_matches('"'));
            charset.is_none_or(|name| name.eq_ignore_ascii_case("utf-8") || name.eq_ignore_ascii_case("utf8"))
        })
}
