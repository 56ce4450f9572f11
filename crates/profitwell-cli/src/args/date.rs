//! A point in time as an option.

use std::{fmt, str::FromStr};

use jiff::Timestamp;
use profitwell_api::UnixSeconds;

use crate::{import::date::Dates, output::say};

/// A day, a time as RFC 3339 has it, or unix seconds: the same in every option.
#[derive(Clone, Debug)]
pub struct Date {
    text: String,
    seconds: i64,
    /// It names no zone of its own.
    zoneless: bool,
}

impl Date {
    /// The time; says which one that is where the option names no zone.
    pub fn said(&self) -> UnixSeconds {
        if self.zoneless {
            say(format_args!("{} is read as {self}: without a zone of its own a date is in UTC", self.text));
        }
        UnixSeconds::new(self.seconds)
    }
}

impl FromStr for Date {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let dates = Dates::default();
        let seconds = dates.read(text).map_err(|(right, fix)| {
            // How a file writes its dates is said for a file only.
            let fix = if fix.contains("--date-format") { String::new() } else { fix };
            if fix.is_empty() { right } else { format!("{right}: {fix}") }
        })?;
        Ok(Date { text: text.to_owned(), seconds, zoneless: dates.used_zone().is_some() })
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match Timestamp::from_second(self.seconds) {
            Ok(time) => time.fmt(f),
            Err(_) => self.seconds.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Date;

    #[test]
    fn a_date_is_a_day_a_time_or_seconds_and_anything_else_is_named() {
        for (text, shown, zoneless) in [
            ("2024-01-31", "2024-01-31T00:00:00Z", true),
            ("2024-01-31 13:30", "2024-01-31T13:30:00Z", true),
            ("2024-01-31T13:30:00Z", "2024-01-31T13:30:00Z", false),
            ("2024-01-31T13:30:00+01:00", "2024-01-31T12:30:00Z", false),
            ("1706659200", "2024-01-31T00:00:00Z", false),
        ] {
            let date: Date = text.parse().unwrap();
            assert_eq!((date.to_string().as_str(), date.zoneless), (shown, zoneless), "{text}");
        }
        for (text, said) in [
            ("-1706659200", "a negative number"),
            ("20240131", "write 1706659200 or 2024-01-31"),
            ("1706659200000", "write 1706659200"),
            ("31.01.2024", "such as 2018-01-01"),
            ("", "such as 2018-01-01"),
        ] {
            let error = text.parse::<Date>().unwrap_err();
            assert!(error.contains(said) && !error.contains("--date-format"), "{text}: {error}");
        }
    }
}
