//! The methods that JavaScript has: which request each is, and what its answer should be.

use std::str::FromStr;

use serde_json::Value;

use crate::{
    arguments::{Arguments, Kind},
    failure::Failure,
};
use profitwell_api::{
    ChurnType, Error, Intervention, Invalid, Method, Request, Response, UnixSeconds, company, customers,
    gdpr,
    metrics::{self, MetricsQuery},
    plans,
    retain::{self, UnsubscribedQuery},
    status, subscriptions,
    traits::{self, Who},
    users,
};

/// What the answer to a request should be.
pub(super) enum Answer {
    /// An object.
    Object,
    /// A list, cut to so many.
    List(Option<u32>),
    /// The list that an object holds under this name.
    Held(&'static str),
    /// An object or nothing: sources disagree.
    Perhaps,
    /// No public source says.
    Unknown,
    /// Of no interest.
    Nothing,
    /// Given with its status and headers.
    Raw,
}

/// The request of the method `resource.method`.
pub(super) fn operation(name: &str, given: &mut Arguments) -> Result<Request, Invalid> {
    Ok(match name {
        "subscriptions.list" => subscriptions::list(&given.target(USER)?)?,
        "subscriptions.create" => subscriptions::create_from(given.body(
            &[
                ("email", Kind::Text),
                ("plan_id", Kind::Text),
                ("plan_interval", Kind::Text),
                ("value", Kind::Cents),
                ("effective_date", Kind::Seconds),
            ],
            &[
                ("user_id", Kind::Text),
                ("user_alias", Kind::Text),
                ("subscription_alias", Kind::Text),
                ("plan_currency", Kind::Text),
                ("status", Kind::Text),
            ],
        )?)?,
        "subscriptions.update" => subscriptions::update_from(
            &given.target(SUBSCRIPTION)?,
            given.body(
                &[
                    ("plan_id", Kind::Text),
                    ("plan_interval", Kind::Text),
                    ("value", Kind::Cents),
                    ("effective_date", Kind::Seconds),
                ],
                &[("status", Kind::Text)],
            )?,
        )?,
        "subscriptions.churn" => {
            let until = UnixSeconds::new(
                given.required("effective_date", Kind::Seconds)?.as_i64().unwrap_or_default(),
            );
            let why = given.maybe_text("churn_type")?.map(|word| ChurnType::from(word.as_str()));
            subscriptions::churn(&given.target(SUBSCRIPTION)?, until, why.as_ref())?
        }
        "subscriptions.unchurn" => subscriptions::unchurn(&given.target(SUBSCRIPTION)?)?,
        "users.update" => {
            let request = users::update(&given.target(USER)?, &given.text("email")?)?;
            given.rest(request)
        }
        "users.delete" => users::delete(&given.target(USER)?)?,
        "plans.list" => plans::list(),
        "plans.get" => plans::get(&given.target("id")?)?,
        "plans.create" => {
            let request = plans::create(&given.text("id")?, &given.text("name")?)?;
            given.rest(request)
        }
        "plans.update" => {
            let request = plans::update(&given.target("id")?, &given.text("name")?)?;
            given.rest(request)
        }
        "customers.get" => customers::get(&given.target(CUSTOMER)?)?,
        "metrics.monthly" => metrics::monthly(&figures(given)?),
        "metrics.daily" => metrics::daily(&given.text("month")?, &figures(given)?)?,
        "metrics.plans" => metrics::plan_ids(given.limit()?),
        "metrics.exclude" => metrics::exclude_customer(&given.target(CUSTOMER)?)?,
        "company.settings" => company::settings(),
        "traits.ofCustomer" => traits::of_customer(&given.target(CUSTOMER)?)?,
        "traits.set" => one_trait(given, traits::set)?,
        "traits.remove" => one_trait(given, traits::remove)?,
        "traits.removeCategory" => traits::remove_category(&given.target("category")?)?,
        "gdpr.anonymizeByEmail" => gdpr::anonymize_by_email(&given.target("email")?)?,
        "gdpr.anonymizeByCustomerId" => gdpr::anonymize_by_customer_id(&given.target(CUSTOMER)?)?,
        "retain.unsubscribedCustomers" => unsubscribed_customers(given)?,
        "retain.stop" => {
            let interventions: Vec<Intervention> =
                given.texts("interventions")?.iter().map(|word| word.as_str().into()).collect();
            let forever = given.maybe("forever", Kind::Flag)? == true;
            retain::stop(&given.target(CUSTOMER)?, &interventions, forever)?
        }
        "status" => status::check(),
        "call" => call(given)?,
        _ => return Err(Invalid { field: "method", problem: "not one of this version" }),
    })
}

const USER: &str = "user_id";
const SUBSCRIPTION: &str = "subscription_id";
const CUSTOMER: &str = "customer_id";

/// What the answer to the method should be.
pub(super) fn answer(name: &str, given: &mut Arguments) -> Result<Answer, Invalid> {
    Ok(match name {
        "subscriptions.list" | "plans.list" => Answer::List(given.limit()?),
        "subscriptions.create"
        | "subscriptions.update"
        | "plans.get"
        | "plans.create"
        | "plans.update"
        | "customers.get"
        | "metrics.monthly"
        | "metrics.daily"
        | "company.settings" => Answer::Object,
        "subscriptions.churn" => Answer::Perhaps,
        "metrics.plans" => Answer::Held("plan_ids"),
        "status" => Answer::Nothing,
        "call" => Answer::Raw,
        _ => Answer::Unknown,
    })
}

#[inline(never)]
fn figures(given: &mut Arguments) -> Result<MetricsQuery, Invalid> {
    Ok(MetricsQuery { plan_id: given.maybe_text("plan_id")?, metrics: given.texts("metrics")? })
}

#[inline(never)]
fn one_trait(
    given: &mut Arguments,
    request: fn(&Who, &str, &str) -> Result<Request, Invalid>,
) -> Result<Request, Invalid> {
    let who = match (given.maybe_text(CUSTOMER)?, given.maybe_text("email")?) {
        (Some(id), None) => Who::CustomerId(id),
        (None, Some(email)) => Who::Email(email),
        _ => return Err(Invalid { field: CUSTOMER, problem: "either this or email" }),
    };
    request(&who, &given.text("category")?, &given.text("trait")?)
}

#[inline(never)]
fn unsubscribed_customers(given: &mut Arguments) -> Result<Request, Invalid> {
    let query = UnsubscribedQuery {
        start_date: given.maybe_seconds("start_date")?,
        end_date: given.maybe_seconds("end_date")?,
        page: given.maybe_count("page", 1, u32::MAX)?,
        per_page: given.maybe_count("per_page", 1, u32::MAX)?,
    };
    retain::unsubscribed_customers(&given.target("intervention")?.as_str().into(), &query)
}

#[inline(never)]
fn call(given: &mut Arguments) -> Result<Request, Invalid> {
    let method = match given.maybe_text("method")? {
        Some(method) => Method::from_str(&method)?,
        None => Method::Get,
    };
    let mut request = Request::raw(method, &given.text("path")?)?;
    for (name, value) in given.pairs("query")? {
        request = request.with_query(name, value);
    }
    for (name, value) in given.pairs("headers")? {
        request = request.with_header(&name, &value)?;
    }
    let body = given.value("body");
    Ok(if body.is_null() { request } else { request.with_body(body) })
}

/// What JavaScript gets of an answer: names of fields in camel case, values as they came.
pub(super) fn read(response: &Response, answer: &Answer) -> Result<Value, Failure> {
    let value = response.json();
    Ok(match (answer, value) {
        (Answer::Nothing, _) => Value::Null,
        (Answer::Raw, body) => {
            let headers = response.headers.iter().map(|(name, value)| (name.clone(), value.as_str().into()));
            let headers = Value::Object(headers.collect());
            let raw = [("status", response.status.into()), ("headers", headers), ("body", body)];
            Value::Object(raw.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
        }
        (Answer::List(limit), Value::Array(mut list)) => {
            if let Some(limit) = limit {
                list.truncate(usize::try_from(*limit).unwrap_or(usize::MAX));
            }
            Value::Array(list)
        }
        (Answer::Held(name), mut value) => match value.get_mut(name).map(Value::take) {
            Some(list @ Value::Array(_)) => list,
            _ => return Err(not(name, "a list is documented")),
        },
        (Answer::Unknown, value)
        | (Answer::Object | Answer::Perhaps, value @ Value::Object(_))
        | (Answer::Perhaps, value @ Value::Null) => value,
        (Answer::List(_), _) => return Err(not(".", "a list is documented")),
        _ => return Err(not(".", "an object is documented")),
    })
}

/// The error of an answer that is something else.
pub(super) fn not(path: &str, reason: &str) -> Failure {
    Error::Decode { path: path.to_owned(), reason: reason.to_owned() }.into()
}
