//! The client, and its options.

use std::time::Duration;

use profitwell_api::{BaseUrl, Client, Fetch, Limits, Options, PrivateToken, PublicToken};
use serde::Deserialize;
use wasm_bindgen::prelude::*;

use crate::{arguments::argument, failure::Failure};

/// The longest that a timer takes: 24 days.
const LONGEST_MS: u32 = i32::MAX.unsigned_abs();

/// The options of a client.
#[derive(Deserialize)]
pub(crate) struct ProfitWellApiOptions {
    /// The secret from your account's settings.
    private_token: String,
    /// The Public API Token; only for `customerEvent`.
    public_token: Option<String>,
    /// `https`, or `http` on localhost.
    base_url: Option<String>,
    /// Where `customerEvent` goes.
    events_url: Option<String>,
    /// How long one attempt may take; 60,000.
    timeout_ms: Option<u32>,
    /// How long a call may take with all its attempts and its waiting for a turn; 300,000.
    deadline_ms: Option<u32>,
    /// How often what is safe to repeat is repeated; 4.
    retries: Option<u32>,
    /// How many times the documented rate limits to keep to; 1.
    rate_scale: Option<f64>,
}

/// The ProfitWell REST API, for servers: Node, Cloudflare Workers, Deno, Bun. In a page the
/// constructor throws, because every visitor could read the private token there.
///
/// Every method takes `{ signal }` last, and then rejects with the signal's reason; what was sent
/// before may be carried out all the same. Names are in camel case; what lies deeper in an
/// answer than its own fields, or those of the items of a list, stays as the service spells it.
#[wasm_bindgen]
#[derive(Clone)]
pub struct Api {
    pub(crate) client: Client<Fetch>,
    public_token: Option<PublicToken>,
}

#[wasm_bindgen]
impl Api {
    /// A client with these [`ProfitWellApiOptions`].
    ///
    /// # Errors
    /// The value that JavaScript throws as a `ProfitWellError`.
    #[wasm_bindgen(constructor)]
    pub fn new(options: JsValue) -> Result<Api, JsValue> {
        Ok(Self::open(argument("options", options)?)?)
    }
}

impl Api {
    fn open(given: ProfitWellApiOptions) -> Result<Api, Failure> {
        let token = PrivateToken::new(given.private_token)?;
        let public_token = given.public_token.map(PublicToken::new).transpose()?;
        let mut options = Options::default();
        let url = |field, url: &str| BaseUrl::new(url).map_err(|it| Failure::invalid(field, it.problem));
        if let Some(base) = given.base_url {
            options.base_url = url("base_url", &base)?;
        }
        if let Some(events) = given.events_url {
            options.events_url = url("events_url", &events)?;
        }
        if let Some(ms) = given.timeout_ms {
            options.timeout = milliseconds("timeout_ms", ms)?;
        }
        if let Some(ms) = given.deadline_ms {
            options.deadline = milliseconds("deadline_ms", ms)?;
        }
        if let Some(retries) = given.retries {
            if retries > 100 {
                return Err(Failure::invalid("retries", "at most 100"));
            }
            options.retry.attempts = retries + 1;
        }
        if let Some(factor) = given.rate_scale {
            if factor <= 0.0 {
                return Err(Failure::invalid("rate_scale", "a number above 0"));
            }
            options.limits = Limits::scaled(factor);
        }
        Ok(Api { client: Client::with_options(token, Fetch, options), public_token })
    }

    pub(crate) fn public_token(&self) -> Result<PublicToken, Failure> {
        let missing =
            || Failure::invalid("public_token", "required in the options of the client for this method");
        self.public_token.clone().ok_or_else(missing)
    }
}

fn milliseconds(field: &str, ms: u32) -> Result<Duration, Failure> {
    if (1..=LONGEST_MS).contains(&ms) {
        return Ok(Duration::from_millis(ms.into()));
    }
    Err(Failure::invalid(field, "milliseconds, from 1 to 2147483647"))
}
