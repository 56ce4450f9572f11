//! Whether a row is a subscription, column by column; and what would be right if not.

use jiff::{Timestamp, civil, tz::TimeZone};
use profitwell_api::{
    Cents, Currency, PlanInterval, Status, UnixSeconds,
    subscriptions::{LONGEST_ALIAS, NewSubscription},
};

use crate::output::clean;

/// The columns of an import file: the API's own names, and `error`, which is left out.
pub const COLUMNS: [&str; 11] = [
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
pub const ERROR: usize = 10;

/// Columns without which no row is complete; beside them one of the user's.
pub const REQUIRED: [usize; 6] = [SUBSCRIPTION_ALIAS, EMAIL, PLAN_ID, PLAN_INTERVAL, VALUE, EFFECTIVE_DATE];

/// The texts of a row in the order of [`COLUMNS`]; nothing where a cell is empty.
pub type Cells<'a> = [Option<&'a str>; COLUMNS.len()];

/// What is wrong, with the column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub column: &'static str,
    pub text: String,
}

/// The last second of the year 9999.
const LAST_SECOND: i64 = 253_402_300_799;

/// Reads a row.
///
/// # Errors
/// Everything that is wrong with it.
pub fn subscription(cells: &Cells) -> Result<NewSubscription, Vec<Problem>> {
    let mut wrong = Vec::new();
    let mut note = |column: usize, text: String| wrong.push(Problem { column: COLUMNS[column], text });
    for column in REQUIRED {
        if cells[column].is_none_or(|text| text.trim().is_empty()) {
            note(column, "required".to_owned());
        }
    }
    if cells[USER_ALIAS].or(cells[USER_ID]).is_none() {
        note(USER_ALIAS, "required, or user_id: only with it is a repeated row noticed".to_owned());
    }
    for column in [SUBSCRIPTION_ALIAS, USER_ALIAS] {
        if let Some(length) = cells[column].map(|text| text.chars().count()).filter(|n| *n > LONGEST_ALIAS) {
            note(column, format!("at most {LONGEST_ALIAS} characters, this has {length}"));
        }
    }
    // Path segments that no URL can carry, so that the row could never be looked up.
    for column in [USER_ALIAS, USER_ID] {
        if matches!(cells[column], Some("." | "..")) {
            note(column, "neither . nor ..".to_owned());
        }
    }
    let mut read = Reader { cells, note: &mut note };
    let interval = read.column(PLAN_INTERVAL, interval);
    let currency = read.column(PLAN_CURRENCY, currency);
    let status = read.column(STATUS, status);
    let value = read.column(VALUE, cents);
    let date = read.column(EFFECTIVE_DATE, date);
    if status == Some(Status::Trialing)
        && let Some(value) = value.filter(|value| value.get() != 0)
    {
        note(VALUE, format!("0 for a trialing subscription, this is {}", value.get()));
    }
    let (Some(interval), Some(value), Some(date), true) = (interval, value, date, wrong.is_empty()) else {
        return Err(wrong);
    };
    let text = |column: usize| cells[column].map(str::to_owned);
    Ok(NewSubscription {
        user_id: text(USER_ID),
        user_alias: text(USER_ALIAS),
        subscription_alias: text(SUBSCRIPTION_ALIAS),
        plan_currency: currency,
        status,
        ..NewSubscription::new(
            text(EMAIL).unwrap_or_default(),
            text(PLAN_ID).unwrap_or_default(),
            interval,
            value,
            date,
        )
    })
}

struct Reader<'a, 'b> {
    cells: &'a Cells<'a>,
    note: &'b mut dyn FnMut(usize, String),
}

impl Reader<'_, '_> {
    fn column<T>(&mut self, column: usize, read: impl Fn(&str) -> Result<T, String>) -> Option<T> {
        // One that is empty though required has been noted.
        let text = self.cells[column].filter(|text| !text.trim().is_empty())?;
        match read(text) {
            Ok(value) => Some(value),
            Err(expected) => {
                (self.note)(column, format!("{expected}; this is {}", shown(text)));
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

/// `month` or `year`.
pub fn interval(text: &str) -> Result<PlanInterval, String> {
    match PlanInterval::from(text) {
        PlanInterval::Other(_) => Err("month or year".to_owned()),
        interval => Ok(interval),
    }
}

/// `active` or `trialing`: what a new subscription can be.
pub fn status(text: &str) -> Result<Status, String> {
    match Status::from(text) {
        status @ (Status::Active | Status::Trialing) => Ok(status),
        _ => Err("active or trialing".to_owned()),
    }
}

/// A currency in lower case.
pub fn currency(text: &str) -> Result<Currency, String> {
    Currency::new(text).map_err(|invalid| match Currency::new(text.to_ascii_lowercase()) {
        Ok(lower) => format!("{}: write {lower}", invalid.problem),
        Err(_) => invalid.problem.to_owned(),
    })
}

/// Whole cents.
pub fn cents(text: &str) -> Result<Cents, String> {
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.parse().map(Cents::new).map_err(|_| "an amount in cents: this is too large".to_owned());
    }
    Err(match in_cents(text) {
        Some(cents) => format!("the amount in whole cents: write {cents}"),
        None => "the amount in whole cents, such as 1250 for 12.50".to_owned(),
    })
}

/// `12.50` in cents.
fn in_cents(text: &str) -> Option<i64> {
    let (units, rest) = text.split_once('.')?;
    let rest = match rest.len() {
        1 => format!("{rest}0"),
        2 => rest.to_owned(),
        _ => return None,
    };
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    (!units.is_empty() && digits(units) && digits(&rest)).then(|| format!("{units}{rest}").parse().ok())?
}

/// Unix seconds, as the API documents them and nothing else.
pub fn date(text: &str) -> Result<UnixSeconds, String> {
    if !text.is_empty()
        && text.bytes().all(|byte| byte.is_ascii_digit())
        && let Some(seconds) = text.parse().ok().filter(|seconds| *seconds <= LAST_SECOND)
    {
        return Ok(UnixSeconds::new(seconds));
    }
    Err(match in_seconds(text) {
        Some(seconds) => format!("unix seconds: write {seconds}"),
        None => "unix seconds, such as 1514764800 for 2018-01-01".to_owned(),
    })
}

/// A date in a format that is plain to see, in unix seconds. `01/02/2024` is not one of them.
fn in_seconds(text: &str) -> Option<i64> {
    let utc = |moment: civil::DateTime| Some(moment.to_zoned(TimeZone::UTC).ok()?.timestamp().as_second());
    let day = |format: &str| utc(civil::Date::strptime(format, text).ok()?.at(0, 0, 0, 0));
    if let Ok(milliseconds) = text.parse::<i64>() {
        return (milliseconds > LAST_SECOND && milliseconds / 1000 <= LAST_SECOND)
            .then_some(milliseconds / 1000);
    }
    // With a zone, then without.
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Some(instant.as_second());
    }
    text.parse::<civil::DateTime>()
        .ok()
        .and_then(utc)
        .or_else(|| day("%d %b %Y"))
        .or_else(|| day("%b %d, %Y"))
        .or_else(|| day("%Y/%m/%d"))
        .or_else(|| day("%d.%m.%Y"))
}
