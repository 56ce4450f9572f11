//! The page-wide destination: settings, consent, the vendor and the session in one order.
//!
//! It decides inside its cell and performs outside of it: the vendor, or a getter of the page,
//! may call back in at any time.

use core::cell::{Cell, RefCell};

use super::{
    Code, Settings,
    cancellation::Flow,
    consent::{Answer, Consent},
    session::{Call, Session, is_news},
    settings::Setting,
    snippet::{Plan, Survey, is_paddle_customer},
};
use crate::{
    diagnosis::{Flaw, diagnose},
    identify::{By, Identify, Identity},
    value::{Slot, Value},
};

/// What a page can do for the destination. No method may fail or panic. `settings` is the list
/// that [`Settings::read`] reads.
pub trait Page<V> {
    /// Looks for the vendor and its script.
    fn survey(&self, settings: &V) -> Survey;
    /// Puts the queue stub in place if there is no function, calls `auth_token`, and inserts
    /// the script.
    fn install(&self, settings: &V);
    /// Puts the queue stub in place if there is no function, and waits for the script that
    /// somebody else has inserted.
    fn share(&self, settings: &V);
    /// Makes the call; a start without identity is anonymous. False if the vendor's function threw,
    /// or if there is no start left to complete.
    fn tell(&self, call: Call, identity: Option<&Identity<V>>) -> bool;
    /// Calls `Paddle.Update({pwCustomer: {id}})`; false if that threw.
    fn update_paddle(&self, identity: &Identity<V>) -> bool;
    /// What is wrong with a value, for [`Page::say`].
    fn flaw(&self, flaw: Flaw) -> V;
    /// Says something about an identify: with the name of a trait, a flaw, or undefined.
    fn say(&self, code: Code, detail: &V);
    /// Takes our calls out of the queue and stops trying to load the script; true if a `start`
    /// was among them.
    fn take_back(&self) -> bool;
}

/// How calls reach the vendor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Route {
    /// Not loaded yet.
    #[default]
    None,
    /// By `window.profitwell`.
    Commands,
    /// By `window.profitwell`, which takes only Paddle's customer ids.
    PaddleCommands,
    /// By `Paddle.Update`.
    Paddle,
}

struct Visitors<V> {
    session: Session<V>,
    /// The newest identity that came before consent.
    held: Option<Identify<V>>,
}

/// The destination of a page, whatever the number of its registrations.
pub struct Destination<V> {
    route: Cell<Route>,
    consent: Cell<Consent>,
    visitors: RefCell<Visitors<V>>,
}

impl<V> Destination<V> {
    /// A destination that has touched nothing.
    #[must_use]
    pub const fn new() -> Self {
        Destination {
            route: Cell::new(Route::None),
            consent: Cell::new(Consent::new()),
            visitors: RefCell::new(Visitors { session: Session::new(), held: None }),
        }
    }
}

impl<V> Default for Destination<V> {
    fn default() -> Self {
        Self::new()
    }
}

impl<V: Value> Destination<V> {
    /// Runs a decision. It must not call into the page, so the state is never busy.
    fn decide<T: Default>(&self, decision: impl FnOnce(&mut Visitors<V>) -> T) -> T {
        self.visitors.try_borrow_mut().map(|mut visitors| decision(&mut visitors)).unwrap_or_default()
    }

    /// A registration loads, or consent has come and it loads again: finds or loads the
    /// vendor, then starts by what came before consent, by the stored user, or, on a
    /// marketing site, anonymously.
    ///
    /// `asked` is the strictest of what all consent functions answered; `also_in_segment`,
    /// whether the host starts the vendor itself.
    pub fn load(
        &self,
        page: &impl Page<V>,
        values: &V,
        user_id: V,
        traits: &V,
        asked: Answer,
        also_in_segment: bool,
    ) -> Code {
        let settings = match Settings::read(values) {
            Ok(settings) if !also_in_segment => settings,
            Ok(_) => return Code::AlsoInSegment,
            Err(code) => return code,
        };
        let mut visitor = Identify::read(user_id, traits, &Setting::CustomerIdTrait.of(values), None);
        if !settings.use_stored_user {
            visitor.identity = None;
        }
        let mut consent = self.consent.get();
        consent.add(settings.consent);
        self.consent.set(consent);
        match consent.verdict(asked) {
            Answer::No => return self.withdraw(page),
            Answer::Waiting => return Code::ConsentWaiting,
            Answer::Yes => {}
        }
        if let Err(code) = self.reach(page, values, settings) {
            return code;
        }
        let wait = self.decide(|visitors| {
            let held = visitors.held.take();
            let wait = !settings.marketing && held.is_none() && visitor.identity.is_none();
            if let Some(held) = held
                && (held.identity.is_some() || visitor.identity.is_none())
            {
                // Its places may be taken again while this call runs.
                visitor = held.keep(Slot::Call, Slot::Call);
            }
            wait && !visitors.session.is_started()
        });
        if wait { Code::WaitingForIdentify } else { self.tell(page, visitor) }
    }

    /// An event that `integrations` and middleware let through.
    pub fn identify(&self, page: &impl Page<V>, values: &V, user_id: V, traits: &V, asked: Answer) -> Code {
        let known = self.decide(|visitors| visitors.session.known());
        let customer_id_trait = Setting::CustomerIdTrait.of(values);
        let visitor = Identify::read(user_id, traits, &customer_id_trait, known);
        match self.consent.get().verdict(asked) {
            Answer::No => return self.withdraw(page),
            Answer::Waiting => {
                self.decide(|visitors| {
                    if visitors.held.is_none() || is_news(visitors.held.as_ref(), &visitor) {
                        visitors.held = Some(visitor.keep(Slot::HeldUser, Slot::HeldIdentity));
                    }
                });
                return Code::ConsentWaiting;
            }
            Answer::Yes => {}
        }
        // A consent function may say yes for the first time now.
        if self.route.get() == Route::None
            && let Err(code) = Settings::read(values).and_then(|settings| self.reach(page, values, settings))
        {
            return code;
        }
        let by = visitor.identity.as_ref().map(Identity::by);
        let code = self.tell(page, visitor);
        // After everything else, because a getter among the traits may call back in.
        let say = |lack, detail: &V| page.say(Code::of(lack), detail);
        diagnose(by, traits, &customer_id_trait, |flaw| page.flaw(flaw), say);
        // Why no identity was sent has been reported.
        if code == Code::NothingNew && by.is_none() { Code::Fine } else { code }
    }

    /// The host forgot its user.
    pub fn reset(&self) -> Code {
        self.decide(|visitors| {
            visitors.session.reset();
            visitors.held = None;
        });
        Code::Forgotten
    }

    /// What counts of all answers about consent; `asked` is the strictest of all consent functions.
    #[must_use]
    pub fn verdict(&self, asked: Answer) -> Answer {
        self.consent.get().verdict(asked)
    }

    /// `setConsent`. After a yes the page lets its registrations load again.
    pub fn set_consent(&self, page: &impl Page<V>, yes: bool) -> Code {
        let mut consent = self.consent.get();
        consent.say(yes);
        self.consent.set(consent);
        if yes { Code::Fine } else { self.withdraw(page) }
    }

    /// A `start` of somebody else's has reached our queue stub, in place of ours. Whoever it names, the
    /// vendor receives the known visitor, unless it names the same.
    pub fn started_by_others(&self, page: &impl Page<V>, email: &V, customer_id: &V) -> Code {
        let known = self.decide(|visitors| {
            visitors.session.adopt();
            visitors.session.known()
        });
        let Some(identity) = known else { return Code::Fine };
        let named = if identity.by() == By::Email { email } else { customer_id };
        if named.trimmed() == *identity.text() {
            return Code::Fine;
        }
        told(Call::Reidentify, Some(identity.by()), page.tell(Call::Reidentify, Some(&identity)))
    }

    /// How a cancellation flow may be opened now; `paddle` is whether Paddle.js is initialised.
    pub fn flow(&self, asked: Answer, paddle: bool) -> Flow {
        match self.route.get() {
            _ if self.consent.get().verdict(asked) != Answer::Yes => Flow::NoConsent,
            Route::None => Flow::NotLoaded,
            _ if paddle => Flow::Paddle,
            _ => Flow::Commands,
        }
    }

    /// Finds the vendor or loads it; for a registration that comes later, checks that it
    /// speaks of the same account.
    fn reach(&self, page: &impl Page<V>, values: &V, settings: Settings) -> Result<(), Code> {
        let plan = page.survey(values).conclude()?;
        if self.route.get() != Route::None {
            return Ok(());
        }
        self.route.set(match plan {
            Plan::Paddle => Route::Paddle,
            _ if settings.paddle => Route::PaddleCommands,
            _ => Route::Commands,
        });
        if let Plan::Install { started: true } | Plan::Share { started: true } = plan {
            self.decide(|visitors| visitors.session.adopt());
        }
        match plan {
            Plan::Install { .. } => page.install(values),
            Plan::Share { .. } => page.share(values),
            Plan::Paddle => {}
        }
        Ok(())
    }

    /// Stops all calls and forgets the visitor.
    fn withdraw(&self, page: &impl Page<V>) -> Code {
        self.reset();
        if self.route.get() != Route::None && page.take_back() {
            self.decide(|visitors| visitors.session.take_back_start());
        }
        Code::ConsentDenied
    }

    /// Tells the vendor what is new about the visitor.
    fn tell(&self, page: &impl Page<V>, mut visitor: Identify<V>) -> Code {
        let route = self.route.get();
        // Paddle takes its own customer ids only.
        if route != Route::Commands {
            visitor.identity = visitor
                .identity
                .filter(|identity| identity.by() == By::CustomerId && is_paddle_customer(identity.text()));
        }
        let mut call = self.decide(|visitors| {
            // Whoever waited for consent is older than this visitor.
            visitors.held = None;
            visitors.session.identify(&visitor)
        });
        if call == Call::Nothing {
            return Code::NothingNew;
        }
        let identity = visitor.identity.as_ref();
        let done = if route == Route::Paddle {
            let Some(identity) = identity else { return Code::NothingForPaddle };
            call = Call::Reidentify;
            page.update_paddle(identity)
        } else {
            page.tell(call, identity)
                || call == Call::CompleteStart && {
                    call = Call::Reidentify;
                    page.tell(call, identity)
                }
        };
        told(call, identity.map(Identity::by), done)
    }
}

/// The result of a call; `done` is whether the vendor took it.
fn told(call: Call, by: Option<By>, done: bool) -> Code {
    match (call, by) {
        _ if !done => Code::VendorThrew,
        (Call::Start, Some(By::Email)) => Code::StartedWithEmail,
        (Call::Start, Some(By::CustomerId)) => Code::StartedWithCustomerId,
        (Call::Start, None) => Code::StartedAnonymously,
        (Call::CompleteStart, _) => Code::StartCompleted,
        (_, Some(By::Email)) => Code::ReidentifiedByEmail,
        _ => Code::ReidentifiedByCustomerId,
    }
}
