//! The table of methods: what JavaScript calls, the export behind it, the types of its arguments and of its
//! answer, and what it asks. `js/server/api.js` makes its class of this table, and `xtask api-types` its types.

use std::collections::BTreeMap;

use js_sys::Promise;
use profitwell_api::{
    ChurnType, CustomerEvent, Intervention, Method, Number, Paging, Request, UnixSeconds, Value,
    company::{self, Settings},
    customers::{self, Customer, CustomerQuery},
    gdpr,
    metrics::{self, Metrics, MetricsQuery},
    plans::{self, Plan},
    retain::{self, UnsubscribedQuery},
    status,
    subscriptions::{self, Change, NewSubscription, Subscription},
    traits::{self, Who},
    users,
};
use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::*;
use web_sys::AbortSignal;

use crate::{
    abort::promise,
    answer::answer,
    api::Api,
    arguments::argument,
    asked::{Asked, perform, read},
    customers::Customers,
    failure::Failure,
};

/// One method, as `js/server/api.js` reads it.
#[derive(Serialize)]
struct Row {
    /// `subscriptions.create`
    name: &'static str,
    /// The function of [`Api`].
    export: &'static str,
    /// The names of its arguments, the signal left out.
    parameters: &'static [&'static str],
    /// Whether it lists page by page.
    pages: bool,
}

/// All methods.
///
/// # Errors
/// None: every row can be serialised.
#[wasm_bindgen]
pub fn methods() -> Result<JsValue, JsValue> {
    Ok(answer(&ROWS)?)
}

macro_rules! methods {
    (
        $($(#[doc = $doc:literal])+
        $name:literal => $export:ident($($arg:ident: $type:ty),*) -> $answer:ty, |$api:pat_param| $asked:expr;)*
        pages {
            $($(#[doc = $list_doc:literal])+
            $list_name:literal => $list:ident($query:ident: $query_type:ty) -> $item:ty;)*
        }
    ) => {
        const ROWS: &[Row] = &[
            $(Row {
                name: $name, export: stringify!($export), parameters: &[$(stringify!($arg)),*], pages: false,
            },)*
            $(Row {
                name: $list_name, export: stringify!($list), parameters: &[stringify!($query)], pages: true,
            },)*
        ];

        #[wasm_bindgen]
        impl Api {
            $($(#[doc = $doc])+
            pub fn $export(&self, $($arg: JsValue,)* signal: Option<AbortSignal>) -> Promise {
                let asked = (|$api: &Api| {
                    $(let $arg: $type = argument(stringify!($arg), $arg)?;)*
                    Ok(Asked::from($asked))
                })(self);
                promise(signal, Box::pin(perform(self.client.clone(), asked, read::<$answer>)))
            })*

            $($(#[doc = $list_doc])+
            ///
            /// # Errors
            /// The value that JavaScript throws as a `ProfitWellError`.
            pub fn $list(&self, $query: JsValue) -> Result<Customers, JsValue> {
                let $query: $query_type = argument(stringify!($query), $query)?;
                Ok(Customers::new(self.client.clone(), Paging::new($query)))
            })*
        }
    };
}

methods! {
    /// The history of a user's subscriptions, by the service's id or by your alias. All by default; the service
    /// has no pages here.
    "subscriptions.list" => subscriptions_list(user_id: String, options: ListOptions) -> Vec<Subscription>,
        |_| options.first(subscriptions::list(&user_id)?);
    /// Creates a subscription. With `subscriptionAlias` and `userAlias` (or `userId`), an attempt
    /// that got no answer is looked up before it is repeated; without, it is never repeated.
    "subscriptions.create" => subscriptions_create(fields: NewSubscription) -> Subscription,
        |_| subscriptions::create(&fields)?;
    /// Changes a subscription, by the service's id or by your alias.
    "subscriptions.update" => subscriptions_update(subscription_id: String, fields: Change) -> Subscription,
        |_| subscriptions::update(&subscription_id, &fields)?;
    /// Ends a subscription. Sources disagree on whether the answer is the subscription or nothing.
    "subscriptions.churn" => subscriptions_churn(subscription_id: String, options: Churn) -> Option<Subscription>,
        |_| {
            let Churn { effective_date, churn_type } = options;
            subscriptions::churn(&subscription_id, effective_date, churn_type.as_ref())?
        };
    /// Takes the end of a subscription back. No public source describes the answer.
    "subscriptions.unchurn" => subscriptions_unchurn(subscription_id: String) -> Value,
        |_| subscriptions::unchurn(&subscription_id)?;

    /// Changes a user's address, by the service's id or by your alias.
    "users.update" => users_update(user_id: String, fields: UserChange) -> Value,
        |_| users::update(&user_id, &fields.email)?;
    /// Removes a user with all subscriptions.
    "users.delete" => users_delete(user_id: String) -> Value,
        |_| users::delete(&user_id)?;

    /// Manually added plans. All by default; the service has no pages here.
    "plans.list" => plans_list(options: ListOptions) -> Vec<Plan>,
        |_| options.first(plans::list());
    /// One plan.
    "plans.get" => plans_get(id: String) -> Plan,
        |_| plans::get(&id)?;
    /// Creates a plan.
    "plans.create" => plans_create(fields: NewPlan) -> Plan,
        |_| plans::create(&fields.id, &fields.name)?;
    /// Renames a plan.
    "plans.update" => plans_update(id: String, fields: PlanChange) -> Plan,
        |_| plans::update(&id, &fields.name)?;

    /// One customer.
    "customers.get" => customers_get(customer_id: String) -> Customer,
        |_| customers::get(&customer_id)?;

    /// Figures by month.
    "metrics.monthly" => metrics_monthly(query: MetricsQuery) -> Metrics,
        |_| metrics::monthly(&query);
    /// Figures by day, of the current or the previous month.
    "metrics.daily" => metrics_daily(query: DailyMetricsQuery) -> Metrics,
        |_| {
            let DailyMetricsQuery { month, plan_id, metrics } = query;
            metrics::daily(&month, &MetricsQuery { plan_id, metrics })?
        };
    /// The ids of the active plans, that of the highest monthly revenue first; the service gives at most 150.
    "metrics.plans" => metrics_plans(options: ListOptions) -> Vec<String>,
        |_| {
            // The service is asked for at least one and at most what it gives.
            let limit = options.limit.map(|limit| limit.clamp(1, 150));
            options.first(metrics::plan_ids(limit))
        };
    /// Leaves a customer out of all figures.
    "metrics.exclude" => metrics_exclude(customer_id: String) -> Value,
        |_| metrics::exclude_customer(&customer_id)?;

    /// The settings of the account.
    "company.settings" => company_settings() -> Settings,
        |_| company::settings();

    /// The traits of a customer.
    "traits.ofCustomer" => traits_of_customer(customer_id: String) -> Value,
        |_| traits::of_customer(&customer_id)?;
    /// Sets a trait of a customer. An `email` stands for every customer with this address.
    "traits.set" => traits_set(fields: Trait) -> Value,
        |_| traits::set(&fields.who()?, &fields.category, &fields.name)?;
    /// Takes a trait from a customer.
    "traits.remove" => traits_remove(fields: Trait) -> Value,
        |_| traits::remove(&fields.who()?, &fields.category, &fields.name)?;
    /// Removes a category with all its traits.
    "traits.removeCategory" => traits_remove_category(category: String) -> Value,
        |_| traits::remove_category(&category)?;

    /// Anonymises every customer with this address. Cannot be undone.
    "gdpr.anonymizeByEmail" => gdpr_anonymize_by_email(email: String) -> Value,
        |_| gdpr::anonymize_by_email(&email)?;
    /// Anonymises a customer. Cannot be undone.
    "gdpr.anonymizeByCustomerId" => gdpr_anonymize_by_customer_id(customer_id: String) -> Value,
        |_| gdpr::anonymize_by_customer_id(&customer_id)?;

    /// The customers who opted out: of `reactivation` or `term_optimization`.
    "retain.unsubscribedCustomers" => retain_unsubscribed_customers(intervention: Intervention, query: UnsubscribedQuery) -> Value,
        |_| retain::unsubscribed_customers(&intervention, &query)?;
    /// Stops messages to a customer.
    "retain.stop" => retain_stop(customer_id: String, options: RetainStop) -> Value,
        |_| retain::stop(&customer_id, &options.interventions, options.forever.unwrap_or(false))?;

    /// Resolves if the service is up and takes the token.
    "status" => status() -> (),
        |_| status::check();
    /// Any request to the same host; names in the body and in the answer stay as they are.
    "call" => call(request: RawRequest) -> RawResponse,
        |_| request.request()?;
    /// Reports that a customer was active: to another host, with the `publicToken` of the options.
    "customerEvent" => customer_event(user_id: String) -> Value,
        |api| CustomerEvent::new(api.public_token()?, user_id)?;

    pages {
        /// All customers that match, however many there are: pages of 250 are asked for while you
        /// iterate. One that changes meanwhile comes at least once.
        "customers.list" => customers_list(query: CustomerQuery) -> Customer;
    }
}

/// How much of a list.
#[derive(Deserialize)]
pub(crate) struct ListOptions {
    /// No more than so many; all by default.
    limit: Option<u32>,
}

impl ListOptions {
    /// A request for a list that the service gives as a whole, of which the beginning is wanted.
    fn first(&self, request: Request) -> Asked {
        let first = self.limit.map_or(usize::MAX, |limit| usize::try_from(limit).unwrap_or(usize::MAX));
        Asked::Request { request, first }
    }
}

/// The end of a subscription.
#[derive(Deserialize)]
pub(crate) struct Churn {
    /// When it ends or ended.
    effective_date: UnixSeconds,
    /// Why; the service assumes `voluntary`.
    churn_type: Option<ChurnType>,
}

/// The new values of a user.
#[derive(Deserialize)]
pub(crate) struct UserChange {
    /// The address.
    email: String,
}

/// A plan to be created.
#[derive(Deserialize)]
pub(crate) struct NewPlan {
    /// Its id.
    id: String,
    /// Its name.
    name: String,
}

/// The new values of a plan.
#[derive(Deserialize)]
pub(crate) struct PlanChange {
    /// Its name.
    name: String,
}

/// Which figures of which month: all figures by default.
#[derive(Deserialize)]
pub(crate) struct DailyMetricsQuery {
    /// The current or the previous month, such as `2026-08`.
    month: String,
    /// Only of this plan.
    plan_id: Option<String>,
    /// Only these, such as `recurring_revenue`.
    #[serde(default)]
    metrics: Vec<String>,
}

/// A trait, and either whose or of which address.
#[derive(Deserialize)]
pub(crate) struct Trait {
    /// The customer with this id.
    customer_id: Option<String>,
    /// Every customer with this address.
    email: Option<String>,
    /// The category, which has at most 100 traits.
    category: String,
    /// The trait.
    #[serde(rename = "trait")]
    name: String,
}

impl Trait {
    fn who(&self) -> Result<Who, Failure> {
        match (&self.customer_id, &self.email) {
            (Some(id), None) => Ok(Who::CustomerId(id.clone())),
            (None, Some(email)) => Ok(Who::Email(email.clone())),
            _ => Err(Failure::invalid("customer_id", "either this or email")),
        }
    }
}

/// Which messages to stop.
#[derive(Deserialize)]
pub(crate) struct RetainStop {
    /// At least one.
    interventions: Vec<Intervention>,
    /// Not only now.
    forever: Option<bool>,
}

/// A request that has no method of its own.
#[derive(Deserialize)]
pub(crate) struct RawRequest {
    /// The method of HTTP.
    method: Method,
    /// From the root of the host, percent-encoded, such as `/v2/customers`.
    path: String,
    /// The query.
    #[serde(default)]
    query: BTreeMap<String, Parameter>,
    /// `Authorization` is the client's.
    #[serde(default)]
    headers: BTreeMap<String, String>,
    /// What JSON can hold.
    body: Option<Value>,
}

/// A value of a query.
#[derive(Deserialize)]
#[serde(try_from = "Value")]
pub(crate) enum Parameter {
    /// As it is.
    String(String),
    /// As JSON writes it.
    Number(Number),
    /// `true` or `false`.
    Boolean(bool),
}

impl TryFrom<Value> for Parameter {
    type Error = &'static str;

    fn try_from(value: Value) -> Result<Self, &'static str> {
        Ok(match value {
            Value::String(text) => Parameter::String(text),
            Value::Number(number) => Parameter::Number(number),
            Value::Bool(flag) => Parameter::Boolean(flag),
            _ => return Err("strings, numbers or booleans"),
        })
    }
}

impl RawRequest {
    fn request(self) -> Result<Request, Failure> {
        let mut request = Request::raw(self.method, &self.path)?;
        for (name, value) in self.query {
            request = request.with_query(
                name,
                match value {
                    Parameter::String(text) => text,
                    Parameter::Number(number) => number.to_string(),
                    Parameter::Boolean(flag) => flag.to_string(),
                },
            );
        }
        for (name, value) in self.headers {
            request = request.with_header(&name, &value)?;
        }
        Ok(match self.body {
            Some(body) => request.with_body(body),
            None => request,
        })
    }
}

/// The answer to a request that has no method of its own.
#[derive(Serialize)]
pub(crate) struct RawResponse {
    /// The status.
    pub(crate) status: u16,
    /// The headers, names in lower case.
    pub(crate) headers: BTreeMap<String, String>,
    /// The JSON; a string where it was none, `null` where there was none.
    pub(crate) body: Value,
}
