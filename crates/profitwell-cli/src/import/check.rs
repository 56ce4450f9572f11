//! Whether a row is a subscription, column by column; and what would be right if not.

use profitwell_api::{
    Cents, ChurnType, Currency, PlanInterval, Status, UnixSeconds,
    subscriptions::{Change, LONGEST_ALIAS, NewSubscription},
};

use super::{
    amount::{Amounts, Unit, Wrong},
    date::Dates,
    step::{ACTIONS, Action, Named, Step},
};
use crate::output::clean;

/// The columns of an import file: the API's own names; what exports have beside them; and `error`, which is
/// left out.
pub const COLUMNS: [&str; 16] = [
    "subscription_alias",
    "user_alias",
    "user_id",
    "email",
    "plan_id",
    "plan_interval",
    "plan_currency",
    "status",
    "value",
    "effective_date",
    "quantity",
    "plan_interval_count",
    "cancelled_at",
    "churn_type",
    "action",
    "error",
];

/// Positions in [`COLUMNS`].
pub const SUBSCRIPTION_ALIAS: usize = 0;
pub const USER_ALIAS: usize = 1;
pub const USER_ID: usize = 2;
pub const EMAIL: usize = 3;
pub const PLAN_ID: usize = 4;
pub const PLAN_INTERVAL: usize = 5;
const PLAN_CURRENCY: usize = 6;
const STATUS: usize = 7;
pub const VALUE: usize = 8;
pub const EFFECTIVE_DATE: usize = 9;
const QUANTITY: usize = 10;
const INTERVAL_COUNT: usize = 11;
pub const CANCELLED_AT: usize = 12;
const CHURN_TYPE: usize = 13;
const ACTION: usize = 14;
pub const ERROR: usize = 15;

/// The texts of a row in the order of [`COLUMNS`]; nothing where a cell is empty.
pub type Cells<'a> = [Option<&'a str>; COLUMNS.len()];

/// How the cells of a file are written.
#[derive(Default)]
pub struct Reading {
    pub amounts: Amounts,
    pub dates: Dates,
}

/// What is wrong, with the column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub column: &'static str,
    /// What would be right: the same text for like problems.
    pub right: String,
    /// What this is, and how to write it.
    pub this: String,
}

impl Problem {
    pub fn new(column: &'static str, right: impl Into<String>, this: impl Into<String>) -> Self {
        Problem { column, right: right.into(), this: this.into() }
    }
}

/// Amounts above this are legal, and rare enough to be looked at: 100,000.00.
pub const LARGE: i64 = 10_000_000;

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

/// The state of a subscription as a file tells it.
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

/// A text of a file in a message: its beginning, on one line.
pub fn shown(text: &str) -> String {
    let clean = clean(text);
    match clean.char_indices().nth(40) {
        Some((end, _)) => format!("{:?}…", &clean[..end]),
        None => format!("{clean:?}"),
    }
}

fn nothing_else<T>(right: &str) -> Result<T, Wrong> {
    Err((right.to_owned(), String::new()))
}

/// One of these words, in either case.
fn word<T: Clone>(text: &str, words: &[(&str, T)]) -> Option<T> {
    words.iter().find(|(word, _)| text.eq_ignore_ascii_case(word)).map(|(_, value)| value.clone())
}

/// `month` or `year`, and the other words for them.
pub fn interval(text: &str) -> Result<PlanInterval, Wrong> {
    let is = |words: &[&str]| words.iter().any(|word| text.eq_ignore_ascii_case(word));
    if is(&["month", "months", "monthly", "1 month"]) {
        Ok(PlanInterval::Month)
    } else if is(&["year", "years", "yearly", "annual", "annually", "1 year"]) {
        Ok(PlanInterval::Year)
    } else {
        nothing_else("month or year")
    }
}

/// `active` or `trialing`: what a new subscription can be.
pub fn status(text: &str) -> Result<Status, Wrong> {
    match Status::from(text.to_ascii_lowercase().as_str()) {
        status @ (Status::Active | Status::Trialing) => Ok(status),
        _ => nothing_else("active or trialing"),
    }
}

/// Codes of the vendor's list that ISO 4217 does not have, or not any more (the lists of
/// rudderlabs/rudder-transformer and FieldControl/profitwell agree on them).
const VENDOR: [&str; 5] = ["btc", "jep", "mro", "std", "vef"];

fn iso(code: &str) -> Option<iso_currency::Currency> {
    iso_currency::Currency::from_code(&code.to_ascii_uppercase())
}

/// A currency, in either case.
pub fn currency(text: &str) -> Result<Currency, Wrong> {
    let code = text.to_ascii_lowercase();
    if VENDOR.contains(&code.as_str()) || iso(&code).is_some() {
        return Currency::new(code).or_else(|invalid| nothing_else(invalid.problem));
    }
    nothing_else("the code of a currency (ISO 4217), such as usd")
}

/// How many decimals a currency has, if it has a minor unit.
pub fn exponent(code: &str) -> Option<u32> {
    match code {
        "btc" => None,
        _ if VENDOR.contains(&code) => Some(2),
        _ => iso(code)?.exponent().map(u32::from),
    }
}

/// For options: one value, by the rules of a column.
fn option<T>(text: &str, read: impl FnOnce(&str) -> Result<T, Wrong>) -> Result<T, String> {
    read(text).map_err(|(right, fix)| if fix.is_empty() { right } else { format!("{right}: {fix}") })
}

/// An option's amount in whole minor units.
pub fn cents_option(text: &str) -> Result<Cents, String> {
    let read = |unit| Amounts { unit, ..Amounts::default() }.read(text, Some(2));
    read(None).map(Cents::new).map_err(|_| match read(Some(Unit::Major)) {
        Err(_) if text.starts_with('-') => {
            "a negative number; a whole amount in cents of at least 0 is right".to_owned()
        }
        Ok(cents) => format!("a whole amount in cents: write {cents}"),
        Err(_) => "a whole amount in cents, such as 1250 for 12.50".to_owned(),
    })
}

/// An option's currency.
pub fn currency_option(text: &str) -> Result<Currency, String> {
    option(text, currency)
}

/// An option's interval.
pub fn interval_option(text: &str) -> Result<PlanInterval, String> {
    option(text, interval)
}

/// An option's status.
pub fn status_option(text: &str) -> Result<Status, String> {
    option(text, status)
}
