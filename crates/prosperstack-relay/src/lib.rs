//! The owner's half: what a relay on the owner's server decides about a message of a page.
//!
//! A page cannot be trusted: whoever visits it can send anything. So nothing of a body is sent
//! on as it came. [`body`] reads it, [`message`] builds a new one from the identity of the
//! *session*, which the owner's own code names, and from those properties that the owner allows.
//! The relay therefore never trusts the page about whose message it is. [`exchange`] keeps the order of all that.
//!
//! Everything here is pure: the clock, the session and the answers of the other side come as
//! arguments. `exports` (wasm32 only) gives it to JavaScript; `js/server/relay.js` reads the request,
//! calls the owner's functions and sends.

pub mod address;
pub mod allow;
pub mod answer;
pub mod body;
pub mod exchange;
#[cfg(target_arch = "wasm32")]
pub mod exports;
pub mod gate;
pub mod given;
pub mod load;
pub mod message;
mod numeral;
pub mod outcome;
pub mod session;
pub mod settings;
pub mod surrogates;
pub mod time;
pub mod upstream;

pub use allow::Allow;
pub use answer::Answer;
pub use body::Incoming;
pub use exchange::{Event, Exchange, Relay, Step};
pub use gate::{Arrival, LARGEST_BODY};
pub use given::Given;
pub use message::Message;
pub use outcome::Outcome;
pub use session::Session;
pub use settings::{Options, Settings};
