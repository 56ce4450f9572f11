//! Which traits become properties, under which name and as what.

use super::{code::Code, settings::Settings};
use crate::value::{Kind, Value, is, is_variant};

/// The longest name of a property, in UTF-16 code units.
pub const LONGEST_NAME: u32 = 500;
/// The longest text that is looked at, in UTF-16 code units; how large a property may be on the
/// wire is [`super::message::LARGEST`].
const LONGEST_TEXT: u32 = 30_000;
/// How many traits of a call are looked at, flat and nested each.
const MOST_TRAITS: u32 = 1_000;

/// Segment's reserved traits, in both spellings; and two names that have another meaning.
/// <https://segment.com/docs/connections/spec/identify/#traits>
const RESERVED: [&[u8]; 22] = [
    b"address",
    b"age",
    b"avatar",
    b"birthday",
    b"company",
    b"createdAt",
    b"created_at",
    b"description",
    b"email",
    b"firstName",
    b"first_name",
    b"gender",
    b"id",
    b"lastName",
    b"last_name",
    b"name",
    b"phone",
    b"title",
    b"traits",
    b"username",
    b"website",
    b"__proto__",
];

/// What a page knows of a value besides [`Value`], because properties ask for it.
pub trait Trait: Value {
    /// An own property, by a name that is a string; undefined if there is none or if it throws.
    #[must_use]
    fn own(&self, name: &Self) -> Self;

    /// Whether it is a list.
    fn is_list(&self) -> bool;

    /// Whether a list has this item.
    fn holds(&self, item: &Self) -> bool;

    /// What it becomes; undefined where that cannot be.
    #[must_use]
    fn convert(&self, to: Conversion) -> Self;

    /// Undefined, whatever it is.
    #[must_use]
    fn nothing(&self) -> Self {
        self.keys().item(u32::MAX)
    }
}

crossing! {
    /// What a value can become.
    pub enum Conversion {
        /// A real, valid `Date` as its ISO text.
        IsoText,
        /// A number, `true` or `false` as text.
        Text,
        /// A string as a number.
        Number,
        /// `true`, whatever it was.
        True,
        /// `false`, whatever it was.
        False,
        /// A string that is a date, in milliseconds since 1970.
        Moment,
    }
}

/// `ProsperStack`'s types of properties.
/// <https://docs.prosperstack.com/customer-segmentation/custom-properties>
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    /// None is said: the value stays as it is.
    Any,
    /// Text.
    Text,
    /// Number.
    Number,
    /// True or false.
    Boolean,
    /// Date.
    Date,
}

impl Type {
    /// The property and the type that an entry of `mapping` names: a name, or `{property, type}`.
    pub fn of<V: Trait>(entry: &V) -> Option<(V, Self)> {
        if entry.length().is_some() {
            return Some((entry.clone(), Type::Any));
        }
        let names = entry.keys();
        let property = field(entry, &names, b"property");
        let kind = field(entry, &names, b"type");
        let types = [
            (&b"text"[..], Type::Text),
            (b"number", Type::Number),
            (b"boolean", Type::Boolean),
            (b"date", Type::Date),
        ];
        let kind = match kind.kind() {
            Kind::Undefined => Type::Any,
            _ => types.iter().find(|(word, _)| is(kind.units(), word))?.1,
        };
        property.length().is_some().then_some((property, kind))
    }

    /// The value as this type has it; undefined if it cannot.
    fn cast<V: Trait>(self, value: &V) -> V {
        let nothing = value.nothing();
        let is_text = value.length().is_some();
        let bit = |bit| value.convert(if bit { Conversion::True } else { Conversion::False });
        let date = || value.convert(Conversion::IsoText);
        match (self, value.kind()) {
            (Type::Any, Kind::Text | Kind::True | Kind::False)
            | (_, Kind::Null)
            | (Type::Text, Kind::Text)
            | (Type::Boolean, Kind::True | Kind::False) => value.clone(),
            (Type::Any | Type::Number, Kind::Other) if value.number().is_finite() => value.clone(),
            (Type::Text, Kind::True | Kind::False) => value.convert(Conversion::Text),
            (Type::Text, Kind::Other) if value.number().is_finite() => value.convert(Conversion::Text),
            (Type::Any | Type::Text | Type::Date, Kind::Other) => date(),
            (Type::Number, Kind::Text) if is_number(value.units()) => {
                let number = value.convert(Conversion::Number);
                if number.number().is_finite() { number } else { nothing }
            }
            (Type::Boolean, Kind::Text) => bit(truth(value)),
            // A number that a boolean word spells.
            (Type::Boolean, Kind::Other) if value.number().is_finite() => {
                let word = value.convert(Conversion::Text);
                let says = |digit| is(word.units(), digit);
                if says(b"1") || says(b"0") { bit(says(b"1")) } else { nothing }
            }
            (Type::Date, Kind::Text) if is_text && is_date(value.units()) => value.clone(),
            _ => nothing,
        }
    }
}

/// What becomes of one trait.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome<V> {
    /// A property of this name with this value.
    Property(V, V),
    /// Nothing, for a reason.
    Not(Code),
    /// Nothing: there is nothing in it.
    Nothing,
}

/// Reads one trait by its name, with its value.
pub fn read<V: Trait>(settings: &Settings<V>, name: &V, value: &V) -> Outcome<V> {
    if value.kind() == Kind::Undefined {
        return Outcome::Nothing;
    }
    let (property, kind) = match Type::of(&settings.mapping.own(name)) {
        Some(mapped) => mapped,
        None if name.spells(b"email") || RESERVED.iter().any(|word| is(name.units(), word)) => {
            return Outcome::Not(Code::Reserved);
        }
        None => (name.clone(), Type::Any),
    };
    if settings.allow.is_list() && !settings.allow.holds(&property) {
        return Outcome::Not(Code::NotAllowed);
    }
    if property.length().is_none_or(|length| length == 0 || length > LONGEST_NAME)
        || value.length().is_some_and(|length| length > LONGEST_TEXT)
    {
        return Outcome::Not(Code::TooLarge);
    }
    if !is_whole(property.units()) {
        return Outcome::Not(Code::BrokenName);
    }
    let cast = kind.cast(value);
    match cast.kind() {
        Kind::Undefined if kind == Type::Any || is_thing(value) => Outcome::Not(Code::NotScalar),
        Kind::Undefined => Outcome::Not(Code::TypeMismatch),
        _ => Outcome::Property(property, cast),
    }
}

/// Whether these code units are a string outside JavaScript, too: without half a surrogate pair, and without U+FFFD, which stands
/// for one. Two names with such halves are one to the relay, which therefore takes none of them.
fn is_whole(units: impl Iterator<Item = u16>) -> bool {
    char::decode_utf16(units).all(|c| c.is_ok_and(|c| c != char::REPLACEMENT_CHARACTER))
}

/// Whether no property of any type can have this value.
fn is_thing<V: Trait>(value: &V) -> bool {
    match value.kind() {
        Kind::Function | Kind::Promise => true,
        Kind::Other => {
            value.number().is_nan() && value.convert(Conversion::IsoText).kind() == Kind::Undefined
        }
        _ => false,
    }
}

/// Whether `allow` or the names in `mapping` spell this one otherwise: in other case, or with
/// other spaces and signs.
pub fn is_near_miss<V: Trait>(settings: &Settings<V>, name: &V) -> bool {
    let known = |list: &V| entries(list).any(|other| is_variant(&other, name));
    known(&settings.allow) || known(&settings.mapping.keys())
}

/// The names of an object's own properties, as far as they are looked at.
pub fn names<V: Value>(keys: &V) -> impl Iterator<Item = V> {
    (0..MOST_TRAITS).map(|index| keys.item(index)).take_while(|name| name.kind() == Kind::Text)
}

/// The items of a list of the page's, which may throw where an item is read.
pub fn entries<V: Trait>(list: &V) -> impl Iterator<Item = V> {
    let keys = list.keys();
    (0..MOST_TRAITS)
        .map(move |index| keys.item(index))
        .take_while(|name| name.kind() == Kind::Text)
        .map(|name| list.own(&name))
}

/// An object's own property by this ASCII name, among the names that it has.
pub fn field<V: Trait>(object: &V, keys: &V, word: &[u8]) -> V {
    match names(keys).find(|name| is(name.units(), word)) {
        Some(name) => object.own(&name),
        None => keys.nothing(),
    }
}

/// `ProsperStack`'s words for true and false: `true`, `t`, `1`; `false`, `f`, `0` and nothing but
/// white space; whatever else is written is true. In any case, because the document names none.
fn truth<V: Value>(text: &V) -> bool {
    let text = text.trimmed();
    let says = |word: &[u8]| {
        let lower = text.units().map(|unit| if matches!(unit, 0x41..=0x5a) { unit | 0x20 } else { unit });
        is(lower, word)
    };
    !(says(b"") || says(b"false") || says(b"f") || says(b"0"))
}

/// Whether a string is a number as JSON writes it.
fn is_number(units: impl Iterator<Item = u16>) -> bool {
    #[derive(PartialEq)]
    enum At {
        Start,
        Sign,
        Zero,
        Integer,
        Point,
        Fraction,
        Exponent,
        ExponentSign,
        Power,
    }
    let mut at = At::Start;
    for unit in units {
        at = match (at, char::from_u32(unit.into()).unwrap_or_default()) {
            (At::Start, '-') => At::Sign,
            (At::Start | At::Sign, '0') => At::Zero,
            (At::Start | At::Sign, '1'..='9') | (At::Integer, '0'..='9') => At::Integer,
            (At::Zero | At::Integer, '.') => At::Point,
            (At::Point | At::Fraction, '0'..='9') => At::Fraction,
            (At::Zero | At::Integer | At::Fraction, 'e' | 'E') => At::Exponent,
            (At::Exponent, '+' | '-') => At::ExponentSign,
            (At::Exponent | At::ExponentSign | At::Power, '0'..='9') => At::Power,
            _ => return false,
        };
    }
    matches!(at, At::Zero | At::Integer | At::Fraction | At::Power)
}

/// Whether a string begins as an ISO 8601 date, `1983-06-16`, and ends there or continues with a time.
fn is_date(mut units: impl Iterator<Item = u16>) -> bool {
    const DASH: u16 = 0x2d;
    let mut number = |digits: u32, from: u16, to: u16, end: u16| {
        let mut number = 0;
        for _ in 0..digits {
            match units.next() {
                Some(unit @ 0x30..=0x39) => number = number * 10 + unit - 0x30,
                _ => return false,
            }
        }
        (from..=to).contains(&number) && units.next().is_none_or(|unit| unit == end)
    };
    number(4, 0, 9999, DASH) && number(2, 1, 12, DASH) && number(2, 1, 31, 0x54)
}
