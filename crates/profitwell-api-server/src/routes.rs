//! The endpoints, and the way of a request to one of them.

use std::time::Duration;

use hyper::{Method, body::Bytes, header, http::request::Parts};
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

use super::{
    Options,
    answer::{Answer, Outcome},
    company, customers,
    faults::RetryAfter,
    limits::Family,
    metrics, people, plans, retain,
    state::State,
    store::Store,
    subscriptions, users,
};

/// What an endpoint is given.
pub struct Call<'a> {
    /// Everything the company has.
    pub store: &'a mut Store,
    /// How the server was started.
    pub options: &'a Options,
    /// Unix seconds.
    pub now: i64,
    /// The decoded value of `{}` in the path.
    pub id: String,
    /// The query.
    pub query: Map<String, Value>,
    /// The body; an empty object if there is none.
    pub body: Value,
}

/// One method of one path.
pub struct Endpoint {
    method: Method,
    /// `{}` is an id, an alias or an email.
    path: &'static str,
    family: Family,
    handle: fn(&mut Call) -> Outcome,
}

impl Endpoint {
    /// `GET /v2/plans/{}/`
    pub fn name(&self) -> String {
        format!("{} {}", self.method, self.path)
    }
}

const fn get(path: &'static str, family: Family, handle: fn(&mut Call) -> Outcome) -> Endpoint {
    Endpoint { method: Method::GET, path, family, handle }
}

const fn post(path: &'static str, family: Family, handle: fn(&mut Call) -> Outcome) -> Endpoint {
    Endpoint { method: Method::POST, path, family, handle }
}

const fn put(path: &'static str, family: Family, handle: fn(&mut Call) -> Outcome) -> Endpoint {
    Endpoint { method: Method::PUT, path, family, handle }
}

const fn delete(path: &'static str, family: Family, handle: fn(&mut Call) -> Outcome) -> Endpoint {
    Endpoint { method: Method::DELETE, path, family, handle }
}

const EVENT: &str = "/dotjs/v1/customer/event";

/// All there are.
pub static ENDPOINTS: &[Endpoint] = &[
    get("/v2/api-status/", Family::None, company::status),
    post("/v2/subscriptions/", Family::None, subscriptions::create),
    put("/v2/subscriptions/{}/", Family::None, subscriptions::update),
    delete("/v2/subscriptions/{}/", Family::None, subscriptions::churn),
    put("/v2/unchurn/{}/", Family::None, subscriptions::unchurn),
    get("/v2/users/{}/", Family::None, users::history),
    put("/v2/users/{}/", Family::None, users::update),
    delete("/v2/users/{}/", Family::None, users::delete),
    get("/v2/plans/", Family::Plans, plans::list),
    post("/v2/plans/", Family::Plans, plans::create),
    get("/v2/plans/{}/", Family::Plans, plans::get),
    put("/v2/plans/{}/", Family::Plans, plans::update),
    get("/v2/metrics/monthly/", Family::Metrics, metrics::monthly),
    get("/v2/metrics/daily/", Family::Metrics, metrics::daily),
    get("/v2/metrics/plans/", Family::None, metrics::plans),
    post("/v2/metrics/exclude_customer/{}/", Family::Exclusions, people::exclude),
    get("/v2/company/settings/", Family::Metrics, company::settings),
    get("/v2/customers/", Family::None, customers::list),
    get("/v2/customers/{}/", Family::None, customers::get),
    get("/v2/customer_traits/customer/{}/", Family::Traits, people::traits),
    put("/v2/customer_traits/trait/", Family::Traits, people::assign),
    delete("/v2/customer_traits/trait/", Family::Traits, people::unassign),
    delete("/v2/customer_traits/category/", Family::Traits, people::delete_category),
    post("/v2/gdpr/anonymize_by_email/{}/", Family::Anonymize, people::anonymize_by_email),
    post("/v2/gdpr/anonymize_by_customer_id/{}/", Family::Anonymize, people::anonymize_by_customer_id),
    get("/v2/retain/unsubscribed_customers/{}/", Family::None, retain::unsubscribed),
    post("/v2/retain/stop/", Family::None, retain::stop),
    post(EVENT, Family::None, company::event),
];

/// The id in a path of this pattern. Whether the vendor's server sees a `/` that was sent as `%2F` as part
/// of an id no public source settles; here it is.
fn matches(pattern: &str, path: &str) -> Option<String> {
    let (mut patterns, mut segments) = (pattern.split('/'), path.split('/'));
    let mut id = String::new();
    loop {
        match (patterns.next(), segments.next()) {
            (None, None) => return Some(id),
            (Some("{}"), Some(segment)) if !segment.is_empty() => {
                id = percent_decode_str(segment).decode_utf8().ok()?.into_owned();
            }
            (Some(pattern), Some(segment)) if pattern == segment => {}
            _ => return None,
        }
    }
}

fn query_of(parts: &Parts) -> Map<String, Value> {
    let query = parts.uri.query().unwrap_or_default();
    form_urlencoded::parse(query.as_bytes())
        .map(|(key, value)| (key.into_owned(), value.into_owned().into()))
        .collect()
}

fn body_of(parts: &Parts, body: &Bytes) -> Result<Value, Answer> {
    if body.is_empty() || parts.method == Method::GET {
        return Ok(Map::new().into());
    }
    let content_type = parts.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let content_type = content_type.unwrap_or("application/octet-stream");
    if content_type.split(';').next().map(str::trim) != Some("application/json") {
        return Err(Answer::detail(415, &format!("Unsupported media type \"{content_type}\" in request.")));
    }
    serde_json::from_slice(body).map_err(|error| Answer::detail(400, &format!("JSON parse error - {error}")))
}

/// Answers a request that came at `now` (unix seconds), `elapsed` after the start. The order of the refusals is
/// Django's: the slash, 404, 401, 429, 405, 400.
///
/// # Errors
/// The response, if it rejects the request.
pub fn answer(state: &mut State, parts: &Parts, body: &Bytes, now: i64, elapsed: Duration) -> Outcome {
    let path = parts.uri.path();
    let mut candidates = ENDPOINTS
        .iter()
        .enumerate()
        .filter(|(_, endpoint)| matches(endpoint.path, path).is_some())
        .peekable();
    let Some(&(_, first)) = candidates.peek() else { return Err(no_such_path(parts)) };
    authorize(state, parts, first)?;
    if let Err(wait) = state.limits.admit(first.family, elapsed) {
        state.stats.throttled += 1;
        let seconds = u64::try_from(wait.as_nanos().div_ceil(1_000_000_000)).unwrap_or(u64::MAX);
        return Err(throttled(state.options.retry_after.then_some(&RetryAfter::Seconds(seconds))));
    }
    let allowed: Vec<_> = candidates.collect();
    let Some((index, endpoint)) = allowed.iter().find(|(_, endpoint)| endpoint.method == parts.method) else {
        let methods: Vec<_> = allowed.iter().map(|(_, endpoint)| endpoint.method.as_str()).collect();
        return Err(Answer::detail(405, &format!("Method \"{}\" not allowed.", parts.method))
            .and("allow", methods.join(", ")));
    };
    state.stats.endpoints[*index] += 1;
    (endpoint.handle)(&mut Call {
        store: &mut state.store,
        options: &state.options,
        now,
        id: matches(endpoint.path, path).unwrap_or_default(),
        query: query_of(parts),
        body: body_of(parts, body)?,
    })
}

/// "The URLs MUST end in a slash": Django redirects what would be an endpoint with one, as far as it is not
/// written to. What the vendor's server does without it no public source settles.
fn no_such_path(parts: &Parts) -> Answer {
    let slashed = format!("{}/", parts.uri.path());
    let known = ENDPOINTS.iter().any(|endpoint| matches(endpoint.path, &slashed).is_some());
    if !known || parts.method != Method::GET {
        return Answer::html(404, "Not Found");
    }
    let query = parts.uri.query().map(|query| format!("?{query}")).unwrap_or_default();
    Answer::empty(301).and("location", slashed + &query)
}

/// The token is sent as it is, without a scheme; that the event takes its public one in the same header, no
/// public source settles.
fn authorize(state: &mut State, parts: &Parts, endpoint: &Endpoint) -> Result<(), Answer> {
    let given = parts.headers.get(header::AUTHORIZATION).map(header::HeaderValue::as_bytes);
    let Options { token, public_token, .. } = &*state.options;
    let public = endpoint.path == EVENT;
    if public && given == Some(token.as_bytes()) {
        state.stats.private_token_leaks += 1;
    }
    let wanted = if public { public_token } else { token };
    match given {
        Some(given) if given == wanted.as_bytes() => Ok(()),
        Some(_) => Err(Answer::detail(401, "Invalid token.")),
        None => Err(Answer::detail(401, "Authentication credentials were not provided.")),
    }
}

/// "Request was throttled." is documented; the rest is DRF's default and not confirmed.
pub fn throttled(retry_after: Option<&RetryAfter>) -> Answer {
    const TEXT: &str = "Request was throttled.";
    let Some(retry_after) = retry_after else { return Answer::detail(429, TEXT) };
    let answer = match retry_after {
        RetryAfter::Seconds(1) => Answer::detail(429, &format!("{TEXT} Expected available in 1 second.")),
        RetryAfter::Seconds(seconds) => {
            Answer::detail(429, &format!("{TEXT} Expected available in {seconds} seconds."))
        }
        RetryAfter::Text(_) | RetryAfter::Date { .. } => Answer::detail(429, TEXT),
    };
    answer.and("retry-after", retry_after.header())
}
