//! What the module offers to JavaScript; `js/server/api.js` is the only one who uses it.

use std::{cell::RefCell, future::Future, pin::Pin, rc::Rc, time::Duration};

use futures_lite::future::or;
use js_sys::Promise;
use serde_json::Value;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, future_to_promise};

use crate::{
    arguments::{Arguments, Kind},
    failure::Failure,
    json,
    operations::{answer, not, operation, read},
};
use profitwell_api::{
    BaseUrl, Client, CustomerEvent, Fetch, Limits, Options, Paging, PrivateToken, PublicToken,
    customers::{CustomerQuery, Direction},
};

/// The longest that a timer takes: 24 days.
const LONGEST_MS: u32 = i32::MAX.unsigned_abs();

/// A client.
#[wasm_bindgen]
pub struct Api {
    client: Rc<Client<Fetch>>,
    public_token: Option<PublicToken>,
}

#[wasm_bindgen]
impl Api {
    /// A client with these options, as JSON text of [`Arguments::read`].
    ///
    /// # Errors
    /// What becomes a `ProfitWellError`.
    #[wasm_bindgen(constructor)]
    pub fn new(options: &str) -> Result<Api, JsValue> {
        Ok(Self::open(Arguments::read(options)?)?)
    }

    fn open(mut given: Arguments) -> Result<Api, Failure> {
        let token = PrivateToken::new(given.maybe_text("private_token")?.unwrap_or_default())?;
        let public_token = given.maybe_text("public_token")?.map(PublicToken::new).transpose()?;
        let mut options = Options::default();
        if let Some(url) = given.maybe_text("base_url")? {
            options.base_url = BaseUrl::new(&url)?;
        }
        if let Some(url) = given.maybe_text("events_url")? {
            options.events_url =
                BaseUrl::new(&url).map_err(|wrong| Failure::invalid("events_url", wrong.problem))?;
        }
        if let Some(ms) = given.maybe_count("timeout_ms", 1, LONGEST_MS)? {
            options.timeout = Duration::from_millis(ms.into());
        }
        if let Some(ms) = given.maybe_count("deadline_ms", 1, LONGEST_MS)? {
            options.deadline = Duration::from_millis(ms.into());
        }
        if let Some(retries) = given.maybe_count("retries", 0, 100)? {
            options.retry.attempts = retries + 1;
        }
        let factor = given.maybe("rate_scale", Kind::Number)?;
        if !factor.is_null() {
            let factor = factor.as_f64().filter(|factor| *factor > 0.0);
            options.limits =
                Limits::scaled(factor.ok_or_else(|| Failure::invalid("rate_scale", "a number above 0"))?);
        }
        given.end()?;
        Ok(Api { client: Rc::new(Client::with_options(token, Fetch, options)), public_token })
    }

    /// Performs a method, named `resource.method`. When `stop` settles first, the call is
    /// dropped, and the promise is rejected with `undefined`.
    pub fn run(&self, method: String, arguments: String, stop: Option<Promise>) -> Promise {
        let client = self.client.clone();
        let public_token = self.public_token.clone();
        promise(
            stop,
            Box::pin(async move {
                let mut given = Arguments::read(&arguments)?;
                if method == "customerEvent" {
                    let token = public_token.ok_or_else(|| {
                        Failure::invalid(
                            "public_token",
                            "required in the options of the client for this method",
                        )
                    })?;
                    let event = CustomerEvent::new(token, given.target("user_id")?)?;
                    return Ok(client.customer_event(&event).await?);
                }
                let request = operation(&method, &mut given)?;
                let answer = answer(&method, &mut given)?;
                given.end()?;
                read(&client.call(&request).await?, &answer)
            }),
        )
    }

    /// A list of customers.
    ///
    /// # Errors
    /// What becomes a `ProfitWellError`.
    pub fn customers(&self, query: &str) -> Result<Customers, JsValue> {
        let paging = Paging::new(customer_query(Arguments::read(query)?)?);
        Ok(Customers { client: self.client.clone(), paging: Rc::new(RefCell::new(Some(paging))) })
    }
}

fn customer_query(mut given: Arguments) -> Result<CustomerQuery, Failure> {
    let query = CustomerQuery {
        start_date: given.maybe_seconds("start_date")?,
        end_date: given.maybe_seconds("end_date")?,
        email: given.maybe_text("email")?,
        direction: match given.maybe_text("direction")?.as_deref() {
            None | Some("asc") => Direction::Asc,
            Some("desc") => Direction::Desc,
            Some(_) => return Err(Failure::invalid("direction", "asc or desc")),
        },
        limit: given.limit()?.map(u64::from),
    };
    given.end()?;
    Ok(query)
}

/// A list of customers under way.
#[wasm_bindgen]
pub struct Customers {
    client: Rc<Client<Fetch>>,
    /// Nothing while a page is under way, and after a call that was dropped.
    paging: Rc<RefCell<Option<Paging>>>,
}

#[wasm_bindgen]
impl Customers {
    /// The next page; an empty list at the end. `stop` is that of [`Api::run`].
    pub fn next(&self, stop: Option<Promise>) -> Promise {
        let (client, cell) = (self.client.clone(), self.paging.clone());
        promise(
            stop,
            Box::pin(async move {
                let Some(mut paging) = cell.take() else { return Ok(Value::Array(Vec::new())) };
                let page = next_page(&client, &mut paging).await;
                cell.replace(Some(paging));
                page
            }),
        )
    }
}

async fn next_page(client: &Client<Fetch>, paging: &mut Paging) -> Result<Value, Failure> {
    while let Some(request) = paging.request()? {
        let Value::Array(page) = client.call(&request).await?.json() else {
            return Err(not(".", "a list is documented"));
        };
        // Without an id no repeat can be told from a customer.
        if page.iter().any(|customer| customer.get("customer_id").is_none_or(|id| !id.is_string())) {
            return Err(not("customer_id", "a text is documented"));
        }
        let fresh = paging.accept(page)?;
        if !fresh.is_empty() {
            return Ok(Value::Array(fresh));
        }
    }
    Ok(Value::Array(Vec::new()))
}

/// Of one type for all methods: each would have a copy of what drives it.
type Work = Pin<Box<dyn Future<Output = Result<Value, Failure>>>>;

fn promise(stop: Option<Promise>, work: Work) -> Promise {
    future_to_promise(async move {
        let done = match stop {
            None => work.await,
            Some(stop) => {
                let stopped = async {
                    let _ = JsFuture::from(stop).await;
                    Err(JsValue::UNDEFINED)
                };
                or(async { Ok(work.await) }, stopped).await?
            }
        };
        Ok(json::write(&done?).into())
    })
}
