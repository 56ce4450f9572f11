//! The module of the ProfitWell destination with one export more, which panics: for the test of what a page makes
//! of a fault of ours.
#![cfg(target_arch = "wasm32")]

use wasm_bindgen::prelude::*;

pub use retention_destinations::page::profitwell::*;

#[global_allocator]
static NO_HEAP: retention_destinations::page::NoHeap = retention_destinations::page::NoHeap;

/// Panics.
///
/// # Panics
/// Always.
#[wasm_bindgen]
pub fn panic() {
    panic!("as the test asked");
}
