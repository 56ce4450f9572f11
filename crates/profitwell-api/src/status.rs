//! Whether the service is up and takes the token.

use crate::{Client, Error, Request, Transport, operations};

/// `GET /v2/api-status/`
#[must_use]
pub fn check() -> Request {
    Request::new(&operations::STATUS)
}

impl<T: Transport> Client<T> {
    /// Whether the service is up and takes the token: `Ok` if so.
    ///
    /// # Errors
    /// [`Error`]; [`Error::Unauthorized`] for a wrong token.
    pub async fn check(&self) -> Result<(), Error> {
        self.call(&check()).await.map(drop)
    }
}
