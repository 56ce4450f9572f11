//! Subscriptions of manually added customers.
//!
//! # Example: a subscription from beginning to end
//!
//! With both aliases an attempt that got no answer is looked up before it is repeated.
//!
//! ```
//! # use profitwell_api::{Client, Error, Transport};
//! use profitwell_api::{Cents, ChurnType, PlanInterval, UnixSeconds, subscriptions::{Change, NewSubscription}};
//!
//! # async fn example<T: Transport>(client: Client<T>) -> Result<(), Error> {
//! let january = UnixSeconds::new(1_514_764_800);
//! let new = NewSubscription {
//!     user_alias: Some("user-1".into()),
//!     subscription_alias: Some("subscription-1".into()),
//!     ..NewSubscription::new("a@example.com", "pro", PlanInterval::Month, Cents::new(5000), january)
//! };
//! let created = client.subscriptions().create(&new).await?;
//! let yearly = Change {
//!     plan_id: "pro".into(),
//!     plan_interval: PlanInterval::Year,
//!     value: Cents::new(50_000),
//!     effective_date: UnixSeconds::new(1_517_443_200),
//!     status: None,
//! };
//! client.subscriptions().update(&created.subscription_id, &yearly).await?;
//! let march = UnixSeconds::new(1_519_862_400);
//! client.subscriptions().churn("subscription-1", march, Some(&ChurnType::Voluntary)).await?;
//! client.subscriptions().unchurn("subscription-1").await?;
//! for item in client.subscriptions().list("user-1").await? {
//!     println!("{} {} {}", item.effective_date, item.plan_id, item.status);
//! }
//! # Ok(())
//! # }
//! ```

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{
    Cents, ChurnType, Client, Currency, Error, Invalid, PlanInterval, Request, Response, Status, Transport,
    UnixSeconds,
    operations::{self, Operation},
    request::fields,
    retry::Repeat,
    users,
};

/// The most characters an alias may have (profitwellapiv2.docs.apiary.io).
pub const LONGEST_ALIAS: usize = 36;

/// A subscription, or one change of it in the history of a user.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Subscription {
    /// The service's id of the user, `pwu_…`.
    pub user_id: String,
    /// The service's id of the subscription, `pws_…`.
    pub subscription_id: String,
    /// Your id of the user.
    #[serde(default)]
    pub user_alias: Option<String>,
    /// Your id of the subscription.
    #[serde(default)]
    pub subscription_alias: Option<String>,
    /// The user's address, or any other string.
    pub email: String,
    /// The plan.
    pub plan_id: String,
    /// How often it is paid.
    pub plan_interval: PlanInterval,
    /// In which currency.
    pub plan_currency: Currency,
    /// Its state from `effective_date` on.
    pub status: Status,
    /// The whole amount per interval.
    pub value: Cents,
    /// The time from which the change applies.
    pub effective_date: UnixSeconds,
    /// Further facts, such as `churn_type`.
    #[serde(default)]
    pub meta: Map<String, Value>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// A subscription to be created.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NewSubscription {
    /// The service's id of the user, for another subscription of the same one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id: Option<String>,
    /// Your id of the user, at most 36 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_alias: Option<String>,
    /// Your id of the subscription: at most 36 characters, unique in the whole account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subscription_alias: Option<String>,
    /// The user's address, or any other string; it identifies no user.
    pub email: String,
    /// The plan; made if there is none of this id.
    pub plan_id: String,
    /// How often it is paid.
    pub plan_interval: PlanInterval,
    /// In which currency; the service assumes `usd`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan_currency: Option<Currency>,
    /// `active`, which the service assumes, or `trialing`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
    /// The whole amount per interval, also where the first is prorated; 0 in a trial.
    pub value: Cents,
    /// When it begins or began.
    pub effective_date: UnixSeconds,
}

impl NewSubscription {
    /// A subscription with what is required of one; set the other fields as needed.
    pub fn new(
        email: impl Into<String>,
        plan_id: impl Into<String>,
        plan_interval: PlanInterval,
        value: Cents,
        effective_date: UnixSeconds,
    ) -> Self {
        NewSubscription {
            user_id: None,
            user_alias: None,
            subscription_alias: None,
            email: email.into(),
            plan_id: plan_id.into(),
            plan_interval,
            plan_currency: None,
            status: None,
            value,
            effective_date,
        }
    }
}

/// The new values of a subscription: an upgrade, a downgrade, another plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// The plan from then on.
    pub plan_id: String,
    /// How often it is paid.
    pub plan_interval: PlanInterval,
    /// The whole amount per interval.
    pub value: Cents,
    /// From when on.
    pub effective_date: UnixSeconds,
    /// `active` ends a trial; sources disagree on what else is taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
}

/// `GET /v2/users/{user_id or user_alias}/`: the history of a user's subscriptions.
///
/// # Errors
/// [`Invalid`] for an empty id.
pub fn list(user: &str) -> Result<Request, Invalid> {
    users::path(&operations::SUBSCRIPTIONS_LIST, user)
}

/// `POST /v2/subscriptions/`
///
/// With a `subscription_alias` and the `user_alias` or `user_id`, and only then, it can be found
/// out whether an attempt without an answer was carried out.
///
/// # Errors
/// [`Invalid`] for an alias that is empty or longer than 36 characters, an empty email or plan,
/// a currency that is not a code in lower case, a trial with a value, a date in milliseconds.
pub fn create(new: &NewSubscription) -> Result<Request, Invalid> {
    for (field, alias) in [("subscription_alias", &new.subscription_alias), ("user_alias", &new.user_alias)] {
        if alias.as_ref().is_some_and(|it| it.is_empty() || it.chars().count() > LONGEST_ALIAS) {
            return Err(Invalid::new(field, "1 to 36 characters"));
        }
    }
    for (field, text) in [("email", &new.email), ("plan_id", &new.plan_id)] {
        if text.is_empty() {
            return Err(Invalid::new(field, "required"));
        }
    }
    if let Some(currency) = &new.plan_currency {
        Currency::new(currency.as_str())?;
    }
    if new.status == Some(Status::Trialing) && new.value.get() != 0 {
        return Err(Invalid::new("value", "0 for a trial"));
    }
    new.effective_date.checked("effective_date")?;
    let known = new.user_alias.is_some() || new.user_id.is_some();
    let mut request = Request::new(&operations::SUBSCRIPTIONS_CREATE).with_body(fields(new));
    if known && new.subscription_alias.is_some() {
        request.repeat = Repeat::LookUp;
    }
    Ok(request)
}

/// Where the subscription of a [`create()`] that got no answer would be found.
pub(super) fn look_up(create: &Request) -> Result<Request, Invalid> {
    let field = |name| create.body.as_ref()?.get(name)?.as_str();
    list(field("user_alias").or(field("user_id")).unwrap_or_default())
}

/// The subscription of a [`create()`] in the history of its user.
pub(super) fn find(create: &Request, history: &Response) -> Option<Response> {
    let alias = create.body.as_ref()?.get("subscription_alias")?.as_str();
    let Value::Array(history) = history.json() else { return None };
    let found =
        history.iter().find(|item| item.get("subscription_alias").and_then(Value::as_str) == alias)?;
    Some(Response { status: 200, headers: Vec::new(), body: found.to_string().into_bytes() })
}

/// `PUT /v2/subscriptions/{subscription_id or subscription_alias}/`
///
/// # Errors
/// [`Invalid`] for an empty id or plan, and a date in milliseconds.
pub fn update(subscription: &str, change: &Change) -> Result<Request, Invalid> {
    if change.plan_id.is_empty() {
        return Err(Invalid::new("plan_id", "required"));
    }
    change.effective_date.checked("effective_date")?;
    Ok(path(&operations::SUBSCRIPTIONS_UPDATE, subscription)?.with_body(fields(change)))
}

/// `DELETE /v2/subscriptions/{subscription_id or subscription_alias}/?effective_date=…&churn_type=…`
///
/// # Errors
/// [`Invalid`] for an empty id.
pub fn churn(
    subscription: &str,
    effective_date: UnixSeconds,
    churn_type: Option<&ChurnType>,
) -> Result<Request, Invalid> {
    effective_date.checked("effective_date")?;
    Ok(path(&operations::SUBSCRIPTIONS_CHURN, subscription)?
        .with_query("effective_date", effective_date.to_string())
        .maybe_query("churn_type", churn_type))
}

/// `PUT /v2/unchurn/{subscription_id or subscription_alias}/`
///
/// # Errors
/// [`Invalid`] for an empty id.
pub fn unchurn(subscription: &str) -> Result<Request, Invalid> {
    path(&operations::SUBSCRIPTIONS_UNCHURN, subscription)
}

fn path(operation: &'static Operation, subscription: &str) -> Result<Request, Invalid> {
    Request::new(operation).segment("subscription_id", subscription)
}

/// The requests about subscriptions: [`Client::subscriptions`].
#[derive(Debug)]
pub struct Subscriptions<'a, T>(&'a Client<T>);

impl<T> Client<T> {
    /// Subscriptions of manually added customers.
    #[must_use]
    pub const fn subscriptions(&self) -> Subscriptions<'_, T> {
        Subscriptions(self)
    }
}

impl<T: Transport> Subscriptions<'_, T> {
    /// The history of a user's subscriptions, by the `user_id` or `user_alias`.
    ///
    /// # Errors
    /// [`Error`]; [`Error::NotFound`] for an unknown user.
    pub async fn list(&self, user: &str) -> Result<Vec<Subscription>, Error> {
        self.0.ask(&list(user)?).await
    }

    /// Creates a subscription.
    ///
    /// For the same user, wait for one to be created before you create the next; the service
    /// asks for that. Where no answer comes and the request has the aliases that [`create()`]
    /// speaks of, the subscription is looked up by its alias: if there is one it is what this
    /// returns, else it is sent again.
    ///
    /// # Errors
    /// [`Error`] if the request cannot be sent, or the service rejects it.
    pub async fn create(&self, new: &NewSubscription) -> Result<Subscription, Error> {
        self.0.ask(&create(new)?).await
    }

    /// Changes a subscription.
    ///
    /// # Errors
    /// [`Error`] if the request cannot be sent, or the service rejects it.
    pub async fn update(&self, subscription: &str, change: &Change) -> Result<Subscription, Error> {
        self.0.ask(&update(subscription, change)?).await
    }

    /// Ends a subscription. The answer is the subscription, or nothing: sources disagree.
    ///
    /// # Errors
    /// [`Error`]. If no answer came to a first attempt, an error of a second one may mean that
    /// the first was carried out.
    pub async fn churn(
        &self,
        subscription: &str,
        effective_date: UnixSeconds,
        churn_type: Option<&ChurnType>,
    ) -> Result<Option<Subscription>, Error> {
        let response = self.0.call(&churn(subscription, effective_date, churn_type)?).await?;
        if response.body.is_empty() {
            return Ok(None);
        }
        self.0.decode(&response)
    }

    /// Takes the end of a subscription back, as though it had never churned. No public source
    /// describes the answer.
    ///
    /// # Errors
    /// [`Error`] if the request cannot be sent, or the service rejects it.
    pub async fn unchurn(&self, subscription: &str) -> Result<Value, Error> {
        self.0.tell(&unchurn(subscription)?).await
    }
}
