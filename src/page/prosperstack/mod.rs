//! The `ProsperStack` destination in a page: performs what was decided.

mod exports;
mod page;

pub use exports::{answer, check, flow, hide, identify, load, observe, reset, set_consent, wake};
