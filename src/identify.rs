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

/// One `identify` call, or the stored user of a host, as far as the vendor is concerned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identify<V> {
    /// The site's own user id, used only to tell whether two calls are about one user.
    pub user_id: V,
    /// The customer id if there is one, else the email, else nobody.
    pub identity: Option<Identity<V>>,
}

impl<V: Value> Identify<V> {
    /// Reads a call: the customer id from the trait of this name, the email from the traits, or
    /// else from a user id that looks like one.
    // By reference the page's module is 30 bytes larger.
    #[allow(clippy::needless_pass_by_value)]
    pub fn read(user_id: V, traits: &V, customer_id_trait: &V, known: Option<Identity<V>>) -> Self {
        let email = |value: &V| Identity::email(value, known.as_ref());
        let customer_id =
            customer_id_trait.length().and_then(|_| Identity::customer_id(&traits.get(customer_id_trait)));
        let identity = customer_id.or_else(|| {
            let named = traits.get(&email_trait(&traits.keys()));
            [named, user_id.clone()].iter().find_map(email)
        });
        Identify { user_id, identity }
    }

    /// The same, to be kept when the call is over.
    #[must_use]
    pub fn keep(&self, user_id: Slot, identity: Slot) -> Self {
        Identify {
            user_id: self.user_id.keep(user_id),
            identity: self.identity.as_ref().map(|known| known.keep(identity)),
        }
    }
}

impl<V: Value> Identity<V> {
    /// Reads a string that, trimmed, is `something@something.something`: one `@`, a dot with
    /// something on both sides after it, no white space or control character, at most
    /// [`LONGEST`] code units. So `"undefined"`, `"null"`, `""` and `"0"`, which sites do
    /// send and the vendor answers with an error, are none; numbers and objects neither.
    ///
    /// What `known` says again need not be judged again.
    pub fn email(value: &V, known: Option<&Self>) -> Option<Self> {
        let text = value.trimmed();
        (known.is_some_and(|known| known.by == By::Email && known.text == text)
            || text.length().is_some_and(|length| length <= LONGEST) && is_email(text.units()))
        .then_some(Identity { by: By::Email, text })
    }

    /// Reads a string that, trimmed, is not empty, not a placeholder (`"undefined"`, `"null"`,
    /// `"0"`), and has at most [`LONGEST`] code units.
    pub fn customer_id(value: &V) -> Option<Self> {
        let text = value.trimmed();
        (!is_placeholder(&text) && text.length().is_some_and(|length| length <= LONGEST))
            .then_some(Identity { by: By::CustomerId, text })
    }

    /// The same, to be kept when the call is over.
    #[must_use]
    pub fn keep(&self, place: Slot) -> Self {
        Identity { by: self.by, text: self.text.keep(place) }
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
