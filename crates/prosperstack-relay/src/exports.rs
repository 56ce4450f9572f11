//! The exports of the relay's module. `js/server/relay/perform.js` does what [`Exchange::step`] says and calls the method that is
//! named after the result.

use std::{borrow::Cow, cell::RefCell, rc::Rc};

use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::prelude::*;

use crate::{
    Answer, Arrival, Event, Given, LARGEST_BODY, Message, Outcome, Settings, exchange,
    settings::{self, Destination},
};

mod options;
mod step;

pub use options::{Options, Rejection};
pub use step::Step;

/// A relay with its settings.
#[wasm_bindgen]
pub struct Relay {
    relay: exchange::Relay,
    replies: Replies,
}

/// The replies that were made before: there are few, and to make one takes as long as to read a message.
#[derive(Clone, Default)]
struct Replies(Rc<RefCell<Vec<Known>>>);

type Known = (Outcome, Option<String>, JsValue);

impl Replies {
    fn reply(&self, answer: &Answer, origin: Option<&str>) -> Result<JsValue, JsValue> {
        if answer.retry_after.is_some() {
            return object(&answer.reply(origin));
        }
        let known = |(outcome, known, _): &&Known| *outcome == answer.outcome && known.as_deref() == origin;
        if let Some((_, _, reply)) = self.0.borrow().iter().find(known) {
            return Ok(reply.clone());
        }
        let reply = object(&answer.reply(origin))?;
        self.0.borrow_mut().push((answer.outcome, origin.map(str::to_owned), reply.clone()));
        Ok(reply)
    }
}

#[wasm_bindgen]
impl Relay {
    /// A relay with these options.
    ///
    /// # Errors
    /// Why they are rejected.
    #[wasm_bindgen(constructor)]
    pub fn new(options: Option<Options>) -> Result<Relay, Rejection> {
        let options = options.ok_or_else(settings::Rejection::no_options)?;
        let settings = Settings::read(&settings::Options::from(&options))?;
        Ok(Relay { relay: exchange::Relay::new(settings), replies: Replies::default() })
    }

    fn url_and_key(&self) -> Option<(&str, &str)> {
        match &self.relay.settings().destination {
            Destination::Url(url, key) => Some((url, key.expose())),
            Destination::Deliver => None,
        }
    }

    /// Where messages go; undefined where that is the owner's own code.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn url(&self) -> Option<String> {
        self.url_and_key().map(|(url, _)| url.to_owned())
    }

    /// The key for that.
    #[wasm_bindgen(getter, js_name = apiKey)]
    #[must_use]
    pub fn api_key(&self) -> Option<String> {
        self.url_and_key().map(|(_, key)| key.to_owned())
    }

    /// How long each wait may be, in milliseconds.
    #[wasm_bindgen(getter, js_name = timeoutMs)]
    #[must_use]
    pub fn timeout_ms(&self) -> u32 {
        self.relay.settings().timeout_ms
    }

    /// How many bytes a body may have.
    #[wasm_bindgen(getter, js_name = largestBody)]
    #[must_use]
    pub fn largest_body(&self) -> u32 {
        LARGEST_BODY
    }

    /// Begins a request, by its method and these headers.
    #[must_use]
    #[allow(clippy::needless_pass_by_value)] // as strings arrive from JavaScript
    pub fn begin(
        &self,
        method: &str,
        origin: Option<String>,
        content_type: Option<String>,
        content_encoding: Option<String>,
        content_length: Option<String>,
    ) -> Exchange {
        let exchange = self.relay.begin(&Arrival {
            method,
            origin: origin.as_deref(),
            content_type: content_type.as_deref(),
            content_encoding: content_encoding.as_deref(),
            content_length: content_length.as_deref(),
        });
        Exchange { exchange, replies: self.replies.clone() }
    }

    /// The reply where the relay itself has failed.
    ///
    /// # Errors
    /// None that is known.
    #[wasm_bindgen(js_name = faultReply)]
    pub fn fault_reply(&self) -> Result<JsValue, JsValue> {
        self.replies.reply(&fault(), None)
    }

    /// The line in the log for that.
    ///
    /// # Errors
    /// None that is known.
    #[wasm_bindgen(js_name = faultLine)]
    pub fn fault_line(&self, ms: f64) -> Result<JsValue, JsValue> {
        object(&fault().line(ms))
    }
}

fn fault() -> Answer {
    Outcome::InternalError.into()
}

fn object(value: &impl Serialize) -> Result<JsValue, JsValue> {
    Ok(value.serialize(&Serializer::new())?)
}

/// One request.
#[wasm_bindgen]
pub struct Exchange {
    exchange: exchange::Exchange,
    replies: Replies,
}

impl Exchange {
    fn message(&self) -> Option<&Message> {
        match self.exchange.step() {
            exchange::Step::AskSeen(message)
            | exchange::Step::Deliver(message)
            | exchange::Step::TellDelivered(message) => Some(message),
            _ => None,
        }
    }

    fn session(&self) -> Option<&crate::Session> {
        match self.exchange.step() {
            exchange::Step::AskRateLimit(session) => Some(session),
            _ => self.message().map(Message::session),
        }
    }

    fn answer(&self) -> Cow<'_, Answer> {
        match self.exchange.step() {
            exchange::Step::Answer(answer) => Cow::Borrowed(answer),
            _ => Cow::Owned(fault()),
        }
    }
}

#[wasm_bindgen]
impl Exchange {
    /// What is to be done.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn step(&self) -> Step {
        self.exchange.step().into()
    }

    /// The email of the session, once it is known.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn email(&self) -> Option<String> {
        self.session().map(|session| session.email().to_owned())
    }

    /// The user id of the session, if it has one.
    #[wasm_bindgen(getter, js_name = userId)]
    #[must_use]
    pub fn user_id(&self) -> Option<String> {
        self.session().and_then(|session| session.user_id().map(str::to_owned))
    }

    /// The id of the message, once it is built.
    #[wasm_bindgen(getter, js_name = messageId)]
    #[must_use]
    pub fn message_id(&self) -> Option<String> {
        self.message().map(|message| message.id().to_owned())
    }

    /// The message as JSON, when it is to be delivered.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn json(&self) -> Option<String> {
        match self.exchange.step() {
            exchange::Step::Deliver(message) => Some(message.json().to_owned()),
            _ => None,
        }
    }

    /// The body is there.
    #[wasm_bindgen(js_name = bodyRead)]
    pub fn body_read(&mut self, body: Vec<u8>) -> Step {
        self.exchange.next(Event::Body(body)).into()
    }

    /// The body is longer than it may be.
    #[wasm_bindgen(js_name = bodyTooLong)]
    pub fn body_too_long(&mut self) -> Step {
        self.exchange.next(Event::BodyTooLong).into()
    }

    /// Something has read the body before.
    #[wasm_bindgen(js_name = bodyAlreadyRead)]
    pub fn body_already_read(&mut self) -> Step {
        self.exchange.next(Event::BodyAlreadyRead).into()
    }

    /// The request has a host that is none.
    #[wasm_bindgen(js_name = invalidHost)]
    pub fn invalid_host(&mut self) -> Step {
        self.exchange.next(Event::InvalidHost).into()
    }

    /// `authenticate` gave this, with these properties of its own; the time is in milliseconds since 1970.
    pub fn authenticated(
        &mut self,
        session: &JsValue,
        email: &JsValue,
        user_id: &JsValue,
        now_ms: f64,
    ) -> Step {
        #[allow(clippy::cast_possible_truncation)] // a clock's milliseconds
        let now_ms = now_ms as i64;
        // Whether it is there is all that counts, and all that this asks.
        let session = match session.as_bool() {
            Some(flag) => Given::Flag(flag),
            None if session.is_null() || session.is_undefined() => Given::Nothing,
            None => Given::Other,
        };
        let (email, user_id) = (email.into(), user_id.into());
        self.exchange.next(Event::Authenticated { session, email, user_id, now_ms }).into()
    }

    /// `rateLimit` gave this.
    pub fn limited(&mut self, seconds: &JsValue) -> Step {
        self.exchange.next(Event::Limited(seconds.into())).into()
    }

    /// `seen` gave this.
    pub fn seen(&mut self, known: &JsValue) -> Step {
        self.exchange.next(Event::Seen(known.into())).into()
    }

    /// The other side answered so.
    pub fn delivered(&mut self, status: &JsValue, retry_after: &JsValue) -> Step {
        self.exchange.next(Event::Delivered { status: status.into(), retry_after: retry_after.into() }).into()
    }

    /// `delivered` is done.
    pub fn told(&mut self) -> Step {
        self.exchange.next(Event::Told).into()
    }

    /// The step failed.
    pub fn failed(&mut self) -> Step {
        self.exchange.next(Event::Failed).into()
    }

    /// The step took too long.
    pub fn late(&mut self) -> Step {
        self.exchange.next(Event::Late).into()
    }

    /// What the page gets: `{status, headers, body?}`, which others may get, too.
    ///
    /// # Errors
    /// None that is known.
    pub fn reply(&self) -> Result<JsValue, JsValue> {
        self.replies.reply(&self.answer(), self.exchange.origin())
    }

    /// The line in the log, after so many milliseconds.
    ///
    /// # Errors
    /// None that is known.
    pub fn line(&self, ms: f64) -> Result<JsValue, JsValue> {
        object(&self.answer().line(ms))
    }
}
