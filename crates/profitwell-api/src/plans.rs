//! Manually added plans.
//!
//! # Example: create and rename a plan
//!
//! ```
//! # use profitwell_api::{Client, Error, Transport};
//! # async fn example<T: Transport>(client: Client<T>) -> Result<(), Error> {
//! let plan = client.plans().create("pro", "Pro").await?;
//! client.plans().update(&plan.id, "Professional").await?;
//! assert_eq!(client.plans().get("pro").await?.name, "Professional");
//! println!("{} plans", client.plans().list().await?.len());
//! # Ok(())
//! # }
//! ```

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{Client, Error, Invalid, Request, Transport, json::object, operations};

/// A plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// The id of the plan.
    pub id: String,
    /// The name of the plan.
    pub name: String,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// `GET /v2/plans/`
#[must_use]
pub fn list() -> Request {
    Request::new(&operations::PLANS_LIST)
}

/// `GET /v2/plans/{id}/`
///
/// # Errors
/// [`Invalid`] for an empty id.
pub fn get(id: &str) -> Result<Request, Invalid> {
    Request::new(&operations::PLANS_GET).segment("id", id)
}

/// `POST /v2/plans/`
///
/// # Errors
/// [`Invalid`] for an empty id or name.
pub fn create(id: &str, name: &str) -> Result<Request, Invalid> {
    // A plan that no path could name would be there for good.
    get(id)?;
    Ok(Request::new(&operations::PLANS_CREATE).with_body(object([("id", id), ("name", named(name)?)])))
}

/// `PUT /v2/plans/{id}/`
///
/// # Errors
/// [`Invalid`] for an empty id or name.
pub fn update(id: &str, name: &str) -> Result<Request, Invalid> {
    let request = Request::new(&operations::PLANS_UPDATE).segment("id", id)?;
    Ok(request.with_body(object([("name", named(name)?)])))
}

fn named(name: &str) -> Result<&str, Invalid> {
    if name.is_empty() { Err(Invalid::new("name", "required")) } else { Ok(name) }
}

/// The requests about plans: [`Client::plans`]. All of them count against 1,000 a day.
#[derive(Debug)]
pub struct Plans<'a, T>(&'a Client<T>);

impl<T> Client<T> {
    /// Manually added plans.
    #[must_use]
    pub const fn plans(&self) -> Plans<'_, T> {
        Plans(self)
    }
}

impl<T: Transport> Plans<'_, T> {
    /// Returns all manually added plans.
    ///
    /// # Errors
    /// [`Error`] if the request cannot be sent, or the service rejects it.
    pub async fn list(&self) -> Result<Vec<Plan>, Error> {
        self.0.ask(&list()).await
    }

    /// Returns one plan.
    ///
    /// # Errors
    /// [`Error`] if the request cannot be sent, or the service rejects it.
    pub async fn get(&self, id: &str) -> Result<Plan, Error> {
        self.0.ask(&get(id)?).await
    }

    /// Creates a plan.
    ///
    /// # Errors
    /// [`Error`] if the request cannot be sent, or the service rejects it.
    pub async fn create(&self, id: &str, name: &str) -> Result<Plan, Error> {
        self.0.ask(&create(id, name)?).await
    }

    /// Renames a plan.
    ///
    /// # Errors
    /// [`Error`] if the request cannot be sent, or the service rejects it.
    pub async fn update(&self, id: &str, name: &str) -> Result<Plan, Error> {
        self.0.ask(&update(id, name)?).await
    }
}
