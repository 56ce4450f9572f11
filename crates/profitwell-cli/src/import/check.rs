//! The columns of an import file, what a cell of each can be, and what would be right if it is not.

use profitwell_api::{Cents, Currency, PlanInterval, Status};

use super::{
    amount::{Amounts, Unit, Wrong},
    date::Dates,
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
pub const PLAN_CURRENCY: usize = 6;
pub const STATUS: usize = 7;
pub const VALUE: usize = 8;
pub const EFFECTIVE_DATE: usize = 9;
pub const QUANTITY: usize = 10;
pub const INTERVAL_COUNT: usize = 11;
pub const CANCELLED_AT: usize = 12;
pub const CHURN_TYPE: usize = 13;
pub const ACTION: usize = 14;
pub const ERROR: usize = 15;

/// The strings of a row in the order of [`COLUMNS`]; nothing where a cell is empty.
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
    /// What would be valid: the same string for similar problems.
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

/// A string of a file in a message: its beginning, on one line.
pub fn shown(text: &str) -> String {
    let clean = clean(text);
    match clean.char_indices().nth(40) {
        Some((end, _)) => format!("{:?}…", &clean[..end]),
        None => format!("{clean:?}"),
    }
}

/// What would be valid, if there is no advice on how to correct it.
pub fn nothing_else<T>(right: &str) -> Result<T, Wrong> {
    Err((right.to_owned(), String::new()))
}

/// One of these words, in either case.
pub fn word<T: Clone>(text: &str, words: &[(&str, T)]) -> Option<T> {
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

#[cfg(test)]
mod tests {
    use super::{Cents, cents_option};

    #[test]
    fn an_option_that_is_no_amount_in_cents_is_answered_with_the_cents_or_with_what_is_right() {
        assert_eq!(cents_option("1250").map(Cents::get), Ok(1250));
        for (text, said) in [
            ("12.50", "a whole amount in cents: write 1250"),
            ("12.5", "a whole amount in cents: write 1250"),
            ("twelve", "a whole amount in cents, such as 1250 for 12.50"),
            ("-5", "a negative number; a whole amount in cents of at least 0 is right"),
        ] {
            assert_eq!(cents_option(text).map(Cents::get), Err(said.to_owned()), "{text}");
        }
    }
}
