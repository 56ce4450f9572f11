//! The owner's settings, read with suspicion and refused by name.

use super::{
    code::Code,
    properties::{LONGEST_NAME, Trait, Type, entries, field},
    secret::is_secret,
};
use crate::{
    consent::Answer,
    settings::{Accepts, Fact, consent, is_absent, is_unset},
    value::{Kind, Value, is},
};

/// How long a request may take where `timeoutMs` is not set.
pub const DEFAULT_TIMEOUT_MS: u32 = 10_000;

/// How deep and how many values are looked at for a secret.
const DEEPEST: u32 = 8;
const MOST_VALUES: u32 = 5_000;

settings! {
    Endpoint "endpoint" Accepts::Url { credentials: false },
        "an https or same-origin URL without a password"
        "is neither an https URL nor one of the page\u{2019}s own origin (plain http is accepted on localhost only), or holds a name or a password",
    Mapping "mapping" Accepts::Own,
        "{trait: \"Property\"} or {trait: {property, type}}"
        "is not an object of trait names to property names or to { property, type }; a property cannot be called email or traits",
    Allow "allow" Accepts::Own, "a list of property names" "is not a list of property names",
    NestedTraits "nestedTraits" Accepts::Flag, "true or false" "is neither true nor false",
    NestedEmail "nestedEmail" Accepts::Flag, "true or false" "is neither true nor false",
    EmailFromUserId "emailFromUserId" Accepts::Flag, "true or false" "is neither true nor false",
    Consent "consent" Accepts::Consent,
        "true, false, \"required\", a promise or a function"
        "is not true, false, \"required\", a promise or a function",
    UseStoredUser "useStoredUser" Accepts::Flag, "true or false" "is neither true nor false",
    TimeoutMs "timeoutMs" Accepts::Milliseconds(1),
        "a number of milliseconds" "is not a number of milliseconds that a timer can wait",
    // A page takes a wrong value out: `Code::IGNORED`.
    Debug "debug" Accepts::Flag, "true or false" "is neither true nor false",
}

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
    /// Reads a list of values in the order of [`Setting`].
    ///
    /// # Errors
    /// [`Code::SecretInSettings`] wherever a secret is; else the code of the first setting that is
    /// missing, of the wrong type, or not one of its values.
    pub fn read(values: &V) -> Result<Self, Code> {
        if holds_secret(values, DEEPEST, &mut { MOST_VALUES }) {
            return Err(Code::SecretInSettings);
        }
        let endpoint = Setting::REQUIRED.of(values);
        // As it was given: as a URL it is one of the page's own origin.
        let given = values.item(Setting::fact(Fact::Given));
        let is_unset = is_unset(&field(&given, &given.keys(), b"endpoint").trimmed());
        if is_absent(&endpoint) || endpoint.length() == Some(0) || is_unset {
            return Err(Code::Missing);
        }
        let is_own = |setting, value: &V| match setting {
            Setting::Mapping => is_mapping(value),
            Setting::Allow => value.is_list() && entries(value).all(|name| is_name(&name)),
            _ => true,
        };
        if let Some(setting) = Setting::refused(values, is_own) {
            return Err(Code::invalid(setting));
        }
        let consent = consent(&Setting::Consent.of(values)).unwrap_or(Answer::No);
        Ok(Settings { consent, ..Self::accepted(values) })
    }

    /// The same of a list that was read before; `consent` is not looked at again.
    pub fn accepted(values: &V) -> Self {
        let is = |setting: Setting, kind| setting.of(values).kind() == kind;
        Settings {
            mapping: Setting::Mapping.of(values),
            allow: Setting::Allow.of(values),
            nested_traits: !is(Setting::NestedTraits, Kind::False),
            nested_email: is(Setting::NestedEmail, Kind::True),
            email_from_user_id: is(Setting::EmailFromUserId, Kind::True),
            consent: Answer::Yes,
            use_stored_user: !is(Setting::UseStoredUser, Kind::False),
        }
    }
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

/// Whether a string in these settings, nested or not, looks like a secret API key of `ProsperStack`.
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
