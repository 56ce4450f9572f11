//! The page-wide destination: settings, consent, the vendor and the session in one order.
//!
//! It decides first and performs afterwards: the vendor, or a getter of the page, may call back in
//! at any time.

use core::cell::Cell;

use super::{
    Code, Settings,
    cancellation::Flow,
    consent::{Answer, Consent},
    session::{Call, News, Session, copied, news},
    settings::Setting,
    snippet::{Plan, Survey, is_paddle_customer},
};
use crate::{
    identify::{By, Identity, Kept, Place, Visitor},
    value::Value,
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
    /// Makes the call; a start without identity is anonymous, and [`Call::UpdatePaddle`] is
    /// `Paddle.Update({pwCustomer: {id}})`. False if the vendor's function threw,
    /// or if there is no start left to complete.
    fn tell(&self, call: Call, identity: Option<&Identity<V>>) -> bool;
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

/// The destination of a page, whatever the number of its registrations.
pub struct Destination<V: Value> {
    route: Cell<Route>,
    consent: Cell<Consent>,
    session: Session<V>,
    held: Cell<Held<V>>,
}

/// The newest identify that came before consent.
#[derive(Clone, Default)]
enum Held<V: Value> {
    #[default]
    None,
    /// It named nobody.
    Nobody,
    Visitor(Kept<V>),
}

impl<V: Value> Destination<V> {
    /// A destination that has touched nothing.
    #[must_use]
    pub const fn new() -> Self {
        Destination {
            route: Cell::new(Route::None),
            consent: Cell::new(Consent::new()),
            session: Session::new(),
            held: Cell::new(Held::None),
        }
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
        let settings = match Settings::read(values.clone()) {
            Ok(settings) if !also_in_segment => settings,
            Ok(_) => return Code::AlsoInSegment,
            Err(code) => return code,
        };
        let mut identity =
            Identity::read(user_id.clone(), traits, &Setting::CustomerIdTrait.of(values), None);
        if !settings.uses_stored_user() {
            identity = None;
        }
        let mut consent = self.consent.get();
        consent.add(settings.consent());
        self.consent.set(consent);
        match consent.verdict(asked) {
            Answer::No => return self.withdraw(page),
            Answer::Waiting => return Code::ConsentWaiting,
            Answer::Yes => {}
        }
        let code = self.reach(page, &settings);
        if code != Code::Fine {
            return code;
        }
        match self.held.take() {
            Held::Visitor(held) => {
                // Its place may be taken again while this call runs.
                let Visitor { user_id, identity } = held.recall(Place::Held).copied();
                self.tell(page, user_id, Some(identity))
            }
            Held::None if !settings.is_marketing() && identity.is_none() && !self.session.is_started() => {
                Code::WaitingForIdentify
            }
            _ => self.tell(page, user_id, identity),
        }
    }

    /// An event that `integrations` and middleware let through.
    pub fn identify(&self, page: &impl Page<V>, values: &V, user_id: V, traits: &V, asked: Answer) -> Code {
        let known = self.session.known();
        let identity = Identity::read(user_id.clone(), traits, &Setting::CustomerIdTrait.of(values), known);
        match self.consent.get().verdict(asked) {
            Answer::No => return self.withdraw(page),
            Answer::Waiting => {
                self.hold(user_id, identity);
                return Code::ConsentWaiting;
            }
            Answer::Yes => {}
        }
        // A consent function may say yes for the first time now.
        if self.route.get() == Route::None {
            let code = Settings::read(values.clone())
                .map_or_else(|code| code, |settings| self.reach(page, &settings));
            if code != Code::Fine {
                return code;
            }
        }
        let is_nobody = identity.is_none();
        let code = self.tell(page, user_id, identity);
        if is_nobody && code == Code::NothingNew { Code::NoIdentity } else { code }
    }

    /// The host forgot its user.
    pub fn reset(&self) -> Code {
        self.session.reset();
        self.held.set(Held::None);
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
        self.session.adopt();
        let known = self.session.known();
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

    /// Keeps the newest identity until consent comes.
    fn hold(&self, user_id: V, identity: Option<Identity<V>>) {
        let known = match copied(&self.held) {
            Held::Visitor(kept) => Some(kept),
            Held::Nobody => None,
            Held::None => {
                self.held.set(Held::Nobody);
                None
            }
        };
        if let Some(identity) = identity
            && news(known, Place::Held, user_id.clone(), identity.clone()) == News::Another
        {
            self.held.set(Held::Visitor(Visitor { user_id, identity }.keep(Place::Held)));
        }
    }

    /// Finds the vendor or loads it; for a registration that comes later, checks that it
    /// speaks of the same account. The code turns the registration off.
    fn reach(&self, page: &impl Page<V>, settings: &Settings<V>) -> Code {
        let values = settings.values();
        let plan = match page.survey(values).conclude() {
            Ok(plan) => plan,
            Err(code) => return code,
        };
        if self.route.get() != Route::None {
            return Code::Fine;
        }
        self.route.set(match plan {
            Plan::Paddle => Route::Paddle,
            _ if settings.is_paddle() => Route::PaddleCommands,
            Plan::Commands { .. } => Route::Commands,
        });
        if let Plan::Commands { install, started } = plan {
            if started {
                self.session.adopt();
            }
            if install {
                page.install(values);
            } else {
                page.share(values);
            }
        }
        Code::Fine
    }

    /// Stops all calls and forgets the visitor.
    #[inline(never)]
    fn withdraw(&self, page: &impl Page<V>) -> Code {
        self.reset();
        if self.route.get() != Route::None && page.take_back() {
            self.session.take_back_start();
        }
        Code::ConsentDenied
    }

    /// Tells the vendor what is new about the visitor.
    fn tell(&self, page: &impl Page<V>, user_id: V, identity: Option<Identity<V>>) -> Code {
        let route = self.route.get();
        // Paddle takes its own customer ids only.
        let identity = identity.filter(|identity| {
            route == Route::Commands || identity.by() == By::CustomerId && is_paddle_customer(identity.text())
        });
        // Whoever waited for consent is older than this visitor.
        self.held.set(Held::None);
        let mut call = self.session.identify(user_id, identity.clone());
        let identity = identity.as_ref();
        if call == Call::Nothing {
            return Code::NothingNew;
        }
        if route == Route::Paddle {
            if identity.is_none() {
                return Code::NothingForPaddle;
            }
            call = Call::UpdatePaddle;
        }
        let mut done = page.tell(call, identity);
        if !done && call == Call::CompleteStart {
            call = Call::Reidentify;
            done = page.tell(call, identity);
        }
        told(call, identity.map(Identity::by), done)
    }
}

impl<V: Value> Default for Destination<V> {
    fn default() -> Self {
        Self::new()
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
