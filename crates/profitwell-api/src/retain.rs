//! Retain: who opted out of its messages, and stopping them for a customer.
//!
//! # Example: who opted out, and opting out
//!
//! ```
//! # use profitwell_api::{Client, Error, Transport};
//! use profitwell_api::{Intervention, retain::UnsubscribedQuery};
//!
//! # async fn example<T: Transport>(client: Client<T>) -> Result<(), Error> {
//! let all = UnsubscribedQuery::default();
//! let list = client.retain().unsubscribed_customers(&Intervention::Reactivation, &all).await?;
//! client.retain().stop("cus_1", &[Intervention::Retain], false).await?;
//! # Ok(())
//! # }
//! ```

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    Client, Error, Intervention, Invalid, Request, Transport, UnixSeconds, json::object, operations,
};

/// Which customers: all by default.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct UnsubscribedQuery {
    /// Lists only customers from this time on.
    pub start_date: Option<UnixSeconds>,
    /// Lists only customers before this time.
    pub end_date: Option<UnixSeconds>,
    /// The number of the page, from 1.
    pub page: Option<u32>,
    /// The number of customers on a page.
    pub per_page: Option<u32>,
}

/// `GET /v2/retain/unsubscribed_customers/{intervention}/`; documented for `reactivation` and
/// `term_optimization`.
///
/// # Errors
/// [`Invalid`] for an empty word, a date in milliseconds, and 0 as page or size of one.
pub fn unsubscribed_customers(
    intervention: &Intervention,
    query: &UnsubscribedQuery,
) -> Result<Request, Invalid> {
    for (field, date) in [("start_date", query.start_date), ("end_date", query.end_date)] {
        date.map(|date| date.checked(field)).transpose()?;
    }
    for (field, number) in [("page", query.page), ("per_page", query.per_page)] {
        if number == Some(0) {
            return Err(Invalid::new(field, "from 1"));
        }
    }
    Ok(Request::new(&operations::RETAIN_UNSUBSCRIBED)
        .segment("intervention", intervention.as_str())?
        .maybe_query("start_date", query.start_date.as_ref())
        .maybe_query("end_date", query.end_date.as_ref())
        .maybe_query("page", query.page.as_ref())
        .maybe_query("per_page", query.per_page.as_ref()))
}

/// `POST /v2/retain/stop/`; the key `intervention_types[]` is spelled as the vendor's documents
/// were transcribed.
///
/// # Errors
/// [`Invalid`] for an empty id or list.
pub fn stop(customer_id: &str, interventions: &[Intervention], forever: bool) -> Result<Request, Invalid> {
    if customer_id.is_empty() {
        return Err(Invalid::new("customer_id", "required"));
    }
    if interventions.is_empty() {
        return Err(Invalid::new("interventions", "at least one"));
    }
    let body: [(_, Value); 3] = [
        ("customer_id", customer_id.into()),
        ("intervention_types[]", interventions.iter().map(Intervention::as_str).collect()),
        ("forever", forever.into()),
    ];
    Ok(Request::new(&operations::RETAIN_STOP).with_body(object(body)))
}

/// The requests about Retain: [`Client::retain`].
#[derive(Debug)]
pub struct Retain<'a, T>(&'a Client<T>);

impl<T> Client<T> {
    /// Retain.
    #[must_use]
    pub const fn retain(&self) -> Retain<'_, T> {
        Retain(self)
    }
}

impl<T: Transport> Retain<'_, T> {
    /// The customers who opted out. No public source describes the answer.
    ///
    /// # Errors
    /// [`Error`] if the request cannot be sent, or the service rejects it.
    pub async fn unsubscribed_customers(
        &self,
        intervention: &Intervention,
        query: &UnsubscribedQuery,
    ) -> Result<Value, Error> {
        self.0.tell(&unsubscribed_customers(intervention, query)?).await
    }

    /// Stops messages to a customer, now or forever. No public source describes the answer.
    ///
    /// # Errors
    /// [`Error`] if the request cannot be sent, or the service rejects it.
    pub async fn stop(
        &self,
        customer_id: &str,
        interventions: &[Intervention],
        forever: bool,
    ) -> Result<Value, Error> {
        self.0.tell(&stop(customer_id, interventions, forever)?).await
    }
}
