#![doc = include_str!("../README.md")]

pub mod error;
pub mod identify;
pub mod value;

#[cfg(feature = "api")]
pub mod api;
#[cfg(feature = "profitwell")]
pub mod profitwell;
#[cfg(feature = "relay")]
pub mod prosperstack;

#[cfg(all(target_arch = "wasm32", feature = "profitwell"))]
pub mod browser;
#[cfg(all(target_arch = "wasm32", feature = "relay"))]
pub mod server;
#[cfg(all(target_arch = "wasm32", feature = "api"))]
pub mod worker;
