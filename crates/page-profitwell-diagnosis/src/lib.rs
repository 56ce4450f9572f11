//! The module that a page downloads only where its owner looks: what an identify lacks, without a heap.
#![cfg(target_arch = "wasm32")]

pub use retention_destinations::page::diagnosis::*;

#[global_allocator]
static NO_HEAP: retention_destinations::page::NoHeap = retention_destinations::page::NoHeap;
