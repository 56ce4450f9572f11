//! Who an `identify` call is about, and the rule that finds an email in it.

use crate::value::{Slot, Value, is};

/// The longest email or customer id that is looked at, in UTF-16 code units: RFC 5321's
/// 64 for the local part, the `@`, 255 for the domain.
pub const LONGEST: u32 = 320;

crossing! {
    /// By what the vendor knows a customer.
    pub enum By {
        /// The customer's email.
        Email,
        /// The customer's id in the billing platform (Stripe `cus_…`), not the site's own user id.
        CustomerId,
    }
}

/// An email or a customer id that keeps the rules below.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity<V> {
    by: By,
    text: V,
}

/// Where a visitor is kept from one call to the next.
#[derive(Clone, Copy, Debug)]
pub enum Place {
    /// The visitor that the vendor knows.
    Known,
    /// The visitor who waits for consent.
    Held,
}

impl Place {
    const fn slots(self) -> (Slot, Slot) {
        match self {
            Place::Known => (Slot::KnownUser, Slot::KnownIdentity),
            Place::Held => (Slot::HeldUser, Slot::HeldIdentity),
        }
    }
}

/// A visitor with an identity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visitor<V> {
    /// The site's own user id, used only to tell whether two calls are about one user.
    pub user_id: V,
    /// The email or the customer id.
    pub identity: Identity<V>,
}

/// What is remembered of a visitor, while the slots of a [`Place`] have their values.
#[derive(Clone, Debug)]
pub struct Kept<V: Value> {
    by: By,
    user_id: V::Kept,
    text: V::Kept,
}

impl<V: Value> Visitor<V> {
    /// Keeps the visitor in this place.
    #[must_use]
    pub fn keep(&self, place: Place) -> Kept<V> {
        let (user_id, text) = place.slots();
        Kept {
            by: self.identity.by,
            user_id: self.user_id.keep(user_id),
            text: self.identity.text.keep(text),
        }
    }

    /// The same for the running call, whatever is kept meanwhile.
    #[must_use]
    pub fn copied(&self) -> Self {
        Visitor { user_id: self.user_id.copied(), identity: self.identity.copied() }
    }
}

impl<V: Value> Kept<V> {
    /// The visitor who was kept in this place.
    #[must_use]
    pub fn recall(&self, place: Place) -> Visitor<V> {
        let (user_id, text) = place.slots();
        Visitor {
            user_id: V::recall(user_id, &self.user_id),
            identity: Identity { by: self.by, text: V::recall(text, &self.text) },
        }
    }
}

impl<V: Value> Identity<V> {
    /// Reads an `identify` call, or the stored user of a host: the customer id from the trait of this name, the email from
    /// the traits, or else from a user id that looks like one.
    // By reference the page's module is 30 bytes larger.
    #[allow(clippy::needless_pass_by_value)]
    pub fn read(user_id: V, traits: &V, customer_id_trait: &V, known: Option<Self>) -> Option<Self> {
        let customer_id =
            customer_id_trait.length().and_then(|_| Identity::customer_id(&traits.get(customer_id_trait)));
        customer_id
            .or_else(|| Identity::email(&traits.get(&email_trait(&traits.keys())), known.as_ref()))
            .or_else(|| Identity::email(&user_id, known.as_ref()))
    }

    /// Reads a string that, trimmed, is `something@something.something`: one `@`, a dot with
    /// something on both sides after it, no white space or control character, at most
    /// [`LONGEST`] code units. So `"undefined"`, `"null"`, `""` and `"0"`, which sites do
    /// send and the vendor answers with an error, are none; numbers and objects neither.
    ///
    /// What `known` says again need not be judged again.
    // Inlined, so that its result stays out of the module's memory.
    #[allow(clippy::inline_always)]
    #[inline(always)]
    pub fn email(value: &V, known: Option<&Self>) -> Option<Self> {
        let text = value.trimmed();
        is_email_or_known(text.clone(), known.cloned()).then_some(Identity { by: By::Email, text })
    }

    /// Reads a string that, trimmed, is not empty, not a placeholder (`"undefined"`, `"null"`,
    /// `"0"`), and has at most [`LONGEST`] code units.
    pub fn customer_id(value: &V) -> Option<Self> {
        let text = value.trimmed();
        (!is_placeholder(&text) && text.length().is_some_and(|length| length <= LONGEST))
            .then_some(Identity { by: By::CustomerId, text })
    }

    /// The same for the running call, whatever is kept meanwhile.
    #[must_use]
    pub fn copied(&self) -> Self {
        Identity { by: self.by, text: self.text.copied() }
    }

    /// What it is.
    pub fn by(&self) -> By {
        self.by
    }

    /// The email or id itself.
    pub fn text(&self) -> &V {
        &self.text
    }
}

/// The rule of [`Identity::email`] about a trimmed string: not inlined, because it is asked twice.
#[allow(clippy::needless_pass_by_value)]
#[inline(never)]
fn is_email_or_known<V: Value>(text: V, known: Option<Identity<V>>) -> bool {
    known.is_some_and(|known| known.by == By::Email && known.text == text)
        || text.length().is_some_and(|length| length <= LONGEST) && is_email(text.units())
}

/// Whether these UTF-16 code units are an email by the rule of [`Identity::email`], apart from their
/// number and from white space at their ends.
pub fn is_email(units: impl Iterator<Item = u16>) -> bool {
    address(units) == Address::Email
}

/// What UTF-16 code units are by the rule of [`Identity::email`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Address {
    /// An email.
    Email,
    /// It would be an email with a dot after the `@`.
    WithoutDot,
    /// No email.
    No,
}

pub(crate) fn address(units: impl Iterator<Item = u16>) -> Address {
    const AT: u16 = b'@' as u16;
    const DOT: u16 = b'.' as u16;
    let (mut before, mut at, mut dot) = (AT, false, false);
    for unit in units {
        // A separator at the start, two in a row after the `@`, or a second `@`.
        if is_space(unit)
            || unit == AT && (at || before == AT)
            || unit == DOT && at && (before == AT || before == DOT)
        {
            return Address::No;
        }
        dot |= at && unit == DOT;
        at |= unit == AT;
        before = unit;
    }
    if dot && before != DOT {
        Address::Email
    } else if at && !dot {
        Address::WithoutDot
    } else {
        Address::No
    }
}

/// White space, control characters and invisible marks, none of which an address holds.
fn is_space(unit: u16) -> bool {
    matches!(unit, 0..=0x20 | 0x7f..=0xa0 | 0x1680 | 0x2000..=0x200f | 0x2028..=0x202f | 0x205f | 0x3000 | 0xfeff)
}

/// Whether this is what sites send where they have no value.
#[inline(never)]
pub fn is_placeholder<V: Value>(text: &V) -> bool {
    // One after the other: as a loop over a list it weighs more.
    let is = |word| is(text.units(), word);
    is(b"") || is(b"undefined") || is(b"null") || is(b"0")
}

/// The first of these names that spells `email`, as in Segment's Facade (`obj-case`); undefined
/// if none does.
#[inline(never)]
pub(crate) fn email_trait<V: Value>(names: &V) -> V {
    find(names, |name| name.spells(b"email"))
}

/// The first name of a list that is the one; undefined if none is.
pub(crate) fn find<V: Value>(names: &V, mut is_it: impl FnMut(&V) -> bool) -> V {
    let mut index = 0;
    loop {
        let name = names.item(index);
        if name.length().is_none() || is_it(&name) {
            return name;
        }
        index += 1;
    }
}
