//! The table of methods: what JavaScript calls, the export behind it, the types of its arguments and of its
//! answer, and the request. `js/server/api.js` makes its class of this table, and `xtask api-types` its types.

use std::collections::BTreeMap;

use js_sys::Promise;
use profitwell_api::{
    ChurnType, CustomerEvent, Intervention, Method, Number, Paging, Request, UnixSeconds, Value,
    company::Settings,
    customers::{Customer, CustomerQuery},
    metrics::{Metrics, MetricsQuery},
    plans::Plan,
    retain::UnsubscribedQuery,
    subscriptions::{Change, NewSubscription, Subscription},
    traits::Who,
};
use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::*;
use web_sys::AbortSignal;

use crate::{
    abort::promise, answer::answer, api::Api, arguments::argument, customers::Customers, failure::Failure,
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
        $name:literal => $export:ident($($arg:ident: $type:ty),*) -> $answer:ty, |$api:pat_param| $call:expr;)*
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
                let $api = self.clone();
                promise(signal, Box::pin(async move {
                    $(let $arg: $type = argument(stringify!($arg), $arg)?;)*
                    answer::<$answer>(&$call)
                }))
            })*

            $($(#[doc = $list_doc])+
            ///
            /// # Errors
            /// The value that JavaScript throws as a `ProfitWellError`.
            pub fn $list(&self, $query: JsValue) -> Result<Customers, JsValue> {
                let $query: $query_type = argument(stringify!($query), $query)?;
                Ok(Customers::new(self.client.customers().pages(Paging::new($query))))
            })*
        }
    };
}

methods! {
    /// The history of a user's subscriptions, by the service's id or by your alias. All by default; the service
    /// has no pages here.
    "subscriptions.list" => subscriptions_list(user_id: String, options: ListOptions) -> Vec<Subscription>,
        |api| options.cut(api.client.subscriptions().list(&user_id).await?);
    /// Creates a subscription. With `subscriptionAlias` and `userAlias` (or `userId`), an attempt
    /// that got no answer is looked up before it is repeated; without, it is never repeated.
    "subscriptions.create" => subscriptions_create(fields: NewSubscription) -> Subscription,
        |api| api.client.subscriptions().create(&fields).await?;
    /// Changes a subscription, by the service's id or by your alias.
    "subscriptions.update" => subscriptions_update(subscription_id: String, fields: Change) -> Subscription,
        |api| api.client.subscriptions().update(&subscription_id, &fields).await?;
    /// Ends a subscription. Sources disagree on whether the answer is the subscription or nothing.
    "subscriptions.churn" => subscriptions_churn(subscription_id: String, options: Churn) -> Option<Subscription>,
        |api| {
            let Churn { effective_date, churn_type } = options;
            api.client.subscriptions().churn(&subscription_id, effective_date, churn_type.as_ref()).await?
        };
    /// Takes the end of a subscription back. No public source describes the answer.
    "subscriptions.unchurn" => subscriptions_unchurn(subscription_id: String) -> Value,
        |api| api.client.subscriptions().unchurn(&subscription_id).await?;

    /// Changes a user's address, by the service's id or by your alias.
    "users.update" => users_update(user_id: String, fields: UserChange) -> Value,
        |api| api.client.users().update(&user_id, &fields.email).await?;
    /// Removes a user with all subscriptions.
    "users.delete" => users_delete(user_id: String) -> Value,
        |api| api.client.users().delete(&user_id).await?;

    /// Manually added plans. All by default; the service has no pages here.
    "plans.list" => plans_list(options: ListOptions) -> Vec<Plan>,
        |api| options.cut(api.client.plans().list().await?);
    /// One plan.
    "plans.get" => plans_get(id: String) -> Plan,
        |api| api.client.plans().get(&id).await?;
    /// Creates a plan.
    "plans.create" => plans_create(fields: NewPlan) -> Plan,
        |api| api.client.plans().create(&fields.id, &fields.name).await?;
    /// Renames a plan.
    "plans.update" => plans_update(id: String, fields: PlanChange) -> Plan,
        |api| api.client.plans().update(&id, &fields.name).await?;

    /// One customer.
    "customers.get" => customers_get(customer_id: String) -> Customer,
        |api| api.client.customers().get(&customer_id).await?;

    /// Figures by month.
    "metrics.monthly" => metrics_monthly(query: MetricsQuery) -> Metrics,
        |api| api.client.metrics().monthly(&query).await?;
    /// Figures by day, of the current or the previous month.
    "metrics.daily" => metrics_daily(query: DailyMetricsQuery) -> Metrics,
        |api| {
            let DailyMetricsQuery { month, plan_id, metrics } = query;
            api.client.metrics().daily(&month, &MetricsQuery { plan_id, metrics }).await?
        };
    /// The ids of the active plans, that of the highest monthly revenue first; the service gives at most 150.
    "metrics.plans" => metrics_plans(options: ListOptions) -> Vec<String>,
        |api| {
            // The service is asked for at least one and at most what it gives.
            let limit = options.limit.map(|limit| limit.clamp(1, 150));
            options.cut(api.client.metrics().plan_ids(limit).await?)
        };
    /// Leaves a customer out of all figures.
    "metrics.exclude" => metrics_exclude(customer_id: String) -> Value,
        |api| api.client.metrics().exclude_customer(&customer_id).await?;

    /// The settings of the account.
    "company.settings" => company_settings() -> Settings,
        |api| api.client.company().settings().await?;

    /// The traits of a customer.
    "traits.ofCustomer" => traits_of_customer(customer_id: String) -> Value,
        |api| api.client.traits().of_customer(&customer_id).await?;
    /// Sets a trait of a customer. An `email` stands for every customer with this address.
    "traits.set" => traits_set(fields: Trait) -> Value,
        |api| api.client.traits().set(&fields.who()?, &fields.category, &fields.name).await?;
    /// Takes a trait from a customer.
    "traits.remove" => traits_remove(fields: Trait) -> Value,
        |api| api.client.traits().remove(&fields.who()?, &fields.category, &fields.name).await?;
    /// Removes a category with all its traits.
    "traits.removeCategory" => traits_remove_category(category: String) -> Value,
        |api| api.client.traits().remove_category(&category).await?;

    /// Anonymises every customer with this address. Cannot be undone.
    "gdpr.anonymizeByEmail" => gdpr_anonymize_by_email(email: String) -> Value,
        |api| api.client.gdpr().anonymize_by_email(&email).await?;
    /// Anonymises a customer. Cannot be undone.
    "gdpr.anonymizeByCustomerId" => gdpr_anonymize_by_customer_id(customer_id: String) -> Value,
        |api| api.client.gdpr().anonymize_by_customer_id(&customer_id).await?;

    /// The customers who opted out: of `reactivation` or `term_optimization`.
    "retain.unsubscribedCustomers" => retain_unsubscribed_customers(intervention: Intervention, query: UnsubscribedQuery) -> Value,
        |api| api.client.retain().unsubscribed_customers(&intervention, &query).await?;
    /// Stops messages to a customer.
    "retain.stop" => retain_stop(customer_id: String, options: RetainStop) -> Value,
        |api| api.client.retain().stop(&customer_id, &options.interventions, options.forever.unwrap_or(false)).await?;

    /// Resolves if the service is up and takes the token.
    "status" => status() -> (),
        |api| api.client.check().await?;
    /// Any request to the same host; names in the body and in the answer stay as they are.
    "call" => call(request: RawRequest) -> RawResponse,
        |api| api.client.call(&request.request()?).await.map(RawResponse::of)?;
    /// Reports that a customer was active: to another host, with the `publicToken` of the options.
    "customerEvent" => customer_event(user_id: String) -> Value,
        |api| api.client.customer_event(&CustomerEvent::new(api.public_token()?, user_id)?).await?;

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
    /// The beginning of a list that the service gives as a whole.
    fn cut<T>(&self, mut list: Vec<T>) -> Vec<T> {
        if let Some(limit) = self.limit {
            list.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        }
        list
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
    status: u16,
    /// The headers, names in lower case.
    headers: BTreeMap<String, String>,
    /// The JSON; a string where it was none, `null` where there was none.
    body: Value,
}

impl RawResponse {
    fn of(response: profitwell_api::Response) -> Self {
        let body = response.json();
        let mut headers = BTreeMap::new();
        headers.extend(response.headers);
        RawResponse { status: response.status, headers, body }
    }
}
