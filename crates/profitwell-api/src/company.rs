//! The account itself.
//!
//! # Example: the settings
//!
//! ```
//! # use profitwell_api::{Client, Error, Transport};
//! # async fn example<T: Transport>(client: Client<T>) -> Result<(), Error> {
//! let settings = client.company().settings().await?;
//! println!("{} in {}", settings.name, settings.currency);
//! # Ok(())
//! # }
//! ```

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{Client, Error, Request, Transport, operations};

/// The settings of an account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    /// The id of the account.
    pub id: String,
    /// The name of the account.
    pub name: String,
    /// The account's time zone, by its IANA name.
    pub timezone: String,
    /// The currency of the account's figures.
    pub currency: String,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// `GET /v2/company/settings/`
#[must_use]
pub fn settings() -> Request {
    Request::new(&operations::COMPANY_SETTINGS)
}

/// The requests about the account: [`Client::company`].
#[derive(Debug)]
pub struct Company<'a, T>(&'a Client<T>);

impl<T> Client<T> {
    /// Returns the accessor of the account.
    #[must_use]
    pub const fn company(&self) -> Company<'_, T> {
        Company(self)
    }
}

impl<T: Transport> Company<'_, T> {
    /// Returns the settings of the account.
    ///
    /// # Errors
    /// [`Error`] if the request cannot be sent, or the service rejects it.
    pub async fn settings(&self) -> Result<Settings, Error> {
        self.0.ask(&settings()).await
    }
}
