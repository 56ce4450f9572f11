//! The API client for JavaScript outside of a page: Node, Workers, Deno, Bun.
//!
//! Here the requests of [`profitwell_api`] meet JavaScript: arguments come in as JSON text
//! with names in camel case, answers go out as values, and the requests are performed by
//! `fetch` with `setTimeout` for a clock. `js/server/api.js` puts a class around it. A page never gets
//! this: it is another build.

#![cfg(target_arch = "wasm32")]

mod arguments;
mod exports;
mod failure;
pub(crate) mod json;
mod operations;

pub use exports::{Api, Customers};
