//! Values as a page hands them over: of any kind, read without trusting them.
//!
//! Everything that decides is generic over [`Value`], so that the same code runs over handles
//! to JavaScript values in a page and over plain data in native tests. Text stays where it is
//! and is read by UTF-16 code unit: copying strings into Rust would more than double the size
//! of the module.

crossing! {
    /// What a value is, as far as any rule here cares.
    pub enum Kind {
        /// `undefined`, or a property that threw when it was read.
        Undefined,
        /// `null`.
        Null,
        /// `false`.
        False,
        /// `true`.
        True,
        /// A string.
        Text,
        /// A function.
        Function,
        /// An object with a `then` method.
        Promise,
        /// Anything else: a number, an object, an array, a symbol, a `BigInt`.
        Other,
    }
}

/// A value of the page. Equality is JavaScript's `===`.
///
/// No method may fail, whatever the value is: what cannot be read is undefined.
pub trait Value: Clone + PartialEq {
    /// What of a value in a [`Slot`] must be remembered to find it there again; nothing where the slot says it all.
    type Kept: Clone + core::fmt::Debug;

    /// What it is.
    fn kind(&self) -> Kind;

    /// The number that it is; NaN if it is none.
    fn number(&self) -> f64;

    /// The number of UTF-16 code units of a string; `None` for all else.
    fn length(&self) -> Option<u32>;

    /// The UTF-16 code units of a string; none for any other value.
    fn units(&self) -> impl Iterator<Item = u16>;

    /// The text without white space at its ends (JavaScript's `trim`); undefined for all else.
    #[must_use]
    fn trimmed(&self) -> Self;

    /// The names of an object's own enumerable properties in their order, as a list; an empty
    /// one for all else.
    #[must_use]
    fn keys(&self) -> Self;

    /// An object's own property.
    #[must_use]
    fn get(&self, name: &Self) -> Self;

    /// An item of a list; undefined past its end.
    #[must_use]
    fn item(&self, index: u32) -> Self;

    /// The same value for the rest of the running call, whatever is kept in its slot meanwhile.
    #[must_use]
    fn copied(&self) -> Self;

    /// Keeps the value in a slot when the call is over. What was kept there before is gone.
    #[must_use]
    fn keep(&self, slot: Slot) -> Self::Kept;

    /// The value that was kept in this slot.
    #[must_use]
    fn recall(slot: Slot, kept: &Self::Kept) -> Self;

    /// Whether the text, stripped of all but `[a-zA-Z0-9.]`, is this ASCII word in any case; the
    /// word is in lower case.
    fn spells(&self, word: &[u8]) -> bool {
        let mut letters = word.iter();
        self.units().all(|unit| {
            !matches!(unit, 0x30..=0x39 | 0x41..=0x5a | 0x61..=0x7a | 0x2e)
                // To lower case; digits and the dot have this bit anyway.
                || letters.next().is_some_and(|&letter| u16::from(letter) == unit | 0x20)
        }) && letters.as_slice().is_empty()
    }
}

crossing! {
    /// Where a value is kept from one call to the next.
    pub enum Slot {
        /// The user id of the visitor that the vendor knows.
        KnownUser,
        /// Their identity.
        KnownIdentity,
        /// The user id of the visitor who waits for consent.
        HeldUser,
        /// Their identity.
        HeldIdentity,
    }
}

/// Whether two strings differ, but only in case as far as ASCII goes, in spaces and in signs like `-`, `_`, `.`.
pub fn is_variant<V: Value>(one: &V, other: &V) -> bool {
    // Not the space and the signs before the digits, nor the underscore.
    let is_plain = |unit: &u16| *unit >= u16::from(b'0') && *unit != u16::from(b'_');
    let mut rest = other.units().filter(is_plain);
    let mut is_next = |unit| rest.next().is_some_and(|next| unit | 0x20 == next | 0x20);
    one != other && one.units().filter(is_plain).all(&mut is_next) && rest.next().is_none()
}

/// Whether a string begins with this ASCII string.
#[inline(never)]
pub fn begins<V: Value>(text: &V, start: &[u8]) -> bool {
    starts_with(text.units(), start)
}

/// Whether `units` begin with this ASCII text.
pub fn starts_with(mut units: impl Iterator<Item = u16>, text: &[u8]) -> bool {
    text.iter().all(|&byte| units.next() == Some(u16::from(byte)))
}

/// Whether `units` are this ASCII text.
pub fn is(mut units: impl Iterator<Item = u16>, text: &[u8]) -> bool {
    starts_with(&mut units, text) && units.next().is_none()
}
