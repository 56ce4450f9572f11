//! No heap: nothing here allocates, and without this the standard allocator leaves its
//! assertions in the module although none of its code is called.

use std::alloc::{GlobalAlloc, Layout};

struct NoHeap;

#[global_allocator]
static NO_HEAP: NoHeap = NoHeap;

#[allow(unsafe_code)]
// SAFETY: a null pointer is how an allocator refuses, and what was never given is never freed.
unsafe impl GlobalAlloc for NoHeap {
    unsafe fn alloc(&self, _: Layout) -> *mut u8 {
        core::ptr::null_mut()
    }

    unsafe fn dealloc(&self, _: *mut u8, _: Layout) {}
}
