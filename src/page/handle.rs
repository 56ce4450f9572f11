//! [`Value`] over a JavaScript value.

use wasm_bindgen::prelude::*;

use crate::value::{Kind, Place, Value};

// Values stay in a list of page.js, and only their places in it cross: no glue, nothing to free.
// Numbers cross as i32: for u32 the glue would convert each.

#[wasm_bindgen(module = "/src/page/page.js")]
extern "C" {
    fn kind(value: i32) -> i32;
    fn number(value: i32) -> f64;
    fn length(value: i32) -> i32;
    fn unit(value: i32, index: i32) -> i32;
    fn trimmed(value: i32) -> i32;
    fn keys(value: i32) -> i32;
    fn get(value: i32, name: i32) -> i32;
    fn item(list: i32, index: i32) -> i32;
    fn keep(value: i32, place: i32) -> i32;
    fn same(one: i32, other: i32) -> i32;
}

#[wasm_bindgen(module = "/src/page/page.js")]
extern "C" {
    /// Puts a value in the list, for a caller of the exports in Rust; the place it has there.
    #[must_use]
    pub fn put(value: &JsValue) -> i32;
}

/// The place of a JavaScript value.
#[derive(Clone, Copy)]
pub(super) struct Handle(pub(super) i32);

impl PartialEq for Handle {
    fn eq(&self, other: &Self) -> bool {
        same(self.0, other.0) != 0
    }
}

impl Value for Handle {
    #[inline(never)]
    fn kind(&self) -> Kind {
        match kind(self.0) {
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

    fn number(&self) -> f64 {
        number(self.0)
    }

    fn length(&self) -> Option<u32> {
        u32::try_from(length(self.0)).ok()
    }

    fn units(&self) -> impl Iterator<Item = u16> {
        let value = self.0;
        (0..).map_while(move |index| u16::try_from(unit(value, index)).ok())
    }

    fn trimmed(&self) -> Self {
        Handle(trimmed(self.0))
    }

    fn keys(&self) -> Self {
        Handle(keys(self.0))
    }

    fn get(&self, name: &Self) -> Self {
        Handle(get(self.0, name.0))
    }

    fn item(&self, index: u32) -> Self {
        Handle(item(self.0, index.cast_signed()))
    }

    fn keep(&self, place: Place) -> Self {
        Handle(keep(self.0, place as i32))
    }
}
