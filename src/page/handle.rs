//! [`Value`] over a JavaScript value.

use wasm_bindgen::prelude::*;

use crate::{
    diagnosis::Flaw,
    value::{Kind, Slot, Value},
};

// Values stay in the table of values.js, and only their indices cross: no glue, nothing to free.
// Numbers cross as i32: for u32 the glue would convert each.

#[wasm_bindgen(module = "/src/page/values.js")]
extern "C" {
    fn kind(index: i32) -> i32;
    fn number(index: i32) -> f64;
    fn length(index: i32) -> i32;
    fn unit(index: i32, at: i32) -> i32;
    fn trimmed(index: i32) -> i32;
    fn keys(index: i32) -> i32;
    fn get(index: i32, name: i32) -> i32;
    fn item(list: i32, at: i32) -> i32;
    fn copied(index: i32) -> i32;
    fn keep(index: i32, slot: i32);
    fn same(one: i32, other: i32) -> i32;
}

#[wasm_bindgen(module = "/src/page/values.js")]
extern "C" {
    /// Puts a value in the table, for a caller of the exports in Rust; its index there.
    #[must_use]
    pub fn put(value: &JsValue) -> i32;
}

/// The index of a JavaScript value.
#[derive(Clone, Copy)]
pub(super) struct Handle(pub(super) i32);

/// For what is reported only: the complement of the flaw's number, at which the table holds nothing.
impl From<Flaw> for Handle {
    fn from(flaw: Flaw) -> Self {
        Handle(!(flaw as i32))
    }
}

impl PartialEq for Handle {
    fn eq(&self, other: &Self) -> bool {
        same(self.0, other.0) != 0
    }
}

impl Value for Handle {
    /// The slot is the index.
    type Kept = ();

    #[inline(never)]
    fn kind(&self) -> Kind {
        Kind::of_number(kind(self.0)).unwrap_or(Kind::Other)
    }

    fn number(&self) -> f64 {
        number(self.0)
    }

    fn length(&self) -> Option<u32> {
        u32::try_from(length(self.0)).ok()
    }

    fn units(&self) -> impl Iterator<Item = u16> {
        let index = self.0;
        (0..).map_while(move |at| u16::try_from(unit(index, at)).ok())
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

    fn item(&self, at: u32) -> Self {
        Handle(item(self.0, at.cast_signed()))
    }

    fn copied(&self) -> Self {
        Handle(copied(self.0))
    }

    fn keep(&self, slot: Slot) {
        keep(self.0, slot as i32);
    }

    fn recall(slot: Slot, (): &()) -> Self {
        Handle(slot as i32)
    }
}
