//! A page with ProfitWell's destination.

use retention_destinations::{
    page::{profitwell, put},
    profitwell::{Code, settings::Setting},
};
use wasm_bindgen::JsValue;

use super::{js, seen};

/// The answer of all consent functions.
pub const YES: i32 = 2;

/// The calls that wait in the queue, as JSON.
pub fn queue() -> String {
    seen("[...(window.profitwell.q ?? [])].map((call) => [...call])")
}

pub fn scripts() -> String {
    seen("document.querySelectorAll('#profitwell-js').length")
}

/// The list of settings, of an object with setting names and `protocol`, `host`, `sameOrigin`.
pub fn settings(given: &str) -> JsValue {
    js(&format!(
        "((given) => [...{:?}, 'protocol', 'host', 'sameOrigin'].map((name) => given[name]))
            ({{ publicApiToken: 'pk 1/\u{e9}', customerIdTrait: 'stripeId', ...{given} }})",
        Setting::NAMES
    ))
}

pub fn load(settings: &JsValue) -> i32 {
    profitwell::load(put(settings), put(&JsValue::NULL), put(&js("{}")), YES, 0)
}

/// An event with these traits.
pub fn identify(settings: &JsValue, traits: &str) -> i32 {
    identify_as(settings, "'u'", traits)
}

pub fn identify_as(settings: &JsValue, user_id: &str, traits: &str) -> i32 {
    profitwell::identify(put(settings), put(&js(user_id)), put(&js(traits)), YES)
}

#[track_caller]
pub fn is(code: i32, expected: Code) {
    let name = Code::all().find(|known| known.number() == code);
    assert!(code == expected.number(), "{name:?} instead of {expected:?}");
}
