//! A value of JavaScript's that the owner's code has given, as far as a rule asks for it.

use std::fmt;

/// What a value is.
#[derive(Clone, PartialEq)]
pub enum Given {
    /// `undefined` or `null`.
    Nothing,
    /// A string.
    Text(String),
    /// A number, `NaN` and the infinities among them.
    Number(f64),
    /// `true` or `false`.
    Flag(bool),
    /// A function.
    Function,
    /// A list.
    List(Vec<Given>),
    /// Any other object, a symbol or a big integer.
    Other,
}

/// The largest integer up to which every one has a number of its own: `Number.MAX_SAFE_INTEGER`.
const LARGEST_SAFE: f64 = 9_007_199_254_740_991.0;

impl Given {
    /// Whether it is there; `null` is as good as none.
    #[must_use]
    pub fn is_present(&self) -> bool {
        *self != Given::Nothing
    }

    /// The string, if it is one.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        if let Given::Text(text) = self { Some(text) } else { None }
    }

    /// The number, if it is an integer that no other number is rounded to.
    #[must_use]
    pub fn safe_integer(&self) -> Option<i64> {
        match *self {
            #[allow(clippy::cast_possible_truncation)] // within bounds
            Given::Number(number) if number.fract() == 0.0 && number.abs() <= LARGEST_SAFE => {
                Some(number as i64)
            }
            _ => None,
        }
    }
}

/// Says what it is and not what is in it: an option may be the API key.
impl fmt::Debug for Given {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str(match self {
            Given::Nothing => "Nothing",
            Given::Text(_) => "Text(\u{2026})",
            Given::Number(_) => "Number(\u{2026})",
            Given::Flag(false) => "Flag(false)",
            Given::Flag(true) => "Flag(true)",
            Given::Function => "Function",
            Given::List(_) => "List(\u{2026})",
            Given::Other => "Other",
        })
    }
}

impl From<&str> for Given {
    fn from(text: &str) -> Self {
        Given::Text(text.to_owned())
    }
}

impl From<f64> for Given {
    fn from(number: f64) -> Self {
        Given::Number(number)
    }
}
