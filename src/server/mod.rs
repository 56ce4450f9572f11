//! What servers in JavaScript get besides the API client: Node, Workers, Deno.
//!
//! Another build than a page's, with its own dependencies. `js/relay.js` reads the request, calls
//! the owner's functions and sends; what is decided is decided in
//! [`relay`](crate::prosperstack::relay).

mod relay;

pub use relay::{Incoming, Relay, outcomes, retry_after, upstream, wait};
