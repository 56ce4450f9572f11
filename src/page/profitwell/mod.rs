//! The `ProfitWell` destination in a page: performs what was decided.

mod exports;
mod page;

pub use exports::{check, flow, identify, load, reset, set_consent, started, verdict};
