//! The half that runs in a page: performs what was decided.
//!
//! `page.js` holds the few lines that must be JavaScript: the queue stub needs `arguments`,
//! and whatever a page may make throw is caught there, because a throw that crosses the module
//! leaks its shadow stack. Bindings are declared by hand: the same calls through `web-sys` and
//! `js-sys` weigh several times more (see ARCHITECTURE.md).

#[cfg(feature = "profitwell")]
mod exports;
mod handle;
#[cfg(feature = "page")]
mod no_heap;
#[cfg(feature = "profitwell")]
mod page;
#[cfg(feature = "prosperstack")]
pub mod prosperstack;

#[cfg(feature = "profitwell")]
pub use exports::{check, flow, identify, load, reset, set_consent};
#[cfg(not(feature = "page"))]
pub use handle::put;
