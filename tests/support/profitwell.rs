//! ProfitWell on a page: what of the vendor is there, what its events are called, and a site with one registration.

use retention_destinations::{
    identify::{By, Identity},
    profitwell::{
        Code, Destination, Page, consent::Answer, session::Call, settings::Setting, snippet::Survey,
    },
};

use super::{
    Event, FakePage, list, object,
    value::Value::{self, Null, Undefined},
};

pub const TOKEN: &str = "pk_1";

/// A page that holds nothing of the vendor.
pub const EMPTY: u32 = 0;

/// What of the vendor a page holds.
#[derive(Clone, Copy, Debug, Default)]
pub struct Vendor {
    /// The bits of [`Survey`]. A start is queued as long as `START_QUEUED` is among them.
    pub survey: u32,
    /// Whether that start is our own anonymous one.
    pub anonymous: bool,
    /// Whether what we call throws.
    pub throws: bool,
}

impl Vendor {
    pub fn has(self, bit: u32) -> bool {
        self.survey & bit != 0
    }

    /// Whether our own anonymous start can still get an identity.
    pub fn can_complete(self) -> bool {
        self.has(Survey::START_QUEUED) && self.anonymous
    }

    /// The vendor's script runs, and works off the queue.
    pub fn run(&mut self) {
        self.survey = self.survey & !Survey::START_QUEUED | Survey::LOADED;
    }
}

/// A call as an event.
pub fn event(call: Call, identity: Option<(By, Value)>) -> Event {
    let (by, text) = identity.map_or((None, Undefined), |(by, text)| (Some(by), text));
    let name = match (call, by) {
        (Call::Start, None) => "start",
        (Call::Start, Some(By::Email)) => "start user_email",
        (Call::Start, Some(By::CustomerId)) => "start user_id",
        (Call::CompleteStart, Some(By::Email)) => "complete user_email",
        (Call::CompleteStart, Some(By::CustomerId)) => "complete user_id",
        (Call::Reidentify, Some(By::Email)) => "user_email",
        (Call::Reidentify, Some(By::CustomerId)) => "user_id",
        (Call::UpdatePaddle, Some(By::CustomerId)) => "Paddle.Update",
        (call, by) => panic!("{call:?} by {by:?} means nothing"),
    };
    (name, text)
}

/// Whom an event names.
pub fn named((name, text): &Event) -> Option<(By, Value)> {
    let by = match name.rsplit(' ').next()? {
        "user_email" => By::Email,
        "user_id" | "Paddle.Update" => By::CustomerId,
        _ => return None,
    };
    Some((by, text.clone()))
}

fn plain(identity: &Identity<Value>) -> (By, Value) {
    (identity.by(), identity.text().clone())
}

impl Page<Value> for FakePage<Vendor> {
    fn survey(&self, _: &Value) -> Survey {
        Survey(self.facts().survey)
    }

    fn install(&self, values: &Value) {
        self.note("install", Setting::PublicApiToken.of(values));
    }

    fn share(&self, _: &Value) {
        self.note("share", Undefined);
    }

    fn tell(&self, call: Call, identity: Option<&Identity<Value>>) -> bool {
        let mut vendor = self.facts();
        if call == Call::CompleteStart && !vendor.can_complete() {
            return false;
        }
        let (name, text) = event(call, identity.map(plain));
        self.note(name, text);
        match call {
            // What is queued changes: nothing of the vendor runs.
            Call::CompleteStart => vendor.anonymous = false,
            _ if vendor.throws => return false,
            Call::Start if !vendor.has(Survey::LOADED) => {
                vendor.survey |= Survey::START_QUEUED;
                vendor.anonymous = identity.is_none();
            }
            _ => {}
        }
        true
    }

    fn take_back(&self) -> bool {
        self.note("take back", Undefined);
        let mut vendor = self.facts();
        let queued = vendor.has(Survey::START_QUEUED);
        vendor.survey &= !Survey::START_QUEUED;
        queued
    }
}

/// The list of settings; `publicApiToken` is given unless the table says otherwise.
pub fn settings<const N: usize>(given: [(&str, Value); N]) -> Value {
    list(Setting::NAMES, [("publicApiToken", TOKEN.into())].into_iter().chain(given))
}

/// A web app that names its trait of customer ids.
pub fn billing() -> Value {
    settings([("siteType", "web app".into()), ("customerIdTrait", "stripeId".into())])
}

/// A page with one registration of the destination.
pub struct Site {
    pub page: FakePage<Vendor>,
    pub values: Value,
    /// The answer of all consent functions.
    pub asked: Answer,
    pub destination: Destination<Value>,
}

impl Site {
    /// A page that holds these bits of [`Survey`], on which nothing has loaded yet.
    pub fn new(survey: u32, values: Value) -> Self {
        let page = FakePage::new(Vendor { survey, ..Vendor::default() });
        Site { page, values, asked: Answer::Yes, destination: Destination::new() }
    }

    /// An empty page on which a marketing site has loaded.
    pub fn marketing() -> Self {
        let site = Site::new(EMPTY, settings([]));
        site.load();
        site
    }

    /// An empty page on which a web app has loaded that names its trait of customer ids.
    pub fn web_app() -> Self {
        let site = Site::new(EMPTY, billing());
        site.load();
        site
    }

    pub fn load(&self) -> Code {
        self.load_stored(Null, object([]))
    }

    pub fn load_stored(&self, user_id: impl Into<Value>, traits: Value) -> Code {
        self.load_another(&self.values, user_id, traits)
    }

    /// Another registration on the same page.
    pub fn load_another(&self, values: &Value, user_id: impl Into<Value>, traits: Value) -> Code {
        self.destination.load(&self.page, values, user_id.into(), &traits, self.asked, false)
    }

    pub fn load_also_in_segment(&self) -> Code {
        self.destination.load(&self.page, &self.values, Null, &object([]), self.asked, true)
    }

    pub fn identify(&self, user_id: impl Into<Value>, traits: Value) -> Code {
        self.destination.identify(&self.page, &self.values, user_id.into(), &traits, self.asked)
    }

    pub fn reset(&self) -> Code {
        self.destination.reset()
    }

    /// `setConsent(true)`, after which the page lets its registrations load again.
    pub fn grant(&self) -> Code {
        self.grant_stored(Null, object([]))
    }

    pub fn grant_stored(&self, user_id: impl Into<Value>, traits: Value) -> Code {
        assert_eq!(self.destination.set_consent(&self.page, true), Code::Fine);
        self.load_stored(user_id, traits)
    }

    pub fn withdraw(&self) -> Code {
        self.destination.set_consent(&self.page, false)
    }

    /// The vendor's script runs, and works off the queue.
    pub fn vendor_runs(&self) {
        self.page.facts().run();
    }

    /// How often the vendor's script was inserted.
    pub fn installs(&self) -> usize {
        self.events().iter().filter(|event| event.starts_with("install ")).count()
    }

    /// All that the page was asked to do.
    pub fn events(&self) -> Vec<String> {
        self.page.events()
    }

    /// The same without what brings the vendor onto the page.
    pub fn told(&self) -> Vec<String> {
        let is_told = |event: &String| event != "share" && !event.starts_with("install ");
        self.events().into_iter().filter(is_told).collect()
    }
}
