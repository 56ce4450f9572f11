//! The message that is sent on: rebuilt from the session's identity and what is allowed.

use serde::ser::{Serialize, SerializeMap, Serializer};
use std::collections::BTreeSet;

use crate::{
    Allow, Incoming, Outcome, Session,
    body::{Traits, Value},
    time,
};

/// A message about whoever is signed in, which nothing but [`Message::build`] makes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    id: String,
    session: Session,
    json: String,
    sent: u32,
    left_out: u32,
}

impl Message {
    /// Builds the message about whoever is signed in. Of the incoming one it takes the
    /// properties that are allowed, the `messageId`, and the `timestamp` if it is a time in the
    /// past; else it is made now.
    ///
    /// A property stays where it was, beside the email or under `traits`; one that was in both
    /// goes under `traits` alone.
    ///
    /// # Errors
    /// [`Outcome::AnotherEmail`] if it was made for somebody else.
    pub fn build(incoming: &Incoming, session: Session, allow: &Allow, now_ms: i64) -> Result<Self, Outcome> {
        if !session.is_meant_by(&incoming.email) {
            return Err(Outcome::AnotherEmail);
        }
        let nested: Kept = keep(&incoming.nested, allow, &BTreeSet::new());
        let mut names = BTreeSet::new();
        names.extend(nested.iter().map(|(name, _)| *name));
        let flat = keep(&incoming.flat, allow, &names);
        let twice = incoming.flat.iter().filter(|(name, _)| names.contains(name.as_str())).count();
        let given = incoming.flat.len() + incoming.nested.len() - twice;
        let sent = flat.len() + nested.len();
        let past = |text: &&str| time::parse(text).is_some_and(|at| at <= now_ms);
        let timestamp = match incoming.timestamp.as_deref().filter(past) {
            Some(text) => text.to_owned(),
            None => time::format(now_ms),
        };
        let outgoing = Outgoing {
            message_id: &incoming.message_id,
            timestamp: &timestamp,
            session: &session,
            flat: &flat,
            nested: &nested,
        };
        let json = serde_json::to_string(&outgoing).map_err(|_| Outcome::InternalError)?;
        Ok(Message {
            id: incoming.message_id.clone(),
            session,
            json,
            sent: count(sent),
            left_out: count(given - sent),
        })
    }

    /// The id of the message, chosen by the page.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The user of the message.
    #[must_use]
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// The message as JSON.
    #[must_use]
    pub fn json(&self) -> &str {
        &self.json
    }

    /// How many properties it has.
    #[must_use]
    pub fn sent(&self) -> u32 {
        self.sent
    }

    /// How many were left out.
    #[must_use]
    pub fn left_out(&self) -> u32 {
        self.left_out
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

type Kept<'a> = Vec<(&'a str, &'a Value)>;

fn keep<'a>(traits: &'a Traits, allow: &Allow, elsewhere: &BTreeSet<&str>) -> Kept<'a> {
    let fits =
        |name: &str, value: &Value| *value != Value::Unfit && allow.allows(name) && !elsewhere.contains(name);
    traits
        .iter()
        .filter(|(name, value)| fits(name, value))
        .map(|(name, value)| (name.as_str(), value))
        .collect()
}

struct Outgoing<'a> {
    message_id: &'a str,
    timestamp: &'a str,
    session: &'a Session,
    flat: &'a Kept<'a>,
    nested: &'a Kept<'a>,
}

impl Serialize for Outgoing<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("type", "identify")?;
        map.serialize_entry("messageId", self.message_id)?;
        map.serialize_entry("timestamp", self.timestamp)?;
        if let Some(user_id) = self.session.user_id() {
            map.serialize_entry("userId", user_id)?;
        }
        map.serialize_entry("traits", &OutgoingTraits(self))?;
        map.end()
    }
}

struct OutgoingTraits<'a>(&'a Outgoing<'a>);

impl Serialize for OutgoingTraits<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        // First, for readers that take the first key that spells it.
        map.serialize_entry("email", self.0.session.email())?;
        for (name, value) in self.0.flat {
            map.serialize_entry(name, value)?;
        }
        if !self.0.nested.is_empty() {
            map.serialize_entry("traits", &Properties(self.0.nested))?;
        }
        map.end()
    }
}

struct Properties<'a>(&'a Kept<'a>);

impl Serialize for Properties<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().copied())
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Value::Text(text) => serializer.serialize_str(text),
            Value::Number(number) => number.serialize(serializer),
            Value::Flag(flag) => serializer.serialize_bool(*flag),
            // What is unfit never gets here.
            Value::Null | Value::Unfit => serializer.serialize_unit(),
        }
    }
}
