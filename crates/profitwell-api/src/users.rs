//! Manually added users. The history of a user is that of the
//! [subscriptions](crate::subscriptions::list).
//!
//! # Example: change and delete a user
//!
//! ```
//! # use profitwell_api::{Client, Error, Transport};
//! # async fn example<T: Transport>(client: Client<T>) -> Result<(), Error> {
//! client.users().update("user-1", "b@example.com").await?;
//! client.users().delete("user-1").await?;
//! # Ok(())
//! # }
//! ```

use serde_json::Value;

use crate::{
    Client, Error, Invalid, Request, Transport,
    json::object,
    operations::{self, Operation},
};

/// `PUT /v2/users/{user_id or user_alias}/`
///
/// # Errors
/// [`Invalid`] for an empty id or email.
pub fn update(user: &str, email: &str) -> Result<Request, Invalid> {
    if email.is_empty() {
        return Err(Invalid::new("email", "required"));
    }
    Ok(path(&operations::USERS_UPDATE, user)?.with_body(object([("email", email)])))
}

/// `DELETE /v2/users/{user_id or user_alias}/`
///
/// # Errors
/// [`Invalid`] for an empty id.
pub fn delete(user: &str) -> Result<Request, Invalid> {
    path(&operations::USERS_DELETE, user)
}

pub(super) fn path(operation: &'static Operation, user: &str) -> Result<Request, Invalid> {
    Request::new(operation).segment("user_id", user)
}

/// The requests about users: [`Client::users`].
#[derive(Debug)]
pub struct Users<'a, T>(&'a Client<T>);

impl<T> Client<T> {
    /// Manually added users.
    #[must_use]
    pub const fn users(&self) -> Users<'_, T> {
        Users(self)
    }
}

impl<T: Transport> Users<'_, T> {
    /// Changes the address of a user. No public source describes the answer.
    ///
    /// # Errors
    /// [`Error`] if the request cannot be sent, or the service rejects it.
    pub async fn update(&self, user: &str, email: &str) -> Result<Value, Error> {
        self.0.tell(&update(user, email)?).await
    }

    /// Removes a user with all subscriptions. The answer is mostly empty.
    ///
    /// # Errors
    /// [`Error`]. If no answer came to a first attempt, [`Error::NotFound`] of a second one may
    /// mean that the first was carried out.
    pub async fn delete(&self, user: &str) -> Result<Value, Error> {
        self.0.tell(&delete(user)?).await
    }
}
