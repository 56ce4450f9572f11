//! One row to the service, and what became of it.

use profitwell_api::{
    Client, Error, TransportErrorKind,
    subscriptions::{self, NewSubscription, Subscription},
};

use super::throttle::Watched;
use crate::failure::{Exit, Failure};

/// What became of a row.
pub enum Fate {
    Created,
    /// The service had it, with the same content.
    There,
    /// The service had its alias with another content, and such rows are to be skipped.
    Skipped,
    /// The service has decided: not this one.
    Rejected(Failure),
    /// It may be the row, or the service.
    Undecided(Failure),
    /// No other row would fare better.
    Hopeless(Failure),
}

/// What the rows under way have in common.
pub struct Sender {
    pub client: Client<Watched>,
    /// Rows whose alias the service has with another content are skipped instead of failed.
    pub skip_existing: bool,
}

impl Sender {
    /// Sends a row; one that may have been sent before is looked up first.
    pub async fn post(&self, new: &NewSubscription, in_doubt: bool) -> Fate {
        if in_doubt {
            match self.find(new).await {
                Ok(Found::Nothing) => {}
                Ok(found) => return found.fate(Fate::There, self.skip_existing),
                Err(fate) => return fate,
            }
        }
        let request = match subscriptions::create(new) {
            Ok(request) => request,
            Err(invalid) => return Fate::Rejected(invalid.into()),
        };
        match self.client.call(&request).await {
            Ok(answer) => {
                let made = serde_json::from_slice::<Subscription>(&answer.body);
                if made.is_ok_and(|made| made.subscription_alias == new.subscription_alias) {
                    return Fate::Created;
                }
                match self.find(new).await {
                    Ok(Found::Nothing) | Err(Fate::Rejected(_)) => Fate::Undecided(unexpected(
                        "is not the subscription",
                        answer.status,
                        &self.client.excerpt(&answer),
                    )),
                    Ok(found) => found.fate(Fate::Created, self.skip_existing),
                    Err(fate) => fate,
                }
            }
            // It may exist already: by another program, or by an attempt that came through late.
            Err(error @ Error::Validation { .. }) => match self.find(new).await {
                Ok(Found::Nothing) | Err(Fate::Rejected(_)) => fate(error),
                Ok(found) => found.fate(Fate::There, self.skip_existing),
                Err(fate) => fate,
            },
            Err(error) => fate(error),
        }
    }

    /// Looks for the alias of a row in the history of its user.
    async fn find(&self, new: &NewSubscription) -> Result<Found, Fate> {
        let user = new.user_alias.as_deref().or(new.user_id.as_deref()).unwrap_or_default();
        let request = subscriptions::list(user).map_err(|invalid| Fate::Rejected(invalid.into()))?;
        let answer = match self.client.call(&request).await {
            Ok(answer) => answer,
            // A user who is not there has no subscription.
            Err(Error::NotFound { .. }) => return Ok(Found::Nothing),
            Err(error) => return Err(fate(error)),
        };
        let history: Vec<Subscription> = serde_json::from_slice(&answer.body).map_err(|_| {
            Fate::Undecided(unexpected(
                "is no list of subscriptions",
                answer.status,
                &self.client.excerpt(&answer),
            ))
        })?;
        let mut named =
            history.iter().filter(|item| item.subscription_alias == new.subscription_alias).peekable();
        let Some(first) = named.peek() else { return Ok(Found::Nothing) };
        let other = difference(first, new);
        // One that was changed later has its first content in its history.
        Ok(if named.any(|item| difference(item, new).is_empty()) { Found::Same } else { Found::Other(other) })
    }
}

/// What the service has by the alias of a row.
enum Found {
    Nothing,
    Same,
    /// And what differs.
    Other(String),
}

impl Found {
    fn fate(self, same: Fate, skip_existing: bool) -> Fate {
        match self {
            Found::Other(_) if skip_existing => Fate::Skipped,
            Found::Other(difference) => Fate::Rejected(Failure::new(
                Exit::Invalid,
                "already_exists",
                format!("the service has this subscription_alias with another content: {difference}"),
            )),
            Found::Same | Found::Nothing => same,
        }
    }
}

/// What the service has otherwise. The address is the user's, not the subscription's; what the row leaves out
/// is as the service assumes it.
fn difference(there: &Subscription, here: &NewSubscription) -> String {
    let fields = [
        ("plan_id", there.plan_id.clone(), Some(here.plan_id.clone())),
        ("plan_interval", there.plan_interval.to_string(), Some(here.plan_interval.to_string())),
        (
            "plan_currency",
            there.plan_currency.to_string(),
            here.plan_currency.as_ref().map(ToString::to_string),
        ),
        ("status", there.status.to_string(), here.status.as_ref().map(ToString::to_string)),
        ("value", there.value.get().to_string(), Some(here.value.get().to_string())),
        ("effective_date", there.effective_date.to_string(), Some(here.effective_date.to_string())),
    ];
    let differs = fields.into_iter().filter_map(|(name, there, here)| {
        let here = here.filter(|here| *here != there)?;
        Some(format!("{name} {there} instead of {here}"))
    });
    differs.collect::<Vec<_>>().join(", ")
}

fn unexpected(what: &str, status: u16, excerpt: &str) -> Failure {
    let excerpt = if excerpt.is_empty() { "no content" } else { excerpt };
    Failure::new(
        Exit::Server,
        "unexpected_answer",
        format!("the service answered {status} with what {what}: {excerpt}"),
    )
}

fn fate(error: Error) -> Fate {
    match &error {
        Error::Refused { status: 403, .. } => Fate::Hopeless(error.into()),
        Error::Invalid(_) | Error::NotFound { .. } | Error::Validation { .. } | Error::Refused { .. } => {
            Fate::Rejected(error.into())
        }
        Error::Server { .. } | Error::Decode { .. } => Fate::Undecided(error.into()),
        Error::Transport { error: transport, .. } if transport.kind != TransportErrorKind::Connect => {
            Fate::Undecided(error.into())
        }
        _ => Fate::Hopeless(error.into()),
    }
}
