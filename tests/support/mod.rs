//! What the native suites share: values, a page, and a site with one registration on it.
#![allow(dead_code, unused_imports)] // each test binary uses its own part
#![allow(clippy::needless_pass_by_value)] // the tables read better without references

mod page;
mod value;

use retention_destinations::profitwell::{Code, Destination, consent::Answer, settings::Setting};

pub use page::FakePage;
pub use value::{Value, email, object, odd_values};

use Value::{List, Null, Undefined};

pub const TOKEN: &str = "pk_1";

/// The list of settings as the page's core hands it over: `publicApiToken` is given unless the
/// table says otherwise, and so are the facts about `scriptUrl`.
pub fn settings<const N: usize>(given: [(&str, Value); N]) -> Value {
    let mut values = vec![Undefined; Setting::NAMES.len() + 3];
    values[Setting::PublicApiToken as usize] = TOKEN.into();
    let facts = ["protocol", "host name", "same origin"];
    for (name, value) in given {
        let at = Setting::NAMES.iter().chain(&facts).position(|known| *known == name).expect(name);
        values[at] = value;
    }
    List(values.into())
}

/// A web app that names its trait of customer ids.
pub fn billing() -> Value {
    settings([("siteType", "web app".into()), ("customerIdTrait", "stripeId".into())])
}

/// A page with one registration of the destination.
pub struct Site {
    pub page: FakePage,
    pub values: Value,
    /// The answer of all consent functions.
    pub asked: Answer,
    pub destination: Destination<Value>,
}

impl Site {
    pub fn new(page: FakePage, values: Value) -> Self {
        Site { page, values, asked: Answer::Yes, destination: Destination::new() }
    }

    /// An empty page on which a marketing site has loaded.
    pub fn marketing() -> Self {
        let site = Site::new(FakePage::empty(), settings([]));
        site.load();
        site
    }

    /// An empty page on which a web app has loaded that names its trait of customer ids.
    pub fn web_app() -> Self {
        let site = Site::new(FakePage::empty(), billing());
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

    pub fn told(&self) -> Vec<String> {
        self.page.told()
    }
}
