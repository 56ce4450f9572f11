//! The `ProfitWell` destination: what it decides, apart from any page.

pub mod cancellation;
pub mod code;
pub mod destination;
#[cfg(feature = "profitwell-diagnosis")]
pub mod diagnosis;
pub mod session;
pub mod settings;
pub mod snippet;

pub use crate::consent;
pub use code::Code;
pub use destination::{Destination, Page};
pub use settings::Settings;
