//! The exports that are the same for every destination: decisions about kinds of values.

use wasm_bindgen::prelude::*;

use crate::{consent::Answer, integrations, value::Kind};

/// The [`Answer`] of a page's number; no answer that there is means no.
pub(super) fn answer(number: i32) -> Answer {
    match Answer::of_number(number) {
        Some(answer) => answer,
        None => Answer::No,
    }
}

fn kind(number: i32) -> Kind {
    Kind::of_number(number).unwrap_or(Kind::Other)
}

/// Whether an `integrations` object leaves the destination on, by the [`Kind`] of its own entry and
/// of that of `All`.
#[wasm_bindgen]
#[must_use]
pub fn allow(own: i32, all: i32) -> i32 {
    integrations::allow(kind(own), kind(all)).into()
}

/// The stricter of an [`Answer`] and what a consent function gave, by its [`Kind`].
#[wasm_bindgen]
#[must_use]
pub fn stricter(asked: i32, given: i32) -> i32 {
    answer(asked).stricter(kind(given)) as i32
}
