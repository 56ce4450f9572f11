#![doc = include_str!("../README.md")]

#[cfg(any(feature = "profitwell", feature = "prosperstack"))]
pub mod consent;
#[macro_use]
pub mod error;
pub mod identify;
pub mod value;

#[cfg(feature = "api")]
pub mod api;
#[cfg(feature = "profitwell")]
pub mod profitwell;
#[cfg(any(feature = "prosperstack", feature = "relay"))]
pub mod prosperstack;

#[cfg(all(target_arch = "wasm32", any(feature = "profitwell", feature = "prosperstack")))]
pub mod browser;
#[cfg(all(target_arch = "wasm32", feature = "relay"))]
pub mod server;
#[cfg(all(target_arch = "wasm32", feature = "api"))]
pub mod worker;
