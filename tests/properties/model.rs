//! The contract as a model: what the vendor should hear of each step, next to what it hears.

use std::mem::take;

use retention_destinations::{
    identify::By,
    profitwell::{Destination, consent::Answer, session::Call, snippet::Survey},
};

use crate::{
    rules,
    support::{
        Event, FakePage,
        Value::{self, Text, Undefined},
        profitwell::{Vendor, event},
    },
};

/// A user id and traits.
pub type Person = (Value, Value);

/// What happens on a page. While made, people and settings are numbers.
#[derive(Clone, Debug)]
pub enum Step<P = Person, S = Value> {
    Load { person: P, settings: S, asked: Answer, also_in_segment: bool },
    Identify { person: P, settings: S, asked: Answer },
    Reset,
    SetConsent(bool),
    VendorRuns,
    VendorThrows(bool),
    Page(u32),
}

impl Step<usize, usize> {
    /// The step with people and settings in place of their numbers.
    pub fn fill(self, people: &[Person], lists: &[Value]) -> Step {
        let person = |at: usize| people[at % people.len()].clone();
        let list = |at: usize| lists[at % lists.len()].clone();
        match self {
            Step::Load { person: at, settings, asked, also_in_segment } => {
                Step::Load { person: person(at), settings: list(settings), asked, also_in_segment }
            }
            Step::Identify { person: at, settings, asked } => {
                Step::Identify { person: person(at), settings: list(settings), asked }
            }
            Step::Reset => Step::Reset,
            Step::SetConsent(yes) => Step::SetConsent(yes),
            Step::VendorRuns => Step::VendorRuns,
            Step::VendorThrows(throws) => Step::VendorThrows(throws),
            Step::Page(survey) => Step::Page(survey),
        }
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Way {
    Commands,
    /// `window.profitwell` of Paddle Billing, which takes `ctm_` ids only.
    PaddleCommands,
    PaddleUpdate,
}

/// Somebody: the site's user id, and by what the vendor knows them.
type Visitor = (Value, Option<rules::Told>);

/// A page, the destination on it, and what the contract says of both.
pub struct History {
    page: FakePage<Vendor>,
    destination: Destination<Value>,
    way: Option<Way>,
    setting: Answer,
    said: Option<bool>,
    started: bool,
    anonymous: bool,
    known: Option<Visitor>,
    held: Option<Visitor>,
    starts: u32,
}

impl History {
    /// A page that holds this of the vendor, and a destination that has not loaded.
    pub fn new(survey: u32) -> Self {
        History {
            page: FakePage::new(Vendor { survey, ..Vendor::default() }),
            destination: Destination::new(),
            way: None,
            setting: Answer::Yes,
            said: None,
            started: false,
            anonymous: false,
            known: None,
            held: None,
            starts: 0,
        }
    }

    /// How often `start` was called and not taken back.
    pub fn starts(&self) -> u32 {
        self.starts
    }

    /// Takes a step: what the vendor was told, what it should have been, and whether the
    /// visitor consented.
    pub fn take(&mut self, step: &Step) -> (Vec<Event>, Vec<Event>, bool) {
        let mut expected = Vec::new();
        let mut consented = false;
        let page = &self.page;
        match step {
            Step::Load { person: (user_id, traits), settings, asked, also_in_segment } => {
                let vendor = *page.facts();
                let _ =
                    self.destination.load(page, settings, user_id.clone(), traits, *asked, *also_in_segment);
                consented =
                    self.load(vendor, (user_id, traits), settings, *asked, *also_in_segment, &mut expected);
            }
            Step::Identify { person: (user_id, traits), settings, asked } => {
                let vendor = *page.facts();
                let _ = self.destination.identify(page, settings, user_id.clone(), traits, *asked);
                consented = self.identify(vendor, (user_id, traits), settings, *asked, &mut expected);
            }
            Step::Reset => {
                let _ = self.destination.reset();
                (self.known, self.held) = (None, None);
            }
            Step::SetConsent(yes) => {
                let vendor = *page.facts();
                let _ = self.destination.set_consent(page, *yes);
                self.said = Some(*yes);
                if !yes {
                    self.withdraw(vendor, &mut expected);
                }
            }
            Step::VendorRuns => page.facts().run(),
            Step::VendorThrows(throws) => page.facts().throws = *throws,
            Step::Page(survey) => page.facts().survey = *survey,
        }
        let told = self.page.take_events();
        let starts = told.iter().filter(|(name, _)| name.starts_with("start")).count();
        self.starts += u32::try_from(starts).expect("few");
        (told, expected, consented)
    }

    /// "With several registrations the strictest answer wins."
    fn verdict(&self, asked: Answer) -> Answer {
        let settings = match self.said {
            Some(false) => Answer::No,
            Some(true) if self.setting == Answer::Waiting => Answer::Yes,
            _ => self.setting,
        };
        if settings == Answer::No || asked == Answer::No {
            Answer::No
        } else if settings == Answer::Yes && asked == Answer::Yes {
            Answer::Yes
        } else {
            Answer::Waiting
        }
    }

    fn load(
        &mut self,
        vendor: Vendor,
        (user_id, traits): (&Value, &Value),
        settings: &Value,
        asked: Answer,
        also_in_segment: bool,
        expected: &mut Vec<Event>,
    ) -> bool {
        let Ok((marketing, consent, use_stored_user, paddle)) = rules::settings(settings) else {
            return false;
        };
        if also_in_segment {
            return false;
        }
        self.setting = self.setting.min(consent);
        match self.verdict(asked) {
            Answer::No => self.withdraw(vendor, expected),
            Answer::Waiting => {}
            Answer::Yes => {
                if self.reach(vendor, settings, paddle, expected) {
                    let stored = rules::identity(user_id, traits, settings).filter(|_| use_stored_user);
                    let waited = self.held.take();
                    let nobody = waited.is_none() && stored.is_none();
                    let visitor = match waited {
                        Some(waited) if waited.1.is_some() || stored.is_none() => waited,
                        _ => (user_id.clone(), stored),
                    };
                    // A web app waits for identify.
                    if marketing || !nobody || self.started {
                        self.tell(vendor, visitor, expected);
                    }
                }
                return true;
            }
        }
        false
    }

    fn identify(
        &mut self,
        vendor: Vendor,
        (user_id, traits): (&Value, &Value),
        settings: &Value,
        asked: Answer,
        expected: &mut Vec<Event>,
    ) -> bool {
        let visitor = (user_id.clone(), rules::identity(user_id, traits, settings));
        match self.verdict(asked) {
            Answer::No => self.withdraw(vendor, expected),
            Answer::Waiting => {
                if self.held.is_none() || is_news(self.held.as_ref(), &visitor) {
                    self.held = Some(visitor);
                }
            }
            Answer::Yes => {
                let reached = self.way.is_some()
                    || rules::settings(settings)
                        .is_ok_and(|(.., paddle)| self.reach(vendor, settings, paddle, expected));
                if reached {
                    self.tell(vendor, visitor, expected);
                }
                return true;
            }
        }
        false
    }

    /// Load 2 of the contract: what of the vendor is there, and what follows.
    fn reach(&mut self, vendor: Vendor, settings: &Value, paddle: bool, expected: &mut Vec<Event>) -> bool {
        let has = |bit| vendor.has(bit);
        if has(Survey::ANOTHER_TOKEN) || has(Survey::NOT_CALLABLE) && !has(Survey::PADDLE) {
            return false;
        }
        if self.way.is_some() {
            return true;
        }
        if has(Survey::PADDLE) {
            self.way = Some(Way::PaddleUpdate);
            return true;
        }
        self.way = Some(if paddle { Way::PaddleCommands } else { Way::Commands });
        self.started |= has(Survey::START_QUEUED) || has(Survey::LOADED);
        let theirs = has(Survey::LOADED) || has(Survey::ELEMENT);
        let install = || ("install", rules::setting(settings, "publicApiToken"));
        expected.push(if theirs { ("share", Undefined) } else { install() });
        true
    }

    /// The table of the contract.
    fn tell(&mut self, vendor: Vendor, (user_id, mut identity): Visitor, expected: &mut Vec<Event>) {
        let way = self.way;
        if way != Some(Way::Commands) {
            identity = identity.filter(|(by, id)| {
                *by == By::CustomerId
                    && matches!(id, Text(units) if String::from_utf16_lossy(units).starts_with("ctm_"))
            });
        }
        self.held = None;
        let visitor = (user_id, identity);
        let news = is_news(self.known.as_ref(), &visitor);
        if news || self.known.as_ref().is_some_and(|known| known.1 == visitor.1) {
            self.known = Some(visitor.clone());
        }
        let first = !self.started;
        self.started = true;
        match visitor.1 {
            Some(identity) if way == Some(Way::PaddleUpdate) && news => {
                expected.push(event(Call::UpdatePaddle, Some(identity)));
            }
            _ if way == Some(Way::PaddleUpdate) => {}
            identity if first => {
                self.anonymous = identity.is_none();
                expected.push(event(Call::Start, identity));
            }
            Some(identity) if news => {
                let waits = take(&mut self.anonymous) && vendor.can_complete();
                let call = if waits { Call::CompleteStart } else { Call::Reidentify };
                expected.push(event(call, Some(identity)));
            }
            _ => {}
        }
    }

    /// Withdrawal: all is forgotten, and what still waits is taken back.
    fn withdraw(&mut self, vendor: Vendor, expected: &mut Vec<Event>) {
        (self.known, self.held) = (None, None);
        if self.way.is_some() {
            expected.push(("take back", Undefined));
            if vendor.has(Survey::START_QUEUED) {
                (self.started, self.anonymous) = (false, false);
                self.starts = 0;
            }
        }
    }
}

/// Somebody else than the vendor knows; not only an email for a customer it knows by id.
fn is_news(known: Option<&Visitor>, call: &Visitor) -> bool {
    match (known, call) {
        (_, (_, None)) => false,
        (Some((user, Some((By::CustomerId, _)))), (caller, Some((By::Email, _)))) => user != caller,
        (Some((_, known)), (_, identity)) => known != identity,
        (None, _) => true,
    }
}
