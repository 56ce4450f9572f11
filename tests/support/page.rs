//! A page as plain data: a vendor that can be absent, waiting, running or odd, and what it hears.

use std::cell::RefCell;

use retention_destinations::{
    identify::{By, Identity},
    profitwell::{Page, session::Call, settings::Setting, snippet::Survey},
    value,
};

use super::{
    TOKEN,
    value::Value::{self, Undefined},
};

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

    /// Somebody else on the page calls `profitwell('start', …)`: our stub takes ours out.
    pub fn start_of_others(&self, words: &str) {
        let Global::Stub(queue) = &mut self.0.borrow_mut().global else { return };
        queue.retain(|command| !command.words.starts_with("start "));
        queue.push(Command { words: words.into(), our_anonymous_start: false });
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
