//! A number as it stands in the body. It is sent on in the same digits, so that none is lost, and nothing here reads or
//! writes a float: that would be a fifth of the module.

use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

/// What the first digits of a number with 309 places stay below: half a step above the largest f64, where readers
/// round up to infinity.
const LARGEST: &[u8] = b"1797693134862315807";
/// Places before the point of the largest f64.
const PLACES: i64 = 309;

/// A JSON number that readers can take for a finite f64.
#[derive(Clone, Debug)]
pub(super) struct Numeral(Box<RawValue>);

impl Numeral {
    /// The number, unless it is too large.
    pub(super) fn new(raw: &RawValue) -> Option<Self> {
        is_finite(raw.get()).then(|| Numeral(raw.to_owned()))
    }
}

impl PartialEq for Numeral {
    fn eq(&self, other: &Self) -> bool {
        self.0.get() == other.0.get()
    }
}

impl Serialize for Numeral {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

fn is_finite(number: &str) -> bool {
    let number = number.trim_start_matches('-');
    let (digits, exponent) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let digits = [whole, fraction].concat();
    let significant = digits.trim_start_matches('0');
    if significant.is_empty() {
        return true;
    }
    // More digits than an i64 has: far beyond either end.
    let Ok(exponent) = exponent.trim_start_matches('+').parse::<i64>() else {
        return exponent.starts_with('-');
    };
    let zeros = digits.len() - significant.len();
    let shift = i64::try_from(whole.len()).unwrap_or(i64::MAX) - i64::try_from(zeros).unwrap_or(i64::MAX);
    let places = exponent.saturating_add(shift);
    let first = significant.as_bytes();
    places < PLACES || places == PLACES && first.get(..LARGEST.len()).unwrap_or(first) < LARGEST
}

#[cfg(test)]
mod tests {
    use super::is_finite;

    #[test]
    fn a_number_is_finite_where_it_is_one_as_f64() {
        let longs = ["9".repeat(308), "1".repeat(309), "2".repeat(309), format!("{}e-310", "9".repeat(600))];
        for number in [
            "0",
            "-0",
            "0.0e99999999999999999999",
            "1",
            "-1.5",
            "1e308",
            "-1E+308",
            "1.7976931348623157e308",
            "17976931348623157e+292",
            "0.00017976931348623157e312",
            "1.7976931348623159e308",
            "1.7977e308",
            "1.8e308",
            "2e308",
            "1e309",
            "-1e999",
            "0.001e311",
            "0.001e312",
            "1e-999",
            "1e-99999999999999999999",
            "1e99999999999999999999",
            "1e+99999999999999999999",
        ]
        .into_iter()
        .chain(longs.iter().map(String::as_str))
        {
            assert_eq!(is_finite(number), number.parse::<f64>().unwrap().is_finite(), "{number}");
        }
    }
}
