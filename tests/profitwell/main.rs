//! The ProfitWell destination apart from any page, and what both destinations share.
#![cfg(not(target_arch = "wasm32"))]

mod codes;
mod consent;
mod diagnosis;
mod flow;
mod identify;
mod load;
mod session;
mod settings;
#[path = "../support/mod.rs"]
mod support;
