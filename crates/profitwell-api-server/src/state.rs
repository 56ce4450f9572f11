//! What one run of the server knows.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use serde_json::{Value, json};

use super::{Options, faults::Faults, limits::Limits, routes::ENDPOINTS, seed, store::Store};

/// What was asked and answered.
#[derive(Default)]
pub struct Stats {
    /// Requests that reached each of [`ENDPOINTS`].
    pub endpoints: [u64; ENDPOINTS.len()],
    /// Requests that a limit refused.
    pub throttled: u64,
    /// Faults that were done.
    pub faults: u64,
    /// Subscriptions that came for a user whose subscription before was not answered yet, as far as a fault
    /// held the answer back: "important that you wait for a response".
    pub overlaps: u64,
    /// Times the private token came to the endpoint of the public one.
    pub private_token_leaks: u64,
    /// Answers by status; what a fault hid is counted as it would have been.
    pub statuses: BTreeMap<u16, u64>,
}

/// All of it.
pub struct State {
    /// How the server was started.
    pub options: Arc<Options>,
    /// Everything the company has.
    pub store: Store,
    /// What has been counted against the limits.
    pub limits: Limits,
    /// Faults in waiting.
    pub faults: Faults,
    /// Users whose subscription is held back by a fault, and how often.
    pub late: HashMap<String, usize>,
    /// What was asked and answered.
    pub stats: Stats,
}

impl State {
    /// As at the start, `now` in unix seconds.
    pub fn new(options: Arc<Options>, now: i64) -> Self {
        let mut store = Store::default();
        seed::fill(&mut store, options.seed_customers, now, None);
        State {
            store,
            limits: Limits::new(options.rate_scale),
            faults: Faults::default(),
            late: HashMap::new(),
            stats: Stats::default(),
            options,
        }
    }

    /// What `GET /_control/stats` answers.
    pub fn told(&self) -> Value {
        let (users, subscriptions) = self.store.counts();
        let asked = ENDPOINTS.iter().zip(self.stats.endpoints).filter(|(_, count)| *count > 0);
        json!({
            "requests": asked.map(|(endpoint, count)| (endpoint.name(), count.into())).collect::<serde_json::Map<_, _>>(),
            "statuses": self.stats.statuses,
            "throttled": self.stats.throttled,
            "faults": self.stats.faults,
            "overlaps": self.stats.overlaps,
            "private_token_leaks": self.stats.private_token_leaks,
            "users": users,
            "subscriptions": subscriptions,
        })
    }
}
