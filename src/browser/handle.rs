//! [`Value`] over a handle to a JavaScript value.

use wasm_bindgen::prelude::*;

use crate::value::{Kind, Value};

// Numbers cross as i32: for u32 the glue adds a conversion to each.

#[wasm_bindgen(module = "/src/browser/page.js")]
extern "C" {
    fn unit(text: &JsValue, index: i32) -> i32;
    fn trimmed(value: &JsValue) -> JsValue;
    fn keys(value: &JsValue) -> JsValue;
    fn get(value: &JsValue, names: &JsValue, item: i32) -> JsValue;
    #[wasm_bindgen(js_name = itemKind)]
    fn item_kind(list: &JsValue, item: i32) -> i32;
    #[wasm_bindgen(js_name = itemNumber)]
    fn item_number(list: &JsValue, item: i32) -> f64;
    #[wasm_bindgen(js_name = itemUnit)]
    fn item_unit(list: &JsValue, item: i32, index: i32) -> i32;
}

/// A JavaScript value.
#[derive(Clone, PartialEq)]
pub(super) struct Handle(pub(super) JsValue);

impl Value for Handle {
    fn unit(&self, index: u32) -> Option<u16> {
        u16::try_from(unit(&self.0, index.cast_signed())).ok()
    }

    fn trimmed(&self) -> Self {
        Handle(trimmed(&self.0))
    }

    fn keys(&self) -> Self {
        Handle(keys(&self.0))
    }

    fn get(&self, names: &Self, item: u32) -> Self {
        Handle(get(&self.0, &names.0, item.cast_signed()))
    }

    fn item_kind(&self, item: u32) -> Kind {
        match item_kind(&self.0, item.cast_signed()) {
            0 => Kind::Undefined,
            1 => Kind::Null,
            2 => Kind::False,
            3 => Kind::True,
            4 => Kind::Text,
            5 => Kind::Function,
            6 => Kind::Promise,
            _ => Kind::Other,
        }
    }

    fn item_number(&self, item: u32) -> f64 {
        item_number(&self.0, item.cast_signed())
    }

    fn item_unit(&self, item: u32, index: u32) -> Option<u16> {
        u16::try_from(item_unit(&self.0, item.cast_signed(), index.cast_signed())).ok()
    }
}
