//! What the module offers to JavaScript, and nothing else does.
//!
//! Most exports answer with the number of a [`Code`]. `values`, `user_id` and `traits` are indices in
//! the table of `values.js`; `values` is the list of settings in the order of
//! [`crate::profitwell::settings::Setting`]. `asked` is an [`crate::consent::Answer`].

use core::mem::ManuallyDrop;

use wasm_bindgen::prelude::*;

use super::page::Page;
use crate::{
    page::{exports::answer, handle::Handle},
    profitwell::{Code, Destination, Settings},
};

thread_local! {
    // `ManuallyDrop`: a page has no end, and a destructor to register would cost an allocator.
    static DESTINATION: ManuallyDrop<Destination<Handle>> = const { ManuallyDrop::new(Destination::new()) };
}

/// Whether these settings may be acted on.
#[wasm_bindgen]
#[must_use]
pub fn check(values: i32) -> i32 {
    Settings::read(Handle(values)).err().unwrap_or(Code::Fine).number()
}

/// A registration loads with the host's stored user.
#[wasm_bindgen]
#[must_use]
pub fn load(values: i32, user_id: i32, traits: i32, asked: i32, also_in_segment: i32) -> i32 {
    DESTINATION
        .with(|destination| {
            destination.load(
                &Page,
                &Handle(values),
                Handle(user_id),
                &Handle(traits),
                answer(asked),
                also_in_segment != 0,
            )
        })
        .number()
}

/// The host sends an identify event.
#[wasm_bindgen]
#[must_use]
pub fn identify(values: i32, user_id: i32, traits: i32, asked: i32) -> i32 {
    DESTINATION
        .with(|destination| {
            destination.identify(&Page, &Handle(values), Handle(user_id), &Handle(traits), answer(asked))
        })
        .number()
}

/// The host forgot its user.
#[wasm_bindgen]
#[must_use]
pub fn reset() -> i32 {
    DESTINATION.with(|destination| destination.reset()).number()
}

/// The visitor consents, or no longer does.
#[wasm_bindgen(js_name = setConsent)]
#[must_use]
pub fn set_consent(yes: i32) -> i32 {
    DESTINATION.with(|destination| destination.set_consent(&Page, yes != 0)).number()
}

/// A `start` of somebody else's has reached our queue stub, in place of ours; it names this email or this customer id.
#[wasm_bindgen]
#[must_use]
pub fn started(email: i32, customer_id: i32) -> i32 {
    DESTINATION
        .with(|destination| destination.started_by_others(&Page, &Handle(email), &Handle(customer_id)))
        .number()
}

/// What counts of all answers about consent: an [`crate::consent::Answer`].
#[wasm_bindgen]
#[must_use]
pub fn verdict(asked: i32) -> i32 {
    DESTINATION.with(|destination| destination.verdict(answer(asked)) as i32)
}

/// How a cancellation flow may be opened: a [`crate::profitwell::cancellation::Flow`].
#[wasm_bindgen]
#[must_use]
pub fn flow(asked: i32, paddle: i32) -> i32 {
    DESTINATION.with(|destination| destination.flow(answer(asked), paddle != 0)) as i32
}
