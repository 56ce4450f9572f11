//! Values as a page hands them over: of any kind, read without trusting them.
//!
//! Everything that decides is generic over [`Value`], so that the same code runs over handles
//! to JavaScript values in a page and over plain data in native tests. Text stays where it is
//! and is read by UTF-16 code unit: copying strings into Rust would more than double the size
//! of the module.

/// What a value is, as far as any rule here cares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
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

/// A value of the page. Equality is JavaScript's `===`.
///
/// No method may fail, whatever the value is: what cannot be read is undefined. Items of a list
/// are read in place, because each handle costs a slot and a drop.
pub trait Value: Clone + PartialEq {
    /// The UTF-16 code unit at `index` of a text; `None` past its end and for all else.
    fn unit(&self, index: u32) -> Option<u16>;

    /// The text without white space at its ends (JavaScript's `trim`); undefined for all else.
    #[must_use]
    fn trimmed(&self) -> Self;

    /// The names of an object's own enumerable properties in their order, as a list; an empty
    /// one for all else.
    #[must_use]
    fn keys(&self) -> Self;

    /// An object's own property of the name at `item` of a list.
    #[must_use]
    fn get(&self, names: &Self, item: u32) -> Self;

    /// What an item of a list is; undefined past its end.
    fn item_kind(&self, item: u32) -> Kind;

    /// The number that an item of a list is; NaN if it is none.
    fn item_number(&self, item: u32) -> f64;

    /// The code unit at `index` of the text at `item` of a list.
    fn item_unit(&self, item: u32, index: u32) -> Option<u16>;

    /// The code units of a text.
    fn units(&self) -> impl Iterator<Item = u16> {
        (0..).map_while(|index| self.unit(index))
    }

    /// The code units of the text at `item` of a list.
    fn item_units(&self, item: u32) -> impl Iterator<Item = u16> {
        (0..).map_while(move |index| self.item_unit(item, index))
    }

    /// Whether the text at `item` of a list, stripped of all but `[a-zA-Z0-9.]`, is this ASCII
    /// word in any case; the word is in lower case.
    fn item_spells(&self, item: u32, word: &[u8]) -> bool {
        let mut letters = word.iter();
        self.item_units(item).all(|unit| {
            !matches!(unit, 0x30..=0x39 | 0x41..=0x5a | 0x61..=0x7a | 0x2e)
                // To lower case; digits and the dot have this bit anyway.
                || letters.next().is_some_and(|&letter| u16::from(letter) == unit | 0x20)
        }) && letters.as_slice().is_empty()
    }
}

/// Whether `units` begin with this ASCII text.
pub fn starts_with(mut units: impl Iterator<Item = u16>, text: &[u8]) -> bool {
    text.iter().all(|&byte| units.next() == Some(u16::from(byte)))
}

/// Whether `units` are this ASCII text.
pub fn is(mut units: impl Iterator<Item = u16>, text: &[u8]) -> bool {
    starts_with(&mut units, text) && units.next().is_none()
}
