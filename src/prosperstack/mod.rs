//! The `ProsperStack` destination: what it decides, apart from any page.

pub mod code;
pub mod destination;
mod draft;
pub mod message;
pub mod properties;
pub mod queue;
pub mod secret;
pub mod settings;

pub use code::Code;
pub use destination::{Destination, Page};
pub use settings::Settings;
