//! What the client needs of the world: somebody who performs requests, a clock, and dice.

use std::{fmt, future::Future, time::Duration};

use crate::{error::TransportError, request::Method, response::Response};

/// A request on its way: everything that a transport needs to perform it.
///
/// `Debug` shows neither the headers, of which one is the token, nor the body.
#[derive(Clone)]
pub struct Outgoing {
    pub(super) method: Method,
    pub(super) url: String,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Option<String>,
    pub(super) timeout: Duration,
}

impl Outgoing {
    /// The method.
    #[must_use]
    pub fn method(&self) -> Method {
        self.method
    }

    /// The whole URL. It never holds a token.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// All headers, names in lower case, the token among them.
    #[must_use]
    pub fn headers(&self) -> &[(String, String)] {
        &self.headers
    }

    /// The body, which is JSON.
    #[must_use]
    pub fn body(&self) -> Option<&str> {
        self.body.as_deref()
    }

    /// How long the whole exchange may take, the body included.
    #[must_use]
    pub fn timeout(&self) -> Duration {
        self.timeout
    }
}

impl fmt::Debug for Outgoing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method.as_str(), self.url)
    }
}

/// Performs requests, reads the clock, waits and draws random numbers.
///
/// The client takes all four from here, so it runs the same natively, in a worker and under a
/// clock that a test turns. The futures need not be `Send`; where those of a transport are (as
/// with [`Native`](crate::native::Native)), the futures of its client are `Send` too.
#[allow(async_fn_in_trait)]
pub trait Transport {
    /// Performs one exchange, without following redirects and without trying again, within
    /// [`Outgoing::timeout`]. Dropping the future ends it.
    ///
    /// # Errors
    /// [`TransportError`] if no whole answer came. Whatever the status of an answer, it is not
    /// an error here.
    fn send(&self, request: &Outgoing) -> impl Future<Output = Result<Response, TransportError>>;

    /// The time since some moment that stays the same.
    fn now(&self) -> Duration;

    /// Waits.
    fn sleep(&self, time: Duration) -> impl Future<Output = ()>;

    /// A random number from 0 to 1, for the jitter of pauses.
    fn random(&self) -> f64;
}
