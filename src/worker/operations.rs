//! The methods that JavaScript has: which request each is, and what its answer should be.

use std::str::FromStr;

use serde_json::{Map, Value, json};

use super::{arguments::Arguments, failure::Failure};
use crate::api::{
    ChurnType, Currency, Error, Intervention, Invalid, Method, PlanInterval, Request, Response, Status,
    company, customers, gdpr,
    metrics::{self, MetricsQuery},
    plans,
    retain::{self, UnsubscribedQuery},
    status,
    subscriptions::{self, Change, NewSubscription},
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

type Operation = Result<(Request, Answer), Invalid>;

/// The request of the method `resource.method`.
pub(super) fn operation(name: &str, given: &mut Arguments) -> Operation {
    let (resource, method) = name.split_once('.').unwrap_or((name, ""));
    match resource {
        "subscriptions" => subscriptions(method, given),
        "users" => users(method, given),
        "plans" => plans(method, given),
        "metrics" => metrics(method, given),
        "traits" => traits(method, given),
        "retain" => retain(method, given),
        "call" => call(given),
        _ => others(name, given),
    }
}

fn unknown() -> Operation {
    Err(Invalid { field: "method", problem: "not one of this version" })
}

#[inline(never)]
fn subscriptions(method: &str, given: &mut Arguments) -> Operation {
    const ID: &str = "subscription_id";
    Ok(match method {
        "list" => {
            let request = subscriptions::list(given.target("user_id")?)?;
            let limit = given.limit()?;
            (request, Answer::List(limit))
        }
        "create" => {
            let interval = PlanInterval::from(given.text("plan_interval")?.as_str());
            let (value, since) = (given.cents("value")?, given.seconds("effective_date")?);
            let new = NewSubscription {
                user_id: given.maybe_text("user_id")?,
                user_alias: given.maybe_text("user_alias")?,
                subscription_alias: given.maybe_text("subscription_alias")?,
                plan_currency: given.maybe_text("plan_currency")?.map(Currency::new).transpose()?,
                status: status(given)?,
                ..NewSubscription::new(given.text("email")?, given.text("plan_id")?, interval, value, since)
            };
            (with_rest(subscriptions::create(&new)?, given), Answer::Object)
        }
        "update" => {
            let change = Change {
                plan_id: given.text("plan_id")?,
                plan_interval: PlanInterval::from(given.text("plan_interval")?.as_str()),
                value: given.cents("value")?,
                effective_date: given.seconds("effective_date")?,
                status: status(given)?,
            };
            (with_rest(subscriptions::update(given.target(ID)?, &change)?, given), Answer::Object)
        }
        "churn" => {
            let until = given.seconds("effective_date")?;
            let why = given.maybe_text("churn_type")?.map(|word| ChurnType::from(word.as_str()));
            let request = subscriptions::churn(given.target(ID)?, until, why.as_ref())?;
            (request, Answer::Perhaps)
        }
        "unchurn" => (subscriptions::unchurn(given.target(ID)?)?, Answer::Unknown),
        _ => return unknown(),
    })
}

fn status(given: &mut Arguments) -> Result<Option<Status>, Invalid> {
    Ok(given.maybe_text("status")?.map(|word| Status::from(word.as_str())))
}

/// Fields that this version does not know go along.
#[inline(never)]
fn with_rest(request: Request, given: &mut Arguments) -> Request {
    let Some(Value::Object(mut body)) = request.body().cloned() else { return request };
    for (name, value) in given.rest() {
        body.insert(name, value);
    }
    request.with_body(Value::Object(body))
}

#[inline(never)]
fn users(method: &str, given: &mut Arguments) -> Operation {
    const ID: &str = "user_id";
    Ok(match method {
        "update" => {
            let email = given.text("email")?;
            let request = users::update(given.target(ID)?, &email)?;
            (with_rest(request, given), Answer::Unknown)
        }
        "delete" => (users::delete(given.target(ID)?)?, Answer::Unknown),
        _ => return unknown(),
    })
}

#[inline(never)]
fn plans(method: &str, given: &mut Arguments) -> Operation {
    Ok(match method {
        "list" => {
            let limit = given.limit()?;
            (plans::list(), Answer::List(limit))
        }
        "get" => (plans::get(given.target("id")?)?, Answer::Object),
        "create" => {
            let request = plans::create(&given.text("id")?, &given.text("name")?)?;
            (with_rest(request, given), Answer::Object)
        }
        "update" => {
            let name = given.text("name")?;
            let request = plans::update(given.target("id")?, &name)?;
            (with_rest(request, given), Answer::Object)
        }
        _ => return unknown(),
    })
}

#[inline(never)]
fn metrics(method: &str, given: &mut Arguments) -> Operation {
    Ok(match method {
        "monthly" | "daily" => {
            let query =
                MetricsQuery { plan_id: given.maybe_text("plan_id")?, metrics: given.texts("metrics")? };
            let request = match method {
                "daily" => metrics::daily(&given.text("month")?, &query)?,
                _ => metrics::monthly(&query),
            };
            (request, Answer::Object)
        }
        "plans" => {
            let limit = given.limit()?;
            (metrics::plan_ids(limit), Answer::Held("plan_ids"))
        }
        "exclude" => (metrics::exclude_customer(given.target("customer_id")?)?, Answer::Unknown),
        _ => return unknown(),
    })
}

#[inline(never)]
fn traits(method: &str, given: &mut Arguments) -> Operation {
    let request = match method {
        "ofCustomer" => traits::of_customer(given.target("customer_id")?)?,
        "set" | "remove" => {
            let who = match (given.maybe_text("customer_id")?, given.maybe_text("email")?) {
                (Some(id), None) => Who::CustomerId(id),
                (None, Some(email)) => Who::Email(email),
                _ => return Err(Invalid { field: "customer_id", problem: "either this or email" }),
            };
            let (category, name) = (given.text("category")?, given.text("trait")?);
            if method == "set" {
                traits::set(&who, &category, &name)?
            } else {
                traits::remove(&who, &category, &name)?
            }
        }
        "removeCategory" => traits::remove_category(given.target("category")?)?,
        _ => return unknown(),
    };
    Ok((request, Answer::Unknown))
}

#[inline(never)]
fn retain(method: &str, given: &mut Arguments) -> Operation {
    let request = match method {
        "unsubscribedCustomers" => {
            let query = UnsubscribedQuery {
                start_date: given.maybe_when("start_date")?,
                end_date: given.maybe_when("end_date")?,
                page: given.maybe_count("page", 1, u32::MAX)?,
                per_page: given.maybe_count("per_page", 1, u32::MAX)?,
            };
            retain::unsubscribed_customers(&given.target("intervention")?.into(), &query)?
        }
        "stop" => {
            let interventions: Vec<Intervention> =
                given.texts("interventions")?.iter().map(|word| word.as_str().into()).collect();
            let forever = given.flag("forever")?;
            retain::stop(given.target("customer_id")?, &interventions, forever)?
        }
        _ => return unknown(),
    };
    Ok((request, Answer::Unknown))
}

#[inline(never)]
fn others(name: &str, given: &mut Arguments) -> Operation {
    Ok(match name {
        "customers.get" => (customers::get(given.target("customer_id")?)?, Answer::Object),
        "company.settings" => (company::settings(), Answer::Object),
        "gdpr.anonymizeByEmail" => (gdpr::anonymize_by_email(given.target("email")?)?, Answer::Unknown),
        "gdpr.anonymizeByCustomerId" => {
            (gdpr::anonymize_by_customer_id(given.target("customer_id")?)?, Answer::Unknown)
        }
        "status" => (status::check(), Answer::Nothing),
        _ => return unknown(),
    })
}

#[inline(never)]
fn call(given: &mut Arguments) -> Operation {
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
    if let Some(body) = given.value("body") {
        request = request.with_body(body);
    }
    Ok((request, Answer::Raw))
}

/// What JavaScript gets of an answer: names of fields in camel case, values as they came.
pub(super) fn read(response: &Response, answer: &Answer) -> Result<Value, Failure> {
    let value = response.json();
    Ok(match (answer, value) {
        (Answer::Nothing, _) => Value::Null,
        (Answer::Raw, body) => {
            let mut headers = Map::new();
            for (name, value) in &response.headers {
                headers.insert(name.clone(), value.as_str().into());
            }
            json!({ "status": response.status, "headers": headers, "body": body })
        }
        (Answer::List(limit), Value::Array(mut list)) => {
            if let Some(limit) = limit {
                list.truncate(usize::try_from(*limit).unwrap_or(usize::MAX));
            }
            Value::Array(list)
        }
        (Answer::Held(name), value) => match value.get(name) {
            Some(list @ Value::Array(_)) => list.clone(),
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
