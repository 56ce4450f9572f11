//! The one request that goes to another host, with the public token: a customer was active.

use crate::{
    base_url::BaseUrl,
    client::outgoing,
    error::Invalid,
    json::object,
    operations::{CUSTOMER_EVENT, Operation},
    token::PublicToken,
    transport::Outgoing,
};

/// Reports that a customer was active: `POST /dotjs/v1/customer/event` at
/// `api.profitwell-events.com`, with `{"user_id"}`.
///
/// This takes the public token, and the private one is never sent to that host. That the token
/// goes into `Authorization`, as it does elsewhere, is inferred; no public source says so.
///
/// # Example: a customer was active
///
/// ```
/// # use profitwell_api::{Client, Error, Transport};
/// use profitwell_api::{CustomerEvent, PublicToken};
///
/// # async fn example<T: Transport>(client: Client<T>) -> Result<(), Error> {
/// let event = CustomerEvent::new(PublicToken::new("public token")?, "cus_1")?;
/// client.customer_event(&event).await?;
/// # Ok(())
/// # }
/// ```
///
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustomerEvent {
    token: PublicToken,
    user_id: String,
}

impl CustomerEvent {
    /// An event of the customer with this id.
    ///
    /// # Errors
    /// [`Invalid`] for an empty id.
    pub fn new(token: PublicToken, user_id: impl Into<String>) -> Result<Self, Invalid> {
        let user_id = user_id.into();
        if user_id.is_empty() {
            return Err(Invalid::new("user_id", "the id of a customer"));
        }
        Ok(CustomerEvent { token, user_id })
    }

    pub(super) fn outgoing(&self, host: &BaseUrl) -> Outgoing {
        let body = object([("user_id", self.user_id.as_str())]);
        // The path has no slash at its end.
        let Operation { method, path, .. } = CUSTOMER_EVENT;
        outgoing(method, format!("{host}{path}"), self.token.as_str(), &[], Some(&body))
    }
}
