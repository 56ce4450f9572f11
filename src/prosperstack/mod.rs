//! The `ProsperStack` destination: what it decides, apart from any page or server.

#[cfg(feature = "relay")]
pub mod relay;
