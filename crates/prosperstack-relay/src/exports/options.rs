//! The options of `createRelay`, and why they are rejected.

use js_sys::Array;
use wasm_bindgen::prelude::*;

use crate::{
    Given,
    settings::{self, Target},
};

#[wasm_bindgen]
extern "C" {
    /// The owner's options: an object of ours, which holds what was found there.
    pub type Options;
    #[wasm_bindgen(method, getter)]
    fn url(this: &Options) -> JsValue;
    #[wasm_bindgen(method, getter, js_name = apiKey)]
    fn api_key(this: &Options) -> JsValue;
    #[wasm_bindgen(method, getter)]
    fn deliver(this: &Options) -> JsValue;
    #[wasm_bindgen(method, getter)]
    fn prosperstack(this: &Options) -> JsValue;
    #[wasm_bindgen(method, getter)]
    fn authenticate(this: &Options) -> JsValue;
    #[wasm_bindgen(method, getter)]
    fn allow(this: &Options) -> JsValue;
    #[wasm_bindgen(method, getter, js_name = allowedOrigins)]
    fn allowed_origins(this: &Options) -> JsValue;
    #[wasm_bindgen(method, getter)]
    fn seen(this: &Options) -> JsValue;
    #[wasm_bindgen(method, getter)]
    fn delivered(this: &Options) -> JsValue;
    #[wasm_bindgen(method, getter, js_name = rateLimit)]
    fn rate_limit(this: &Options) -> JsValue;
    #[wasm_bindgen(method, getter)]
    fn log(this: &Options) -> JsValue;
    #[wasm_bindgen(method, getter, js_name = timeoutMs)]
    fn timeout_ms(this: &Options) -> JsValue;

    /// A URL of JavaScript's.
    type URL;
    #[wasm_bindgen(method, getter)]
    fn href(this: &URL) -> String;
}

impl From<&JsValue> for Given {
    fn from(value: &JsValue) -> Self {
        if value.is_null() || value.is_undefined() {
            Given::Nothing
        } else if let Some(text) = value.as_string() {
            Given::Text(text)
        } else if let Some(number) = value.as_f64() {
            Given::Number(number)
        } else if let Some(flag) = value.as_bool() {
            Given::Flag(flag)
        } else if value.is_function() {
            Given::Function
        } else if let Some(list) = value.dyn_ref::<Array>() {
            Given::List(list.iter().map(|item| Given::from(&item)).collect())
        } else {
            Given::Other
        }
    }
}

impl From<&Options> for settings::Options {
    fn from(options: &Options) -> Self {
        let given = |value: JsValue| Given::from(&value);
        let address = |value: JsValue| match value.dyn_ref::<URL>() {
            Some(url) => Given::Text(url.href()),
            None => Given::from(&value),
        };
        settings::Options {
            prosperstack: options.prosperstack().is_object().then(|| Target {
                url: address(options.url()),
                api_key: given(options.api_key()),
                deliver: given(options.deliver()),
            }),
            authenticate: given(options.authenticate()),
            allow: given(options.allow()),
            allowed_origins: given(options.allowed_origins()),
            seen: given(options.seen()),
            delivered: given(options.delivered()),
            rate_limit: given(options.rate_limit()),
            log: given(options.log()),
            timeout_ms: given(options.timeout_ms()),
        }
    }
}

/// Why options are rejected.
#[wasm_bindgen(getter_with_clone)]
pub struct Rejection {
    /// The stable code.
    pub code: String,
    /// Which setting, and what would be right.
    pub text: String,
}

impl From<settings::Rejection> for Rejection {
    fn from(settings::Rejection { code, text }: settings::Rejection) -> Self {
        Rejection { code: code.to_owned(), text }
    }
}
