//! The owner's settings, read with suspicion and refused by name.

use super::{
    code::Code,
    properties::{LONGEST_NAME, Trait, Type, entries},
    secret::is_secret,
};
use crate::{
    consent::Answer,
    value::{Kind, Value, is},
};

/// The settings in the order in which a page lists their values, text trimmed. After them it adds
/// the settings as they were given, whatever their names, and four facts about `endpoint`: the
/// protocol, the host name, whether the origin is the page's own, and whether it holds a name or
/// a password.
pub const NAMES: [&str; 10] = [
    "endpoint",
    "mapping",
    "allow",
    "nestedTraits",
    "nestedEmail",
    "emailFromUserId",
    "consent",
    "useStoredUser",
    "timeoutMs",
    "debug",
];

/// Where in that list `endpoint` is.
pub const ENDPOINT: u32 = 0;
const MAPPING: u32 = 1;
const ALLOW: u32 = 2;
const NESTED_TRAITS: u32 = 3;
const NESTED_EMAIL: u32 = 4;
const EMAIL_FROM_USER_ID: u32 = 5;
const CONSENT: u32 = 6;
const USE_STORED_USER: u32 = 7;
const TIMEOUT_MS: u32 = 8;
const DEBUG: u32 = 9;
// At 10 are the settings as they were given, in which only secrets are looked for.
const PROTOCOL: u32 = 11;
const HOST_NAME: u32 = 12;
const SAME_ORIGIN: u32 = 13;
const CREDENTIALS: u32 = 14;

/// The longest time a browser's timer can wait, in milliseconds.
pub const LONGEST_TIMEOUT_MS: f64 = 2_147_483_647.0;

/// How long a request may take where `timeoutMs` is not set.
pub const DEFAULT_TIMEOUT_MS: u32 = 10_000;

/// How deep and how many values are looked at for a secret.
const DEEPEST: u32 = 8;
const MOST_VALUES: u32 = 5_000;

/// What decides about traits.
#[derive(Clone, Debug)]
#[allow(clippy::struct_excessive_bools)] // each is the owner's setting
pub struct Settings<V> {
    /// Trait names and what they become; undefined where there is none.
    pub mapping: V,
    /// The names of the properties that may be sent; undefined where all may.
    pub allow: V,
    /// Whether `traits.traits` is looked at.
    pub nested_traits: bool,
    /// Whether `traits.traits` may name the email.
    pub nested_email: bool,
    /// Whether a user id that looks like an email is one.
    pub email_from_user_id: bool,
    /// `consent` as far as it is not a function or a promise, which the page asks.
    pub consent: Answer,
    /// Whether the host's stored user is known to [`super::Destination::flow`].
    pub use_stored_user: bool,
}

impl<V: Trait> Settings<V> {
    /// Reads a list of values in the order of [`NAMES`].
    ///
    /// # Errors
    /// [`Code::SecretInSettings`] wherever a secret is; else the code of the first setting that is
    /// missing, of the wrong type, or not one of its values.
    pub fn read(values: &V) -> Result<Self, Code> {
        if holds_secret(values, DEEPEST, &mut { MOST_VALUES }) {
            return Err(Code::SecretInSettings);
        }
        let flag = |setting, code| match values.item(setting).kind() {
            Kind::Undefined | Kind::Null | Kind::False | Kind::True => Ok(()),
            _ => Err(code),
        };

        let endpoint = values.item(ENDPOINT);
        if absent(&endpoint) || endpoint.length() == Some(0) {
            return Err(Code::MissingEndpoint);
        }
        // By https, from the page's own origin, or by plain http on this machine.
        let protocol = |word| is(values.item(PROTOCOL).units(), word);
        let host = |word| is(values.item(HOST_NAME).units(), word);
        let fact = |fact| values.item(fact).kind() == Kind::True;
        let here = fact(SAME_ORIGIN) || host(b"127.0.0.1") || host(b"localhost") || host(b"[::1]");
        if endpoint.length().is_none()
            || fact(CREDENTIALS)
            || !(protocol(b"https:") || protocol(b"http:") && here)
        {
            return Err(Code::InvalidEndpoint);
        }

        let mapping = values.item(MAPPING);
        if !absent(&mapping) && !is_mapping(&mapping) {
            return Err(Code::InvalidMapping);
        }
        let allow = values.item(ALLOW);
        let is_allow = absent(&allow) || allow.is_list() && entries(&allow).all(|name| is_name(&name));
        if !is_allow {
            return Err(Code::InvalidAllow);
        }
        flag(NESTED_TRAITS, Code::InvalidNestedTraits)?;
        flag(NESTED_EMAIL, Code::InvalidNestedEmail)?;
        flag(EMAIL_FROM_USER_ID, Code::InvalidEmailFromUserId)?;

        let consent = values.item(CONSENT);
        let consent = match consent.kind() {
            // A function or a promise: the page asks it and tells us. Not null: where an answer
            // was meant to be, that is none.
            Kind::Undefined | Kind::True | Kind::Function | Kind::Promise => Answer::Yes,
            Kind::False => Answer::No,
            _ if is(consent.units(), b"required") => Answer::Waiting,
            _ => return Err(Code::InvalidConsent),
        };
        flag(USE_STORED_USER, Code::InvalidUseStoredUser)?;
        let timeout = values.item(TIMEOUT_MS);
        if !absent(&timeout) && !(1.0..=LONGEST_TIMEOUT_MS).contains(&timeout.number()) {
            return Err(Code::InvalidTimeoutMs);
        }
        flag(DEBUG, Code::InvalidDebug)?;
        Ok(Settings { consent, ..Self::accepted(values) })
    }

    /// The same of a list that was read before; `consent` is not looked at again.
    pub fn accepted(values: &V) -> Self {
        let is = |setting, kind| values.item(setting).kind() == kind;
        Settings {
            mapping: values.item(MAPPING),
            allow: values.item(ALLOW),
            nested_traits: !is(NESTED_TRAITS, Kind::False),
            nested_email: is(NESTED_EMAIL, Kind::True),
            email_from_user_id: is(EMAIL_FROM_USER_ID, Kind::True),
            consent: Answer::Yes,
            use_stored_user: !is(USE_STORED_USER, Kind::False),
        }
    }
}

fn absent<V: Value>(value: &V) -> bool {
    matches!(value.kind(), Kind::Undefined | Kind::Null)
}

/// The items of a list up to the first that is undefined.
fn items<V: Value>(list: &V) -> impl Iterator<Item = V> {
    (0..).map(|index| list.item(index)).take_while(|item| item.kind() != Kind::Undefined)
}

/// Whether a property can be named so.
fn is_name<V: Value>(name: &V) -> bool {
    name.length().is_some_and(|length| (1..=LONGEST_NAME).contains(&length))
}

/// Whether every entry names a property, and a type that there is. `email` and `traits` have
/// another meaning where properties are sent.
fn is_mapping<V: Trait>(mapping: &V) -> bool {
    let names = mapping.keys();
    mapping.kind() == Kind::Other
        && !mapping.is_list()
        && mapping.number().is_nan()
        && items(&names).all(|name| {
            Type::of(&mapping.own(&name)).is_some_and(|(property, _)| {
                is_name(&property)
                    && ![&b"email"[..], b"traits"].iter().any(|word| is(property.units(), word))
            })
        })
}

/// Whether a text in these settings, nested or not, looks like a secret API key of `ProsperStack`.
/// Names of traits in `mapping` may.
fn holds_secret<V: Trait>(value: &V, depth: u32, left: &mut u32) -> bool {
    if value.length().is_some() {
        return is_secret(value.units());
    }
    depth > 0
        && items(&value.keys()).any(|name| {
            *left = left.saturating_sub(1);
            *left > 0 && holds_secret(&value.own(&name), depth - 1, left)
        })
}
