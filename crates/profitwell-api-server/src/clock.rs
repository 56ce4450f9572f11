//! Instants in unix seconds, as strings, and the months and days of the metrics (UTC).

use jiff::{
    Timestamp, ToSpan,
    civil::{Date, DateTime},
    tz::TimeZone,
};

/// `2020-05-20T18:45:22Z`. The exact format of the vendor's dates no public source settles.
pub fn iso(second: i64) -> String {
    Timestamp::from_second(second).map_or_else(|_| String::new(), |instant| instant.to_string())
}

/// Reads a date of a query: "many formats acceptable, including Unix timestamps and strings like
/// 2020-05-20T18:45:22Z" (the vendor's Customers API page; its example has `2020-05-20 12:00:00`). Which
/// others, no public source settles: this server reads a date alone as well.
pub fn parse(text: &str) -> Option<i64> {
    let civil = |moment: DateTime| Some(moment.to_zoned(TimeZone::UTC).ok()?.timestamp().as_second());
    if let Ok(second) = text.parse::<i64>() {
        return Timestamp::from_second(second).ok().map(|_| second);
    }
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Some(instant.as_second());
    }
    text.parse::<DateTime>().ok().and_then(civil).or_else(|| civil(text.parse::<Date>().ok()?.at(0, 0, 0, 0)))
}

/// The period that a metric covers.
pub struct Period {
    /// `2020-05` or `2020-05-20`.
    pub name: String,
    /// Its first second.
    pub start: i64,
    /// The first second after it.
    pub end: i64,
}

fn day_of(now: i64) -> Date {
    Timestamp::from_second(now).unwrap_or_default().to_zoned(TimeZone::UTC).date()
}

fn start_of(date: Date) -> i64 {
    date.to_zoned(TimeZone::UTC).map_or(0, |moment| moment.timestamp().as_second())
}

/// The last twelve months, this one included.
pub fn months(now: i64) -> Vec<Period> {
    let this = day_of(now).first_of_month();
    let month = |back: i32| this.saturating_sub(back.months());
    (0..12)
        .rev()
        .map(|back| Period {
            name: month(back).strftime("%Y-%m").to_string(),
            start: start_of(month(back)),
            end: start_of(month(back - 1)),
        })
        .collect()
}

/// The days of a month, `2020-05`, up to today. None unless it is this month or the one before.
pub fn days(month: &str, now: i64) -> Option<Vec<Period>> {
    let today = day_of(now);
    let this = today.first_of_month();
    let first = [this, this.saturating_sub(1.month())]
        .into_iter()
        .find(|first| first.strftime("%Y-%m").to_string() == month)?;
    let last = first.last_of_month().min(today);
    let day = |date: Date| Period {
        name: date.to_string(),
        start: start_of(date),
        end: start_of(date.saturating_add(1.day())),
    };
    Some(first.series(1.day()).take_while(|date| *date <= last).map(day).collect())
}
