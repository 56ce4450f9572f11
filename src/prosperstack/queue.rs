//! When a message goes: one at a time, again after a failure, not before the relay wants it.
//!
//! There are two slots. Messages go through the first, one after the other. When the page is
//! hidden there may be no later, so what waits behind a message in flight goes through the second
//! at once. Time is an argument: milliseconds on a clock that never goes back.

use super::code::Code;

/// How often one message is tried.
pub const MOST_ATTEMPTS: u32 = 8;
/// The first wait after a failure, in milliseconds; it doubles with every further one.
const FIRST_WAIT_MS: f64 = 1_000.0;
const LONGEST_WAIT_MS: f64 = 60_000.0;

/// Where a message is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    /// There is none.
    #[default]
    Free,
    /// In flight, under this ticket.
    Flying(i32),
    /// It failed and goes again as it is.
    Kept,
}

/// Why nothing goes although something waits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Pause {
    #[default]
    None,
    /// Our own patience: ends early when the page is hidden.
    Backoff,
    /// The relay asked for it.
    RetryAfter,
}

/// What to do next.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Step {
    /// Nothing, until something happens.
    Nothing,
    /// Make a message of what waits, in this slot, and send it under this ticket.
    New(u8, i32),
    /// Send the message in this slot once more, under this ticket.
    Again(u8, i32),
    /// Ask again after so many milliseconds.
    Wake(f64),
}

/// How the relay answered.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Answer {
    /// It took the message.
    Delivered,
    /// It will never take the message, for this reason.
    Refused(Code),
    /// It may take the message another time; not before so many milliseconds, if it said so.
    NotNow(Option<f64>),
}

crossing! {
    /// The result of a message.
    pub enum End {
        /// It is not known, or known not to have arrived; nothing of it goes again by itself.
        Lost,
        /// It arrived.
        Delivered,
        /// It did not arrive, and what no later message carries goes with the next one.
        Back,
    }
}

/// The queue of a page.
#[derive(Clone, Copy, Debug, Default)]
pub struct Queue {
    slots: [State; 2],
    /// Failures in a row.
    attempts: u32,
    pause: Pause,
    /// When the pause is over.
    due: f64,
    last_ticket: i32,
}

impl Answer {
    /// The status of no answer at all.
    pub const NONE: i32 = -1;

    /// Reads a status: 0 is an answer that is none, as a redirect; [`Answer::NONE`], that there was no
    /// answer.
    #[must_use]
    pub fn of(status: i32, retry_after: Option<f64>) -> Self {
        match status {
            200..=299 => Answer::Delivered,
            401 => Answer::Refused(Code::NoSession),
            403 => Answer::Refused(Code::OriginRefused),
            404 | 405 => Answer::Refused(Code::EndpointNotFound),
            409 => Answer::Refused(Code::AnotherPerson),
            501 => Answer::Refused(Code::NotImplemented),
            429 | 500..=599 => Answer::NotNow(retry_after),
            Answer::NONE => Answer::NotNow(None),
            _ => Answer::Refused(Code::MessageRefused),
        }
    }
}

impl Queue {
    /// A queue in which nothing has happened.
    #[must_use]
    pub const fn new() -> Self {
        Queue { slots: [State::Free; 2], attempts: 0, pause: Pause::None, due: 0.0, last_ticket: 0 }
    }

    /// What to do now; ask until there is nothing. `waiting` is whether properties wait for a
    /// message, `hiding` whether the page is being hidden.
    pub fn next(&mut self, waiting: bool, hiding: bool, online: bool, now: f64) -> Step {
        let [first, second] = self.slots;
        if !waiting && first != State::Kept {
            return Step::Nothing;
        }
        if now >= self.due {
            self.pause = Pause::None;
        }
        match self.pause {
            Pause::RetryAfter => return Step::Wake(self.due - now),
            Pause::Backoff if !hiding => return Step::Wake(self.due - now),
            _ => {}
        }
        match (first, second) {
            _ if !online && !hiding => Step::Nothing,
            (State::Kept, State::Free) => Step::Again(0, self.fly(0)),
            (State::Free, State::Free) => Step::New(0, self.fly(0)),
            (State::Flying(_), State::Free) if hiding => Step::New(1, self.fly(1)),
            (State::Free, State::Flying(_)) if hiding => Step::New(0, self.fly(0)),
            _ => Step::Nothing,
        }
    }

    /// The answer to what went under a ticket: the slot whose message has come to an end, and
    /// how. Nothing for an answer to a message that nobody waits for any longer. `dice` is a
    /// random number below 1.
    pub fn answer(
        &mut self,
        ticket: i32,
        answer: Answer,
        online: bool,
        now: f64,
        dice: f64,
    ) -> Option<(u8, Option<End>)> {
        let slot = (0..).zip(self.slots).find(|&(_, state)| state == State::Flying(ticket))?.0;
        let other_flies = (0..).zip(self.slots).any(|(at, other)| at != slot && other != State::Free);
        self.put(slot, State::Free);
        let end = match answer {
            Answer::Delivered | Answer::Refused(_) => {
                self.attempts = 0;
                self.pause = Pause::None;
                if answer == Answer::Delivered { End::Delivered } else { End::Lost }
            }
            Answer::NotNow(retry_after) => {
                // A failure without a network tells nothing of the relay.
                if online {
                    self.attempts += 1;
                    self.wait(retry_after, now, dice);
                }
                if self.attempts >= MOST_ATTEMPTS {
                    self.attempts = 0;
                    End::Lost
                } else if slot == 1 || other_flies {
                    End::Back
                } else {
                    self.put(slot, State::Kept);
                    return Some((slot, None));
                }
            }
        };
        Some((slot, Some(end)))
    }

    /// Forgets every message. What the relay asked for still holds.
    pub fn clear(&mut self) {
        self.slots = [State::Free; 2];
        self.attempts = 0;
        if self.pause == Pause::Backoff {
            self.pause = Pause::None;
        }
    }

    fn fly(&mut self, slot: u8) -> i32 {
        self.last_ticket = self.last_ticket.wrapping_add(1);
        self.put(slot, State::Flying(self.last_ticket));
        self.last_ticket
    }

    // Not by an index: that could panic.
    fn put(&mut self, slot: u8, state: State) {
        if let Some(place) = self.slots.get_mut(usize::from(slot)) {
            *place = state;
        }
    }

    fn wait(&mut self, retry_after: Option<f64>, now: f64, dice: f64) {
        let doubled = FIRST_WAIT_MS * f64::from(1_u32 << self.attempts.saturating_sub(1).min(16));
        // Between half of it and all of it, so that pages that failed together do not come back so.
        let own = doubled.min(LONGEST_WAIT_MS) * (1.0 + dice) / 2.0;
        self.pause = if retry_after.is_some() { Pause::RetryAfter } else { Pause::Backoff };
        self.due = now + retry_after.map_or(own, |asked| asked.max(own));
    }
}
