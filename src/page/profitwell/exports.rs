//! What the module offers to JavaScript, and nothing else does.
//!
//! Each export answers with a [`Code`]. `values`, `user_id` and `traits` are places in the list of
//! values of `page.js`; `values` is the list of settings in the order of
//! [`crate::profitwell::settings::NAMES`].

use core::mem::ManuallyDrop;

use wasm_bindgen::prelude::*;

use super::page::Page;
use crate::page::handle::Handle;
use crate::{
    error::Code,
    profitwell::{Destination, Settings, consent::Answer},
};

thread_local! {
    // `ManuallyDrop`: a page has no end, and a destructor to register would cost an allocator.
    static DESTINATION: ManuallyDrop<Destination<Handle>> = const { ManuallyDrop::new(Destination::new()) };
}

/// Whether these settings may be acted on.
#[wasm_bindgen]
#[must_use]
pub fn check(values: i32) -> i32 {
    Settings::read(&Handle(values)).err().unwrap_or(Code::Fine) as i32
}

/// A registration loads with the host's stored user.
#[wasm_bindgen]
#[must_use]
pub fn load(values: i32, user_id: i32, traits: i32, asked: i32, also_in_segment: i32) -> i32 {
    DESTINATION.with(|destination| {
        destination.load(
            &Page,
            &Handle(values),
            Handle(user_id),
            &Handle(traits),
            answer(asked),
            also_in_segment != 0,
        )
    }) as i32
}

/// The host sends an identify event.
#[wasm_bindgen]
#[must_use]
pub fn identify(values: i32, user_id: i32, traits: i32, asked: i32) -> i32 {
    DESTINATION.with(|destination| {
        destination.identify(&Page, &Handle(values), Handle(user_id), &Handle(traits), answer(asked))
    }) as i32
}

/// The host forgot its user.
#[wasm_bindgen]
#[must_use]
pub fn reset() -> i32 {
    DESTINATION.with(|destination| destination.reset()) as i32
}

/// The visitor consents, or no longer does.
#[wasm_bindgen(js_name = setConsent)]
#[must_use]
pub fn set_consent(yes: i32) -> i32 {
    DESTINATION.with(|destination| destination.set_consent(&Page, yes != 0)) as i32
}

/// How a cancellation flow may be opened: a [`crate::profitwell::destination::Flow`].
#[wasm_bindgen]
#[must_use]
pub fn flow(asked: i32, paddle: i32) -> i32 {
    DESTINATION.with(|destination| destination.flow(answer(asked), paddle != 0)) as i32
}

fn answer(asked: i32) -> Answer {
    match asked {
        2 => Answer::Yes,
        1 => Answer::Waiting,
        _ => Answer::No,
    }
}
