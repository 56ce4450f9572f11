//! The API client for JavaScript outside of a page: Node, Workers, Deno, Bun.
//!
//! Here [`profitwell_api`] meets JavaScript. `methods.rs` is the table of what JavaScript can call:
//! each row is a typed async export. `js/server/api.js` puts a class around them, and the types that
//! TypeScript sees are generated from the same rows and from the structs that they name
//! (`xtask api-types`). A page never gets this: it is another build.

#![cfg(target_arch = "wasm32")]

mod abort;
mod answer;
mod api;
mod arguments;
mod asked;
mod customers;
mod failure;
mod methods;

pub use api::Api;
pub use customers::Customers;
