//! Invented customers, the same in every run but for their dates, which are relative to the start.

use serde::Deserialize;

use super::{
    history::{Event, Interval, Status},
    retain::{Intervention, Unsubscribed},
    store::{Store, Whose},
};

const FIRST: [&str; 12] =
    ["Ada", "Bruno", "Chidi", "Dana", "Emre", "Farah", "Goran", "Hana", "Ines", "Jonas", "Kemi", "Liv"];
const LAST: [&str; 11] =
    ["Arden", "Brook", "Cole", "Dahl", "Ekman", "Frost", "Grove", "Holt", "Iversen", "Juhl", "Keane"];
const DAY: i64 = 86_400;

/// Id, name, interval, cents.
const PLANS: [(&str, &str, Interval, i64); 4] = [
    ("starter", "Starter", Interval::Month, 2_900),
    ("team", "Team", Interval::Month, 9_900),
    ("business", "Business", Interval::Month, 29_900),
    ("business-annual", "Business, annual", Interval::Year, 299_000),
];

/// Dates of the customers' last changes, for walks along them.
#[derive(Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Updates {
    /// The first, in unix seconds.
    pub from: i64,
    /// How many customers share one second.
    pub per_second: u32,
}

/// Adds customers whose histories show everything there is: trials, churn of both kinds, a return, an upgrade.
pub fn fill(store: &mut Store, customers: u32, now: i64, updates: Option<Updates>) {
    if customers == 0 {
        return;
    }
    let plans = PLANS.map(|(id, name, ..)| store.find_plan(id).unwrap_or_else(|| store.add_plan(id, name)));
    let first = store.ever();
    for index in first..first.saturating_add(customers) {
        let events = history(index, plans, now - now % DAY);
        let last = events.iter().map(|event| event.effective_date).filter(|&date| date <= now).max();
        let changed = match updates {
            Some(Updates { from, per_second }) => from + i64::from((index - first) / per_second.max(1)),
            None => last.unwrap_or(now),
        };
        add(store, index, &events, changed);
    }
}

fn add(store: &mut Store, index: u32, events: &[Event], updated: i64) {
    let name = |names: &[&str]| names[index as usize % names.len()].to_owned();
    let (one, other) = (name(&FIRST), name(&LAST));
    let whose = Whose::New {
        alias: Some(format!("demo-user-{index:04}").into()),
        email: format!("{}.{}.{index}@example.com", one.to_lowercase(), other.to_lowercase()).into(),
        name: Some(Box::new((one, other))),
    };
    let alias = Some(format!("demo-sub-{index:04}").into());
    let created = events[0].effective_date.min(updated);
    let subscription = store.subscribe(whose, created, alias, None, *b"usd", events[0]);
    store.change_subscription(subscription, updated, |subscription| {
        events[1..].iter().for_each(|event| subscription.record(*event));
    });
    let user = store.subscription(subscription).user;
    if index % 9 == 4 {
        store.unsubscribed.push(Unsubscribed { user, from: Intervention::Reactivation, since: updated });
    }
}

fn history(index: u32, plans: [u32; 4], today: i64) -> Vec<Event> {
    let choice = (index * 7 + index / 4) as usize % 4;
    let (.., interval, value) = PLANS[choice];
    let start = today - i64::from(20 + (index * 37) % 500) * DAY;
    let paid = Event { effective_date: start, value, plan: plans[choice], interval, status: Status::Active };
    let later =
        |days: i64, status| Event { effective_date: (start + days * DAY).min(today - DAY), status, ..paid };
    let trial = Event { status: Status::Trialing, value: 0, ..paid };
    match index % 12 {
        1 => vec![trial, later(14, Status::Active)],
        2 => vec![trial],
        3 => vec![trial, Event { value: 0, ..later(14, Status::ChurnedVoluntary) }],
        5 => vec![paid, later(60, Status::ChurnedVoluntary)],
        7 => vec![paid, later(90, Status::ChurnedDelinquent)],
        8 => vec![paid, later(12, Status::ChurnedVoluntary), later(16, Status::Active)],
        9 => vec![paid, Event { value: value * 2, ..later(10, Status::Active) }],
        10 => {
            vec![paid, Event { effective_date: today + 10 * DAY, status: Status::ChurnedVoluntary, ..paid }]
        }
        _ => vec![paid],
    }
}
