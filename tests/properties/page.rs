//! A page that notes what it is asked to do and is in any state.

use std::cell::{Cell, RefCell};

use retention_destinations::{
    identify::Identity,
    profitwell::{Page, session::Call, snippet::Survey},
};

use crate::{rules, support::Value};

/// What the page was asked to do.
#[derive(Clone, Debug, PartialEq)]
pub enum Told {
    Installed,
    Shared,
    Start(Option<rules::Told>),
    CompletedStart(rules::Told),
    Reidentified(rules::Told),
    Paddle(rules::Told),
    TakenBack,
}

impl Told {
    pub fn identity(&self) -> Option<&rules::Told> {
        match self {
            Told::Start(identity) => identity.as_ref(),
            Told::CompletedStart(identity) | Told::Reidentified(identity) | Told::Paddle(identity) => {
                Some(identity)
            }
            Told::Installed | Told::Shared | Told::TakenBack => None,
        }
    }
}

/// What of `start` is in the queue and can still be taken back.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Waiting {
    #[default]
    Nothing,
    Start,
    OurAnonymousStart,
}

/// What a page holds.
#[derive(Clone, Copy, Debug, Default)]
pub struct Facts {
    pub survey: u32,
    pub vendor_runs: bool,
    pub throws: bool,
    pub waiting: Waiting,
}

#[derive(Default)]
pub struct Recorder {
    pub facts: Cell<Facts>,
    pub told: RefCell<Vec<Told>>,
}

impl Recorder {
    /// Changes what the page holds.
    pub fn change(&self, change: impl FnOnce(&mut Facts)) {
        let mut facts = self.facts.get();
        change(&mut facts);
        self.facts.set(facts);
    }

    fn note(&self, told: Told) {
        self.told.borrow_mut().push(told);
    }
}

fn plain(identity: &Identity<Value>) -> rules::Told {
    (identity.by(), identity.text().clone())
}

impl Page<Value> for Recorder {
    fn survey(&self, _: &Value) -> Survey {
        Survey(self.facts.get().survey)
    }

    fn install(&self, _: &Value) {
        self.note(Told::Installed);
    }

    fn share(&self, _: &Value) {
        self.note(Told::Shared);
    }

    fn tell(&self, call: Call, identity: Option<&Identity<Value>>) -> bool {
        let Facts { vendor_runs, throws, waiting, .. } = self.facts.get();
        match (call, identity.map(plain)) {
            (Call::Start, identity) => {
                self.change(|facts| {
                    facts.waiting = match identity {
                        _ if vendor_runs => Waiting::Nothing,
                        Some(_) => Waiting::Start,
                        None => Waiting::OurAnonymousStart,
                    }
                });
                self.note(Told::Start(identity));
            }
            (Call::CompleteStart, Some(identity)) => {
                if waiting != Waiting::OurAnonymousStart {
                    return false;
                }
                self.change(|facts| facts.waiting = Waiting::Start);
                self.note(Told::CompletedStart(identity));
                return true;
            }
            (Call::Reidentify, Some(identity)) => self.note(Told::Reidentified(identity)),
            (call, identity) => panic!("{call:?} of {identity:?} means nothing"),
        }
        !throws
    }

    fn update_paddle(&self, identity: &Identity<Value>) -> bool {
        self.note(Told::Paddle(plain(identity)));
        !self.facts.get().throws
    }

    fn take_back(&self) -> bool {
        self.note(Told::TakenBack);
        let waited = self.facts.get().waiting != Waiting::Nothing;
        self.change(|facts| facts.waiting = Waiting::Nothing);
        waited
    }
}
