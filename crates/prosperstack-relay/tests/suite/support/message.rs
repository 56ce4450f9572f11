//! Messages as a page sends them, and as the relay builds them.

use prosperstack_relay::{Allow, Incoming, Message, Outcome, Session};

use super::NOW;

pub fn jane() -> Session {
    Session::new(&"jane@example.com".into(), &"u1".into()).unwrap()
}

pub fn read(body: &str) -> Result<Incoming, Outcome> {
    Incoming::read(body.as_bytes().to_vec())
}

pub fn build(body: &str, allow: &Allow) -> Result<Message, Outcome> {
    Message::build(&read(body)?, jane(), allow, NOW)
}

/// A message with these traits beside Jane's email.
pub fn with(traits: &str) -> String {
    let comma = if traits.is_empty() { "" } else { "," };
    format!(
        r#"{{"type":"identify","messageId":"m-1","timestamp":"2026-01-02T03:04:05.678Z","userId":"u1","traits":{{"email":"jane@example.com"{comma}{traits}}}}}"#
    )
}

pub fn sent(traits: &str) -> String {
    with(traits)
}
