//! The half that runs in a page: performs what was decided.
//!
//! The JavaScript files beside these hold what must be JavaScript: the queue stub needs `arguments`,
//! and whatever a page may make throw is caught there, because a throw that crosses the module
//! leaks its shadow stack. Bindings are declared by hand: the same calls through `web-sys` and
//! `js-sys` weigh several times more (see ARCHITECTURE.md).

#[cfg(feature = "profitwell-diagnosis")]
pub mod diagnosis;
mod exports;
mod handle;
mod no_heap;
#[cfg(feature = "profitwell")]
pub mod profitwell;
#[cfg(feature = "prosperstack")]
pub mod prosperstack;
mod snippets;

pub use exports::{allow, stricter};
pub use handle::put;
pub use no_heap::NoHeap;
