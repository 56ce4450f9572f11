//! Who came, stayed, paid more or less and went, period by period.

use std::ops::Add;

use super::{
    clock::Period,
    history::Status,
    store::{Store, User},
};

/// Customers and their recurring revenue, in units of the currency.
#[derive(Clone, Copy, Default)]
pub struct Move {
    /// How many.
    pub customers: f64,
    /// A month, in units.
    pub revenue: f64,
}

impl Add for Move {
    type Output = Move;

    fn add(self, other: Move) -> Move {
        Move { customers: self.customers + other.customers, revenue: self.revenue + other.revenue }
    }
}

/// One period. Customers are counted, revenue is in units of the currency.
#[derive(Clone, Copy, Default)]
pub struct Tally {
    /// Paying at its end.
    pub active: f64,
    /// Trialing at its end.
    pub trialing: f64,
    /// At its end.
    pub revenue: f64,
    /// Paying at its start.
    pub existing: f64,
    /// Trialing at its start.
    pub existing_trialing: f64,
    /// At its start.
    pub existing_revenue: f64,
    /// Paying for the first time.
    pub new: Move,
    /// Paying again.
    pub reactivated: Move,
    /// Gone by their own will.
    pub cancelled: Move,
    /// Gone by failed payments.
    pub delinquent: Move,
    /// Paying more, and how much.
    pub upgraded: Move,
    /// Paying less, and how much.
    pub downgraded: Move,
    /// New, after a trial.
    pub converted: Move,
    /// On their first trial.
    pub new_trialing: f64,
    /// Gone from a trial.
    pub churned_trialing: f64,
    /// Revenue at its end whose churn is already known.
    pub future_churn: f64,
}

/// A customer at one instant.
#[derive(Clone, Copy, Default)]
#[allow(clippy::struct_excessive_bools)] // several subscriptions: one customer can be all of it
struct Standing {
    revenue: f64,
    future_churn: f64,
    active: bool,
    trialing: bool,
    was_active: bool,
    was_trialing: bool,
    delinquent: bool,
}

fn standing(store: &Store, user: &User, plan: Option<u32>, second: i64) -> Standing {
    let mut standing = Standing::default();
    for subscription in store.subscriptions_of(user) {
        for event in subscription.events.iter().filter(|event| event.effective_date <= second) {
            standing.was_active |= event.status == Status::Active;
            standing.was_trialing |= event.status == Status::Trialing;
        }
        let Some(event) = subscription.at(second).filter(|event| plan.is_none_or(|plan| plan == event.plan))
        else {
            continue;
        };
        let revenue = event.mrr() / 100.0;
        standing.revenue += revenue;
        standing.active |= event.status == Status::Active;
        standing.trialing |= event.status == Status::Trialing;
        standing.delinquent |= event.status == Status::ChurnedDelinquent;
        if subscription.last().status.churned() {
            standing.future_churn += revenue;
        }
    }
    standing
}

fn count(yes: bool) -> f64 {
    f64::from(u8::from(yes))
}

impl Tally {
    fn add(&mut self, before: Standing, after: Standing) {
        self.active += count(after.active);
        self.trialing += count(after.trialing);
        self.revenue += after.revenue;
        self.existing += count(before.active);
        self.existing_trialing += count(before.trialing);
        self.existing_revenue += before.revenue;
        self.future_churn += after.future_churn;
        self.new_trialing += count(after.was_trialing && !before.was_trialing);
        self.churned_trialing += count(before.trialing && !after.trialing && !after.active);
        let change = after.revenue - before.revenue;
        let mover = match (before.active, after.active) {
            (false, true) if before.was_active => &mut self.reactivated,
            (false, true) => &mut self.new,
            (true, false) if after.delinquent => &mut self.delinquent,
            (true, false) => &mut self.cancelled,
            (true, true) if change > 0.0 => &mut self.upgraded,
            (true, true) if change < 0.0 => &mut self.downgraded,
            _ => return,
        };
        let one = Move { customers: 1.0, revenue: change.abs() };
        *mover = *mover + one;
        if after.active && !before.was_active && after.was_trialing {
            self.converted = self.converted + one;
        }
    }
}

/// The periods, which follow one another, over all customers that are not excluded, up to `now`.
pub fn tallies(store: &Store, periods: &[Period], plan: Option<u32>, now: i64) -> Vec<Tally> {
    let mut tallies = vec![Tally::default(); periods.len()];
    let users = store.users().filter(|(index, _)| !store.excluded.contains(index));
    for (_, user) in users {
        let first = periods.first().map_or(0, |period| period.start - 1);
        let mut before = standing(store, user, plan, first);
        for (period, tally) in periods.iter().zip(&mut tallies) {
            let after = standing(store, user, plan, (period.end - 1).min(now));
            tally.add(before, after);
            before = after;
        }
    }
    tallies
}
