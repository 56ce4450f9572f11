//! The figures of an account.
//!
//! # Example: revenue
//!
//! ```
//! # use profitwell_api::{Client, Error, Transport};
//! use profitwell_api::metrics::MetricsQuery;
//!
//! # async fn example<T: Transport>(client: Client<T>) -> Result<(), Error> {
//! let revenue = MetricsQuery { metrics: vec!["recurring_revenue".into()], ..Default::default() };
//! let monthly = client.metrics().monthly(&revenue).await?;
//! let daily = client.metrics().daily("2026-08", &revenue).await?;
//! let plans = client.metrics().plan_ids(Some(10)).await?;
//! client.metrics().exclude_customer("cus_1").await?;
//! # Ok(())
//! # }
//! ```

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Number, Value};

use crate::{
    Client, Error, Invalid, Request, Transport,
    operations::{self, Operation},
};

/// Which figures: all by default.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MetricsQuery {
    /// Counts only this plan.
    pub plan_id: Option<String>,
    /// Only these, such as `recurring_revenue`. The vendor's list is not fixed.
    pub metrics: Vec<String>,
}

/// Figures over time, by the name of the metric.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Metrics {
    /// One series per metric.
    pub data: BTreeMap<String, Vec<Point>>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// One figure of a series.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// The month (`2026-08`) or day (`2026-08-31`).
    pub date: String,
    /// The figure exactly as it was sent; revenue seems to be in units of the account's
    /// currency, not in cents (inferred from examples).
    #[serde(default)]
    pub value: Option<Number>,
}

#[derive(Deserialize)]
struct PlanIds {
    plan_ids: Vec<String>,
}

/// `GET /v2/metrics/monthly/`
#[must_use]
pub fn monthly(query: &MetricsQuery) -> Request {
    figures(&operations::METRICS_MONTHLY, query)
}

/// `GET /v2/metrics/daily/`; `month` is the current or the previous one, as `2026-08`.
///
/// # Errors
/// [`Invalid`] for a month that is not written so.
pub fn daily(month: &str, query: &MetricsQuery) -> Result<Request, Invalid> {
    let written = month.split_once('-').is_some_and(|(year, number)| {
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        year.len() == 4 && digits(year) && number.len() == 2 && digits(number)
    });
    if !written {
        return Err(Invalid::new("month", "a year and a month such as 2026-08"));
    }
    let mut request = figures(&operations::METRICS_DAILY, query);
    request.query.insert(0, ("month".to_owned(), month.to_owned()));
    Ok(request)
}

fn figures(operation: &'static Operation, query: &MetricsQuery) -> Request {
    let request = Request::new(operation).maybe_query("plan_id", query.plan_id.as_deref());
    if query.metrics.is_empty() { request } else { request.with_query("metrics", query.metrics.join(",")) }
}

/// `GET /v2/metrics/plans/`; the service returns at most 150.
#[must_use]
pub fn plan_ids(limit: Option<u32>) -> Request {
    Request::new(&operations::METRICS_PLANS).maybe_query("limit", limit.as_ref())
}

/// `POST /v2/metrics/exclude_customer/{customer_id}/`
///
/// # Errors
/// [`Invalid`] for an empty id.
pub fn exclude_customer(customer_id: &str) -> Result<Request, Invalid> {
    Request::new(&operations::METRICS_EXCLUDE).segment("customer_id", customer_id)
}

/// The requests about figures: [`Client::metrics`]. Monthly and daily ones count against 3,000
/// a day together with the company's settings.
#[derive(Debug)]
pub struct MetricsOf<'a, T>(&'a Client<T>);

impl<T> Client<T> {
    /// The figures of an account.
    #[must_use]
    pub const fn metrics(&self) -> MetricsOf<'_, T> {
        MetricsOf(self)
    }
}

impl<T: Transport> MetricsOf<'_, T> {
    /// Returns figures by month.
    ///
    /// # Errors
    /// [`Error`] if the request cannot be sent, or the service rejects it.
    pub async fn monthly(&self, query: &MetricsQuery) -> Result<Metrics, Error> {
        self.0.ask(&monthly(query)).await
    }

    /// Figures by day, of the current or the previous month, written `2026-08`.
    ///
    /// # Errors
    /// [`Error`] if the request cannot be sent, or the service rejects it.
    pub async fn daily(&self, month: &str, query: &MetricsQuery) -> Result<Metrics, Error> {
        self.0.ask(&daily(month, query)?).await
    }

    /// The ids of the active plans, that of the highest monthly revenue first; at most 150.
    ///
    /// # Errors
    /// [`Error`] if the request cannot be sent, or the service rejects it.
    pub async fn plan_ids(&self, limit: Option<u32>) -> Result<Vec<String>, Error> {
        self.0.ask(&plan_ids(limit)).await.map(|PlanIds { plan_ids }| plan_ids)
    }

    /// Leaves a customer out of all figures; 10 a minute. No public source describes the answer.
    ///
    /// # Errors
    /// [`Error`] if the request cannot be sent, or the service rejects it.
    pub async fn exclude_customer(&self, customer_id: &str) -> Result<Value, Error> {
        self.0.tell(&exclude_customer(customer_id)?).await
    }
}
