//! Faults that are done to answers on demand.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use hyper::{Method, Uri};
use serde::Deserialize;

/// What goes wrong.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Status 500 and a page of HTML.
    Html500,
    /// Status 502 and a page of HTML.
    BadGateway,
    /// Status 200 and a page of HTML, as from a login page before the service.
    Html200,
    /// Status 204 without a body.
    Empty204,
    /// Status 200 and `{}`.
    EmptyObject,
    /// Status 403.
    Forbidden,
    /// No answer at all, until the client gives up.
    Hang,
    /// The answer comes in pieces with pauses.
    SlowBody,
    /// The connection ends in the middle of the body.
    TruncatedBody,
    /// The connection is reset instead of an answer.
    Reset,
    /// Status 429.
    Throttle,
    /// A body that is not JSON though it says so.
    Garbage,
    /// The response has the content type of text.
    ContentType,
    /// Status 302 to `location`.
    Redirect,
    /// The answer comes after a pause.
    Delay,
    /// The request is carried out as if it did not have the parameters of `query`.
    Ignore,
}

impl Kind {
    /// Whether it is done to the real answer, so that the request is carried out unless it is said otherwise.
    const fn alters(self) -> bool {
        matches!(
            self,
            Kind::SlowBody
                | Kind::TruncatedBody
                | Kind::Garbage
                | Kind::ContentType
                | Kind::Delay
                | Kind::Ignore
        )
    }
}

/// What `Retry-After` says: `7`, `{"date": 7}` for the date in so many seconds, or any string such as `"soon"`.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum RetryAfter {
    /// Seconds.
    Seconds(u64),
    /// As it is.
    Text(String),
    /// A date (RFC 9110, 10.2.3).
    Date {
        /// In so many seconds.
        date: u64,
    },
}

impl RetryAfter {
    /// The value of the header.
    #[must_use]
    pub fn header(&self) -> String {
        /// The last second of the year 9999, the last that an HTTP date can express.
        const LAST: u64 = 253_402_300_799;
        match self {
            RetryAfter::Seconds(seconds) => seconds.to_string(),
            RetryAfter::Text(text) => text.clone(),
            RetryAfter::Date { date } => {
                let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
                httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_secs(now.saturating_add(*date).min(LAST)))
            }
        }
    }
}

#[allow(clippy::unnecessary_wraps)] // null is another answer
fn one_second() -> Option<RetryAfter> {
    Some(RetryAfter::Seconds(1))
}

#[allow(clippy::unnecessary_wraps)] // null is another answer
fn once() -> Option<u64> {
    Some(1)
}

/// A fault and when it is done: `{"fault": "reset", "processed": true, "count": 3, "method": "POST"}`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// What goes wrong.
    #[serde(rename = "fault")]
    pub kind: Kind,
    /// Whether the request is carried out before: with `reset` or `hang` the write happened and its answer is
    /// lost. Without it, only what alters the real answer carries the request out.
    processed: Option<bool>,
    /// How many times; once by default, null for no end.
    #[serde(default = "once")]
    count: Option<u64>,
    /// How likely, from 0 to 1; always by default.
    probability: Option<f64>,
    /// Where the dice of `probability` start.
    #[serde(default)]
    seed: u64,
    /// Only for this method.
    method: Option<String>,
    /// Only for paths that begin so.
    path: Option<String>,
    /// What `throttle` says of when to come again; a second by default, null for nothing.
    #[serde(default = "one_second")]
    pub retry_after: Option<RetryAfter>,
    /// The parameters that `ignore` leaves out, such as `["page"]`.
    #[serde(default)]
    query: Vec<String>,
    /// Milliseconds before the answer (`delay`) or between pieces of it (`slow_body`).
    pub pause_ms: Option<u64>,
    /// Where `redirect` points; a host that does not exist by default.
    pub location: Option<String>,
}

impl Fault {
    /// Whether the request is carried out.
    #[must_use]
    pub fn processes(&self) -> bool {
        self.processed.unwrap_or(self.kind.alters())
    }

    /// What the request asks for once `ignore` is done to it.
    #[must_use]
    pub fn uri(&self, uri: &Uri) -> Uri {
        let Some(query) = uri.query().filter(|_| self.kind == Kind::Ignore) else { return uri.clone() };
        let kept = form_urlencoded::parse(query.as_bytes())
            .filter(|(name, _)| !self.query.iter().any(|ignored| ignored == name));
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(kept).finish();
        format!("{}?{query}", uri.path()).parse().unwrap_or_else(|_| uri.clone())
    }

    fn applies(&mut self, method: &Method, path: &str) -> bool {
        self.method.as_deref().is_none_or(|wanted| wanted == method.as_str())
            && self.path.as_deref().is_none_or(|start| path.starts_with(start))
            && self.probability.is_none_or(|probability| self.throw() < probability)
    }

    /// The next of a fixed sequence of numbers from 0 to 1 (splitmix64).
    #[allow(clippy::cast_precision_loss)] // 53 bits are kept
    fn throw(&mut self) -> f64 {
        self.seed = self.seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.seed;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((bits ^ (bits >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// Faults in waiting; of those that apply, the first is done.
#[derive(Default)]
pub struct Faults(Vec<Fault>);

impl Faults {
    /// Adds faults behind those in waiting; gives the number of all.
    pub fn queue(&mut self, faults: Vec<Fault>) -> usize {
        self.0.extend(faults.into_iter().filter(|fault| fault.count != Some(0)));
        self.0.len()
    }

    /// The fault that this request gets.
    pub fn pick(&mut self, method: &Method, path: &str) -> Option<Fault> {
        let index = self.0.iter_mut().position(|fault| fault.applies(method, path))?;
        let fault = self.0[index].clone();
        if let Some(count) = &mut self.0[index].count {
            *count -= 1;
            if *count == 0 {
                self.0.remove(index);
            }
        }
        Some(fault)
    }
}
