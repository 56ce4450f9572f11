//! The person of a message, and how much it may hold.
//!
//! The message itself is Segment's `identify`, as its published contract for direct destinations
//! has it, reduced to what a page can truthfully say; `compose` in `messages.js` makes it.

use super::{
    properties::{Conversion, Trait, field},
    settings::Settings,
};
use crate::{
    identify::{Identity, LONGEST},
    settings::is_absent,
    value::{Kind, Slot},
};

/// The most bytes of properties in one message. With an envelope of at most 4 KB it stays below
/// Segment's 32 KB for an event, and two of them below a browser's 64 KiB for `keepalive`.
pub const LARGEST: u32 = 28_000;
/// How many properties of a person are kept in memory.
pub const MOST_PROPERTIES: u32 = 500;
/// How many bytes of properties are kept in memory.
pub const MOST_BYTES: u32 = 4 * LARGEST;

/// The person of a message: an email, because `ProsperStack` finds subscribers by nothing else,
/// and the site's own user id where there is one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person<V> {
    /// The user id as a string; undefined if there is none.
    pub user_id: V,
    /// The email, trimmed.
    pub email: V,
}

/// The person of a call.
#[derive(Clone, Debug)]
pub struct Caller<V> {
    /// The user id as a string; undefined if there is none.
    pub user_id: V,
    /// The email; undefined where there is none.
    pub email: V,
    /// `traits.traits`, where it is looked at; undefined where there is none.
    pub nested: V,
}

impl<V: Trait> Person<V> {
    /// Whether a subscriber that the site names may be this person: neither the email nor the id,
    /// where there is one, is another than theirs.
    pub fn may_be(&self, email: &V, user_id: &V) -> bool {
        let is_email = is_absent(email) || email.trimmed() == self.email;
        let is_user = is_absent(user_id) || is_absent(&self.user_id) || text_of(user_id) == self.user_id;
        is_email && is_user
    }
}

/// A user id as a string; undefined if it is not one.
fn text_of<V: Trait>(user_id: &V) -> V {
    match user_id.length() {
        Some(1..=LONGEST) => user_id.clone(),
        None if user_id.number().is_finite() => user_id.convert(Conversion::Text),
        _ => user_id.nothing(),
    }
}

impl<V: Trait> Caller<V> {
    /// Reads a call: the email from the traits, and only where the owner says so from
    /// `traits.traits` or from a user id that looks like one.
    pub fn read(user_id: &V, traits: &V, settings: &Settings<V>) -> Self {
        let nothing = traits.nothing();
        let nested = field(traits, &traits.keys(), b"traits");
        // The rule is that of every destination here; without a user id it looks at traits only.
        let email_in = |traits: &V| Identity::read(nothing.clone(), traits, &nothing, None);
        let email = email_in(traits)
            .or_else(|| settings.nested_email.then(|| email_in(&nested)).flatten())
            .or_else(|| settings.email_from_user_id.then(|| Identity::email(user_id, None)).flatten());
        Caller {
            user_id: text_of(user_id),
            email: email.map_or_else(|| nothing.clone(), |email| email.text().clone()),
            nested: if settings.nested_traits { nested } else { nothing },
        }
    }

    /// Whether the call may be about this person. A call without an email is, if it has their
    /// user id.
    pub fn is(&self, person: &Person<V>) -> bool {
        self.user_id == person.user_id && (self.email == person.email || self.email.kind() == Kind::Undefined)
    }

    /// The person, to be kept when the call is over; nobody without an email.
    pub fn person(&self) -> Option<Person<V>> {
        (self.email.kind() != Kind::Undefined).then(|| Person {
            user_id: V::recall(Slot::KnownUser, &self.user_id.keep(Slot::KnownUser)),
            email: V::recall(Slot::KnownIdentity, &self.email.keep(Slot::KnownIdentity)),
        })
    }
}
