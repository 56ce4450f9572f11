//! A page with ProsperStack's destination, whose relay answers as a suite says: requests wait in
//! `relay.requests`, and what the module is told of is in `relay.answers` and `relay.reports`.

use retention_destinations::{
    consent::Answer,
    page::{
        prosperstack::{self, bind},
        put,
    },
    prosperstack::{Code, destination::Flow, settings::Setting},
    settings::Fact,
};
use wasm_bindgen::JsValue;

use super::{js, seen, until};

/// Milliseconds since 1970 at which everything happens.
const WALL: f64 = 1_767_225_600_000.0;

/// Puts a relay in place of the network, before anything is sent.
pub fn prepare() {
    js("(() => {
        window.relay = { requests: [], answers: [], reports: [], woken: 0 };
        const { fetch } = window;
        window.fetch = (url, options) => url !== 'https://shop.example/relay' ? fetch(url, options) :
            new Promise((resolve, reject) => {
                const { body, signal, ...how } = options;
                const message = JSON.parse(body);
                relay.requests.push({ how, message, signal, resolve, reject });
            });
    })()");
    bind(&js("({
        report: (code, trait) => relay.reports.push([code, trait]),
        answered: (answer) => relay.answers.push(answer),
        woken: () => { relay.woken += 1 },
    })"));
}

/// The list of settings, of an object with names of settings and facts.
pub fn settings(given: &str) -> JsValue {
    let names: Vec<_> = Setting::ALL.iter().map(|setting| setting.name()).collect();
    let facts = Setting::fact(Fact::Protocol);
    js(&format!(
        "((given) => {{
            const values = {names:?}.map((name) => given[name]);
            values[{facts}] = 'https:';
            values[{}] = given;
            return values;
        }})({{ endpoint: 'https://shop.example/relay', timeoutMs: 60_000, ...{given} }})",
        Setting::fact(Fact::Given),
    ))
}

pub fn load(settings: &JsValue) -> i32 {
    load_asked(settings, Answer::Yes)
}

pub fn load_asked(settings: &JsValue, asked: Answer) -> i32 {
    prosperstack::load(put(settings), put(&JsValue::NULL), put(&js("{}")), asked as i32, 0)
}

/// An event of the user `u1` with these traits, at a moment on the page's clock.
pub fn identify(settings: &JsValue, traits: &str, ms: f64) -> i32 {
    identify_as(settings, "'u1'", traits, Answer::Yes, ms)
}

pub fn identify_as(settings: &JsValue, user_id: &str, traits: &str, asked: Answer, ms: f64) -> i32 {
    send(settings, &js(user_id), &js(traits), asked, ms)
}

/// The same with traits that are there already.
pub fn identify_value(settings: &JsValue, traits: &JsValue, ms: f64) -> i32 {
    send(settings, &JsValue::UNDEFINED, traits, Answer::Yes, ms)
}

fn send(settings: &JsValue, user_id: &JsValue, traits: &JsValue, asked: Answer, ms: f64) -> i32 {
    prosperstack::identify(put(settings), put(user_id), put(traits), asked as i32, 0, ms, WALL + ms, 1)
}

/// Whom a cancellation flow is told of, where the site names a subscriber by this email and this id.
pub fn flow(asked: Answer, [email, id]: [&str; 2]) -> Flow {
    let whom = prosperstack::flow(asked as i32, put(&js(email)), put(&js(id)));
    Flow::of_number(whom).expect("one of them")
}

/// The relay answers its newest request, and the module is told.
pub async fn answer(response: &str, ms: f64) -> i32 {
    settle(&format!("relay.requests.at(-1).resolve({response})"), ms).await
}

/// The newest request fails, and the module is told.
pub async fn fail(ms: f64) -> i32 {
    settle("relay.requests.at(-1).reject(new TypeError('Failed to fetch'))", ms).await
}

async fn settle(how: &str, ms: f64) -> i32 {
    js(&format!("void {how}"));
    told(ms).await
}

/// The module is told of the next answer, once there is one.
pub async fn told(ms: f64) -> i32 {
    until("relay.answers.length").await;
    js("(relay.answer = relay.answers.shift())");
    let number = |name: &str| -> i32 { seen(&format!("relay.answer.{name}")).parse().expect(name) };
    let (retry_after, date) = (put(&js("relay.answer.retryAfter")), put(&js("relay.answer.date")));
    prosperstack::answer(retry_after, date, number("ticket"), number("status"), 0.5, ms, WALL + ms, 1)
}

pub fn wake(ms: f64) -> i32 {
    prosperstack::wake(ms, WALL + ms, 1)
}

/// The traits of every message so far, as JSON.
pub fn traits() -> String {
    seen("relay.requests.map(({ message }) => message.traits)")
}

#[track_caller]
pub fn is(code: i32, expected: Code) {
    assert_eq!(code, expected.number(), "not {expected:?}");
}
