//! Reads a row: what it asks for, or everything that is wrong with it.

use profitwell_api::{
    Cents, ChurnType, Currency, PlanInterval, Status, UnixSeconds,
    subscriptions::{Change, LONGEST_ALIAS, NewSubscription},
};

use super::{
    amount::Wrong,
    check::{
        ACTION, CANCELLED_AT, CHURN_TYPE, COLUMNS, Cells, EFFECTIVE_DATE, EMAIL, INTERVAL_COUNT,
        PLAN_CURRENCY, PLAN_ID, PLAN_INTERVAL, Problem, QUANTITY, Reading, STATUS, SUBSCRIPTION_ALIAS,
        USER_ALIAS, USER_ID, VALUE, currency, exponent, interval, nothing_else, shown, word,
    },
    step::{ACTIONS, Action, Named, Step},
};

/// What a row does: as it says, else what rows of this file do.
pub fn action(cells: &Cells, usual: Action) -> Action {
    cells[ACTION].and_then(|text| word(text, &ACTIONS)).unwrap_or(usual)
}

/// Reads a row: what it asks for, in order. `usual` is what a row does that does not say so.
///
/// # Errors
/// Everything that is wrong with it.
pub fn row(cells: &Cells, reading: &Reading, usual: Action) -> Result<Vec<Step>, Vec<Problem>> {
    if let Some(word) = totals(cells) {
        return Err(vec![Problem::new(
            "",
            "a subscription: this is a row of totals, remove it",
            shown(word),
        )]);
    }
    let mut wrong = Vec::new();
    let mut note =
        |column: usize, right: String, this: String| wrong.push(Problem::new(COLUMNS[column], right, this));
    let action = action(cells, usual);
    for column in action.required() {
        if cells[*column].is_none() {
            note(*column, "required".to_owned(), String::new());
        }
    }
    if action == Action::Create && cells[USER_ALIAS].or(cells[USER_ID]).is_none() {
        let right = "required, or user_id: only with it is a repeated row noticed";
        note(USER_ALIAS, right.to_owned(), String::new());
    }
    for column in [SUBSCRIPTION_ALIAS, USER_ALIAS] {
        if let Some(length) = cells[column].map(|text| text.chars().count()).filter(|n| *n > LONGEST_ALIAS) {
            note(column, format!("at most {LONGEST_ALIAS} characters"), format!("this has {length}"));
        }
    }
    for column in [SUBSCRIPTION_ALIAS, USER_ALIAS, USER_ID, PLAN_ID] {
        if let Some(text) = cells[column].filter(|text| text.contains(char::is_control)) {
            note(column, "no control characters".to_owned(), shown(text));
        }
    }
    // Path segments that no URL can carry, so that the row could never be looked up.
    for column in [SUBSCRIPTION_ALIAS, USER_ALIAS, USER_ID] {
        if matches!(cells[column], Some("." | "..")) {
            note(column, "neither . nor ..".to_owned(), String::new());
        }
    }
    let mut read = Reader { cells, note: &mut note };
    read.column(ACTION, |text| match word(text, &ACTIONS) {
        Some(other) if usual == Action::Churn && other != Action::Churn => nothing_else("churn, or nothing"),
        Some(action) => Ok(action),
        None => nothing_else("create, update or churn"),
    });
    let state = read.column(STATUS, |text| state(text, action));
    let end = read.end(action, state.as_ref(), reading);
    let terms = if action == Action::Churn { None } else { read.terms(state.as_ref(), reading) };
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let text = |column: usize| cells[column].map(str::to_owned);
    let named = || Named {
        alias: text(SUBSCRIPTION_ALIAS).unwrap_or_default(),
        user: text(USER_ALIAS).or(text(USER_ID)),
    };
    let mut steps = Vec::with_capacity(2);
    steps.extend(terms.map(|Terms { interval, value, date, currency }| {
        let (plan_id, status) = (text(PLAN_ID).unwrap_or_default(), state.and_then(State::ongoing));
        let (value, effective_date) = (Cents::new(value), UnixSeconds::new(date));
        if action == Action::Update {
            let change = Change { plan_id, plan_interval: interval, value, effective_date, status };
            return Step::Update { named: named(), change, currency };
        }
        Step::Create(NewSubscription {
            user_id: text(USER_ID),
            user_alias: text(USER_ALIAS),
            subscription_alias: text(SUBSCRIPTION_ALIAS),
            plan_currency: currency,
            status,
            ..NewSubscription::new(text(EMAIL).unwrap_or_default(), plan_id, interval, value, effective_date)
        })
    }));
    steps.extend(end.map(|(date, churn_type)| Step::Churn {
        named: named(),
        effective_date: UnixSeconds::new(date),
        churn_type,
    }));
    Ok(steps)
}

/// What a subscription is from its date on.
struct Terms {
    interval: PlanInterval,
    value: i64,
    date: i64,
    currency: Option<Currency>,
}

/// The state of a subscription by the file.
enum State {
    Ongoing(Status),
    /// And how, if the word for it says so.
    Ended(Option<ChurnType>),
}

impl State {
    fn ongoing(self) -> Option<Status> {
        match self {
            State::Ongoing(status) => Some(status),
            State::Ended(_) => None,
        }
    }
}

/// Words of a status that has ended, beside the service's own.
const ENDED: [&str; 4] = ["churned", "canceled", "cancelled", "ended"];

fn state(text: &str, action: Action) -> Result<State, Wrong> {
    match Status::from(text.to_ascii_lowercase().as_str()) {
        Status::ChurnedVoluntary => Ok(State::Ended(Some(ChurnType::Voluntary))),
        Status::ChurnedDelinquent => Ok(State::Ended(Some(ChurnType::Delinquent))),
        Status::Other(word) if ENDED.contains(&word.as_str()) => Ok(State::Ended(None)),
        _ if action == Action::Churn => nothing_else("churned_voluntary, churned_delinquent or canceled"),
        // What the service takes of a change (profitwellapiv2.docs.apiary.io).
        Status::Trialing if action == Action::Update => nothing_else("active, which ends a trial"),
        status @ (Status::Active | Status::Trialing) => Ok(State::Ongoing(status)),
        _ => nothing_else("active or trialing; or churned_voluntary, churned_delinquent or canceled"),
    }
}

/// The word that begins a row of totals, which has neither address nor date.
fn totals<'a>(cells: &Cells<'a>) -> Option<&'a str> {
    let none = |columns: [usize; 3]| columns.iter().all(|column| cells[*column].is_none());
    let first = cells.iter().flatten().next().filter(|_| none([EMAIL, EFFECTIVE_DATE, CANCELLED_AT]))?;
    let word = first.to_lowercase();
    ["total", "grand total", "sum", "summe", "gesamt", "somme"]
        .iter()
        .any(|total| word.starts_with(total))
        .then_some(first)
}

struct Reader<'a, 'b> {
    cells: &'a Cells<'a>,
    note: &'b mut dyn FnMut(usize, String, String),
}

impl Reader<'_, '_> {
    /// When a subscription ends, and how.
    fn end(
        &mut self,
        action: Action,
        state: Option<&State>,
        reading: &Reading,
    ) -> Option<(i64, Option<ChurnType>)> {
        let end = self.column(CANCELLED_AT, |text| reading.dates.read(text));
        let start = end.and(self.cells[EFFECTIVE_DATE]).and_then(|text| reading.dates.read(text).ok());
        let churn_type = self.column(CHURN_TYPE, |text| {
            let known = [("voluntary", ChurnType::Voluntary), ("delinquent", ChurnType::Delinquent)];
            word(text, &known).map_or_else(|| nothing_else("voluntary or delinquent"), Ok)
        });
        let by_state = match state {
            Some(State::Ended(churn_type)) => churn_type.clone(),
            _ => None,
        };
        if let (Some(one), Some(other)) = (&churn_type, &by_state)
            && one != other
        {
            (self.note)(CHURN_TYPE, "what the status says".to_owned(), format!("this is {one}"));
        }
        let how = churn_type.or(by_state);
        if action == Action::Churn {
            return match (self.cells[CANCELLED_AT], self.cells[EFFECTIVE_DATE]) {
                (None, None) => {
                    let right = "required, or cancelled_at: when the subscription ends";
                    (self.note)(EFFECTIVE_DATE, right.to_owned(), String::new());
                    None
                }
                (None, Some(_)) => Some((self.column(EFFECTIVE_DATE, |text| reading.dates.read(text))?, how)),
                (Some(_), None) => Some((end?, how)),
                (Some(_), Some(_)) if end == start => Some((end?, how)),
                (Some(_), Some(_)) => {
                    let right =
                        "one date where a row churns, that of the end: effective_date or cancelled_at";
                    (self.note)(CANCELLED_AT, right.to_owned(), String::new());
                    None
                }
            };
        }
        if matches!(state, Some(State::Ended(_))) && self.cells[CANCELLED_AT].is_none() {
            let right = "churned_without_date: when it ended, for a subscription with this status";
            (self.note)(CANCELLED_AT, right.to_owned(), String::new());
        }
        if end < start
            && let Some(text) = self.cells[CANCELLED_AT].filter(|_| end.is_some())
        {
            let right = "churned_before_start: not before the effective_date";
            (self.note)(CANCELLED_AT, right.to_owned(), format!("this is {}", shown(text)));
        }
        end.map(|end| (end, how))
    }

    fn terms(&mut self, state: Option<&State>, reading: &Reading) -> Option<Terms> {
        let interval = self.column(PLAN_INTERVAL, interval);
        let interval = match (interval, self.cells[INTERVAL_COUNT]) {
            (Some(PlanInterval::Month), Some("12")) => Some(PlanInterval::Year),
            (interval, None | Some("1")) => interval,
            (_, Some(_)) => self.column(INTERVAL_COUNT, |_| nothing_else("1, or 12 months")),
        };
        let quantity = self.column(QUANTITY, |text| {
            text.parse::<u32>().or_else(|_| nothing_else("a whole number")).map(i64::from)
        });
        let currency = self.column(PLAN_CURRENCY, currency);
        let exponent = match &currency {
            Some(currency) => exponent(currency.as_str()),
            // What the service assumes is usd.
            None => Some(2),
        };
        let value = self.column(VALUE, |text| reading.amounts.read(text, exponent));
        let value = match (value, quantity) {
            (Some(value), Some(quantity)) => self.column(QUANTITY, |_| {
                value
                    .checked_mul(quantity)
                    .ok_or_else(|| ("an amount that is not too large".to_owned(), String::new()))
            }),
            (value, _) => value,
        };
        let date = self.column(EFFECTIVE_DATE, |text| reading.dates.read(text));
        if matches!(state, Some(State::Ongoing(Status::Trialing)))
            && let Some(value) = value.filter(|value| *value != 0)
        {
            (self.note)(VALUE, "0 for a trialing subscription".to_owned(), format!("this is {value}"));
        }
        Some(Terms { interval: interval?, value: value?, date: date?, currency })
    }

    fn column<T>(&mut self, column: usize, read: impl Fn(&str) -> Result<T, Wrong>) -> Option<T> {
        // One that is empty though required has been noted.
        let text = self.cells[column]?;
        match read(text) {
            Ok(value) => Some(value),
            Err((right, fix)) => {
                let fix = if fix.is_empty() { fix } else { format!(": {fix}") };
                (self.note)(column, right, format!("this is {}{fix}", shown(text)));
                None
            }
        }
    }
}
