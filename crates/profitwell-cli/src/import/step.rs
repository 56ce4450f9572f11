//! What a row asks for, step by step: to create, to change, to end a subscription.

use profitwell_api::{
    ChurnType, Currency, Invalid, Request, Status, UnixSeconds,
    subscriptions::{self, Change, NewSubscription, Subscription},
};

use super::check::{EFFECTIVE_DATE, EMAIL, PLAN_ID, PLAN_INTERVAL, SUBSCRIPTION_ALIAS, VALUE};

/// What a row does first. One that has an end continues with a churn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Action {
    #[default]
    Create,
    Update,
    Churn,
}

/// The words of [`Action`].
pub const ACTIONS: [(&str, Action); 3] =
    [("create", Action::Create), ("update", Action::Update), ("churn", Action::Churn)];

impl Action {
    /// The word for it.
    pub fn word(self) -> &'static str {
        ACTIONS.iter().find(|(_, action)| *action == self).map_or("", |(word, _)| *word)
    }

    /// Columns without which no such row is complete. One that creates also has one of the user's, one that
    /// churns a date.
    pub fn required(self) -> &'static [usize] {
        match self {
            Action::Create => &[SUBSCRIPTION_ALIAS, EMAIL, PLAN_ID, PLAN_INTERVAL, VALUE, EFFECTIVE_DATE],
            Action::Update => &[SUBSCRIPTION_ALIAS, PLAN_ID, PLAN_INTERVAL, VALUE, EFFECTIVE_DATE],
            Action::Churn => &[SUBSCRIPTION_ALIAS],
        }
    }
}

/// A subscription by its alias, and by its user if the row names one: only there it can be looked up.
#[derive(Clone, Debug, PartialEq)]
pub struct Named {
    pub alias: String,
    pub user: Option<String>,
}

/// One request of a row.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    Create(NewSubscription),
    /// The service takes no currency here; the row may name the one that its subscription has.
    Update {
        named: Named,
        change: Change,
        currency: Option<Currency>,
    },
    Churn {
        named: Named,
        effective_date: UnixSeconds,
        churn_type: Option<ChurnType>,
    },
}

impl Step {
    pub fn action(&self) -> Action {
        match self {
            Step::Create(_) => Action::Create,
            Step::Update { .. } => Action::Update,
            Step::Churn { .. } => Action::Churn,
        }
    }

    /// # Errors
    /// The API knows that the service would reject it.
    pub fn request(&self) -> Result<Request, Invalid> {
        match self {
            Step::Create(new) => subscriptions::create(new),
            Step::Update { named, change, .. } => subscriptions::update(&named.alias, change),
            Step::Churn { named, effective_date, churn_type } => {
                subscriptions::churn(&named.alias, *effective_date, churn_type.as_ref())
            }
        }
    }

    /// The alias of the subscription.
    pub fn alias(&self) -> &str {
        match self {
            Step::Create(new) => new.subscription_alias.as_deref().unwrap_or_default(),
            Step::Update { named, .. } | Step::Churn { named, .. } => &named.alias,
        }
    }

    /// By what the user is looked up.
    pub fn user(&self) -> Option<&str> {
        match self {
            Step::Create(new) => new.user_alias.as_deref().or(new.user_id.as_deref()),
            Step::Update { named, .. } | Step::Churn { named, .. } => named.user.as_deref(),
        }
    }

    /// The amount per interval in minor units, where the step sets one.
    pub fn value(&self) -> Option<i64> {
        match self {
            Step::Create(new) => Some(new.value.get()),
            Step::Update { change, .. } => Some(change.value.get()),
            Step::Churn { .. } => None,
        }
    }

    /// The time from which it applies.
    pub fn effective_date(&self) -> UnixSeconds {
        match self {
            Step::Create(new) => new.effective_date,
            Step::Update { change, .. } => change.effective_date,
            Step::Churn { effective_date, .. } => *effective_date,
        }
    }

    /// Fields in which an entry of the history of its user is otherwise: name, there, here. What the row leaves
    /// out is as the service assumes it. The address is the user's, not the subscription's.
    pub fn differences(&self, there: &Subscription) -> Vec<(&'static str, String, String)> {
        let (terms, currency, status, date) = match self {
            Step::Create(new) => (
                Some((&new.plan_id, &new.plan_interval, new.value)),
                new.plan_currency.as_ref(),
                new.status.clone(),
                new.effective_date,
            ),
            Step::Update { change, currency, .. } => (
                Some((&change.plan_id, &change.plan_interval, change.value)),
                currency.as_ref(),
                change.status.clone(),
                change.effective_date,
            ),
            Step::Churn { effective_date, churn_type, .. } => {
                (None, None, Some(churned(churn_type.as_ref())), *effective_date)
            }
        };
        let fields = [
            ("plan_id", there.plan_id.clone(), terms.map(|(plan, ..)| plan.clone())),
            ("plan_interval", there.plan_interval.to_string(), terms.map(|(_, it, _)| it.to_string())),
            ("plan_currency", there.plan_currency.to_string(), currency.map(ToString::to_string)),
            ("status", there.status.to_string(), status.map(|status| status.to_string())),
            ("value", there.value.get().to_string(), terms.map(|(.., value)| value.get().to_string())),
            ("effective_date", time(there.effective_date), Some(time(date))),
        ];
        let differs = fields.into_iter().filter_map(|(name, there, here)| {
            let here = here.filter(|here| *here != there)?;
            Some((name, there, here))
        });
        differs.collect()
    }
}

impl Step {
    /// Whether both end a subscription, or neither.
    pub fn is_kind_of(&self, there: &Subscription) -> bool {
        let ended = matches!(there.status, Status::ChurnedVoluntary | Status::ChurnedDelinquent);
        ended == (self.action() == Action::Churn)
    }

    /// The address, if the row names another than the service: name, there, here.
    pub fn other_email(&self, there: &Subscription) -> Option<(&'static str, String, String)> {
        let Step::Create(new) = self else { return None };
        (new.email != there.email).then(|| ("email", there.email.clone(), new.email.clone()))
    }
}

/// As people read it.
pub fn time(seconds: UnixSeconds) -> String {
    jiff::Timestamp::try_from(seconds).map_or_else(|_| seconds.to_string(), |time| time.to_string())
}

/// The status that a churn leaves; `voluntary` is what the service assumes.
fn churned(churn_type: Option<&ChurnType>) -> Status {
    match churn_type {
        Some(ChurnType::Delinquent) => Status::ChurnedDelinquent,
        _ => Status::ChurnedVoluntary,
    }
}
