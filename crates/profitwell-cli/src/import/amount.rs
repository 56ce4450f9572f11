//! Amounts as spreadsheets and billing systems write them, in minor units of their currency.

use clap::ValueEnum;
use serde::{Deserialize, Serialize};

/// What a number counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    /// Cents and the like: 1250 means 12.50
    Minor,
    /// Euros and the like: 12.50
    Major,
}

/// What comes before the decimals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Decimal {
    #[default]
    Point,
    Comma,
}

/// How amounts are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Amounts {
    /// Unless it is said, whole minor units, and nothing that could be anything else.
    pub unit: Option<Unit>,
    pub decimal: Decimal,
}

/// What would be right, and what this is.
pub type Wrong = (String, String);

impl Amounts {
    /// An amount in minor units of a currency with so many decimals, where that is known.
    ///
    /// # Errors
    /// What would be right.
    pub fn read(self, text: &str, exponent: Option<u32>) -> Result<i64, Wrong> {
        let wrong = |right: &str, fix: String| Err((right.to_owned(), fix));
        let whole = "a whole amount in minor units, such as 1250 for 12.50";
        if text.starts_with('-') {
            return wrong("an amount of at least 0", String::new());
        }
        let Some((units, decimals)) = digits(text, self.decimal) else {
            let other = if self.decimal == Decimal::Point { Decimal::Comma } else { Decimal::Point };
            let name = if other == Decimal::Comma { "comma" } else { "point" };
            return match digits(text, other) {
                Some(_) => wrong(whole, format!("say --decimal {name} if that is meant")),
                None => wrong(whole, String::new()),
            };
        };
        let large = || (whole.to_owned(), "too large".to_owned());
        let plain = text.bytes().all(|byte| byte.is_ascii_digit());
        let is_whole = decimals.bytes().all(|digit| digit == b'0');
        let minor = units.parse::<i64>().map_err(|_| large());
        let major = exponent.and_then(|exponent| shift(&units, &decimals, exponent));
        match self.unit {
            None if plain => minor,
            None if is_whole => wrong(
                "ambiguous_amount: say --unit minor or --unit major",
                match major {
                    Some(major) => format!("{units} minor units, or {major}"),
                    None => format!("{units} minor units"),
                },
            ),
            None => wrong(
                whole,
                major.map_or_else(String::new, |major| {
                    format!("write {major}, or say --unit major for the file")
                }),
            ),
            Some(Unit::Minor) if is_whole => minor,
            Some(Unit::Minor) => wrong("a whole amount in minor units, as --unit minor says", String::new()),
            Some(Unit::Major) => match (major, exponent) {
                (Some(major), _) => Ok(major),
                (None, None) => {
                    wrong("a currency of which the minor unit is known, or --unit minor", String::new())
                }
                (None, Some(exponent)) if decimals.len() > exponent as usize => {
                    wrong(&format!("at most {exponent} decimals in this currency"), String::new())
                }
                (None, Some(_)) => Err(large()),
            },
        }
    }
}

/// The digits before and after the decimal sign; thousands may be separated, by spaces of any kind too.
fn digits(text: &str, decimal: Decimal) -> Option<(String, String)> {
    let (sign, thousands) = if decimal == Decimal::Point { ('.', ',') } else { (',', '.') };
    let (units, decimals) = text.split_once(sign).unwrap_or((text, ""));
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let mut groups = units.split([thousands, ' ', '\u{a0}', '\u{202f}', '\'', '’']);
    let first = groups.next()?;
    let mut digits = first.to_owned();
    for group in groups {
        if group.len() != 3 || first.len() > 3 {
            return None;
        }
        digits += group;
    }
    (!first.is_empty() && all_digits(&digits) && all_digits(decimals)).then(|| (digits, decimals.to_owned()))
}

/// Major units in minor ones; nothing where decimals would be lost.
fn shift(units: &str, decimals: &str, exponent: u32) -> Option<i64> {
    let exponent = exponent as usize;
    let kept = decimals.get(..exponent.min(decimals.len()))?;
    let lost = &decimals[kept.len()..];
    if !lost.bytes().all(|digit| digit == b'0') {
        return None;
    }
    format!("{units}{kept:0<exponent$}").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::{Amounts, Decimal, Unit};

    #[test]
    fn a_unit_and_a_decimal_sign_decide_what_a_number_is() {
        let amounts = |unit, decimal| Amounts { unit, decimal };
        let (minor, major) =
            (amounts(Some(Unit::Minor), Decimal::Point), amounts(Some(Unit::Major), Decimal::Point));
        let german = amounts(Some(Unit::Major), Decimal::Comma);
        for (amounts, text, exponent, expected) in [
            (Amounts::default(), "1250", 2, Some(1250)),
            (Amounts::default(), "1250.0", 2, None),
            (Amounts::default(), "1,250", 2, None),
            (minor, "1250.0", 2, Some(1250)),
            (minor, "1250.5", 2, None),
            (minor, "1,250", 2, Some(1250)),
            (minor, "125,000", 2, Some(125_000)),
            (minor, "1,250,000", 2, Some(1_250_000)),
            (minor, "1250,000", 2, None),
            (minor, "1,25", 2, None),
            (major, "12.5", 2, Some(1250)),
            (major, "1250.0", 2, Some(125_000)),
            (major, "1,250.50", 2, Some(125_050)),
            (major, "12.505", 2, None),
            (major, "12.500", 2, Some(1250)),
            (major, "1250", 0, Some(1250)),
            (major, "1250.5", 0, None),
            (major, "1.234", 3, Some(1234)),
            (major, "1,2", 2, None),
            (german, "1.250,5", 2, Some(125_050)),
            (german, "1\u{202f}250,50", 2, Some(125_050)),
            (german, "12.50", 2, None),
            (major, "99999999999999999999", 2, None),
            (major, "-1", 2, None),
            (major, "", 2, None),
        ] {
            assert_eq!(amounts.read(text, Some(exponent)).ok(), expected, "{text}");
        }
        assert!(Amounts::default().read("1250.0", Some(2)).unwrap_err().0.starts_with("ambiguous_amount"));
        assert!(major.read("5", None).is_err());
        for (text, right) in [
            ("12.505", "at most 2 decimals in this currency"),
            ("99999999999999999999", "too large"),
            ("99999999999999999999.00", "too large"),
        ] {
            let (expected, this) = major.read(text, Some(2)).unwrap_err();
            assert!(expected == right || this == right, "{text}: {expected}; {this}");
        }
    }
}
