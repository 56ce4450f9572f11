#![doc = include_str!("../README.md")]

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
pub mod operations;
pub mod pace;
mod paging;
mod place;
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

/// The code of docs/rust.md, compiled as documentation tests.
#[cfg(doctest)]
#[doc = include_str!("../../../docs/rust.md")]
struct Documents;
