//! The destinations: which email, whether to start, which property goes when; apart from any page.
//!
//! [`profitwell`] and [`prosperstack`] decide, natively tested; `page` (wasm32 only) performs what
//! was decided and holds the exports of the modules that a page downloads. Those are the packages
//! `page-profitwell` and `page-prosperstack`.

#[macro_use]
mod border;
#[macro_use]
mod code;
#[macro_use]
pub mod settings;

pub mod consent;
pub mod diagnosis;
pub mod identify;
pub mod integrations;
#[cfg(any(feature = "profitwell", feature = "profitwell-diagnosis"))]
pub mod profitwell;
// Without its feature, too: the relay goes by the same rules, and has no page.
pub mod prosperstack;
pub mod value;

#[cfg(all(
    target_arch = "wasm32",
    any(feature = "profitwell", feature = "profitwell-diagnosis", feature = "prosperstack")
))]
pub mod page;
