//! The `ProsperStack` destination in a page: performs what was decided.

mod exports;
mod page;

use wasm_bindgen::prelude::*;

pub use exports::{answer, check, flow, hide, identify, load, observe, reset, set_consent, verdict, wake};

#[wasm_bindgen(module = "/src/page/prosperstack/delivery.js")]
extern "C" {
    /// Sets what becomes of reports, answers and waits, for a caller of the exports in Rust.
    pub fn bind(bindings: &JsValue);
}
