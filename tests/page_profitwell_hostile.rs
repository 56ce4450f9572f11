//! A page that means harm, or is merely careless: nothing is thrown, and nothing leaks.
#![cfg(target_arch = "wasm32")]

mod page;

use page::{
    NOBODY, js, memory,
    profitwell::{YES, identify, identify_as, is, load, queue, settings},
    refuse_downloads,
};
use retention_destinations::{
    page::{diagnosis::diagnose, profitwell as exports, put},
    profitwell::{Code, settings::Setting},
};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// Objects in which there is an email all the same.
const SOMEBODY: &[&str] = &[
    "Object.assign(Object.create(null), { email: 'a@b.co' })",
    "Object.freeze({ email: 'a@b.co' })",
    "({ get email() { return 'a@b.co' } })",
    "new Proxy({ email: 'a@b.co' }, {})",
    "({ hasOwnProperty: null, toString: null, then: null, email: 'a@b.co' })",
    "({ get stripeId() { throw 1 }, email: ' a@b.co ' })",
    "({ '\\ud800': 1, email: 'a@b.co' })",
    "({ email: 'a@b.co' + ' '.repeat(1e7) })",
    "Object.fromEntries([...Array(1e3).keys(), 'email'].map((key) => [key, 'a@b.co']))",
    "Object.assign(() => {}, {}) && { email: 'a@b.co' }",
];

// One story, because a page has one destination.
#[wasm_bindgen_test]
fn no_traits_and_no_user_id_throw_or_are_mistaken_for_somebody() {
    refuse_downloads();
    let values = settings("{}");
    is(load(&values), Code::StartedAnonymously);
    for odd in NOBODY {
        assert_eq!(identify(&values, odd), Code::NoIdentity.number(), "{odd}");
        assert_eq!(identify_as(&values, odd, "{}"), Code::NoIdentity.number(), "{odd} as user id");
        assert_eq!(identify_as(&values, odd, odd), Code::NoIdentity.number(), "{odd} as both");
        diagnose(put(&values), put(&js(odd)), put(&js(odd)), Code::NoIdentity.number());
        assert_eq!(
            exports::load(put(&values), put(&js(odd)), put(&js(odd)), YES, 0),
            Code::NothingNew.number(),
            "{odd} stored"
        );
    }
    assert_eq!(queue(), r#"[["auth_token","pk 1/é"],["start",{}]]"#);
    is(identify(&values, SOMEBODY[0]), Code::StartCompleted);
    for somebody in SOMEBODY {
        assert_eq!(identify(&values, somebody), Code::NothingNew.number(), "{somebody}");
        let _ = exports::reset();
        assert_eq!(identify(&values, somebody), Code::ReidentifiedByEmail.number(), "{somebody}");
    }
    is(identify(&values, "{ email: '\\ud800@b.\\udfff' }"), Code::ReidentifiedByEmail);

    // Over and over: a throw that crossed the module would eat its stack, a handle its table.
    let throwing = js("{ get email() { throw 1 }, get stripeId() { throw 1 } }");
    let revoked = js(NOBODY[18]);
    let long = js("{ email: 'a'.repeat(1e7) }");
    let before = memory();
    for (times, traits) in [(5_000, &throwing), (5_000, &revoked), (100, &long)] {
        for _ in 0..times {
            let code = exports::identify(put(&values), put(&JsValue::NULL), put(traits), YES);
            assert_eq!(code, Code::NoIdentity.number());
            diagnose(put(&values), put(&JsValue::NULL), put(traits), code);
        }
    }
    assert_eq!(memory(), before);
    is(identify(&values, "{ email: 'c@d.co' }"), Code::ReidentifiedByEmail);
}

#[wasm_bindgen_test]
fn settings_are_checked_by_what_they_are() {
    let odd = [
        "42",
        "NaN",
        "10n",
        "Symbol()",
        "[]",
        "{}",
        "new String('a')",
        "new Proxy({}, { get() { throw 1 } })",
    ];
    for (name, right, wrong, code) in [
        (
            "publicApiToken",
            &["'a'", "'a'.repeat(100)", "'\\ud800'"][..],
            &["true", "() => 1", "'a'.repeat(101)", "'a'.repeat(1e7)"][..],
            Code::invalid(Setting::PublicApiToken),
        ),
        (
            "siteType",
            &["undefined", "null", "'WEB_APP'", "'wep app'"],
            &["''", "true", "'web'", "'a'.repeat(1e7)"],
            Code::invalid(Setting::SiteType),
        ),
        (
            "customerIdTrait",
            &["undefined", "null", "'a'"],
            &["''", "false"],
            Code::invalid(Setting::CustomerIdTrait),
        ),
        (
            "consent",
            &[
                "undefined",
                "true",
                "false",
                "'required'",
                "() => false",
                "Promise.reject().catch(() => {}) && Promise.resolve()",
                "{ then() { throw 1 } }",
            ],
            &["null", "''", "'true'", "{ then: 1 }", "{ get then() { throw 1 } }"],
            Code::invalid(Setting::Consent),
        ),
        (
            "useStoredUser",
            &["undefined", "null", "true", "false"],
            &["''", "'true'", "() => true"],
            Code::invalid(Setting::UseStoredUser),
        ),
        ("nonce", &["undefined", "null", "''", "'a'"], &["true", "() => 1"], Code::invalid(Setting::Nonce)),
        (
            "timeoutMs",
            &["undefined", "null", "0", "2147483647"],
            &["-1", "Infinity", "2147483648", "'1'", "true", "{ valueOf: () => 1 }"],
            Code::invalid(Setting::TimeoutMs),
        ),
        (
            "debug",
            &["undefined", "null", "true", "false"],
            &["''", "'false'", "1"],
            Code::invalid(Setting::Debug),
        ),
    ] {
        for value in right {
            assert_eq!(
                exports::check(put(&settings(&format!("{{ {name}: {value} }}")))),
                Code::Fine.number(),
                "{name}: {value}"
            );
        }
        // A time-out is a number.
        let odd = odd.iter().filter(|value| (name, **value) != ("timeoutMs", "42"));
        for value in wrong.iter().chain(odd) {
            assert_eq!(
                exports::check(put(&settings(&format!("{{ {name}: {value} }}")))),
                code.number(),
                "{name}: {value}"
            );
        }
    }
    for missing in ["undefined", "null", "''"] {
        is(exports::check(put(&settings(&format!("{{ publicApiToken: {missing} }}")))), Code::Missing);
    }
    is(
        exports::check(put(&settings(
            "{ scriptUrl: 'http://localhost/', protocol: 'http:', host: 'localhost' }",
        ))),
        Code::Fine,
    );
    is(
        exports::check(put(&settings("{ scriptUrl: '/a.js', protocol: 'http:', sameOrigin: true }"))),
        Code::Fine,
    );
    is(
        exports::check(put(&settings(
            "{ scriptUrl: 'http://a/', protocol: 'http:', host: 'a', sameOrigin: 1 }",
        ))),
        Code::invalid(Setting::ScriptUrl),
    );
}
