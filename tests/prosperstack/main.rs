//! The ProsperStack destination apart from any page: settings, properties, the queue, and by the
//! hundred thousand that no message ever goes under another's name.
#![cfg(not(target_arch = "wasm32"))]

mod destination;
mod diagnosis;
mod memory;
mod page;
mod properties;
mod queue;
mod separation;
mod settings;
#[path = "../support/mod.rs"]
mod support;
