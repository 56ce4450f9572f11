//! The destinations: which email, whether to start, which property goes when; apart from any page.
//!
//! [`profitwell`] and [`prosperstack`] decide, natively tested; `page` (wasm32 only) performs what
//! was decided and holds the exports of the modules that a page downloads. Those are the packages
//! `page-profitwell` and `page-prosperstack`.

pub mod consent;
#[macro_use]
pub mod error;
pub mod identify;
#[cfg(feature = "profitwell")]
pub mod profitwell;
// Without its feature, too: the relay goes by the same rules, and has no page.
pub mod prosperstack;
pub mod value;

#[cfg(all(target_arch = "wasm32", any(feature = "profitwell", feature = "prosperstack")))]
pub mod page;
