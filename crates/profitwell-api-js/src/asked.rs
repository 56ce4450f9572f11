//! The one way of every method: what it asks, and its answer as the type that the table names.

use std::collections::BTreeMap;

use profitwell_api::{
    Client, CustomerEvent, Error, Fetch, Request, Response, Value, company::Settings, customers::Customer,
    metrics::Metrics, plans::Plan, subscriptions::Subscription,
};
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsValue;

use crate::{answer::answer, failure::Failure, methods::RawResponse};

/// What a method asks.
pub(crate) enum Asked {
    /// A request, and how many items of the list that it answers are wanted.
    Request { request: Request, first: usize },
    /// What goes to another host.
    Event(CustomerEvent),
}

impl From<Request> for Asked {
    fn from(request: Request) -> Self {
        Asked::Request { request, first: usize::MAX }
    }
}

impl From<CustomerEvent> for Asked {
    fn from(event: CustomerEvent) -> Self {
        Asked::Event(event)
    }
}

/// The answer of a method as JavaScript gets it.
type Read = fn(&Client<Fetch>, Response, usize) -> Result<JsValue, Failure>;

/// Asks; all methods share this one future.
pub(crate) async fn perform(
    client: Client<Fetch>,
    asked: Result<Asked, Failure>,
    read: Read,
) -> Result<JsValue, Failure> {
    match asked? {
        Asked::Request { request, first } => {
            let response = client.call(&request).await?;
            read(&client, response, first)
        }
        Asked::Event(event) => answer(&client.customer_event(&event).await?),
    }
}

/// Reads the answer to a method of this type.
pub(crate) fn read<A: Answer + Serialize + 'static>(
    client: &Client<Fetch>,
    response: Response,
    first: usize,
) -> Result<JsValue, Failure> {
    let mut read = A::of(client, response)?;
    read.keep(first);
    answer(&read)
}

/// What a method may answer.
pub(crate) trait Answer: Sized {
    fn of(client: &Client<Fetch>, response: Response) -> Result<Self, Error>;

    /// Keeps so many items, where it is a list.
    fn keep(&mut self, _first: usize) {}
}

macro_rules! documented {
    ($($type:ty),*) => {
        $(impl Answer for $type {
            fn of(client: &Client<Fetch>, response: Response) -> Result<Self, Error> {
                client.decode(&response)
            }
        })*
    };
}
documented!(Subscription, Plan, Customer, Metrics, Settings);

macro_rules! listed {
    ($($type:ty),*) => {
        $(impl Answer for Vec<$type> {
            fn of(client: &Client<Fetch>, response: Response) -> Result<Self, Error> {
                client.decode(&response)
            }

            fn keep(&mut self, first: usize) {
                self.truncate(first);
            }
        })*
    };
}
listed!(Subscription, Plan);

/// The ids of plans, which are in an object.
impl Answer for Vec<String> {
    fn of(client: &Client<Fetch>, response: Response) -> Result<Self, Error> {
        #[derive(Deserialize)]
        struct PlanIds {
            plan_ids: Vec<String>,
        }
        client.decode(&response).map(|PlanIds { plan_ids }| plan_ids)
    }

    fn keep(&mut self, first: usize) {
        self.truncate(first);
    }
}

/// What may be nothing.
impl Answer for Option<Subscription> {
    fn of(client: &Client<Fetch>, response: Response) -> Result<Self, Error> {
        if response.body.is_empty() { Ok(None) } else { client.decode(&response) }
    }
}

/// What no public source describes.
impl Answer for Value {
    fn of(_: &Client<Fetch>, response: Response) -> Result<Self, Error> {
        Ok(response.json())
    }
}

impl Answer for () {
    fn of(_: &Client<Fetch>, _: Response) -> Result<Self, Error> {
        Ok(())
    }
}

impl Answer for RawResponse {
    fn of(_: &Client<Fetch>, response: Response) -> Result<Self, Error> {
        let body = response.json();
        // To collect them would sort them first, which takes 4 kB of the module.
        let mut headers = BTreeMap::new();
        headers.extend(response.headers);
        Ok(RawResponse { status: response.status, headers, body })
    }
}
