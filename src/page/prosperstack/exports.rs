//! What the module offers to JavaScript, and nothing else does.
//!
//! Most exports answer with the number of a [`Code`]. `values`, `user_id` and `traits` are indices in
//! the table of `values.js`; `values` is the list of settings in the order of
//! [`crate::prosperstack::settings::Setting`]. `asked` is an [`crate::consent::Answer`]. `now` and `wall` are milliseconds, `online` is
//! whether there is a network.

use core::mem::ManuallyDrop;

use wasm_bindgen::prelude::*;

use super::page::Page;
use crate::{
    page::{exports::answer as consent, handle::Handle},
    prosperstack::{
        Code, Destination, Settings,
        destination::{Now, Response},
    },
};

thread_local! {
    // `ManuallyDrop`: a page has no end, and a destructor to register would cost an allocator.
    static DESTINATION: ManuallyDrop<Destination<Handle>> = const { ManuallyDrop::new(Destination::new()) };
}

fn now(ms: f64, wall: f64, online: i32) -> Now {
    Now { ms, wall, online: online != 0 }
}

/// Whether these settings may be acted on.
#[wasm_bindgen(js_name = prosperCheck)]
#[must_use]
pub fn check(values: i32) -> i32 {
    Settings::read(&Handle(values)).err().unwrap_or(Code::Fine).number()
}

/// A registration loads with the host's stored user.
#[wasm_bindgen(js_name = prosperLoad)]
#[must_use]
pub fn load(values: i32, user_id: i32, traits: i32, asked: i32, seed: i32) -> i32 {
    DESTINATION
        .with(|destination| {
            destination.load(
                &Page,
                &Handle(values),
                &Handle(user_id),
                &Handle(traits),
                consent(asked),
                seed != 0,
            )
        })
        .number()
}

/// The host sends an identify event.
#[wasm_bindgen(js_name = prosperIdentify)]
#[must_use]
#[allow(clippy::too_many_arguments)] // what a host knows of an event
pub fn identify(
    values: i32,
    user_id: i32,
    traits: i32,
    asked: i32,
    listening: i32,
    ms: f64,
    wall: f64,
    online: i32,
) -> i32 {
    DESTINATION
        .with(|destination| {
            destination.identify(
                &Page,
                &Handle(values),
                &Handle(user_id),
                &Handle(traits),
                consent(asked),
                listening != 0,
                now(ms, wall, online),
            )
        })
        .number()
}

/// An event that `integrations` keeps from us.
#[wasm_bindgen(js_name = prosperObserve)]
pub fn observe(values: i32, user_id: i32, traits: i32) {
    DESTINATION.with(|destination| {
        destination.observe(&Page, &Handle(values), &Handle(user_id), &Handle(traits));
    });
}

/// The host forgot its user.
#[wasm_bindgen(js_name = prosperReset)]
#[must_use]
pub fn reset() -> i32 {
    DESTINATION.with(|destination| destination.reset(&Page)).number()
}

/// The visitor consents, or no longer does.
#[wasm_bindgen(js_name = prosperSetConsent)]
#[must_use]
pub fn set_consent(yes: i32) -> i32 {
    DESTINATION.with(|destination| destination.set_consent(&Page, yes != 0)).number()
}

/// What counts of all answers about consent: an [`crate::consent::Answer`].
#[wasm_bindgen(js_name = prosperVerdict)]
#[must_use]
pub fn verdict(asked: i32) -> i32 {
    DESTINATION.with(|destination| destination.verdict(consent(asked)) as i32)
}

/// The person that a cancellation flow receives, if the site names a subscriber by this email and this id: a
/// [`crate::prosperstack::destination::Flow`].
#[wasm_bindgen(js_name = prosperFlow)]
#[must_use]
pub fn flow(asked: i32, email: i32, user_id: i32) -> i32 {
    DESTINATION
        .with(|destination| destination.flow(&Page, consent(asked), &Handle(email), &Handle(user_id)) as i32)
}

/// The relay answered a message: its status, or what [`crate::prosperstack::queue::Answer::of`]
/// says of none, and two headers.
#[wasm_bindgen(js_name = prosperAnswer)]
#[must_use]
#[allow(clippy::too_many_arguments)] // what an answer tells
pub fn answer(
    retry_after: i32,
    date: i32,
    ticket: i32,
    status: i32,
    dice: f64,
    ms: f64,
    wall: f64,
    online: i32,
) -> i32 {
    let response = Response { ticket, status, retry_after: Handle(retry_after), date: Handle(date), dice };
    DESTINATION.with(|destination| destination.answer(&Page, &response, now(ms, wall, online))).number()
}

/// A wait is over, or the network is back.
#[wasm_bindgen(js_name = prosperWake)]
#[must_use]
pub fn wake(ms: f64, wall: f64, online: i32) -> i32 {
    DESTINATION.with(|destination| destination.wake(&Page, now(ms, wall, online))).number()
}

/// The page is being hidden.
#[wasm_bindgen(js_name = prosperHide)]
#[must_use]
pub fn hide(ms: f64, wall: f64, online: i32) -> i32 {
    DESTINATION.with(|destination| destination.hide(&Page, now(ms, wall, online))).number()
}
