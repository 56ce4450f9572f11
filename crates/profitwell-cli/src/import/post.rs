//! One step of a row to the service, and its result.

use profitwell_api::{
    Client, Error, Response, TransportErrorKind,
    subscriptions::{self, Subscription},
};

use super::{
    step::{Action, Step},
    throttle::Watched,
};
use crate::failure::{Exit, Failure};

/// The result of a step.
pub enum Fate {
    Done,
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
    /// Sends a step; one that may have been sent before is looked up first.
    pub async fn post(&self, step: &Step, in_doubt: bool) -> Fate {
        if in_doubt {
            match self.find(step).await {
                Ok(Found::Nothing) => {}
                Ok(found) => return found.fate(Fate::There, self.skip_existing),
                Err(fate) => return fate,
            }
        }
        let request = match step.request() {
            Ok(request) => request,
            Err(invalid) => return Fate::Rejected(invalid.into()),
        };
        match self.client.call(&request).await {
            Ok(answer) if is_done(step, &answer) => Fate::Done,
            Ok(answer) => match self.find(step).await {
                Ok(Found::Nothing) | Err(Fate::Rejected(_)) => Fate::Undecided(unexpected(
                    "is not the subscription",
                    answer.status,
                    &self.client.excerpt(&answer),
                )),
                Ok(found) => found.fate(Fate::Done, self.skip_existing),
                Err(fate) => fate,
            },
            // It may be done already: by another program, or by an attempt that came through late.
            Err(error @ Error::Validation { .. }) => match self.find(step).await {
                Ok(Found::Nothing) | Err(Fate::Rejected(_)) => fate(error),
                Ok(found) => found.fate(Fate::There, self.skip_existing),
                Err(fate) => fate,
            },
            Err(Error::NotFound { .. }) if step.action() != Action::Create => {
                let text = "the service has no subscription with this subscription_alias";
                Fate::Rejected(Failure::new(Exit::NotFound, "not_found", text))
            }
            Err(error) => fate(error),
        }
    }

    /// Looks for a step in the history of its user, if the row names one.
    async fn find(&self, step: &Step) -> Result<Found, Fate> {
        let Some(user) = step.user() else { return Ok(Found::Nothing) };
        let request = subscriptions::list(user).map_err(|invalid| Fate::Rejected(invalid.into()))?;
        let answer = match self.client.call(&request).await {
            Ok(answer) => answer,
            // A user who is not there has no subscription.
            Err(Error::NotFound { .. }) => return Ok(Found::Nothing),
            Err(error) => return Err(fate(error)),
        };
        let history: Vec<Subscription> = serde_json::from_slice(&answer.body).map_err(|_| {
            Fate::Undecided(unexpected(
                "is not a list of subscriptions",
                answer.status,
                &self.client.excerpt(&answer),
            ))
        })?;
        let mut named = history.iter().filter(|item| is_of(item, step)).peekable();
        let Some(first) = named.peek() else { return Ok(Found::Nothing) };
        let others = step.differences(first);
        Ok(match step.action() {
            // One that was changed later has its first content in its history.
            _ if named.any(|item| step.differences(item).is_empty()) => Found::Same,
            Action::Create => Found::Other(others),
            Action::Update | Action::Churn => Found::Nothing,
        })
    }
}

fn is_of(item: &Subscription, step: &Step) -> bool {
    item.subscription_alias.as_deref() == Some(step.alias())
}

/// Whether an answer is the documented one. Of a churn two are documented: the subscription, and 204.
fn is_done(step: &Step, answer: &Response) -> bool {
    let made = serde_json::from_slice::<Subscription>(&answer.body);
    made.is_ok_and(|made| is_of(&made, step)) || (step.action() == Action::Churn && answer.status == 204)
}

/// What the service has by the alias of a row that creates, or of a step that changes.
enum Found {
    Nothing,
    Same,
    /// And what differs: name, there, here.
    Other(Vec<(&'static str, String, String)>),
}

impl Found {
    fn fate(self, same: Fate, skip_existing: bool) -> Fate {
        match self {
            Found::Other(_) if skip_existing => Fate::Skipped,
            Found::Other(differences) => {
                let shown = |(name, there, here)| format!("{name} {there} instead of {here}");
                let differences = differences.into_iter().map(shown).collect::<Vec<_>>().join(", ");
                Fate::Rejected(Failure::new(
                    Exit::Invalid,
                    "already_exists",
                    format!("the service has this subscription_alias with another content: {differences}"),
                ))
            }
            Found::Same | Found::Nothing => same,
        }
    }
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
