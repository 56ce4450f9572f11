//! Arbitrary values: mostly next to what is valid, else anything at all.

use proptest::{collection::vec, prelude::*, sample::select, strategy::Union};
use retention_destinations::{
    profitwell::{consent::Answer, settings::Setting, snippet::Survey},
    settings::Accepts,
};

use crate::{
    model::Step,
    support::Value::{self, Bool, Function, List, Null, Number, Object, Promise, Symbol, Undefined},
};

const WORDS: &[&str] = &[
    "",
    "0",
    "null",
    "undefined",
    "NaN",
    "a@b.co",
    "A@b.co",
    " a@b.co\u{feff}",
    "jane@example.com",
    "a@b",
    "a@b..c",
    "a@@b.co",
    "@b.co",
    "a@.co",
    "a@b.co.",
    "a b@c.de",
    "\u{85}a@b.co",
    "a@b\u{200b}.co",
    "cus_1",
    "cus_2",
    " cus_1 ",
    "ctm_1",
    "ctm_2",
    "ctm_",
    "u1",
    "\u{a0}",
    "\0",
    "\u{1f600}@x.yz",
    "__proto__",
    "constructor",
];
const TRAITS: &[&str] = &[
    "email",
    "Email",
    "E-MAIL",
    "e_mail",
    " email ",
    "e.mail",
    "$email\u{1f600}",
    "emails",
    "mail",
    "stripeId",
    "id",
    "__proto__",
    "undefined",
    "",
];
/// The units that the rules tell apart, and some beside them.
const UNITS: &[u16] = &[
    0, 0x9, 0x20, 0x2e, 0x2e, 0x30, 0x40, 0x40, 0x41, 0x61, 0x7a, 0x7f, 0x85, 0xa0, 0xad, 0x1680, 0x180e,
    0x200b, 0x2010, 0x2028, 0x202a, 0x202f, 0x205f, 0x2060, 0x3000, 0xd800, 0xdc00, 0xfeff, 0xffff,
];

fn word(words: &'static [&str]) -> impl Strategy<Value = Value> + use<> {
    select(words).prop_map(Value::from)
}

/// A text.
pub fn text() -> BoxedStrategy<Value> {
    prop_oneof![
        12 => word(WORDS),
        4 => vec(select(UNITS), 0..10).prop_map(|units| Value::units(&units)),
        2 => "[a-c]{1,2}@[a-c.]{1,5}".prop_map(Value::from),
        1 => vec(any::<u16>(), 0..6).prop_map(|units| Value::units(&units)),
        1 => (312_usize..324).prop_map(|length| Value::from(format!("{}@b.cde", "a".repeat(length)))),
    ]
    .boxed()
}

/// Anything.
fn leaf() -> BoxedStrategy<Value> {
    prop_oneof![
        6 => text(),
        3 => select(vec![Undefined, Null, Bool(false), Bool(true), Function, Promise, Symbol]),
        1 => prop::num::f64::ANY.prop_map(Number),
    ]
    .boxed()
}

/// Anything, with objects and lists in each other.
pub fn anything() -> BoxedStrategy<Value> {
    let tree = leaf().prop_recursive(3, 8, 3, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..3).prop_map(|items| List(items.into())),
            vec((text(), inner), 0..3).prop_map(|entries| Object(entries.into())),
        ]
    });
    prop_oneof![4 => leaf(), 1 => tree].boxed()
}

/// Traits: mostly an object with names like those that count.
pub fn traits() -> BoxedStrategy<Value> {
    let entry = (prop_oneof![5 => word(TRAITS), 1 => text()], prop_oneof![5 => text(), 1 => anything()]);
    prop_oneof![9 => vec(entry, 0..4).prop_map(|entries| Object(entries.into())), 1 => anything()].boxed()
}

/// A list of settings in which each may be anything, or that is too short, or no list.
pub fn settings() -> BoxedStrategy<Value> {
    let fine = prop_oneof![6 => list(15), 2 => list(3)];
    prop_oneof![
        20 => fine,
        2 => vec(anything(), 0..14).prop_map(|items| List(items.into())),
        1 => anything(),
    ]
    .boxed()
}

/// A list of settings that is mostly right.
pub fn usable_settings() -> BoxedStrategy<Value> {
    list(100)
}

/// For each name a value that is right, or, once in so many, anything.
fn list(odd: u32) -> BoxedStrategy<Value> {
    let absent = || select(vec![Undefined, Null]).boxed();
    let words = |words: &'static [&'static str]| word(words).boxed();
    let flags = || select(vec![Undefined, Null, Bool(false), Bool(true)]).boxed();
    let right = |name: &str| match name {
        "publicApiToken" => prop_oneof![
            8 => words(&["pk_1", "pk_2", "paddletoken_live_1"]),
            1 => (99_usize..102).prop_map(|length| Value::from("t".repeat(length))),
        ]
        .boxed(),
        "siteType" => prop_oneof![
            absent(),
            words(&["marketing", "web app", "WebApp", "web_app", "wep app", "Marketing "])
        ]
        .boxed(),
        "customerIdTrait" => prop_oneof![1 => absent(), 3 => words(&["stripeId"])].boxed(),
        "consent" => prop_oneof![
            6 => select(vec![Undefined, Bool(true), Function, Promise]),
            2 => words(&["required"]),
            1 => Just(Bool(false)),
        ]
        .boxed(),
        "scriptUrl" => prop_oneof![3 => absent(), 1 => words(&["https://shop.example/pw.js"])].boxed(),
        "protocol" => words(&["https:", "https:", "https:", "http:", "data:"]),
        "host" => words(&["shop.example", "localhost", "127.0.0.1", "[::1]", "localhost."]),
        name => match Setting::ALL.iter().find(|it| it.name() == name).map(|it| it.accepts()) {
            Some(Accepts::Text { .. }) => prop_oneof![absent(), text()].boxed(),
            Some(Accepts::Words(list)) => prop_oneof![absent(), words(list)].boxed(),
            Some(Accepts::Milliseconds(_)) => prop_oneof![
                absent(),
                select(vec![0.0, -0.0, 5000.0, 2_147_483_647.0, 2_147_483_647.5, 2_147_483_648.0, -1.0])
                    .prop_map(Number),
            ]
            .boxed(),
            _ => flags(),
        },
    };
    let names = Setting::NAMES.iter().copied().chain(["protocol", "host", "same origin"]);
    let items: Vec<_> =
        names.map(|name| Union::new_weighted(vec![(odd, right(name)), (1, anything())]).boxed()).collect();
    items.prop_map(|items: Vec<Value>| List(items.into())).boxed()
}

/// The answer of the consent functions.
fn answer() -> impl Strategy<Value = Answer> {
    prop_oneof![30 => Just(Answer::Yes), 2 => Just(Answer::Waiting), 1 => Just(Answer::No)]
}

/// What of the vendor a page holds.
pub fn survey() -> impl Strategy<Value = u32> {
    let bits = vec![
        Survey::LOADED,
        Survey::ELEMENT,
        Survey::START_QUEUED,
        Survey::ELEMENT | Survey::START_QUEUED,
        Survey::PADDLE,
        Survey::NOT_CALLABLE,
        Survey::ANOTHER_TOKEN,
    ];
    prop_oneof![6 => Just(0), 3 => select(bits), 1 => 0_u32..64]
}

/// A step whose people and settings are still numbers.
pub fn step() -> impl Strategy<Value = Step<usize, usize>> {
    let number = || 0_usize..1000;
    prop_oneof![
        90 => (number(), number(), answer()).prop_map(|(person, settings, asked)| Step::Identify { person, settings, asked }),
        3 => (number(), number(), answer(), prop::bool::weighted(0.1)).prop_map(|(person, settings, asked, also_in_segment)| {
            Step::Load { person, settings, asked, also_in_segment }
        }),
        2 => Just(Step::Reset),
        2 => prop::bool::weighted(0.8).prop_map(Step::SetConsent),
        1 => Just(Step::VendorRuns),
        1 => any::<bool>().prop_map(Step::VendorThrows),
        1 => survey().prop_map(Step::Page),
    ]
}
