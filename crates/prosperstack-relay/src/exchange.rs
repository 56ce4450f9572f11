//! The order of a request, as a state machine without I/O.
//!
//! The caller does what [`Exchange::step`] says and reports the result as an [`Event`], until the step is
//! [`Step::Answer`]. Each state holds what its step needs and nothing that comes later: a message to deliver exists
//! only where a session has been named and everybody who may object has been asked.

use std::{mem, rc::Rc};

use crate::{
    Answer, Arrival, Given, Incoming, Message, Outcome, Session, Settings,
    gate::gate,
    load::{Load, Permit},
    settings::Destination,
    upstream,
};

/// How long a page waits that comes while the relay is busy, in seconds.
const BUSY_SECONDS: u32 = 1;

/// A relay: its settings, and what it holds at the moment.
#[derive(Clone, Debug)]
pub struct Relay(Rc<Shared>);

#[derive(Debug)]
struct Shared {
    settings: Settings,
    load: Load,
}

/// One request, from its headers to its answer.
#[derive(Debug)]
pub struct Exchange {
    relay: Relay,
    /// The origin of the page, if it is one that may send.
    origin: Option<String>,
    state: State,
}

#[derive(Debug)]
#[allow(dead_code)] // a permit is held, not read
enum State {
    ReadBody(Permit),
    Authenticate(Incoming, Permit),
    AskRateLimit(Message),
    AskSeen(Message),
    Deliver(Message, Permit),
    TellDelivered(Message, Answer),
    Answer(Answer),
}

/// What is to be done next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step<'a> {
    /// Read the body: at most [`crate::LARGEST_BODY`] bytes of it.
    ReadBody,
    /// Ask `authenticate` who is signed in.
    Authenticate,
    /// Ask `rateLimit` whether this session has to wait.
    AskRateLimit(&'a Session),
    /// Ask `seen` whether this message was delivered before.
    AskSeen(&'a Message),
    /// Send this message to the other side.
    Deliver(&'a Message),
    /// Call `delivered`.
    TellDelivered(&'a Message),
    /// Answer the page.
    Answer(&'a Answer),
}

/// The result of a step.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// The whole body.
    Body(Vec<u8>),
    /// More of a body than it may have.
    BodyTooLong,
    /// Something has read the body before.
    BodyAlreadyRead,
    /// The request has a `Host` that is none, so that the owner's code cannot be shown it.
    InvalidHost,
    /// `authenticate` gave `session`, with these properties of its own, at this time in milliseconds since 1970.
    Authenticated {
        /// What it gave.
        session: Given,
        /// Its `email`.
        email: Given,
        /// Its `userId`.
        user_id: Given,
        /// The time.
        now_ms: i64,
    },
    /// `rateLimit` gave this.
    Limited(Given),
    /// `seen` gave this.
    Seen(Given),
    /// The other side answered, or `deliver` gave something.
    Delivered {
        /// The status of that.
        status: Given,
        /// Its `Retry-After`.
        retry_after: Given,
    },
    /// `delivered` is done.
    Told,
    /// The step failed: the body broke off, the owner's function threw, the other side cannot be reached.
    Failed,
    /// The step took longer than [`Settings::timeout_ms`].
    Late,
}

impl Relay {
    /// A relay with these settings.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        Relay(Rc::new(Shared { settings, load: Load::default() }))
    }

    /// Its settings.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.0.settings
    }

    /// Begins a request, of which the headers are there.
    #[must_use]
    pub fn begin(&self, arrival: &Arrival) -> Exchange {
        let Shared { settings, load } = &*self.0;
        let origin = arrival.origin.filter(|origin| settings.allows_origin(origin));
        let state = match gate(arrival, settings) {
            Some(outcome) => State::Answer(outcome.into()),
            None => load.body().map_or_else(|| State::Answer(busy()), State::ReadBody),
        };
        Exchange { relay: self.clone(), origin: origin.map(str::to_owned), state }
    }
}

impl Exchange {
    /// What is to be done.
    #[must_use]
    pub fn step(&self) -> Step<'_> {
        match &self.state {
            State::ReadBody(_) => Step::ReadBody,
            State::Authenticate(..) => Step::Authenticate,
            State::AskRateLimit(message) => Step::AskRateLimit(message.session()),
            State::AskSeen(message) => Step::AskSeen(message),
            State::Deliver(message, _) => Step::Deliver(message),
            State::TellDelivered(message, _) => Step::TellDelivered(message),
            State::Answer(answer) => Step::Answer(answer),
        }
    }

    /// The origin of the page, if it is one that may send.
    #[must_use]
    pub fn origin(&self) -> Option<&str> {
        self.origin.as_deref()
    }

    /// Takes the result of the step and decides the next one. An event that the step does not expect is a fault of
    /// whoever performs it, and ends the request; after the answer nothing counts any more.
    pub fn next(&mut self, event: Event) -> Step<'_> {
        let state = mem::replace(&mut self.state, State::Answer(Outcome::InternalError.into()));
        self.state = self.follow(state, event);
        self.step()
    }

    fn follow(&self, state: State, event: Event) -> State {
        match state {
            State::ReadBody(permit) => match body(event) {
                Ok(incoming) => State::Authenticate(incoming, permit),
                Err(outcome) => State::Answer(outcome.into()),
            },
            State::Authenticate(incoming, _) => match self.message(&incoming, event) {
                Ok(message) if message.sent() == 0 => State::Answer(about(&message, Outcome::NothingAllowed)),
                Ok(message) => self.ask_rate_limit(message),
                Err(outcome) => {
                    let message_id = Some(incoming.message_id().to_owned());
                    State::Answer(Answer { message_id, ..outcome.into() })
                }
            },
            State::AskRateLimit(message) => match event {
                Event::Limited(given) => match upstream::wait(&given) {
                    Some(0) => self.ask_seen(message),
                    None => State::Answer(about(&message, Outcome::RateLimitFailed)),
                    retry_after => State::Answer(Answer { retry_after, ..about(&message, Outcome::TooMany) }),
                },
                Event::Failed | Event::Late => State::Answer(about(&message, Outcome::RateLimitFailed)),
                _ => State::Answer(about(&message, Outcome::InternalError)),
            },
            State::AskSeen(message) => match event {
                Event::Seen(Given::Flag(false)) => self.deliver(message),
                Event::Seen(Given::Flag(true)) => State::Answer(about(&message, Outcome::Repeated)),
                Event::Seen(_) | Event::Failed | Event::Late => {
                    State::Answer(about(&message, Outcome::SeenFailed))
                }
                _ => State::Answer(about(&message, Outcome::InternalError)),
            },
            State::Deliver(message, _) => {
                let answer = self.delivered(&message, event);
                if answer.outcome.status() < 300 && self.relay.settings().hooks.delivered {
                    State::TellDelivered(message, answer)
                } else {
                    State::Answer(answer)
                }
            }
            // The message has arrived, whatever the result of this step.
            State::TellDelivered(_, answer) => {
                State::Answer(Answer { untold: event != Event::Told, ..answer })
            }
            State::Answer(answer) => State::Answer(answer),
        }
    }

    fn message(&self, incoming: &Incoming, event: Event) -> Result<Message, Outcome> {
        match event {
            Event::Authenticated { session: Given::Nothing | Given::Flag(false), .. } => {
                Err(Outcome::NoSession)
            }
            Event::Authenticated { email, user_id, now_ms, .. } => {
                let session = Session::new(&email, &user_id)?;
                Message::build(incoming, session, &self.relay.settings().allow, now_ms)
            }
            Event::InvalidHost => Err(Outcome::InvalidHost),
            Event::Failed => Err(Outcome::AuthenticateFailed),
            Event::Late => Err(Outcome::AuthenticateTimedOut),
            _ => Err(Outcome::InternalError),
        }
    }

    fn ask_rate_limit(&self, message: Message) -> State {
        if self.relay.settings().hooks.rate_limit {
            State::AskRateLimit(message)
        } else {
            self.ask_seen(message)
        }
    }

    fn ask_seen(&self, message: Message) -> State {
        if self.relay.settings().hooks.seen { State::AskSeen(message) } else { self.deliver(message) }
    }

    fn deliver(&self, message: Message) -> State {
        match self.relay.0.load.delivery() {
            Some(permit) => State::Deliver(message, permit),
            None => {
                State::Answer(Answer { retry_after: Some(BUSY_SECONDS), ..about(&message, Outcome::Busy) })
            }
        }
    }

    fn delivered(&self, message: &Message, event: Event) -> Answer {
        let by_url = matches!(self.relay.settings().destination, Destination::Url(..));
        match event {
            Event::Delivered { status, retry_after } => {
                let status = upstream::status(&status);
                let outcome = upstream::outcome(status);
                let waits = matches!(outcome.status(), 429 | 503);
                Answer {
                    upstream: by_url.then_some(status),
                    retry_after: retry_after.text().filter(|_| waits).and_then(upstream::retry_after),
                    ..about(message, outcome)
                }
            }
            Event::Late => about(message, Outcome::UpstreamTimedOut),
            Event::Failed if by_url => about(message, Outcome::UpstreamUnreachable),
            Event::Failed => about(message, Outcome::DeliverFailed),
            _ => about(message, Outcome::InternalError),
        }
    }
}

fn body(event: Event) -> Result<Incoming, Outcome> {
    match event {
        Event::Body(body) => Incoming::read(body),
        Event::BodyTooLong => Err(Outcome::TooLarge),
        Event::BodyAlreadyRead => Err(Outcome::BodyAlreadyRead),
        Event::Failed => Err(Outcome::BrokenBody),
        Event::Late => Err(Outcome::TooSlow),
        _ => Err(Outcome::InternalError),
    }
}

fn busy() -> Answer {
    Answer { retry_after: Some(BUSY_SECONDS), ..Outcome::Busy.into() }
}

fn about(message: &Message, outcome: Outcome) -> Answer {
    Answer {
        message_id: Some(message.id().to_owned()),
        properties: Some((message.sent(), message.left_out())),
        ..outcome.into()
    }
}
