//! The message as a page sends it, read without trusting it.
//!
//! Only what may count is kept: `type`, `messageId`, `timestamp` and `traits`. All else is read
//! over. A key that stands twice is rejected: readers disagree on which of the two counts. A trait whose value no
//! property can have is left out, and spoils nothing but itself.

use std::{collections::BTreeSet, fmt};

use retention_destinations::prosperstack::message::LARGEST;
use serde::{
    Deserialize, Deserializer,
    de::{Error, MapAccess, Visitor},
};
use serde_json::value::RawValue;

use crate::{Outcome, numeral::Numeral, surrogates};

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
    Number(Numeral),
    Flag(bool),
    Null,
    /// A list, an object, a number that is none, or what is too large: no property has such a value.
    Unfit,
}

impl Incoming {
    /// Reads a body.
    ///
    /// # Errors
    /// [`Outcome::Malformed`] and [`Outcome::NotIdentify`].
    pub fn read(mut body: Vec<u8>) -> Result<Self, Outcome> {
        surrogates::repair(&mut body);
        let json = str::from_utf8(&body).map_err(|_| Outcome::Malformed)?;
        let entries: Entries = serde_json::from_str(json).map_err(|_| Outcome::Malformed)?;
        let find = |wanted| entries.0.iter().find(|(name, _)| name == wanted).map(|(_, value)| *value);
        let text = |wanted| match find(wanted).map(Value::read) {
            Some(Value::Text(text)) => Some(text),
            _ => None,
        };
        let traits = find("traits").map(traits).transpose()?.flatten().ok_or(Outcome::NotIdentify)?;
        let (mut email, mut flat, mut nested) = (None, Vec::new(), Vec::new());
        for (name, value) in traits {
            if name == "traits"
                && let Some(inner) = self::traits(value)?
            {
                nested = inner.into_iter().map(|(name, value)| Value::of_trait(name, value)).collect();
                continue;
            }
            match Value::of_trait(name, value) {
                (name, Value::Text(text)) if name == "email" => email = Some(text),
                other => flat.push(other),
            }
        }
        match (email, text("type"), text("messageId")) {
            (Some(email), Some(kind), Some(message_id)) if kind == "identify" && is_id(&message_id) => {
                Ok(Incoming { message_id, timestamp: text("timestamp"), email, flat, nested })
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

/// The entries of an object; none where it is something else.
fn traits(value: &RawValue) -> Result<Option<Vec<(String, &RawValue)>>, Outcome> {
    if !value.get().starts_with('{') {
        return Ok(None);
    }
    let Entries(entries) = serde_json::from_str(value.get()).map_err(|_| Outcome::Malformed)?;
    Ok(Some(entries))
}

/// Segment's limit is 100 characters. Of the characters those that need no quoting anywhere: the
/// id goes into the owner's log and store.
fn is_id(text: &str) -> bool {
    (1..=LONGEST_ID).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.:~+/=@".contains(&byte))
}

impl Value {
    fn read(raw: &RawValue) -> Self {
        let text = raw.get();
        match text.as_bytes().first() {
            Some(b'"') => serde_json::from_str(text).map_or(Value::Unfit, Value::Text),
            Some(b't' | b'f') => Value::Flag(text == "true"),
            Some(b'n') => Value::Null,
            Some(b'-' | b'0'..=b'9') => Numeral::new(raw).map_or(Value::Unfit, Value::Number),
            _ => Value::Unfit,
        }
    }

    /// A trait; one that a page would not send for its size is unfit here, too.
    fn of_trait(name: String, raw: &RawValue) -> (String, Self) {
        let size = name.len() + raw.get().len() + "\"\":,".len();
        let fits = u32::try_from(size).is_ok_and(|size| size <= LARGEST);
        (name, if fits { Value::read(raw) } else { Value::Unfit })
    }
}

/// The entries of an object, in their order, values as they stand there.
struct Entries<'a>(Vec<(String, &'a RawValue)>);

impl<'de> Deserialize<'de> for Entries<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(EntriesVisitor)
    }
}

struct EntriesVisitor;

impl<'de> Visitor<'de> for EntriesVisitor {
    type Value = Entries<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = map.next_entry::<String, &RawValue>()? {
            entries.push(entry);
        }
        // Names in which something was repaired may have become one; no property has such a name.
        let whole = entries.iter().map(|(name, _)| name.as_str());
        let mut seen = BTreeSet::new();
        if whole.filter(|name| !name.contains(char::REPLACEMENT_CHARACTER)).any(|name| !seen.insert(name)) {
            return Err(A::Error::custom("a key stands twice"));
        }
        Ok(Entries(entries))
    }
}
