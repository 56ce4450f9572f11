//! Points in time as messages have them: ISO 8601 in UTC, to the millisecond.

const DAY_MS: i64 = 86_400_000;

/// A time as in `2021-05-04T12:00:00.000Z`, or with another number of decimals or none, in
/// milliseconds since 1970. `None` for every other form and for days that no calendar has.
#[must_use]
pub fn parse(text: &str) -> Option<i64> {
    let rest = text.strip_suffix('Z')?;
    let (seconds, decimals) = rest.split_once('.').map_or((rest, None), |(whole, part)| (whole, Some(part)));
    let mut ms = 0;
    if let Some(decimals) = decimals {
        if !(1..=9).contains(&decimals.len()) || !decimals.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        for index in 0..3 {
            ms = ms * 10 + decimals.as_bytes().get(index).map_or(0, |byte| i64::from(byte - b'0'));
        }
    }
    let shape = b"0000-00-00T00:00:00";
    let fits = |(&byte, &form): (&u8, &u8)| if form == b'0' { byte.is_ascii_digit() } else { byte == form };
    if seconds.len() != shape.len() || !seconds.as_bytes().iter().zip(shape).all(fits) {
        return None;
    }
    let number = |from: usize, to: usize| seconds.get(from..to)?.parse::<i64>().ok();
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    let (hour, minute, second) = (number(11, 13)?, number(14, 16)?, number(17, 19)?);
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let days = days(year, month, day);
    // Such as the 31st of June: it is a day of the next month.
    (civil(days) == (year, month, day))
        .then(|| days * DAY_MS + ((hour * 60 + minute) * 60 + second) * 1000 + ms)
}

/// The time as in `2021-05-04T12:00:00.000Z`.
#[must_use]
pub fn format(ms: i64) -> String {
    let (year, month, day) = civil(ms.div_euclid(DAY_MS));
    let rest = ms.rem_euclid(DAY_MS);
    let (hour, minute, second) = (rest / 3_600_000, rest / 60_000 % 60, rest / 1000 % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{:03}Z", rest % 1000)
}

/// Days since 1970 in the Gregorian calendar (Howard Hinnant, `days_from_civil`).
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// Year, month and day (`civil_from_days`).
fn civil(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let years = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * years + years / 4 - years / 100);
    let moved = (5 * of_year + 2) / 153;
    let day = of_year - (153 * moved + 2) / 5 + 1;
    let month = if moved < 10 { moved + 3 } else { moved - 9 };
    (years + era * 400 + i64::from(month <= 2), month, day)
}
