//! Money, time and the words of the API, each as a type of its own.

use std::{
    fmt,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use serde::{Deserialize, Deserializer, Serialize, de};

use crate::error::Invalid;

/// An amount of money in cents, whatever the currency: `Cents::new(12_000)` is 120.00.
///
/// The value of a subscription is the whole amount per interval, so $120 a year is 12,000.
/// No public source says how the service counts currencies that have no cents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Cents(i64);

impl Cents {
    /// An amount in cents.
    #[must_use]
    pub const fn new(cents: i64) -> Self {
        Cents(cents)
    }

    /// The amount in cents.
    #[must_use]
    pub const fn get(self) -> i64 {
        self.0
    }
}

/// A point in time in whole seconds since 1970-01-01T00:00:00Z.
///
/// It is made of a [`SystemTime`] and, with the feature `jiff`, of a `jiff::Timestamp`; both are
/// rounded down to a whole second.
///
/// # Example: now
///
/// ```
/// use std::time::SystemTime;
/// use profitwell_api::UnixSeconds;
///
/// let now = UnixSeconds::from(SystemTime::now());
/// assert!(now > UnixSeconds::new(1_514_764_800));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct UnixSeconds(i64);

impl UnixSeconds {
    /// A point in time in seconds.
    #[must_use]
    pub const fn new(seconds: i64) -> Self {
        UnixSeconds(seconds)
    }

    /// The seconds.
    #[must_use]
    pub const fn get(self) -> i64 {
        self.0
    }

    /// What would be a date past the year 5138 is one in milliseconds.
    pub(super) fn checked(self, field: &'static str) -> Result<Self, Invalid> {
        if self.0.unsigned_abs() < 100_000_000_000 {
            return Ok(self);
        }
        Err(Invalid::new(field, "in seconds since 1970, not in milliseconds"))
    }
}

impl fmt::Display for UnixSeconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl From<SystemTime> for UnixSeconds {
    fn from(time: SystemTime) -> Self {
        // No platform's SystemTime reaches farther than i64 does.
        let whole = |time: Duration| i64::try_from(time.as_secs()).unwrap_or(i64::MAX);
        match time.duration_since(UNIX_EPOCH) {
            Ok(after) => UnixSeconds(whole(after)),
            Err(before) => {
                let before = before.duration();
                UnixSeconds(-whole(before) - i64::from(before.subsec_nanos() > 0))
            }
        }
    }
}

impl TryFrom<UnixSeconds> for SystemTime {
    type Error = Invalid;

    fn try_from(UnixSeconds(seconds): UnixSeconds) -> Result<Self, Invalid> {
        let distance = Duration::from_secs(seconds.unsigned_abs());
        let time =
            if seconds < 0 { UNIX_EPOCH.checked_sub(distance) } else { UNIX_EPOCH.checked_add(distance) };
        time.ok_or(Invalid::new("seconds", "a point in time that this platform can represent"))
    }
}

#[cfg(feature = "jiff")]
impl From<jiff::Timestamp> for UnixSeconds {
    fn from(timestamp: jiff::Timestamp) -> Self {
        // jiff rounds towards zero.
        UnixSeconds(timestamp.as_second() - i64::from(timestamp.subsec_nanosecond() < 0))
    }
}

#[cfg(feature = "jiff")]
impl TryFrom<UnixSeconds> for jiff::Timestamp {
    type Error = jiff::Error;

    fn try_from(UnixSeconds(seconds): UnixSeconds) -> Result<Self, jiff::Error> {
        jiff::Timestamp::from_second(seconds)
    }
}

/// Reads a whole number; an error says of what.
macro_rules! deserialize_whole {
    ($name:ident, $expected:literal) => {
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Visitor;

                impl de::Visitor<'_> for Visitor {
                    type Value = $name;

                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        f.write_str($expected)
                    }

                    fn visit_i64<E: de::Error>(self, number: i64) -> Result<$name, E> {
                        Ok($name(number))
                    }

                    fn visit_u64<E: de::Error>(self, number: u64) -> Result<$name, E> {
                        let whole = i64::try_from(number);
                        whole
                            .map($name)
                            .map_err(|_| E::invalid_value(de::Unexpected::Unsigned(number), &self))
                    }
                }

                deserializer.deserialize_i64(Visitor)
            }
        }
    };
}

deserialize_whole!(Cents, "a whole number of cents, such as 1250 for 12.50");
deserialize_whole!(UnixSeconds, "whole seconds since 1970");

/// A currency code in lower case, such as `usd`.
///
/// The vendor's list is not fixed, so any three letters go. What the service answers is kept
/// as it came.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Currency(String);

impl Currency {
    /// A currency by its code.
    ///
    /// # Errors
    /// [`Invalid`] unless the code is three letters from `a` to `z`.
    pub fn new(code: impl Into<String>) -> Result<Self, Invalid> {
        let code = code.into();
        if code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_lowercase()) {
            return Ok(Currency(code));
        }
        Err(Invalid::new("plan_currency", "three letters in lower case, such as usd"))
    }

    /// The code.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

macro_rules! open_enum {
    ($(#[$about:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident $text:literal,)* }) => {
        $(#[$about])*
        ///
        /// A word that this version does not know is kept as `Other`.
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        pub enum $name {
            $($(#[$doc])* $variant,)*
            /// Any other word, as the service spells it.
            Other(String),
        }

        impl $name {
            /// The word as the service spells it.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $($name::$variant => $text,)*
                    $name::Other(word) => word,
                }
            }
        }

        impl From<&str> for $name {
            fn from(word: &str) -> Self {
                match word {
                    $($text => $name::$variant,)*
                    _ => $name::Other(word.to_owned()),
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer).map(|word| $name::from(word.as_str()))
            }
        }
    };
}

open_enum! {
    /// How often a plan is paid.
    PlanInterval {
        /// Every month.
        Month "month",
        /// Every year.
        Year "year",
    }
}

open_enum! {
    /// The state of a subscription.
    Status {
        /// Paying.
        Active "active",
        /// In a free trial; its value must be 0.
        Trialing "trialing",
        /// Cancelled by the customer.
        ChurnedVoluntary "churned_voluntary",
        /// Lost to a failed payment.
        ChurnedDelinquent "churned_delinquent",
    }
}

open_enum! {
    /// Why a subscription ends.
    ChurnType {
        /// The customer cancelled; what the service assumes.
        Voluntary "voluntary",
        /// The payment failed.
        Delinquent "delinquent",
    }
}

open_enum! {
    /// The state of a customer, over all subscriptions. Observed values; no closed list is published.
    CustomerStatus {
        /// Paying.
        Active "active",
        /// In a free trial.
        Trialing "trialing",
        /// Cancelled by the customer.
        ChurnedVoluntary "churned_voluntary",
        /// Left during the trial.
        ChurnedTrial "churned_trial",
        /// Lost to a failed payment.
        ChurnedDelinquent "churned_delinquent",
        /// Never had a subscription.
        NoHistory "no_history",
    }
}

open_enum! {
    /// What Retain does for a customer.
    Intervention {
        /// Winning back those who left.
        Reactivation "reactivation",
        /// Recovering failed payments.
        Retain "retain",
        /// Offering a longer interval.
        TermOptimization "term_optimization",
    }
}
