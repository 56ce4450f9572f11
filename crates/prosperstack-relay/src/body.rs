//! The message as a page sends it, read without trusting it.
//!
//! Only what may count is kept: `type`, `messageId`, `timestamp` and `traits`. All else is read
//! over. A key that stands twice is refused: readers disagree on which of the two counts.

use std::{collections::BTreeSet, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{Error, IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use serde_json::Number;

use crate::Outcome;

const LONGEST_ID: usize = 100;

/// A message that has the form of the contract.
#[derive(Clone, Debug, PartialEq)]
pub struct Incoming {
    pub(super) message_id: String,
    pub(super) timestamp: Option<String>,
    pub(super) email: String,
    /// The traits beside the email, in their order.
    pub(super) flat: Traits,
    /// Those under `traits.traits`.
    pub(super) nested: Traits,
}

/// Names and values, in their order.
pub(super) type Traits = Vec<(String, Value)>;

/// The value of a trait.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    Text(String),
    Number(Number),
    Flag(bool),
    Null,
    /// Traits that lie in `traits`.
    Nested(Traits),
    /// A list, or an object elsewhere: no property has such a value.
    Unfit,
}

impl Incoming {
    /// Reads a body.
    ///
    /// # Errors
    /// [`Outcome::Malformed`] and [`Outcome::NotIdentify`].
    pub fn read(body: &[u8]) -> Result<Self, Outcome> {
        let Envelope { kind, message_id, timestamp, traits } =
            serde_json::from_slice(body).map_err(|_| Outcome::Malformed)?;
        let (Some(Value::Text(kind)), Some(Value::Text(message_id)), Some(Value::Nested(traits))) =
            (kind, message_id, traits)
        else {
            return Err(Outcome::NotIdentify);
        };
        let timestamp = if let Some(Value::Text(text)) = timestamp { Some(text) } else { None };
        let (mut email, mut flat, mut nested) = (None, Vec::new(), Vec::new());
        for (name, value) in traits {
            match (name.as_str(), value) {
                ("email", Value::Text(text)) => email = Some(text),
                ("traits", Value::Nested(traits)) => nested = traits,
                (_, value) => flat.push((name, value)),
            }
        }
        match email {
            Some(email) if kind == "identify" && is_id(&message_id) => {
                Ok(Incoming { message_id, timestamp, email, flat, nested })
            }
            _ => Err(Outcome::NotIdentify),
        }
    }

    /// What tells this message from every other.
    #[must_use]
    pub fn message_id(&self) -> &str {
        &self.message_id
    }
}

/// Segment's limit is 100 characters. Of the characters those that need no quoting anywhere: the
/// id goes into the owner's log and store.
fn is_id(text: &str) -> bool {
    (1..=LONGEST_ID).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.:~+/=@".contains(&byte))
}

struct Envelope {
    kind: Option<Value>,
    message_id: Option<Value>,
    timestamp: Option<Value>,
    traits: Option<Value>,
}

impl<'de> Deserialize<'de> for Envelope {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(EnvelopeVisitor)
    }
}

struct EnvelopeVisitor;

impl<'de> Visitor<'de> for EnvelopeVisitor {
    type Value = Envelope;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Envelope, A::Error> {
        let mut read = Envelope { kind: None, message_id: None, timestamp: None, traits: None };
        let mut names = BTreeSet::new();
        while let Some(name) = map.next_key::<String>()? {
            let place = match name.as_str() {
                "type" => Some(&mut read.kind),
                "messageId" => Some(&mut read.message_id),
                "timestamp" => Some(&mut read.timestamp),
                "traits" => Some(&mut read.traits),
                _ => None,
            };
            match place {
                Some(place) if name == "traits" => *place = Some(map.next_value::<Deep>()?.0),
                Some(place) => *place = Some(map.next_value::<Shallow>()?.0),
                None => drop(map.next_value::<IgnoredAny>()?),
            }
            if !names.insert(name) {
                return Err(A::Error::custom("a key stands twice"));
            }
        }
        Ok(read)
    }
}

/// A value, an object's traits among them; below that, `traits` is read once more.
struct Deep(Value);
/// A value of the object under `traits.traits`, which may be anything but an object or a list.
struct Shallow(Value);

impl<'de> Deserialize<'de> for Deep {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ValueVisitor { levels: 2 }).map(Deep)
    }
}

impl<'de> Deserialize<'de> for Shallow {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ValueVisitor { levels: 0 }).map(Shallow)
    }
}

/// Reads a value; an object is traits as many levels deep, and unfit below.
#[derive(Clone, Copy)]
struct ValueVisitor {
    levels: u8,
}

impl<'de> serde::de::DeserializeSeed<'de> for ValueVisitor {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("a value")
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Value, E> {
        Ok(Value::Flag(flag))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(Value::Number(number.into()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Value, E> {
        Ok(Value::Number(number.into()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Value, E> {
        Ok(Number::from_f64(number).map_or(Value::Unfit, Value::Number))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::Text(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Value, E> {
        Ok(Value::Text(text))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Value::Unfit)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        if self.levels == 0 {
            while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
            return Ok(Value::Unfit);
        }
        let mut traits = Vec::new();
        while let Some(name) = map.next_key::<String>()? {
            let levels = if name == "traits" { self.levels - 1 } else { 0 };
            traits.push((name, map.next_value_seed(ValueVisitor { levels })?));
        }
        let names: BTreeSet<&str> = traits.iter().map(|(name, _)| name.as_str()).collect();
        if names.len() < traits.len() {
            return Err(A::Error::custom("a key stands twice"));
        }
        Ok(Value::Nested(traits))
    }
}
