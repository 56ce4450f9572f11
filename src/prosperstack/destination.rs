//! The page-wide destination: settings, consent, the person and the queue in one order.
//!
//! Whatever may run code of the page (a getter among the traits, a replaced `fetch`) runs either
//! before anything is changed or after everything is: it may call back in at any time.

use core::cell::{Cell, RefCell};

use super::{
    Settings,
    code::Code,
    draft::{draft, keep},
    message::{Caller, LARGEST, Person},
    properties::{Conversion, Trait},
    queue::{Answer, End, Queue, Step},
    settings::Setting,
};
use crate::{
    consent::{self, Consent},
    diagnosis::{Flaw, diagnose},
    value::Kind,
};

/// What a page can do for the destination. No method may fail or panic, and only
/// [`Page::halt`], [`Page::post`] and [`Page::say`] may run code of the page.
pub trait Page<V> {
    /// The endpoint that messages go to; undefined before [`Page::connect`].
    fn endpoint(&self) -> V;
    /// Sends messages to the endpoint of these settings from now on.
    fn connect(&self, settings: &V);
    /// An empty list.
    fn list(&self) -> V;
    /// Adds an item to such a list.
    fn push(&self, list: &V, item: &V);
    /// How many bytes a property takes in a message.
    fn size(&self, name: &V, value: &V) -> u32;
    /// Whether a property of this size can be kept, next to what is kept under other names.
    fn fits(&self, name: &V, size: u32, most: u32, most_bytes: u32) -> bool;
    /// Forgets the oldest property that neither waits nor is in flight; false if there is none.
    fn make_room(&self) -> bool;
    /// What the relay knows under this name, or will know when what is in flight arrives;
    /// undefined if that is nothing.
    fn told(&self, name: &V) -> V;
    /// Keeps a property of the person; `waits` is whether it must be sent to the relay.
    fn store(&self, name: &V, value: &V, nested: bool, waits: bool);
    /// Whether properties wait for a message.
    fn waiting(&self) -> bool;
    /// Forgets the person, with all properties and messages.
    fn clear(&self);
    /// Aborts the requests of messages that were forgotten.
    fn halt(&self);
    /// Makes a message about the person, in this slot, of what waits, as far as it takes no more
    /// than `most` bytes.
    fn compose(&self, slot: u8, most: u32, wall: f64);
    /// Sends the message in this slot; the answer comes with the ticket.
    fn post(&self, slot: u8, ticket: i32);
    /// The message in this slot has come to an end.
    fn settle(&self, slot: u8, end: End);
    /// Calls [`Destination::wake`] after so many milliseconds, and no longer at what was said
    /// before.
    fn wake(&self, after_ms: f64);
    /// What is wrong with a value, for [`Page::say`].
    fn flaw(&self, flaw: Flaw) -> V;
    /// Says something: with the name of a trait, a flaw, or undefined.
    fn say(&self, code: Code, detail: &V);
}

crossing! {
    /// The person that a cancellation flow receives.
    pub enum Flow {
        /// Nobody is known who consents, or the subscriber is somebody else.
        Nobody,
        /// The person who is known.
        Person,
    }
}

/// What the page's clocks and its network say now.
#[derive(Clone, Copy, Debug)]
pub struct Now {
    /// Milliseconds on a clock that never goes back.
    pub ms: f64,
    /// Milliseconds since 1970.
    pub wall: f64,
    /// Whether there is a network, as far as the browser knows.
    pub online: bool,
}

/// An answer as the page got it.
#[derive(Clone, Debug)]
pub struct Response<V> {
    /// What the message went under.
    pub ticket: i32,
    /// See [`Answer::of`].
    pub status: i32,
    /// The header `Retry-After`.
    pub retry_after: V,
    /// The header `Date`.
    pub date: V,
    /// A random number below 1.
    pub dice: f64,
}

/// The destination of a page, whatever the number of its registrations.
pub struct Destination<V> {
    consent: Cell<Consent>,
    queue: Cell<Queue>,
    person: RefCell<Option<Person<V>>>,
    /// When the newest identify happened of which something was kept.
    newest: Cell<f64>,
}

impl<V> Destination<V> {
    /// A destination that has touched nothing.
    #[must_use]
    pub const fn new() -> Self {
        Destination {
            consent: Cell::new(Consent::new()),
            queue: Cell::new(Queue::new()),
            person: RefCell::new(None),
            newest: Cell::new(0.0),
        }
    }
}

impl<V> Default for Destination<V> {
    fn default() -> Self {
        Self::new()
    }
}

impl<V: Trait> Destination<V> {
    /// A registration loads, or consent has come and it loads again. `asked` is the strictest of
    /// what all consent functions answered. `seed` is whether the host's stored user may be
    /// looked at: it becomes known to [`Destination::flow`], and nothing is sent, as Segment
    /// sends nothing at load.
    #[allow(clippy::too_many_arguments)] // what a host knows at load
    pub fn load(
        &self,
        page: &impl Page<V>,
        values: &V,
        user_id: &V,
        traits: &V,
        asked: consent::Answer,
        seed: bool,
    ) -> Code {
        let settings = match Settings::read(values) {
            Ok(settings) => settings,
            Err(code) => return code,
        };
        let known = page.endpoint();
        if known.kind() == Kind::Undefined {
            page.connect(values);
        } else if known != Setting::Endpoint.of(values) {
            return Code::AnotherEndpoint;
        }
        let mut consent = self.consent.get();
        consent.add(settings.consent);
        self.consent.set(consent);
        match consent.verdict(asked) {
            consent::Answer::No => return self.withdraw(page),
            consent::Answer::Waiting => return Code::ConsentWaiting,
            consent::Answer::Yes => {}
        }
        if !seed || !settings.use_stored_user || self.person().is_some() {
            return Code::Loaded;
        }
        let caller = Caller::read(user_id, traits, &settings);
        let draft = draft(page, &settings, traits, &caller.nested, false);
        // Once more: a getter among the traits may have called in.
        if self.person().is_some() || !self.enter(page, &caller) {
            return Code::Loaded;
        }
        keep(page, &draft, false);
        Code::Seeded
    }

    /// An event that `integrations` and middleware let through. `listening` is whether anybody
    /// wants to hear about single traits.
    #[allow(clippy::too_many_arguments)] // what a host knows of an event
    pub fn identify(
        &self,
        page: &impl Page<V>,
        values: &V,
        user_id: &V,
        traits: &V,
        asked: consent::Answer,
        listening: bool,
        now: Now,
    ) -> Code {
        match self.consent.get().verdict(asked) {
            consent::Answer::No => return self.withdraw(page),
            // The page keeps the call, and none but the newest.
            consent::Answer::Waiting => {
                self.observe(page, values, user_id, traits);
                return Code::ConsentWaiting;
            }
            consent::Answer::Yes => {}
        }
        let settings = Settings::accepted(values);
        let caller = Caller::read(user_id, traits, &settings);
        let draft = draft(page, &settings, traits, &caller.nested, listening);
        // A getter among the traits may have withdrawn it.
        if self.consent.get().verdict(asked) != consent::Answer::Yes {
            return self.withdraw(page);
        }
        if !self.enter(page, &caller) {
            page.halt();
            let say = |lack, detail: &V| page.say(Code::of(lack), detail);
            diagnose(None, traits, &traits.nothing(), |flaw| page.flaw(flaw), say);
            return Code::NoEmail;
        }
        let kept = keep(page, &draft, true);
        if kept {
            self.newest.set(now.wall);
        }
        page.halt();
        if self.pump(page, false, now) {
            Code::Sending
        } else if kept && page.waiting() {
            Code::Queued
        } else {
            Code::NothingNew
        }
    }

    /// An event of which nothing may be kept; but if it is about somebody else, then nothing may be
    /// sent any more about the person who was known.
    pub fn observe(&self, page: &impl Page<V>, values: &V, user_id: &V, traits: &V) {
        let caller = Caller::read(user_id, traits, &Settings::accepted(values));
        if self.person().is_some_and(|person| !caller.is(&person)) {
            self.reset(page);
        }
    }

    /// The host forgot its user.
    pub fn reset(&self, page: &impl Page<V>) -> Code {
        self.forget(page);
        page.halt();
        Code::Forgotten
    }

    /// What counts of all answers about consent; `asked` is the strictest of all consent functions.
    #[must_use]
    pub fn verdict(&self, asked: consent::Answer) -> consent::Answer {
        self.consent.get().verdict(asked)
    }

    /// `setConsent`. After a yes the page lets its registrations load again.
    pub fn set_consent(&self, page: &impl Page<V>, yes: bool) -> Code {
        let mut consent = self.consent.get();
        consent.say(yes);
        self.consent.set(consent);
        if yes { Code::Fine } else { self.withdraw(page) }
    }

    /// The person that a cancellation flow receives, if the site names a subscriber by this email and this
    /// id, or by neither.
    pub fn flow(&self, page: &impl Page<V>, asked: consent::Answer, email: &V, user_id: &V) -> Flow {
        // Who is known has consented; an answer that is still to come takes nothing back.
        if self.consent.get().verdict(asked) == consent::Answer::No {
            self.withdraw(page);
        }
        match self.person() {
            Some(person) if person.may_be(email, user_id) => Flow::Person,
            _ => Flow::Nobody,
        }
    }

    /// The relay answered, or did not.
    pub fn answer(&self, page: &impl Page<V>, response: &Response<V>, now: Now) -> Code {
        let retry_after = retry_after(&response.retry_after, &response.date, now.wall);
        let answer = Answer::of(response.status, retry_after);
        let mut queue = self.queue.get();
        let Some((slot, end)) = queue.answer(response.ticket, answer, now.online, now.ms, response.dice)
        else {
            return Code::Fine;
        };
        self.queue.set(queue);
        if let Some(end) = end {
            page.settle(slot, end);
        }
        self.pump(page, false, now);
        match (answer, end) {
            (Answer::Delivered, _) => Code::Delivered,
            (Answer::Refused(code), _) => code,
            (_, Some(End::Lost)) => Code::GaveUp,
            _ => Code::Retrying,
        }
    }

    /// A wait is over, or the network is back.
    pub fn wake(&self, page: &impl Page<V>, now: Now) -> Code {
        if self.pump(page, false, now) { Code::Sending } else { Code::Fine }
    }

    /// The page is being hidden; there may be no later.
    pub fn hide(&self, page: &impl Page<V>, now: Now) -> Code {
        if self.pump(page, true, now) { Code::Sending } else { Code::Fine }
    }

    fn person(&self) -> Option<Person<V>> {
        self.person.try_borrow().ok().and_then(|person| person.clone())
    }

    fn set_person(&self, person: Option<Person<V>>) {
        if let Ok(mut known) = self.person.try_borrow_mut() {
            *known = person;
        }
    }

    /// Makes the caller the person that everything is about; false without an email. Everything
    /// of somebody else is forgotten. Runs no code of the page.
    fn enter(&self, page: &impl Page<V>, caller: &Caller<V>) -> bool {
        let same = self.person().is_some_and(|person| caller.is(&person));
        if !same {
            self.forget(page);
            self.set_person(caller.person());
        }
        caller.email.kind() != Kind::Undefined
    }

    /// Forgets the person, and every message about them.
    fn forget(&self, page: &impl Page<V>) {
        self.set_person(None);
        let mut queue = self.queue.get();
        queue.clear();
        self.queue.set(queue);
        page.clear();
    }

    fn withdraw(&self, page: &impl Page<V>) -> Code {
        self.reset(page);
        Code::ConsentDenied
    }

    /// Sends what can be sent now; whether that was anything.
    fn pump(&self, page: &impl Page<V>, hiding: bool, now: Now) -> bool {
        let mut sent = false;
        // At most a message again and a new one.
        for _ in 0..2 {
            let mut queue = self.queue.get();
            let step = queue.next(page.waiting(), hiding, now.online, now.ms);
            self.queue.set(queue);
            match step {
                Step::Nothing => break,
                Step::Wake(after_ms) => {
                    page.wake(after_ms);
                    break;
                }
                Step::New(slot, ticket) => {
                    page.compose(slot, LARGEST, self.newest.get());
                    page.post(slot, ticket);
                }
                Step::Again(slot, ticket) => page.post(slot, ticket),
            }
            sent = true;
        }
        sent
    }
}

/// How long the relay asks us to wait, in milliseconds: seconds, or a date by its own clock if it
/// sends that, else by ours.
pub fn retry_after<V: Trait>(header: &V, date: &V, wall: f64) -> Option<f64> {
    let text = header.trimmed();
    let length = text.length().filter(|&length| length > 0)?;
    let seconds = text.units().try_fold(0.0, |seconds, unit| match unit {
        0x30..=0x39 if length <= 10 => Some(seconds * 10.0 + f64::from(unit - 0x30)),
        _ => None,
    });
    let until = || {
        let moment = |text: &V| Some(text.convert(Conversion::Moment).number()).filter(|ms| ms.is_finite());
        Some(moment(&text)? - moment(date).unwrap_or(wall))
    };
    seconds.map(|seconds| seconds * 1000.0).or_else(until).map(|ms: f64| ms.max(0.0))
}
