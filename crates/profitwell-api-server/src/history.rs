//! A subscription and its history.

use std::sync::Arc;

/// `plan_interval`
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Interval {
    /// A month.
    Month,
    /// A year.
    Year,
}

/// The words of [`Interval`].
pub const INTERVALS: [(&str, Interval); 2] = [("month", Interval::Month), ("year", Interval::Year)];

/// `status`
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Paying.
    Active,
    /// Not paying yet.
    Trialing,
    /// Cancelled.
    ChurnedVoluntary,
    /// Lost to failed payments.
    ChurnedDelinquent,
}

impl Status {
    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Status::Active => "active",
            Status::Trialing => "trialing",
            Status::ChurnedVoluntary => "churned_voluntary",
            Status::ChurnedDelinquent => "churned_delinquent",
        }
    }

    /// Whether nothing follows.
    pub const fn churned(self) -> bool {
        matches!(self, Status::ChurnedVoluntary | Status::ChurnedDelinquent)
    }
}

/// From when on what holds.
#[derive(Clone, Copy)]
pub struct Event {
    /// Unix seconds.
    pub effective_date: i64,
    /// Cents.
    pub value: i64,
    /// An index into the plans.
    pub plan: u32,
    /// How often the value is due.
    pub interval: Interval,
    /// What the subscription is from then on.
    pub status: Status,
}

impl Event {
    /// Cents a month, while it is paid.
    #[allow(clippy::cast_precision_loss)] // exact up to 90 trillion of a currency
    pub fn mrr(&self) -> f64 {
        match (self.status, self.interval) {
            (Status::Active, Interval::Month) => self.value as f64,
            (Status::Active, Interval::Year) => self.value as f64 / 12.0,
            _ => 0.0,
        }
    }

    /// Cents paid from it until `end`, at each beginning of a month or year.
    fn spent(&self, end: i64) -> i64 {
        let period = match self.interval {
            Interval::Month => 2_629_746,
            Interval::Year => 31_556_952,
        };
        if self.status != Status::Active || end <= self.effective_date {
            return 0;
        }
        ((end - self.effective_date - 1) / period + 1).saturating_mul(self.value)
    }
}

/// One subscription of one user.
pub struct Subscription {
    /// An index into the users.
    pub user: u32,
    /// `subscription_alias`
    pub alias: Option<Arc<str>>,
    /// `data_provider_user_id`
    pub data_provider_user_id: Option<Box<str>>,
    /// `plan_currency`: three lower-case letters.
    pub currency: [u8; 3],
    /// By effective date; never empty.
    pub events: Vec<Event>,
}

impl Subscription {
    /// What holds at an instant.
    pub fn at(&self, second: i64) -> Option<&Event> {
        self.events.iter().rev().find(|event| event.effective_date <= second)
    }

    /// The newest event, even one of the future.
    pub fn last(&self) -> Event {
        self.events[self.events.len() - 1]
    }

    /// Adds an event. One of the same date and kind gives way, so that a repeated request changes nothing;
    /// what the vendor does with a repeated date no public source settles.
    pub fn record(&mut self, event: Event) {
        let place = self.events.partition_point(|other| other.effective_date <= event.effective_date);
        let before = place.checked_sub(1).and_then(|before| self.events.get_mut(before));
        match before {
            Some(other)
                if other.effective_date == event.effective_date
                    && other.status.churned() == event.status.churned() =>
            {
                *other = event;
            }
            _ => self.events.insert(place, event),
        }
    }

    /// Cents paid until `now`.
    pub fn spent(&self, now: i64) -> i64 {
        let next = self.events.iter().skip(1).map(|event| event.effective_date.min(now)).chain([now]);
        self.events.iter().zip(next).map(|(event, end)| event.spent(end)).sum()
    }
}
