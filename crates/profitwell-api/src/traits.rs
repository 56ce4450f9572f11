//! Customer traits: labels by which an account's customers are segmented.
//!
//! At most 20 requests a minute, and 100 traits per category; case does not count. The service
//! shows them after 2 to 3 hours (paddle.com/help, custom traits).
//!
//! # Example: a trait of a customer
//!
//! ```
//! # use profitwell_api::{Client, Error, Transport};
//! use profitwell_api::traits::Who;
//!
//! # async fn example<T: Transport>(client: Client<T>) -> Result<(), Error> {
//! let who = Who::Email("a@example.com".into());
//! client.traits().set(&who, "Team", "Red").await?;
//! client.traits().remove(&who, "Team", "Red").await?;
//! client.traits().remove_category("Team").await?;
//! let traits = client.traits().of_customer("cus_1").await?;
//! # Ok(())
//! # }
//! ```

use serde::Serialize;
use serde_json::Value;

use crate::{
    Client, Error, Invalid, Request, Transport,
    json::object,
    operations::{self, Operation},
};

/// Whose trait.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Who {
    /// The customer with this id.
    CustomerId(String),
    /// Every customer with this address.
    Email(String),
}

/// `GET /v2/customer_traits/customer/{customer_id}/`
///
/// # Errors
/// [`Invalid`] for an empty id.
pub fn of_customer(customer_id: &str) -> Result<Request, Invalid> {
    Request::new(&operations::TRAITS_OF_CUSTOMER).segment("customer_id", customer_id)
}

/// `PUT /v2/customer_traits/trait/`
///
/// # Errors
/// [`Invalid`] for an empty string.
pub fn set(who: &Who, category: &str, name: &str) -> Result<Request, Invalid> {
    one(&operations::TRAITS_SET, who, category, name)
}

/// `DELETE /v2/customer_traits/trait/`, with a body.
///
/// # Errors
/// [`Invalid`] for an empty string.
pub fn remove(who: &Who, category: &str, name: &str) -> Result<Request, Invalid> {
    one(&operations::TRAITS_REMOVE, who, category, name)
}

/// `DELETE /v2/customer_traits/category/`, with a body.
///
/// # Errors
/// [`Invalid`] for an empty string.
pub fn remove_category(category: &str) -> Result<Request, Invalid> {
    required("category", category)?;
    let request = Request::new(&operations::TRAITS_REMOVE_CATEGORY);
    Ok(request.with_body(object([("category", category)])))
}

fn one(operation: &'static Operation, who: &Who, category: &str, name: &str) -> Result<Request, Invalid> {
    let (field, id) = match who {
        Who::CustomerId(id) => ("customer_id", id),
        Who::Email(email) => ("email", email),
    };
    required(field, id)?;
    required("category", category)?;
    required("trait", name)?;
    let body = object([(field, id.as_str()), ("category", category), ("trait", name)]);
    Ok(Request::new(operation).with_body(body))
}

fn required(field: &'static str, text: &str) -> Result<(), Invalid> {
    if text.is_empty() { Err(Invalid::new(field, "required")) } else { Ok(()) }
}

/// The requests about traits: [`Client::traits`].
#[derive(Debug)]
pub struct Traits<'a, T>(&'a Client<T>);

impl<T> Client<T> {
    /// Customer traits.
    #[must_use]
    pub const fn traits(&self) -> Traits<'_, T> {
        Traits(self)
    }
}

impl<T: Transport> Traits<'_, T> {
    /// The traits of a customer. No public source describes the answer.
    ///
    /// # Errors
    /// [`Error`] if the request cannot be sent, or the service rejects it.
    pub async fn of_customer(&self, customer_id: &str) -> Result<Value, Error> {
        self.0.tell(&of_customer(customer_id)?).await
    }

    /// Gives a customer a trait. No public source describes the answer.
    ///
    /// # Errors
    /// [`Error`]; [`Error::Validation`] with the words "Customer already has trait" if so: a
    /// client in production (httptoolkit/accounts) takes that for success. A new customer may
    /// be unknown here for hours.
    pub async fn set(&self, who: &Who, category: &str, name: &str) -> Result<Value, Error> {
        self.0.tell(&set(who, category, name)?).await
    }

    /// Takes a trait from a customer. No public source describes the answer.
    ///
    /// # Errors
    /// [`Error`] if the request cannot be sent, or the service rejects it.
    pub async fn remove(&self, who: &Who, category: &str, name: &str) -> Result<Value, Error> {
        self.0.tell(&remove(who, category, name)?).await
    }

    /// Removes a category with all its traits. No public source describes the answer.
    ///
    /// # Errors
    /// [`Error`] if the request cannot be sent, or the service rejects it.
    pub async fn remove_category(&self, category: &str) -> Result<Value, Error> {
        self.0.tell(&remove_category(category)?).await
    }
}
