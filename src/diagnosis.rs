//! Why an identify call names nobody, or not by what the owner meant.

use crate::{
    identify::{Address, By, Identity, LONGEST, address, email_trait, find, is_placeholder},
    value::{Kind, Value, is_variant},
};

/// How many traits whose name holds `mail` are looked at, and of which length a name is not, in code units.
const MOST_CANDIDATES: u32 = 8;
const LONGEST_NAME: u32 = 100;

crossing! {
    /// Why a value is not an email or a customer id.
    pub enum Flaw {
        /// A number, an object, `null` or anything else that is not a string.
        NotText,
        /// An empty string, `"undefined"`, `"null"` or `"0"`.
        Placeholder,
        /// An email without a dot after its `@`.
        NoDot,
        /// Not `something@something.something`.
        NoAddress,
        /// An email or a customer id of more than [`LONGEST`] code units.
        TooLong,
    }
}

impl Flaw {
    /// What is wrong, to be read after a colon.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Flaw::NotText => "not a string",
            Flaw::Placeholder => "a placeholder",
            Flaw::NoDot => "no dot after the @",
            Flaw::NoAddress => "not an email address",
            Flaw::TooLong => "too long",
        }
    }

    /// What is wrong with a value that is not an email, or not a customer id.
    fn of<V: Value>(value: &V) -> Self {
        let text = value.trimmed();
        match text.length() {
            None => Flaw::NotText,
            Some(length) if length > LONGEST => Flaw::TooLong,
            _ if is_placeholder(&text) => Flaw::Placeholder,
            _ if address(text.units()) == Address::WithoutDot => Flaw::NoDot,
            _ => Flaw::NoAddress,
        }
    }
}

/// What an identify call lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(i32)]
pub enum Lack {
    /// There are no traits.
    Traits,
    /// No trait is called `email`.
    EmailTrait,
    /// An email is in a trait whose name is almost `email`.
    EmailTraitName,
    /// The trait `email` is not an email.
    Email,
    /// No trait has the name that the owner gave.
    CustomerIdTrait,
    /// A trait has the owner's name in another case, or with other spaces and signs.
    CustomerIdTraitName,
    /// The value of the trait that the owner named is no customer id.
    CustomerId,
}

/// Finds out what a call lacks that named somebody `by` this, or nobody. The customer id counts where
/// the owner has named its trait. `report` gets the name of a near miss, or what `describe` makes of a
/// flaw; undefined where there is neither.
///
/// Reads traits, so a getter of the page may run.
pub fn diagnose<V: Value>(
    by: Option<By>,
    traits: &V,
    customer_id_trait: &V,
    describe: impl Fn(Flaw) -> V,
    report: impl Fn(Lack, &V),
) {
    let names = traits.keys();
    let first = names.item(0);
    if by.is_none() && first.length().is_none() {
        return report(Lack::Traits, &first);
    }
    if by != Some(By::CustomerId) && customer_id_trait.length().is_some() {
        let value = traits.get(customer_id_trait);
        if value.kind() == Kind::Undefined {
            let near = find(&names, |name| is_variant(name, customer_id_trait));
            let is_near = near.length().is_some();
            report(if is_near { Lack::CustomerIdTraitName } else { Lack::CustomerIdTrait }, &near);
        } else {
            report(Lack::CustomerId, &describe(Flaw::of(&value)));
        }
    }
    if by.is_some() {
        return;
    }
    let name = email_trait(&names);
    if name.length().is_some() {
        report(Lack::Email, &describe(Flaw::of(&traits.get(&name))));
        return;
    }
    let mut left = MOST_CANDIDATES;
    let near = find(&names, |name| {
        let is_candidate = left > 0 && name.length() < Some(LONGEST_NAME) && holds_mail(name.units());
        left -= u32::from(is_candidate);
        is_candidate && Identity::email(&traits.get(name), None).is_some()
    });
    report(if near.length().is_some() { Lack::EmailTraitName } else { Lack::EmailTrait }, &near);
}

/// Whether `mail` is somewhere in a name, in any case.
fn holds_mail(mut units: impl Iterator<Item = u16>) -> bool {
    const MAIL: u32 = u32::from_be_bytes(*b"mail");
    let mut last = 0;
    units.any(|unit| {
        last = last << 8 | u32::from(unit | 0x20);
        last == MAIL
    })
}
