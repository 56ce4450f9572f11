//! What `debug` says of an identify to ProfitWell: a module of its own, which only the explanations hold.

use wasm_bindgen::prelude::*;

use crate::{
    page::handle::Handle,
    profitwell::{Code, diagnosis},
};

#[wasm_bindgen(module = "/src/page/diagnosis.js")]
extern "C" {
    fn say(code: i32, detail: i32);
}

/// Says what an identify call lacks that ended with `code`, the number of a [`Code`].
#[wasm_bindgen]
pub fn diagnose(values: i32, user_id: i32, traits: i32, code: i32) {
    let code = Code::of_number(code);
    let say = |code: Code, detail: &Handle| say(code.number(), detail.0);
    diagnosis::explain(&Handle(values), Handle(user_id), &Handle(traits), code, Handle::from, say);
}
