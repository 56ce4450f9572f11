//! No heap: nothing in a page allocates, and without this the standard allocator leaves its
//! assertions in the module although none of its code is called.

use std::alloc::{GlobalAlloc, Layout};

/// The global allocator of the page modules: it refuses everything.
#[derive(Debug)]
pub struct NoHeap;

#[allow(unsafe_code)]
// SAFETY: a null pointer is how an allocator refuses, and what was never given is never freed.
unsafe impl GlobalAlloc for NoHeap {
    unsafe fn alloc(&self, _: Layout) -> *mut u8 {
        core::ptr::null_mut()
    }

    unsafe fn dealloc(&self, _: *mut u8, _: Layout) {}
}
