//! The exports of the relay's module. An outcome crosses as its place in [`Outcome::ALL`], -1
//! for none.

use wasm_bindgen::prelude::*;

use crate::{
    Arrival, Message, Outcome, Session, Settings,
    gate::{LARGEST_BODY, gate},
    upstream,
};

#[allow(clippy::cast_possible_wrap)] // there are a few dozen
fn place(outcome: Outcome) -> i32 {
    outcome as i32
}

/// Status, code and text of every outcome, in order, one line each.
#[wasm_bindgen]
#[must_use]
pub fn outcomes() -> String {
    let line = |outcome: &Outcome| format!("{}|{}|{}", outcome.status(), outcome.code(), outcome.text());
    Outcome::ALL.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// What an answer of the other side means.
#[wasm_bindgen]
#[must_use]
pub fn upstream(status: u16) -> i32 {
    place(upstream::outcome(status))
}

/// The seconds of a `Retry-After`; -1 for none.
#[wasm_bindgen(js_name = retryAfter)]
#[must_use]
pub fn retry_after(header: &str) -> i32 {
    upstream::retry_after(header).map_or(-1, u32::cast_signed)
}

/// The whole seconds of what `rateLimit` gave; -1 where it is no number of seconds.
#[wasm_bindgen]
#[must_use]
pub fn wait(seconds: f64) -> i32 {
    upstream::wait(seconds).map_or(-1, u32::cast_signed)
}

/// A relay with its settings.
#[wasm_bindgen]
pub struct Relay(Settings);

#[wasm_bindgen]
impl Relay {
    /// A relay with these settings, as JSON text.
    ///
    /// # Errors
    /// Code and text of the refusal, with a `|` between them.
    #[wasm_bindgen(constructor)]
    pub fn new(settings: &str) -> Result<Relay, JsValue> {
        Settings::read(settings).map(Relay).map_err(|wrong| format!("{}|{}", wrong.code, wrong.text).into())
    }

    /// How long each wait may be.
    #[wasm_bindgen(getter, js_name = timeoutMs)]
    #[must_use]
    pub fn timeout_ms(&self) -> u32 {
        self.0.timeout_ms
    }

    /// How many bytes a body may have.
    #[wasm_bindgen(getter, js_name = largestBody)]
    #[must_use]
    pub fn largest_body(&self) -> u32 {
        LARGEST_BODY
    }

    /// Whether pages of this origin may send.
    #[wasm_bindgen(js_name = allowsOrigin)]
    #[must_use]
    pub fn allows_origin(&self, origin: &str) -> bool {
        self.0.allows_origin(origin)
    }

    /// How the request ends by its headers alone; -1 to read its body.
    #[must_use]
    #[allow(clippy::needless_pass_by_value)] // as texts arrive from JavaScript
    pub fn gate(
        &self,
        method: &str,
        origin: Option<String>,
        content_type: Option<String>,
        content_encoding: Option<String>,
        content_length: Option<String>,
    ) -> i32 {
        let arrival = Arrival {
            method,
            origin: origin.as_deref(),
            content_type: content_type.as_deref(),
            content_encoding: content_encoding.as_deref(),
            content_length: content_length.as_deref(),
        };
        gate(&arrival, &self.0).map_or(-1, place)
    }

    /// Reads a body.
    ///
    /// # Errors
    /// The outcome.
    pub fn read(&self, body: &[u8]) -> Result<Incoming, JsValue> {
        match crate::Incoming::read(body) {
            Ok(read) => Ok(Incoming { read, built: None }),
            Err(outcome) => Err(place(outcome).into()),
        }
    }

    /// Builds the message that is sent on; -1 when it is there.
    #[must_use]
    #[allow(clippy::needless_pass_by_value)] // as texts arrive from JavaScript
    pub fn build(&self, incoming: &mut Incoming, email: &str, user_id: Option<String>, now_ms: f64) -> i32 {
        #[allow(clippy::cast_possible_truncation)] // a clock's milliseconds
        let built = Session::new(email, user_id.as_deref())
            .and_then(|session| Message::build(&incoming.read, &session, &self.0.allow, now_ms as i64));
        match built {
            Ok(message) => {
                incoming.built = Some(message);
                -1
            }
            Err(outcome) => place(outcome),
        }
    }
}

/// A message that a page has sent, and what was made of it.
#[wasm_bindgen]
pub struct Incoming {
    read: crate::Incoming,
    built: Option<Message>,
}

#[wasm_bindgen]
impl Incoming {
    /// Its id.
    #[wasm_bindgen(getter, js_name = messageId)]
    #[must_use]
    pub fn message_id(&self) -> String {
        self.read.message_id().to_owned()
    }

    /// The message to send on, as JSON text.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn json(&self) -> String {
        self.built.as_ref().map(|message| message.json.clone()).unwrap_or_default()
    }

    /// How many properties that has.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn sent(&self) -> u32 {
        self.built.as_ref().map_or(0, |message| message.sent)
    }

    /// How many were left out.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn refused(&self) -> u32 {
        self.built.as_ref().map_or(0, |message| message.refused)
    }
}
