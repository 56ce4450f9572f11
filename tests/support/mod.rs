//! A page as plain data: its values, and a vendor that can be absent, waiting, running or odd.
#![allow(dead_code)] // each test binary uses its own part
#![allow(clippy::needless_pass_by_value)] // the tables read better without references

use std::{cell::RefCell, rc::Rc};

use retention_destinations::{
    identify::{By, Identity},
    profitwell::Code,
    profitwell::{Destination, Page, consent::Answer, session::Call, settings::Setting, snippet::Survey},
    value::{self, Kind, Slot},
};

/// A JavaScript value; equality is `===`.
#[derive(Clone, Debug)]
pub enum Value {
    Undefined,
    Null,
    Bool(bool),
    Number(f64),
    Text(Rc<[u16]>),
    List(Rc<[Value]>),
    Object(Rc<[(Value, Value)]>),
    Function,
    Promise,
    Symbol,
    /// A `Date`, by its ISO text.
    Date(&'static str),
    /// A list that grows.
    Growing(Rc<RefCell<Vec<Value>>>),
}

use Value::{Bool, List, Null, Number, Object, Text, Undefined};

impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Undefined, Undefined) | (Null, Null) => true,
            (Bool(one), Bool(other)) => one == other,
            (Number(one), Number(other)) => one == other,
            (Text(one), Text(other)) => one == other,
            (List(one), List(other)) => Rc::ptr_eq(one, other),
            (Object(one), Object(other)) => Rc::ptr_eq(one, other),
            _ => false,
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Text(text.encode_utf16().collect())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        text.as_str().into()
    }
}

impl From<bool> for Value {
    fn from(bit: bool) -> Self {
        Bool(bit)
    }
}

impl From<f64> for Value {
    fn from(number: f64) -> Self {
        Number(number)
    }
}

impl Value {
    pub fn units(units: &[u16]) -> Self {
        Text(units.into())
    }

    pub fn list<const N: usize>(items: [Value; N]) -> Self {
        List(items.into())
    }

    /// As people read it.
    fn show(&self) -> String {
        match self {
            Text(units) => String::from_utf16_lossy(units),
            other => format!("{other:?}"),
        }
    }
}

/// What JavaScript's `trim` takes off, which is not what Rust's does.
fn is_js_space(unit: u16) -> bool {
    matches!(unit, 0x9..=0xd | 0x20 | 0xa0 | 0x1680 | 0x2000..=0x200a | 0x2028 | 0x2029 | 0x202f | 0x205f | 0x3000 | 0xfeff)
}

impl value::Value for Value {
    fn length(&self) -> Option<u32> {
        match self {
            Text(units) => units.len().try_into().ok(),
            _ => None,
        }
    }

    fn units(&self) -> impl Iterator<Item = u16> {
        match self {
            Text(units) => &units[..],
            _ => &[],
        }
        .iter()
        .copied()
    }

    fn trimmed(&self) -> Self {
        let Text(units) = self else { return Undefined };
        let start = units.iter().position(|&unit| !is_js_space(unit)).unwrap_or(units.len());
        let end = units.iter().rposition(|&unit| !is_js_space(unit)).map_or(start, |last| last + 1);
        Value::units(&units[start..end])
    }

    fn keys(&self) -> Self {
        List(match self {
            Object(entries) => entries.iter().map(|(key, _)| key.clone()).collect(),
            List(items) => (0..items.len()).map(|index| index.to_string().into()).collect(),
            _ => [].into(),
        })
    }

    fn get(&self, name: &Self) -> Self {
        let (Object(entries), Text(_)) = (self, name) else { return Undefined };
        entries.iter().find(|(key, _)| key == name).map_or(Undefined, |(_, value)| value.clone())
    }

    fn item(&self, index: u32) -> Self {
        match self {
            List(items) => items.get(index as usize).cloned().unwrap_or(Undefined),
            Value::Growing(items) => items.borrow().get(index as usize).cloned().unwrap_or(Undefined),
            _ => Undefined,
        }
    }

    fn kind(&self) -> Kind {
        match self {
            Undefined => Kind::Undefined,
            Null => Kind::Null,
            Bool(false) => Kind::False,
            Bool(true) => Kind::True,
            Text(_) => Kind::Text,
            Value::Function => Kind::Function,
            Value::Promise => Kind::Promise,
            _ => Kind::Other,
        }
    }

    fn number(&self) -> f64 {
        match self {
            Number(number) => *number,
            _ => f64::NAN,
        }
    }

    fn keep(&self, _: Slot) -> Self {
        self.clone()
    }
}

/// Traits, or any other object.
pub fn object<const N: usize>(entries: [(&str, Value); N]) -> Value {
    Object(entries.map(|(key, value)| (key.into(), value)).into())
}

/// `{email}`
pub fn email(address: &str) -> Value {
    object([("email", address.into())])
}

/// Values of anything but the kinds that a setting or an email can be.
pub fn odd_values() -> [Value; 8] {
    [
        Number(0.0),
        Number(42.0),
        Number(f64::NAN),
        Value::list([]),
        Value::list(["a@b.co".into()]),
        object([]),
        object([("email", "a@b.co".into())]),
        Value::Symbol,
    ]
}

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

#[derive(Clone, Debug, PartialEq)]
struct Command {
    words: String,
    our_anonymous_start: bool,
}

/// `window.profitwell`
#[derive(Clone, Debug, Default, PartialEq)]
enum Global {
    #[default]
    Absent,
    Stub(Vec<Command>),
    Running,
    NotCallable,
    Throwing,
}

#[derive(Debug, Default)]
struct Facts {
    global: Global,
    heard: Vec<String>,
    /// The token of the vendor's script element; undefined if it names none.
    element: Option<Value>,
    scripts: u32,
    stopped: bool,
    paddle: Option<Vec<String>>,
    paddle_throws: bool,
}

/// The page, and what the vendor on it hears.
#[derive(Debug, Default)]
pub struct FakePage(RefCell<Facts>);

impl FakePage {
    pub fn empty() -> Self {
        Self::default()
    }

    fn with(change: impl FnOnce(&mut Facts)) -> Self {
        let mut facts = Facts::default();
        change(&mut facts);
        FakePage(RefCell::new(facts))
    }

    /// Somebody's queue stub that already holds these calls.
    pub fn with_stub<const N: usize>(queued: [&str; N]) -> Self {
        Self::with(|facts| facts.global = stub(queued))
    }

    /// A stub and the vendor's script on its way, of this token or of none that we can read.
    pub fn with_snippet<const N: usize>(token: Option<&str>, queued: [&str; N]) -> Self {
        Self::with(|facts| {
            facts.global = stub(queued);
            facts.element = Some(token.map_or(Undefined, Value::from));
        })
    }

    /// The vendor's element of an unknown token, and nothing else of it yet.
    pub fn with_element_only() -> Self {
        Self::with(|facts| facts.element = Some(Undefined))
    }

    /// The vendor has run before us.
    pub fn with_vendor_loaded() -> Self {
        Self::with(|facts| {
            facts.global = Global::Running;
            facts.element = Some(TOKEN.into());
        })
    }

    /// The vendor has run before us and its element is gone.
    pub fn with_vendor_loaded_without_element() -> Self {
        Self::with(|facts| facts.global = Global::Running)
    }

    pub fn with_global_not_callable() -> Self {
        Self::with(|facts| facts.global = Global::NotCallable)
    }

    pub fn with_global_throwing() -> Self {
        Self::with(|facts| facts.global = Global::Throwing)
    }

    pub fn with_paddle() -> Self {
        Self::with(|facts| facts.paddle = Some(Vec::new()))
    }

    pub fn with_throwing_paddle() -> Self {
        Self::with(|facts| {
            facts.paddle = Some(Vec::new());
            facts.paddle_throws = true;
        })
    }

    /// The vendor's script runs: it takes the place of the stub and works off the queue.
    pub fn vendor_runs(&self) {
        let mut facts = self.0.borrow_mut();
        if let Global::Stub(queue) = std::mem::replace(&mut facts.global, Global::Running) {
            facts.heard.extend(queue.into_iter().map(|command| command.words));
        }
    }

    /// Paddle.js arrives.
    pub fn paddle_initialises(&self) {
        self.0.borrow_mut().paddle = Some(Vec::new());
    }

    /// All that the vendor hears, or will hear once its script runs.
    pub fn heard(&self) -> Vec<String> {
        let facts = self.0.borrow();
        let queue = match &facts.global {
            Global::Stub(queue) => queue.as_slice(),
            _ => &[],
        };
        facts.heard.iter().chain(queue.iter().map(|command| &command.words)).cloned().collect()
    }

    /// The same without `auth_token`, which says nothing of the visitor.
    pub fn told(&self) -> Vec<String> {
        self.heard().into_iter().filter(|words| !words.starts_with("auth_token ")).collect()
    }

    pub fn scripts(&self) -> u32 {
        self.0.borrow().scripts
    }

    pub fn stopped(&self) -> bool {
        self.0.borrow().stopped
    }

    pub fn paddle_updates(&self) -> Vec<String> {
        self.0.borrow().paddle.clone().unwrap_or_default()
    }

    /// No global, no element, no call.
    pub fn is_untouched(&self) -> bool {
        let facts = self.0.borrow();
        facts.global == Global::Absent
            && facts.element.is_none()
            && facts.scripts == 0
            && facts.heard.is_empty()
    }

    fn call(&self, words: String, our_anonymous_start: bool) -> bool {
        let mut facts = self.0.borrow_mut();
        facts.stopped = false;
        match &mut facts.global {
            Global::Stub(queue) => queue.push(Command { words, our_anonymous_start }),
            Global::Running => facts.heard.push(words),
            _ => return false,
        }
        true
    }

    fn set_stub(&self) {
        let mut facts = self.0.borrow_mut();
        if facts.global == Global::Absent {
            facts.global = Global::Stub(Vec::new());
        }
    }
}

fn stub<const N: usize>(queued: [&str; N]) -> Global {
    let queue = queued.map(|words| Command { words: words.into(), our_anonymous_start: false });
    Global::Stub(queue.into())
}

fn token(values: &Value) -> Value {
    Setting::PublicApiToken.of(values)
}

impl Page<Value> for FakePage {
    fn survey(&self, values: &Value) -> Survey {
        let facts = self.0.borrow();
        let started = match &facts.global {
            Global::Stub(queue) => queue.iter().any(|command| command.words.starts_with("start ")),
            _ => false,
        };
        let another =
            facts.element.as_ref().is_some_and(|theirs| *theirs != Undefined && *theirs != token(values));
        let bits = [
            (facts.global == Global::Running, Survey::LOADED),
            (facts.element.is_some(), Survey::ELEMENT),
            (another, Survey::ANOTHER_TOKEN),
            (started, Survey::START_QUEUED),
            (facts.global == Global::NotCallable, Survey::NOT_CALLABLE),
            (facts.paddle.is_some(), Survey::PADDLE),
        ];
        Survey(bits.iter().filter(|(seen, _)| *seen).map(|(_, bit)| bit).sum())
    }

    fn install(&self, values: &Value) {
        self.set_stub();
        self.call(format!("auth_token {}", token(values).show()), false);
        let mut facts = self.0.borrow_mut();
        facts.element = Some(token(values).clone());
        facts.scripts += 1;
    }

    fn share(&self, _: &Value) {
        self.set_stub();
    }

    fn tell(&self, call: Call, identity: Option<&Identity<Value>>) -> bool {
        let named = identity.map(|identity| {
            let field = if identity.by() == By::Email { "user_email" } else { "user_id" };
            (field, identity.text().show())
        });
        match (call, named) {
            (Call::Start, None) => self.call("start {}".into(), true),
            (Call::Start, Some((field, text))) => self.call(format!("start {{{field}: {text}}}"), false),
            (Call::Reidentify, Some((field, text))) => self.call(format!("{field} {text}"), false),
            (Call::CompleteStart, Some((field, text))) => {
                let Global::Stub(queue) = &mut self.0.borrow_mut().global else { return false };
                let waiting = queue.iter_mut().find(|command| command.our_anonymous_start);
                waiting.map(|start| start.words = format!("start {{{field}: {text}}}")).is_some()
            }
            (call, named) => panic!("{call:?} of {named:?} means nothing"),
        }
    }

    fn update_paddle(&self, identity: &Identity<Value>) -> bool {
        let mut facts = self.0.borrow_mut();
        let throws = facts.paddle_throws;
        facts.paddle.as_mut().expect("Paddle.js is not here").push(identity.text().show());
        !throws
    }

    fn take_back(&self) -> bool {
        let mut facts = self.0.borrow_mut();
        facts.stopped = true;
        let Global::Stub(queue) = &mut facts.global else { return false };
        let started = queue.iter().any(|command| command.words.starts_with("start "));
        queue.retain(|command| command.words.starts_with("auth_token "));
        started
    }
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
