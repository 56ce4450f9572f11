//! What the settings of both destinations have in common: a table of them, and the reading of one.

use crate::{
    consent::Answer,
    identify::is_placeholder,
    value::{Kind, Value, begins, is},
};

/// The longest time a browser's timer can wait, in milliseconds.
pub const LONGEST_TIMEOUT_MS: f64 = 2_147_483_647.0;

/// What a setting may be. Absent, it may be `undefined` or `null`; `consent` may not be `null`,
/// because where an answer was meant to be, that is none.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Accepts {
    /// A string of so many UTF-16 code units.
    Text {
        /// The fewest.
        shortest: u32,
        /// The most.
        longest: u32,
    },
    /// One of these words in any case, apart from spaces and signs ([`Value::spells`]).
    Words(&'static [&'static str]),
    /// `true` or `false`.
    Flag,
    /// A number of milliseconds that a timer can wait, at least so many.
    Milliseconds(u32),
    /// `true`, `false`, `"required"` in any case, a function or a promise.
    Consent,
    /// A URL: https, or http from the page's own origin or localhost.
    Url {
        /// Whether it may hold a name or a password.
        credentials: bool,
    },
    /// What the destination itself judges.
    Own,
}

crossing! {
    /// What a page lists after the settings: facts about the one setting that is a URL, and the object
    /// of the settings as it was given.
    pub enum Fact {
        /// The URL's protocol, as `https:`.
        Protocol,
        /// Its host name.
        HostName,
        /// Whether its origin is the page's own.
        SameOrigin,
        /// Whether it holds a name or a password.
        Credentials,
        /// The settings as they were given, whatever their names.
        Given,
    }
}

/// Defines a destination's `Setting`, in the order in which a page lists the values, strings
/// trimmed: `Variant "name" what it accepts, "what would be right" "why it is refused"`. The
/// first is the required one. After the values come those of [`Fact`].
macro_rules! settings {
    ($($setting:ident $name:literal $accepts:expr, $expected:literal $refusal:literal,)*) => {
        /// A setting, by its place in the list of values.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum Setting {
            $(#[doc = concat!("`", $name, "`: ", $expected)] $setting,)*
        }

        impl Setting {
            /// All settings, in the order of their places.
            pub const ALL: &[Setting] = &[$(Setting::$setting,)*];
            /// Their names in JavaScript.
            pub const NAMES: &[&str] = &[$($name,)*];
            /// The one without which nothing can be done.
            pub const REQUIRED: Setting = Setting::ALL[0];

            /// Its name in JavaScript.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Setting::$setting => $name,)* }
            }

            /// What it may be.
            #[must_use]
            pub const fn accepts(self) -> $crate::settings::Accepts {
                match self { $(Setting::$setting => $accepts,)* }
            }

            /// What would be right, to be read after its name and a colon.
            #[must_use]
            pub const fn expected(self) -> &'static str {
                match self { $(Setting::$setting => $expected,)* }
            }

            /// Why it is refused, to be read after its name.
            #[must_use]
            pub const fn refusal(self) -> &'static str {
                match self { $(Setting::$setting => $refusal,)* }
            }

            /// The place of a fact in the list of values.
            #[must_use]
            #[allow(clippy::cast_possible_truncation)] // a few
            pub const fn fact(fact: $crate::settings::Fact) -> u32 {
                Setting::ALL.len() as u32 + fact as u32
            }

            /// The first setting whose value is not what it accepts; `is_own` judges those that are
            /// there and that only the destination itself can judge.
            pub fn refused<V: $crate::value::Value>(
                values: &V,
                is_own: impl Fn(Setting, &V) -> bool,
            ) -> Option<Setting> {
                let fact = move |fact| values.item(Setting::fact(fact));
                // One after the other: as a loop over the table it weighs more on the wire.
                $(
                    if !$crate::settings::is_accepted($accepts, &Setting::$setting.of(values), fact, |value| {
                        is_own(Setting::$setting, value)
                    }) {
                        return Some(Setting::$setting);
                    }
                )*
                None
            }

            /// Its value in a list of values.
            pub fn of<V: $crate::value::Value>(self, values: &V) -> V {
                values.item(self as u32)
            }
        }
    };
}

/// Whether a setting is not there.
pub fn is_absent<V: Value>(value: &V) -> bool {
    matches!(value.kind(), Kind::Undefined | Kind::Null)
}

/// The rule of [`is_unset`] as a regular expression, for the debug entry; trimmed text.
pub const UNSET_PATTERN: &str = r##"^(undefined|null|0)?$|^(YOUR_|process\.env\.|["#$%&'<{\u2018-\u201f])"##;

/// Whether a string is what builds, templates and samples leave if no value was filled in: nothing, `undefined`,
/// `null`, `0`, `YOUR_PUBLIC_API_TOKEN`, `%NAME%`, `{{ name }}`, `${NAME}`, `<%= name %>`, `process.env.NAME`; or is in
/// quotes, straight, curly or as entities.
pub fn is_unset<V: Value>(text: &V) -> bool {
    // `"`, `#`, `$`, `%`, `&` and `'`; `<`; `{`; and curly quotes.
    let is_sign = |unit| matches!(unit, 0x22..=0x27 | 0x3c | 0x7b | 0x2018..=0x201f);
    text.length().is_some()
        && (is_placeholder(text)
            || begins(text, b"YOUR_")
            || begins(text, b"process.env.")
            || text.units().next().is_some_and(is_sign))
}

/// Whether a value is what a setting accepts; `fact` gives what the page knows of the URL, `is_own`
/// judges what only the destination itself can.
#[allow(clippy::inline_always)] // `accepts` is a constant wherever it is called
#[inline(always)]
pub fn is_accepted<V: Value>(
    accepts: Accepts,
    value: &V,
    fact: impl Fn(Fact) -> V + Copy,
    is_own: impl Fn(&V) -> bool,
) -> bool {
    match accepts {
        Accepts::Consent => consent(value).is_some(),
        _ if is_absent(value) => true,
        Accepts::Text { shortest, longest } => {
            value.length().is_some_and(|length| (shortest..=longest).contains(&length))
        }
        Accepts::Words(words) => words.iter().any(|word| value.spells(word.as_bytes())),
        Accepts::Flag => matches!(value.kind(), Kind::True | Kind::False),
        Accepts::Milliseconds(least) => (f64::from(least)..=LONGEST_TIMEOUT_MS).contains(&value.number()),
        Accepts::Url { credentials } => value.length().is_some() && is_loadable(credentials, fact),
        Accepts::Own => is_own(value),
    }
}

/// Whether a URL of these facts is https, or http from the page's own origin or from localhost.
#[allow(clippy::inline_always)] // as above
#[inline(always)]
fn is_loadable<V: Value>(credentials: bool, fact: impl Fn(Fact) -> V) -> bool {
    if !credentials && fact(Fact::Credentials).kind() == Kind::True {
        return false;
    }
    let protocol = fact(Fact::Protocol);
    if is(protocol.units(), b"https:") {
        return true;
    }
    let host = fact(Fact::HostName);
    let is_host = |name| is(host.units(), name);
    is(protocol.units(), b"http:")
        && (fact(Fact::SameOrigin).kind() == Kind::True
            || is_host(b"127.0.0.1")
            || is_host(b"localhost")
            || is_host(b"[::1]"))
}

/// The `consent` setting as far as it is not a function or a promise, which the page asks;
/// `None` for what is no answer.
pub fn consent<V: Value>(value: &V) -> Option<Answer> {
    match value.kind() {
        Kind::Undefined | Kind::True | Kind::Function | Kind::Promise => Some(Answer::Yes),
        Kind::False => Some(Answer::No),
        _ if value.spells(b"required") => Some(Answer::Waiting),
        _ => None,
    }
}

/// `publicApiToken` as `public_api_token`.
#[must_use]
pub fn snake_case(name: &str) -> String {
    name.chars().fold(String::new(), |snake, letter| {
        if letter.is_ascii_uppercase() {
            snake + "_" + &letter.to_ascii_lowercase().to_string()
        } else {
            snake + &letter.to_string()
        }
    })
}
