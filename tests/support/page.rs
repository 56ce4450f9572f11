//! A page as plain data, for both destinations: a test sets what it holds, and reads what it was asked to do.

use std::cell::{RefCell, RefMut};

use super::value::Value;

/// What the page was asked to do, by name, and with which value: undefined if with none.
pub type Event = (&'static str, Value);

/// A page that holds these facts.
#[derive(Default)]
pub struct FakePage<Facts> {
    facts: RefCell<Facts>,
    events: RefCell<Vec<Event>>,
}

impl<Facts> FakePage<Facts> {
    pub fn new(facts: Facts) -> Self {
        FakePage { facts: facts.into(), events: RefCell::default() }
    }

    pub fn facts(&self) -> RefMut<'_, Facts> {
        self.facts.borrow_mut()
    }

    pub fn note(&self, name: &'static str, value: Value) {
        self.events.borrow_mut().push((name, value));
    }

    /// The events since this was called last.
    pub fn take_events(&self) -> Vec<Event> {
        self.events.take()
    }

    /// All events as people read them: `start user_email a@b.co`.
    pub fn events(&self) -> Vec<String> {
        let show = |(name, value): &Event| match value {
            Value::Undefined => (*name).into(),
            value => format!("{name} {}", value.show()),
        };
        self.events.borrow().iter().map(show).collect()
    }
}
