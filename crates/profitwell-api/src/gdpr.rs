//! Anonymisation of customers, which cannot be undone; 20 requests a minute.
//!
//! # Example: anonymisation
//!
//! ```
//! # use profitwell_api::{Client, Error, Transport};
//! # async fn example<T: Transport>(client: Client<T>) -> Result<(), Error> {
//! client.gdpr().anonymize_by_email("a@example.com").await?;
//! client.gdpr().anonymize_by_customer_id("cus_1").await?;
//! # Ok(())
//! # }
//! ```

use serde_json::Value;

use crate::{Client, Error, Invalid, Request, Transport, operations};

/// `POST /v2/gdpr/anonymize_by_email/{email}/`
///
/// # Errors
/// [`Invalid`] for an empty address.
pub fn anonymize_by_email(email: &str) -> Result<Request, Invalid> {
    Request::new(&operations::GDPR_BY_EMAIL).segment("email", email)
}

/// `POST /v2/gdpr/anonymize_by_customer_id/{customer_id}/`
///
/// # Errors
/// [`Invalid`] for an empty id.
pub fn anonymize_by_customer_id(customer_id: &str) -> Result<Request, Invalid> {
    Request::new(&operations::GDPR_BY_CUSTOMER_ID).segment("customer_id", customer_id)
}

/// The requests about anonymisation: [`Client::gdpr`].
#[derive(Debug)]
pub struct Gdpr<'a, T>(&'a Client<T>);

impl<T> Client<T> {
    /// Anonymisation of customers.
    #[must_use]
    pub const fn gdpr(&self) -> Gdpr<'_, T> {
        Gdpr(self)
    }
}

impl<T: Transport> Gdpr<'_, T> {
    /// Anonymises every customer with this address. No public source describes the answer.
    ///
    /// # Errors
    /// [`Error`] if the request cannot be sent, or the service rejects it.
    pub async fn anonymize_by_email(&self, email: &str) -> Result<Value, Error> {
        self.0.tell(&anonymize_by_email(email)?).await
    }

    /// Anonymises the customer with this id. No public source describes the answer.
    ///
    /// # Errors
    /// [`Error`] if the request cannot be sent, or the service rejects it.
    pub async fn anonymize_by_customer_id(&self, customer_id: &str) -> Result<Value, Error> {
        self.0.tell(&anonymize_by_customer_id(customer_id)?).await
    }
}
