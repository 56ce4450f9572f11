//! The API client for JavaScript outside of a page: Node, Workers, Deno, Bun.
//!
//! Here the requests of [`api`](crate::api) meet JavaScript: arguments come in as JSON text
//! with names in camel case, answers go out as values, and the requests are performed by
//! `fetch` with `setTimeout` for a clock. `js/api.js` puts a class around it. A page never gets
//! this: it is another build, and what is downloaded there is [`browser`](crate::profitwell).

mod arguments;
mod exports;
mod failure;
mod fetch;
pub(crate) mod json;
mod operations;

pub use exports::{Api, Customers};
