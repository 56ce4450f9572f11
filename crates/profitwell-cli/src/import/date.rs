//! Dates as people and billing systems write them, in unix seconds.

use std::cell::Cell;

use jiff::{
    Timestamp, ToSpan,
    civil::{Date, DateTime},
    fmt::strtime::BrokenDownTime,
    tz::TimeZone,
};

use super::amount::Wrong;

/// The first second of 2000: earlier dates are another notation that was taken for seconds.
const FIRST: i64 = 946_684_800;
const DAY: i64 = 86_400;

/// How dates are written.
pub struct Dates {
    /// Of days and times without a zone of their own.
    zone: TimeZone,
    /// As of strptime; else unix seconds, and ISO 8601 days and times.
    format: Option<String>,
    /// The last second that can be right: ten years from now.
    last: i64,
    zone_was_used: Cell<bool>,
}

impl Default for Dates {
    fn default() -> Self {
        Dates::new(TimeZone::UTC, None)
    }
}

impl Dates {
    pub fn new(zone: TimeZone, format: Option<String>) -> Self {
        let last = Timestamp::now().as_second() + 10 * 366 * DAY;
        Dates { zone, format, last, zone_was_used: Cell::new(false) }
    }

    /// The name of the zone, if a date was read in it.
    pub fn used_zone(&self) -> Option<String> {
        self.zone_was_used.get().then(|| self.zone.iana_name().unwrap_or("UTC").to_owned())
    }

    /// A date in unix seconds.
    ///
    /// # Errors
    /// What would be right.
    pub fn read(&self, text: &str) -> Result<i64, Wrong> {
        let seconds = match &self.format {
            Some(format) => self.by_format(format, text)?,
            None => self.by_itself(text)?,
        };
        let right = match seconds {
            ..FIRST => "a date from 2000 on",
            _ if seconds <= self.last => return Ok(seconds),
            _ => "a date of at most ten years from now",
        };
        let day = Timestamp::from_second(seconds)
            .map_or_else(|_| "no date".to_owned(), |it| it.strftime("%Y-%m-%d").to_string());
        Err((right.to_owned(), day))
    }

    fn by_format(&self, format: &str, text: &str) -> Result<i64, Wrong> {
        let wrong = || (format!("a date as --date-format {format} says"), String::new());
        let parsed = BrokenDownTime::parse(format, text).map_err(|_| wrong())?;
        if let Ok(instant) = parsed.to_timestamp() {
            return Ok(instant.as_second());
        }
        match parsed.to_datetime() {
            Ok(time) => self.time(time),
            Err(_) => self.day(parsed.to_date().map_err(|_| wrong())?),
        }
    }

    fn by_itself(&self, text: &str) -> Result<i64, Wrong> {
        if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
            let seconds = text.parse().unwrap_or(i64::MAX);
            return if (FIRST..=self.last).contains(&seconds) {
                Ok(seconds)
            } else {
                Err(self.number(text, seconds))
            };
        }
        // First, as it is the usual one.
        if text.len() == 10
            && let Ok(day) = text.parse::<Date>()
        {
            return self.day(day);
        }
        let text = text.strip_suffix(" UTC").map_or_else(|| text.into(), |bare| format!("{bare}Z"));
        if let Ok(instant) = text.parse::<Timestamp>() {
            return Ok(instant.as_second());
        }
        match text.parse::<DateTime>() {
            Ok(time) => self.time(time),
            Err(_) => Err(unknown(&text)),
        }
    }

    fn day(&self, day: Date) -> Result<i64, Wrong> {
        self.zone_was_used.set(true);
        // In some zones summer time begins at midnight: then the day begins an hour later.
        let start = day.to_zoned(self.zone.clone());
        start.map(|start| start.timestamp().as_second()).map_err(|_| unknown(&day.to_string()))
    }

    fn time(&self, time: DateTime) -> Result<i64, Wrong> {
        self.zone_was_used.set(true);
        let instant = self.zone.to_ambiguous_timestamp(time).unambiguous();
        instant.map(Timestamp::as_second).map_err(|_| {
            let zone = self.zone.iana_name().unwrap_or_default();
            (
                format!(
                    "a time that exists once in {zone}: this is in the hour that summer time adds or removes"
                ),
                format!("write it with its offset, such as {time}+00:00"),
            )
        })
    }

    /// What a number is that cannot be unix seconds.
    fn number(&self, text: &str, number: i64) -> Wrong {
        let right = || "unix seconds or a day such as 2024-01-31".to_owned();
        let write = |day: Date| match self.day(day) {
            Ok(seconds) => format!("write {seconds} or {day}"),
            Err((right, _)) => right,
        };
        if let Some(day) = (text.len() == 8).then(|| Date::strptime("%Y%m%d", text).ok()).flatten() {
            return (format!("{}, not YYYYMMDD", right()), write(day));
        }
        if (10_000..100_000).contains(&number)
            && let Some(day) = spreadsheet_day(number)
        {
            return (format!("{}, not the serial number of a spreadsheet", right()), write(day));
        }
        if (FIRST..=self.last).contains(&(number / 1000)) {
            return (format!("{}, not milliseconds", right()), format!("write {}", number / 1000));
        }
        let known = number > self.last && number < 253_402_300_800;
        let range = if known { "a date of at most ten years from now" } else { "a date from 2000 on" };
        (range.to_owned(), "such as 1514764800 for 2018-01-01".to_owned())
    }
}

/// Spreadsheets count days from 1899-12-30 (ECMA-376 part 1, 18.17.4.1).
fn spreadsheet_day(serial: i64) -> Option<Date> {
    Date::constant(1899, 12, 30).checked_add(serial.days()).ok()
}

/// A date in a notation of its own.
fn unknown(text: &str) -> Wrong {
    let right = "unix seconds, such as 1514764800 for 2018-01-01, or a day or time such as 2018-01-01 or 2018-01-01 13:30";
    if text.parse::<f64>().is_ok_and(|number| number < 0.0) {
        return (right.to_owned(), "a negative number".to_owned());
    }
    if let Some(serial) = text.split_once(['.', ',']).and_then(|(whole, rest)| {
        let digits = rest.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| whole.parse().ok()).flatten().filter(|serial| (10_000..100_000).contains(serial))
    }) && let Some(day) = spreadsheet_day(serial)
    {
        return (format!("{right}, not the serial number of a spreadsheet"), format!("its day is {day}"));
    }
    let formats = [
        "%d %b %Y",
        "%b %d, %Y",
        "%d.%m.%Y",
        "%d/%m/%Y",
        "%m/%d/%Y",
        "%Y/%m/%d",
        "%d.%m.%Y %H:%M",
        "%d/%m/%Y %H:%M",
        "%m/%d/%Y %H:%M",
    ];
    let fits: Vec<String> = formats
        .iter()
        .filter(|format| BrokenDownTime::parse(format, text).is_ok())
        .map(|format| format!("--date-format '{format}'"))
        .collect();
    let fix = if fits.is_empty() { String::new() } else { format!("say {}", fits.join(" or ")) };
    (right.to_owned(), fix)
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::Dates;

    #[test]
    fn days_and_times_are_read_in_their_zone_and_times_that_are_none_are_rejected() {
        let utc = Dates::default();
        let new_york = Dates::new(TimeZone::get("America/New_York").unwrap(), None);
        let german = Dates::new(TimeZone::get("Europe/Berlin").unwrap(), Some("%d.%m.%Y".to_owned()));
        for (dates, text, expected) in [
            (&utc, "1514764800", Some(1_514_764_800)),
            (&utc, "2024-03-10", Some(1_710_028_800)),
            (&utc, "2024-03-10 02:30", Some(1_710_037_800)),
            (&utc, "2024-03-10T02:30:00Z", Some(1_710_037_800)),
            (&utc, "2024-03-10 02:30:00 UTC", Some(1_710_037_800)),
            (&new_york, "2024-03-10", Some(1_710_046_800)),
            (&new_york, "2024-03-10 01:59", Some(1_710_053_940)),
            (&new_york, "2024-03-10 02:30", None),
            (&new_york, "2024-11-03 01:30", None),
            (&new_york, "2024-11-03T01:30:00-04:00", Some(1_730_611_800)),
            (&german, "31.01.2024", Some(1_706_655_600)),
            (&german, "2024-01-31", None),
            (&utc, "1999-12-31", None),
            (&utc, "1999-12-31 23:59:59", None),
            (&utc, "2000-01-01", Some(946_684_800)),
            (&utc, "2124-01-01", None),
            (&utc, "45322", None),
            (&utc, "20240131", None),
            (&utc, "1706659200000", None),
            (&utc, "01/02/2024", None),
        ] {
            assert_eq!(dates.read(text).ok(), expected, "{text}");
        }
        assert_eq!(utc.used_zone().as_deref(), Some("UTC"));
        assert_eq!(utc.read("45322").unwrap_err().1, "write 1706659200 or 2024-01-31");
        assert!(utc.read("01/02/2024").unwrap_err().1.contains("%d/%m/%Y"));
        let last = jiff::Timestamp::from_second(utc.last).unwrap();
        assert_eq!(utc.read(&last.to_string()), Ok(utc.last));
        let early = ("a date from 2000 on".to_owned(), "1999-12-31".to_owned());
        assert_eq!(utc.read("1999-12-31"), Err(early));
        let late = ("a date of at most ten years from now".to_owned(), "2124-01-01".to_owned());
        assert_eq!(utc.read("2124-01-01"), Err(late));
    }
}
