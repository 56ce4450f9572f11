//! The real page of a browser suite. What a page is made of, and what is seen on it, is written
//! in JavaScript, as a site would write it.
#![allow(dead_code)] // each suite uses its own part

use js_sys::{Promise, eval};
use retention_destinations::{
    page::{self, put},
    profitwell::Code,
    profitwell::settings::Setting,
};
use wasm_bindgen::{JsCast, JsValue};

/// The answer of all consent functions.
pub const YES: i32 = 2;

/// The value of an expression.
pub fn js(expression: &str) -> JsValue {
    eval(&format!("({expression})")).unwrap_or_else(|thrown| panic!("{expression}: {thrown:?}"))
}

/// The value of an expression as JSON.
pub fn seen(expression: &str) -> String {
    js(&format!("JSON.stringify({expression}) ?? 'undefined'")).as_string().expect(expression)
}

/// The calls that wait in the queue, as JSON.
pub fn queue() -> String {
    seen("[...(window.profitwell.q ?? [])].map((call) => [...call])")
}

pub fn scripts() -> String {
    seen("document.querySelectorAll('#profitwell-js').length")
}

/// From now on the page's own policy refuses every script, so that no test reaches the vendor.
pub fn refuse_downloads() {
    js("document.head.appendChild(Object.assign(document.createElement('meta'), {
        httpEquiv: 'Content-Security-Policy',
        content: `script-src 'unsafe-eval' 'wasm-unsafe-eval'`,
    }))");
}

/// Waits until an expression is true.
pub async fn until(expression: &str) {
    let promise = js(&format!(
        "new Promise((resolve, reject) => {{
            const end = Date.now() + 15000;
            const look = () =>
                ({expression}) ? resolve() : Date.now() > end ? reject('never') : setTimeout(look, 5);
            look();
        }})"
    ));
    promise.unchecked_into::<Promise>().await.unwrap_or_else(|_| panic!("never: {expression}"));
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
    page::profitwell::load(put(settings), put(&JsValue::NULL), put(&js("{}")), YES, 0)
}

/// An event with these traits.
pub fn identify(settings: &JsValue, traits: &str) -> i32 {
    identify_as(settings, "'u'", traits)
}

pub fn identify_as(settings: &JsValue, user_id: &str, traits: &str) -> i32 {
    page::profitwell::identify(put(settings), put(&js(user_id)), put(&js(traits)), YES)
}

#[track_caller]
pub fn is(code: i32, expected: Code) {
    let name = Code::all().find(|known| known.number() == code);
    assert!(code == expected.number(), "{name:?} instead of {expected:?}");
}
