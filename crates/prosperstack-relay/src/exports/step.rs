//! What is to be done next, as JavaScript reads it.

// What wasm-bindgen makes of an enum of strings has no documentation of its own.
#![allow(missing_docs)]

use wasm_bindgen::prelude::*;

use crate::exchange;

/// What is to be done next: [`exchange::Step`].
#[wasm_bindgen]
pub enum Step {
    /// Read the body.
    ReadBody = "readBody",
    /// Ask `authenticate`.
    Authenticate = "authenticate",
    /// Ask `rateLimit`.
    AskRateLimit = "askRateLimit",
    /// Ask `seen`.
    AskSeen = "askSeen",
    /// Send the message.
    Deliver = "deliver",
    /// Call `delivered`.
    TellDelivered = "tellDelivered",
    /// Answer the page.
    Answer = "answer",
}

impl From<exchange::Step<'_>> for Step {
    fn from(step: exchange::Step) -> Self {
        match step {
            exchange::Step::ReadBody => Step::ReadBody,
            exchange::Step::Authenticate => Step::Authenticate,
            exchange::Step::AskRateLimit(_) => Step::AskRateLimit,
            exchange::Step::AskSeen(_) => Step::AskSeen,
            exchange::Step::Deliver(_) => Step::Deliver,
            exchange::Step::TellDelivered(_) => Step::TellDelivered,
            exchange::Step::Answer(_) => Step::Answer,
        }
    }
}
