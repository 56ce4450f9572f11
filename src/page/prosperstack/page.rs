//! [`Page`] and [`Trait`] over the real page.

use wasm_bindgen::prelude::*;

use crate::{
    diagnosis::Flaw,
    page::handle::Handle,
    prosperstack::{
        self, Code,
        properties::{Conversion, Trait},
        queue::End,
    },
};

#[wasm_bindgen(module = "/src/page/prosperstack/traits.js")]
extern "C" {
    fn own(index: i32, name: i32) -> i32;
    #[wasm_bindgen(js_name = isList)]
    fn is_list(index: i32) -> i32;
    fn holds(list: i32, item: i32) -> i32;
    fn convert(index: i32, to: i32) -> i32;
    fn list() -> i32;
    fn push(list: i32, item: i32);
}

#[wasm_bindgen(module = "/src/page/prosperstack/properties.js")]
extern "C" {
    fn size(name: i32, index: i32) -> i32;
    fn fits(name: i32, size: i32, most: i32, most_bytes: i32) -> i32;
    #[wasm_bindgen(js_name = makeRoom)]
    fn make_room() -> i32;
    fn told(name: i32) -> i32;
    fn store(name: i32, index: i32, nested: i32, waits: i32);
    fn waiting() -> i32;
}

#[wasm_bindgen(module = "/src/page/prosperstack/messages.js")]
extern "C" {
    fn halt();
    fn compose(slot: i32, most: i32, wall: f64);
    fn settle(slot: i32, end: i32);
}

#[wasm_bindgen(module = "/src/page/prosperstack/delivery.js")]
extern "C" {
    fn endpoint() -> i32;
    #[wasm_bindgen(js_name = sendTo)]
    fn send_to(settings: i32);
    fn clear();
    fn post(slot: i32, ticket: i32);
    fn wake(after_ms: f64);
    fn report(code: i32, detail: i32);
}

impl Trait for Handle {
    fn own(&self, name: &Self) -> Self {
        Handle(own(self.0, name.0))
    }

    fn is_list(&self) -> bool {
        is_list(self.0) != 0
    }

    fn holds(&self, item: &Self) -> bool {
        holds(self.0, item.0) != 0
    }

    fn convert(&self, to: Conversion) -> Self {
        Handle(convert(self.0, to as i32))
    }
}

/// The page that this module runs in.
pub(super) struct Page;

impl prosperstack::Page<Handle> for Page {
    fn endpoint(&self) -> Handle {
        Handle(endpoint())
    }

    fn connect(&self, settings: &Handle) {
        send_to(settings.0);
    }

    fn list(&self) -> Handle {
        Handle(list())
    }

    fn push(&self, list: &Handle, item: &Handle) {
        push(list.0, item.0);
    }

    fn size(&self, name: &Handle, value: &Handle) -> u32 {
        size(name.0, value.0).cast_unsigned()
    }

    fn fits(&self, name: &Handle, size: u32, most: u32, most_bytes: u32) -> bool {
        fits(name.0, size.cast_signed(), most.cast_signed(), most_bytes.cast_signed()) != 0
    }

    fn make_room(&self) -> bool {
        make_room() != 0
    }

    fn told(&self, name: &Handle) -> Handle {
        Handle(told(name.0))
    }

    fn store(&self, name: &Handle, value: &Handle, nested: bool, waits: bool) {
        store(name.0, value.0, nested.into(), waits.into());
    }

    fn waiting(&self) -> bool {
        waiting() != 0
    }

    fn clear(&self) {
        clear();
    }

    fn halt(&self) {
        halt();
    }

    fn compose(&self, slot: u8, most: u32, wall: f64) {
        compose(slot.into(), most.cast_signed(), wall);
    }

    fn post(&self, slot: u8, ticket: i32) {
        post(slot.into(), ticket);
    }

    fn settle(&self, slot: u8, end: End) {
        settle(slot.into(), end as i32);
    }

    fn wake(&self, after_ms: f64) {
        wake(after_ms);
    }

    fn flaw(&self, flaw: Flaw) -> Handle {
        flaw.into()
    }

    fn say(&self, code: Code, detail: &Handle) {
        report(code.number(), detail.0);
    }
}
