//! `ProsperStack`: what is decided, apart from any page or server. The destination is the page's
//! half (feature `prosperstack`), the relay the owner's (feature `relay`).

#[cfg(feature = "prosperstack")]
pub mod code;
#[cfg(feature = "prosperstack")]
pub mod destination;
#[cfg(feature = "prosperstack")]
mod draft;
#[cfg(feature = "prosperstack")]
pub mod message;
#[cfg(feature = "prosperstack")]
pub mod properties;
#[cfg(feature = "prosperstack")]
pub mod queue;
#[cfg(feature = "relay")]
pub mod relay;
#[cfg(feature = "prosperstack")]
pub mod settings;

#[cfg(feature = "prosperstack")]
pub use code::Code;
#[cfg(feature = "prosperstack")]
pub use destination::{Destination, Page};
#[cfg(feature = "prosperstack")]
pub use settings::Settings;
