//! A page that means harm, or is merely careless: ProsperStack's destination throws nothing, sends
//! nothing that is no property, and keeps its memory.
#![cfg(target_arch = "wasm32")]

mod page;

use page::{
    NOBODY, js, memory,
    prosperstack::{answer, identify, identify_as, identify_value, is, load, prepare, settings},
    seen,
};
use retention_destinations::{
    consent::Answer,
    page::{prosperstack::check, put},
    prosperstack::{Code, settings::Setting},
};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

// One story, because a page has one destination.
#[wasm_bindgen_test]
async fn no_trait_throws_or_is_sent_that_no_property_can_be() {
    prepare();
    let values = settings("{}");
    is(load(&values), Code::Loaded);
    for odd in NOBODY {
        // As everything: there is no email, or none that can be had.
        let _ = identify_as(&values, odd, odd, Answer::Yes, 0.0);
    }
    let taken = "new Response(null, { status: 202 })";
    // As a value, beside what is right.
    for (at, odd) in NOBODY.iter().enumerate() {
        let given =
            format!("{{ email: 'jane@example.com', plan: {at}, odd: {odd}, traits: {{ nested: {odd} }} }}");
        is(identify(&values, &given, 1.0), Code::Sending);
        is(answer(taken, 1.0).await, Code::Delivered);
    }
    assert_eq!(
        seen(
            "relay.requests
            .flatMap(({ message: { traits: { traits, ...flat } } }) => [flat, traits ?? {}])
            .flatMap(Object.values)
            .filter((value) => value !== null && !['string', 'number', 'boolean'].includes(typeof value))"
        ),
        "[]"
    );
    assert_eq!(seen("new Set(relay.requests.slice(-5).map(({ message }) => message.traits.plan)).size"), "5");

    // Over and over: a throw that crossed the module would eat its stack.
    let short = NOBODY.iter().filter(|odd| !odd.contains("1e7"));
    let traits: Vec<_> =
        short.map(|odd| js(&format!("{{ email: 'jane@example.com', odd: {odd} }}"))).collect();
    let before = memory();
    for _ in 0..100 {
        for traits in &traits {
            let _ = identify_value(&values, traits, 2.0);
        }
    }
    assert_eq!(memory(), before);
}

#[wasm_bindgen_test]
fn settings_that_cannot_be_right_are_refused_by_name() {
    let refused = |given: &str| check(put(&settings(given)));
    is(refused("{}"), Code::Fine);
    for missing in ["undefined", "null", "''"] {
        is(refused(&format!("{{ endpoint: {missing} }}")), Code::Missing);
    }
    for (setting, wrong) in [
        (Setting::Endpoint, &["5", "[]"][..]),
        (Setting::Mapping, &["5", "[]", "'a'", "{ a: 5 }", "{ a: 'email' }", "{ get a() { throw 1 } }"]),
        (Setting::Allow, &["5", "'a'", "{}", "[5]", "['']"]),
        (Setting::NestedTraits, &["1", "'true'"]),
        (Setting::NestedEmail, &["1", "'true'"]),
        (Setting::EmailFromUserId, &["1", "'true'"]),
        (Setting::Consent, &["null", "'true'", "{ then: 1 }"]),
        (Setting::UseStoredUser, &["1", "'true'"]),
        (Setting::TimeoutMs, &["0", "-1", "NaN", "Infinity", "'1'"]),
        (Setting::Debug, &["1", "'true'"]),
    ] {
        for value in wrong {
            let code = refused(&format!("{{ {}: {value} }}", setting.name()));
            assert_eq!(code, Code::invalid(setting).number(), "{}: {value}", setting.name());
        }
    }
    for secret in
        ["{ apiKey: 'key_1' }", "{ mapping: { a: 'Bearer key_1' } }", "{ headers: [{ x: '?key=key_1' }] }"]
    {
        is(refused(secret), Code::SecretInSettings);
    }
}
