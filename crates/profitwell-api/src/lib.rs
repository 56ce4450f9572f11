//! A typed client of the ProfitWell REST API.
//!
//! A request is plain data ([`Request`]), made by the functions of the resources' modules. A
//! [`Transport`] performs it; with the feature `native` there is one for servers and command
//! lines. In between, [`Client`] keeps to the documented rate limits, repeats what is safe to
//! repeat, and tells answers from [errors](Error). The private token goes to the base URL and
//! nowhere else; it stands in no error, no `Debug` output and no URL.
//!
//! What is said here of the service rests on its public documents and on code in production
//! use; none of it was checked against the live service.
//!
//! # Example: a client
//!
//! ```no_run
//! use profitwell_api::{Client, Native, PrivateToken};
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let token = PrivateToken::new(std::env::var("PROFITWELL_PRIVATE_TOKEN")?)?;
//! let client = Client::new(token, Native::new()?);
//! client.check().await?;
//! # Ok(())
//! # }
//! ```
//!
//! # Example: subscriptions
//!
//! With both aliases an attempt that got no answer is looked up before it is repeated.
//!
//! ```
//! # use profitwell_api::{Client, Error, Transport};
//! use profitwell_api::{Cents, ChurnType, PlanInterval, UnixSeconds, subscriptions::{Change, NewSubscription}};
//!
//! # async fn example<T: Transport>(client: Client<T>) -> Result<(), Error> {
//! let january = UnixSeconds::new(1_514_764_800);
//! let new = NewSubscription {
//!     user_alias: Some("user-1".into()),
//!     subscription_alias: Some("subscription-1".into()),
//!     ..NewSubscription::new("a@example.com", "pro", PlanInterval::Month, Cents::new(5000), january)
//! };
//! let created = client.subscriptions().create(&new).await?;
//! let yearly = Change {
//!     plan_id: "pro".into(),
//!     plan_interval: PlanInterval::Year,
//!     value: Cents::new(50_000),
//!     effective_date: UnixSeconds::new(1_517_443_200),
//!     status: None,
//! };
//! client.subscriptions().update(&created.subscription_id, &yearly).await?;
//! let march = UnixSeconds::new(1_519_862_400);
//! client.subscriptions().churn("subscription-1", march, Some(&ChurnType::Voluntary)).await?;
//! client.subscriptions().unchurn("subscription-1").await?;
//! for item in client.subscriptions().list("user-1").await? {
//!     println!("{} {} {}", item.effective_date, item.plan_id, item.status);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Example: users
//!
//! ```
//! # use profitwell_api::{Client, Error, Transport};
//! # async fn example<T: Transport>(client: Client<T>) -> Result<(), Error> {
//! client.users().update("user-1", "b@example.com").await?;
//! client.users().delete("user-1").await?;
//! # Ok(())
//! # }
//! ```
//!
//! # Example: plans
//!
//! ```
//! # use profitwell_api::{Client, Error, Transport};
//! # async fn example<T: Transport>(client: Client<T>) -> Result<(), Error> {
//! let plan = client.plans().create("pro", "Pro").await?;
//! client.plans().update(&plan.id, "Professional").await?;
//! assert_eq!(client.plans().get("pro").await?.name, "Professional");
//! println!("{} plans", client.plans().list().await?.len());
//! # Ok(())
//! # }
//! ```
//!
//! # Example: customers
//!
//! All pages, 250 at a time, however many there are.
//!
//! ```
//! # use profitwell_api::{Client, Error, Transport};
//! use futures_lite::StreamExt;
//! use profitwell_api::{UnixSeconds, customers::CustomerQuery};
//!
//! # async fn example<T: Transport>(client: Client<T>) -> Result<(), Error> {
//! let since = CustomerQuery { start_date: Some(UnixSeconds::new(1_589_997_600)), ..Default::default() };
//! let mut customers = client.customers().list(since);
//! while let Some(customer) = customers.try_next().await? {
//!     println!("{} {:?}", customer.customer_id, customer.status);
//! }
//! let one = client.customers().get("cus_1").await?;
//! # Ok(())
//! # }
//! ```
//!
//! # Example: metrics
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
//!
//! # Example: company
//!
//! ```
//! # use profitwell_api::{Client, Error, Transport};
//! # async fn example<T: Transport>(client: Client<T>) -> Result<(), Error> {
//! let settings = client.company().settings().await?;
//! println!("{} in {}", settings.name, settings.currency);
//! # Ok(())
//! # }
//! ```
//!
//! # Example: traits
//!
//! ```
//! # use profitwell_api::{Client, Error, Transport};
//! use profitwell_api::traits::Who;
//!
//! # async fn example<T: Transport>(client: Client<T>) -> Result<(), Error> {
//! let who = Who::Email("a@example.com".into());
//! client.traits().set(&who, "Team", "Red").await?;
//! client.traits().remove(&who, "Team", "Red").await?;
//! client.traits().remove_category("Team").await?;
//! let traits = client.traits().of_customer("cus_1").await?;
//! # Ok(())
//! # }
//! ```
//!
//! # Example: gdpr
//!
//! ```
//! # use profitwell_api::{Client, Error, Transport};
//! # async fn example<T: Transport>(client: Client<T>) -> Result<(), Error> {
//! client.gdpr().anonymize_by_email("a@example.com").await?;
//! client.gdpr().anonymize_by_customer_id("cus_1").await?;
//! # Ok(())
//! # }
//! ```
//!
//! # Example: retain
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
//!
//! # Example: a customer was active
//!
//! To another host, by the public token.
//!
//! ```
//! # use profitwell_api::{Client, Error, Transport};
//! use profitwell_api::{CustomerEvent, PublicToken};
//!
//! # async fn example<T: Transport>(client: Client<T>) -> Result<(), Error> {
//! let event = CustomerEvent::new(PublicToken::new("public token")?, "cus_1")?;
//! client.customer_event(&event).await?;
//! # Ok(())
//! # }
//! ```
//!
//! # Example: any other request
//!
//! ```
//! # use profitwell_api::{Client, Error, Transport};
//! use profitwell_api::{Method, Request};
//!
//! # async fn example<T: Transport>(client: Client<T>) -> Result<(), Error> {
//! let request = Request::raw(Method::Get, "/v2/customers")?.with_query("per_page", "10");
//! let answer = client.call(&request).await?;
//! println!("{} {}", answer.status, answer.json());
//! # Ok(())
//! # }
//! ```

mod base_url;
mod client;
pub mod company;
mod customer_event;
pub mod customers;
mod error;
#[cfg(target_arch = "wasm32")]
mod fetch;
pub mod gdpr;
mod json;
pub mod metrics;
#[cfg(all(feature = "native", not(target_family = "wasm")))]
pub mod native;
pub mod pace;
mod paging;
pub mod plans;
mod raw;
mod request;
mod response;
pub mod retain;
pub mod retry;
pub mod status;
pub mod subscriptions;
mod token;
pub mod traits;
mod transport;
mod turn;
mod units;
pub mod users;

pub use base_url::BaseUrl;
pub use client::{Client, Options};
pub use customer_event::CustomerEvent;
pub use error::{Error, Fields, Invalid, TransportError, TransportErrorKind};
#[cfg(target_arch = "wasm32")]
pub use fetch::Fetch;
#[cfg(all(feature = "native", not(target_family = "wasm")))]
pub use native::Native;
pub use pace::{Limit, Limits};
pub use paging::{Listed, Paging};
pub use request::{Method, Request};
pub use response::Response;
pub use retry::RetryPolicy;
pub use serde_json::{Map, Number, Value};
pub use token::{PrivateToken, PublicToken};
pub use transport::{Outgoing, Transport};
pub use units::{
    Cents, ChurnType, Currency, CustomerStatus, Intervention, PlanInterval, Status, UnixSeconds,
};
