//! Whether a row is a subscription, column by column; and what would be right if not.

use profitwell_api::{
    Cents, Currency, PlanInterval, Status, UnixSeconds,
    subscriptions::{LONGEST_ALIAS, NewSubscription},
};

use super::{
    amount::{Amounts, Unit, Wrong},
    date::Dates,
};
use crate::output::clean;

/// The columns of an import file: the API's own names; what exports have beside them; and `error`, which is
/// left out.
pub const COLUMNS: [&str; 14] = [
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
    "error",
];

/// Positions in [`COLUMNS`].
pub const SUBSCRIPTION_ALIAS: usize = 0;
pub const USER_ALIAS: usize = 1;
pub const USER_ID: usize = 2;
const EMAIL: usize = 3;
const PLAN_ID: usize = 4;
const PLAN_INTERVAL: usize = 5;
const PLAN_CURRENCY: usize = 6;
const STATUS: usize = 7;
const VALUE: usize = 8;
const EFFECTIVE_DATE: usize = 9;
const QUANTITY: usize = 10;
const INTERVAL_COUNT: usize = 11;
const CANCELLED_AT: usize = 12;
pub const ERROR: usize = 13;

/// Columns without which no row is complete; beside them one of the user's.
pub const REQUIRED: [usize; 6] = [SUBSCRIPTION_ALIAS, EMAIL, PLAN_ID, PLAN_INTERVAL, VALUE, EFFECTIVE_DATE];

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

/// Reads a row; nothing for a subscription that has ended, which the service cannot create.
///
/// # Errors
/// Everything that is wrong with it.
pub fn subscription(cells: &Cells, reading: &Reading) -> Result<Option<NewSubscription>, Vec<Problem>> {
    if cells[CANCELLED_AT].is_some() {
        return Ok(None);
    }
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
    for column in REQUIRED {
        if cells[column].is_none() {
            note(column, "required".to_owned(), String::new());
        }
    }
    if cells[USER_ALIAS].or(cells[USER_ID]).is_none() {
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
    for column in [USER_ALIAS, USER_ID] {
        if matches!(cells[column], Some("." | "..")) {
            note(column, "neither . nor ..".to_owned(), String::new());
        }
    }
    let mut read = Reader { cells, note: &mut note };
    let interval = read.column(PLAN_INTERVAL, interval);
    let interval = match (interval, cells[INTERVAL_COUNT]) {
        (Some(PlanInterval::Month), Some("12")) => Some(PlanInterval::Year),
        (interval, None | Some("1")) => interval,
        (_, Some(_)) => read.column(INTERVAL_COUNT, |_| nothing_else("1, or 12 months")),
    };
    let quantity = read.column(QUANTITY, |text| {
        text.parse::<u32>().or_else(|_| nothing_else("a whole number")).map(i64::from)
    });
    let money = read.column(PLAN_CURRENCY, currency);
    let status = read.column(STATUS, status);
    let exponent = match &money {
        Some(currency) => exponent(currency.as_str()),
        // What the service assumes is usd.
        None => Some(2),
    };
    let value = read.column(VALUE, |text| reading.amounts.read(text, exponent));
    let value = match (value, quantity) {
        (Some(value), Some(quantity)) => read.column(QUANTITY, |_| {
            value
                .checked_mul(quantity)
                .ok_or_else(|| ("an amount that is not too large".to_owned(), String::new()))
        }),
        (value, _) => value,
    };
    let date = read.column(EFFECTIVE_DATE, |text| reading.dates.read(text));
    if status == Some(Status::Trialing)
        && let Some(value) = value.filter(|value| *value != 0)
    {
        note(VALUE, "0 for a trialing subscription".to_owned(), format!("this is {value}"));
    }
    let (Some(interval), Some(value), Some(date), true) = (interval, value, date, wrong.is_empty()) else {
        return Err(wrong);
    };
    let text = |column: usize| cells[column].map(str::to_owned);
    Ok(Some(NewSubscription {
        user_id: text(USER_ID),
        user_alias: text(USER_ALIAS),
        subscription_alias: text(SUBSCRIPTION_ALIAS),
        plan_currency: money,
        status,
        ..NewSubscription::new(
            text(EMAIL).unwrap_or_default(),
            text(PLAN_ID).unwrap_or_default(),
            interval,
            Cents::new(value),
            UnixSeconds::new(date),
        )
    }))
}

/// The word that begins a row of totals, which has no address.
fn totals<'a>(cells: &Cells<'a>) -> Option<&'a str> {
    let first = cells.iter().flatten().next().filter(|_| cells[EMAIL].is_none())?;
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
