//! The module that a page downloads for the ProsperStack destination: its exports, without a heap.
#![cfg(target_arch = "wasm32")]

pub use retention_destinations::page::prosperstack::*;

#[global_allocator]
static NO_HEAP: retention_destinations::page::NoHeap = retention_destinations::page::NoHeap;
