//! `/_control/`: what only this server has, for tests. It needs no token; the server is on loopback.

use hyper::{Method, body::Bytes, http::request::Parts};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::json;

use super::{
    answer::{Answer, Outcome},
    faults::{Fault, Faults},
    ids,
    seed::{self, Updates},
    state::State,
    store::Store,
};

#[derive(Deserialize)]
#[serde(untagged)]
enum Queued {
    One(Box<Fault>),
    Many(Vec<Fault>),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Seeding {
    customers: u32,
    updates: Option<Updates>,
}

fn read<T: DeserializeOwned>(body: &Bytes) -> Result<T, Answer> {
    serde_json::from_slice(body).map_err(|error| Answer::detail(400, &error.to_string()))
}

/// Answers everything but the rows of [`rows`].
///
/// # Errors
/// The response, if it rejects the request.
pub fn answer(state: &mut State, parts: &Parts, body: &Bytes, now: i64) -> Outcome {
    match (&parts.method, parts.uri.path()) {
        (&Method::GET, "/_control/stats") => Ok(Answer::json(200, &state.told())),
        (&Method::POST, "/_control/faults") => {
            let faults = match read(body)? {
                Queued::One(fault) => vec![*fault],
                Queued::Many(faults) => faults,
            };
            Ok(Answer::json(200, &json!({ "queued": state.faults.queue(faults) })))
        }
        (&Method::DELETE, "/_control/faults") => {
            state.faults = Faults::default();
            Ok(Answer::empty(204))
        }
        (&Method::POST, "/_control/seed") => {
            let Seeding { customers, updates } = read(body)?;
            seed::fill(&mut state.store, customers, now, updates);
            Ok(Answer::json(200, &state.told()))
        }
        (&Method::POST, "/_control/reset") => {
            *state = State::new(state.options.clone(), now);
            Ok(Answer::empty(204))
        }
        _ => Err(Answer::not_found()),
    }
}

/// JSON Lines, one for each of the subscriptions with these numbers, in the order of their creation; none past
/// the end.
pub fn rows(store: &Store, from: usize, count: usize) -> Option<String> {
    let rows = store.subscriptions_in(from..from + count)?;
    let lines = rows.map(|(index, subscription)| {
        let row = json!({
            "subscription_id": ids::id("pws_", index),
            "subscription_alias": subscription.alias.as_deref(),
            "user_id": ids::id("pwu_", subscription.user),
            "user_alias": store.user(subscription.user).alias.as_deref(),
            "events": subscription.events.len(),
        });
        format!("{row}\n")
    });
    Some(lines.collect())
}
