//! Settings: what is taken, and what is refused by which code.

use crate::support::{
    Value::{self, Function, Null, Number, Promise, Undefined},
    email, odd_values,
    profitwell::{EMPTY, Site, settings},
};
use retention_destinations::profitwell::{Code, Settings, consent::Answer, settings::Setting};

fn read(name: &str, value: impl Into<Value>) -> Result<Settings<Value>, Code> {
    Settings::read(settings([(name, value.into())]))
}

fn taken(name: &str, value: impl Into<Value>) -> Settings<Value> {
    let value = value.into();
    read(name, value.clone()).unwrap_or_else(|code| panic!("{name} {value:?}: {code:?}"))
}

fn refuses<const N: usize>(name: &str, values: [Value; N], code: Code) {
    for value in values {
        assert_eq!(read(name, value.clone()), Err(code), "{name} {value:?}");
    }
}

#[test]
fn without_other_settings_a_token_is_a_marketing_site_with_consent_and_the_stored_user() {
    let defaults = Settings::read(settings([])).unwrap();
    assert!(defaults.is_marketing() && defaults.uses_stored_user() && !defaults.is_paddle());
    assert_eq!(defaults.consent(), Answer::Yes);
}

#[test]
fn a_missing_token_is_told_from_a_wrong_one() {
    refuses("publicApiToken", [Undefined, Null, "".into()], Code::Missing);
    refuses(
        "publicApiToken",
        [true.into(), false.into(), Function, Promise],
        Code::invalid(Setting::PublicApiToken),
    );
    refuses("publicApiToken", odd_values(), Code::invalid(Setting::PublicApiToken));
}

#[test]
fn a_token_that_nobody_filled_in_is_missing() {
    for placeholder in [
        "undefined",
        "null",
        "0",
        "YOUR_PUBLIC_API_TOKEN",
        "YOUR_TOKEN",
        "<YOUR_PUBLIC_API_TOKEN>",
        "%NAME%",
        "%VITE_PROFITWELL_TOKEN%",
        "{{ profitwell_token }}",
        "{{name}}",
        "{name}",
        "{% name %}",
        "${NAME}",
        "$NAME",
        "#{NAME}#",
        "<%= name %>",
        "<?= $name ?>",
        "process.env.NAME",
        "\"pk_1\"",
        "'pk_1'",
        "\u{201c}pk_1\u{201d}",
        "\u{2018}pk_1\u{2019}",
        "\u{201e}pk_1\u{201c}",
        "&quot;pk_1&quot;",
        "&#34;pk_1&#34;",
        "&ldquo;pk_1&rdquo;",
    ] {
        assert_eq!(read("publicApiToken", placeholder), Err(Code::Missing), "{placeholder}");
    }
}

#[test]
fn a_token_has_at_most_100_code_units() {
    taken("publicApiToken", "k");
    taken("publicApiToken", "k".repeat(100));
    taken("publicApiToken", "\u{1f600}".repeat(50));
    refuses(
        "publicApiToken",
        ["k".repeat(101).into(), "k".repeat(10_000).into(), "\u{1f600}".repeat(51).into()],
        Code::invalid(Setting::PublicApiToken),
    );
}

#[test]
fn a_token_may_hold_any_characters() {
    for token in ["pk/?&=# %", "\u{e9}\u{1f600}", "00", "undefined1", "nullable", "-_.~+", "your", "process"]
    {
        taken("publicApiToken", token);
    }
    taken("publicApiToken", Value::units(&[0xd800]));
}

#[test]
fn only_a_token_that_begins_with_paddletoken_is_one_of_paddle() {
    for (token, paddle) in [
        ("paddletoken_", true),
        ("paddletoken_1", true),
        ("PADDLETOKEN_1", false),
        ("paddletoken", false),
        ("pk_paddletoken_1", false),
    ] {
        assert_eq!(taken("publicApiToken", token).is_paddle(), paddle, "{token}");
    }
}

#[test]
fn both_site_types_are_known_in_every_spelling_that_sites_use() {
    for site_type in ["marketing", "Marketing", "MARKETING"] {
        assert!(taken("siteType", site_type).is_marketing(), "{site_type}");
    }
    for site_type in [
        "web app", "webapp", "web-app", "web_app", "webApp", "Web App", "WEB APP", "WEBAPP", "WEB-APP",
        "WEB_APP", "wep app", "Wep App",
    ] {
        assert!(!taken("siteType", site_type).is_marketing(), "{site_type}");
    }
    for unset in [Undefined, Null] {
        assert!(taken("siteType", unset).is_marketing());
    }
}

#[test]
fn another_site_type_is_refused() {
    let texts = ["", "web", "app", "marketing site", "marketin", "web.app", "web apps", "undefined"];
    refuses("siteType", texts.map(Value::from), Code::invalid(Setting::SiteType));
    refuses("siteType", [true.into(), false.into(), Function, Promise], Code::invalid(Setting::SiteType));
    refuses("siteType", odd_values(), Code::invalid(Setting::SiteType));
}

#[test]
fn the_trait_of_customer_ids_is_a_name() {
    for name in [Undefined, Null, "s".into(), "stripe customer id".into(), "\u{e9}".into()] {
        taken("customerIdTrait", name);
    }
    refuses(
        "customerIdTrait",
        ["".into(), true.into(), false.into(), Function],
        Code::invalid(Setting::CustomerIdTrait),
    );
    refuses("customerIdTrait", odd_values(), Code::invalid(Setting::CustomerIdTrait));
}

#[test]
fn consent_is_an_answer_or_whoever_gives_it() {
    for (consent, answer) in [
        (Undefined, Answer::Yes),
        (true.into(), Answer::Yes),
        (false.into(), Answer::No),
        ("required".into(), Answer::Waiting),
        ("Required".into(), Answer::Waiting),
        ("REQUIRED".into(), Answer::Waiting),
        (Function, Answer::Yes),
        (Promise, Answer::Yes),
    ] {
        assert_eq!(taken("consent", consent.clone()).consent(), answer, "{consent:?}");
    }
}

#[test]
fn consent_that_is_no_answer_is_refused_and_null_is_none() {
    let texts = ["", "requires", "require", "true", "false", "granted"];
    refuses("consent", texts.map(Value::from), Code::invalid(Setting::Consent));
    refuses("consent", [Null, Number(1.0)], Code::invalid(Setting::Consent));
    refuses("consent", odd_values(), Code::invalid(Setting::Consent));
}

#[test]
fn use_stored_user_is_a_boolean() {
    for (given, used) in [(Undefined, true), (Null, true), (true.into(), true), (false.into(), false)] {
        assert_eq!(taken("useStoredUser", given.clone()).uses_stored_user(), used, "{given:?}");
    }
    refuses(
        "useStoredUser",
        ["".into(), "true".into(), "false".into(), Function],
        Code::invalid(Setting::UseStoredUser),
    );
    refuses("useStoredUser", odd_values(), Code::invalid(Setting::UseStoredUser));
}

#[test]
fn debug_is_a_boolean() {
    for given in [Undefined, Null, true.into(), false.into()] {
        taken("debug", given);
    }
    refuses("debug", ["".into(), "true".into(), Function, Promise], Code::invalid(Setting::Debug));
    refuses("debug", odd_values(), Code::invalid(Setting::Debug));
}

#[test]
fn a_nonce_is_a_text() {
    for given in [Undefined, Null, "".into(), "r4nd0m".into()] {
        taken("nonce", given);
    }
    refuses("nonce", [true.into(), false.into(), Function, Promise], Code::invalid(Setting::Nonce));
    refuses("nonce", odd_values(), Code::invalid(Setting::Nonce));
}

#[test]
fn the_time_out_is_what_a_timer_can_wait() {
    for given in [Undefined, Null] {
        taken("timeoutMs", given);
    }
    for given in [0.0, 0.5, 1.0, 5000.0, 2_147_483_647.0] {
        taken("timeoutMs", given);
    }
    for wrong in [-1.0, -0.5, f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 2_147_483_648.0] {
        refuses("timeoutMs", [wrong.into()], Code::invalid(Setting::TimeoutMs));
    }
    refuses(
        "timeoutMs",
        [
            "5000".into(),
            "".into(),
            true.into(),
            false.into(),
            Function,
            Promise,
            Value::Symbol,
            Value::list([]),
        ],
        Code::invalid(Setting::TimeoutMs),
    );
}

#[test]
fn the_script_comes_by_https_from_the_own_origin_or_by_http_from_this_machine() {
    let script = |url: &str, protocol: &str, host: &str, same_origin: bool| {
        Settings::read(settings([
            ("scriptUrl", url.into()),
            ("protocol", protocol.into()),
            ("host name", host.into()),
            ("same origin", same_origin.into()),
        ]))
        .map(drop)
    };
    for (url, protocol, host, same_origin) in [
        ("https://cdn.example/p.js", "https:", "cdn.example", false),
        ("https://shop.example/p.js", "https:", "shop.example", true),
        ("http://shop.example/p.js", "http:", "shop.example", true),
        ("http://127.0.0.1:8080/p.js", "http:", "127.0.0.1", false),
        ("http://localhost/p.js", "http:", "localhost", false),
        ("http://[::1]/p.js", "http:", "[::1]", false),
    ] {
        assert_eq!(script(url, protocol, host, same_origin), Ok(()), "{url}");
    }
    for (url, protocol, host, same_origin) in [
        ("http://cdn.example/p.js", "http:", "cdn.example", false),
        ("http://localhost.example/p.js", "http:", "localhost.example", false),
        ("http://127.0.0.10/p.js", "http:", "127.0.0.10", false),
        ("javascript:alert(1)", "javascript:", "", false),
        ("data:text/javascript,1", "data:", "", false),
        ("blob:https://shop.example/1", "blob:", "", true),
        ("file:///p.js", "file:", "", true),
        ("ftp://localhost/p.js", "ftp:", "localhost", false),
        ("httpss://x/p.js", "httpss:", "x", false),
    ] {
        assert_eq!(script(url, protocol, host, same_origin), Err(Code::invalid(Setting::ScriptUrl)), "{url}");
    }
}

#[test]
fn a_script_url_of_which_the_page_knows_no_protocol_is_refused() {
    for unset in [Undefined, Null] {
        taken("scriptUrl", unset);
    }
    refuses(
        "scriptUrl",
        ["".into(), "https://".into(), true.into(), Function],
        Code::invalid(Setting::ScriptUrl),
    );
    refuses("scriptUrl", odd_values(), Code::invalid(Setting::ScriptUrl));
}

#[test]
fn the_first_wrong_setting_is_named() {
    let wrong = [("siteType", "x".into()), ("consent", Null), ("debug", "yes".into())];
    assert_eq!(Settings::read(settings(wrong)), Err(Code::invalid(Setting::SiteType)));
    assert_eq!(Settings::read(Value::list([])), Err(Code::Missing));
    assert_eq!(Settings::read(Undefined), Err(Code::Missing));
}

#[test]
fn each_refused_setting_leaves_the_page_untouched() {
    // No setting may be a symbol.
    let refused = Setting::ALL.iter().map(|&it| (it.name(), Value::Symbol, Code::invalid(it)));
    for (name, value, code) in refused.chain([("publicApiToken", Undefined, Code::Missing)]) {
        let site = Site::new(EMPTY, settings([(name, value)]));
        assert_eq!(site.load_stored("u", email("a@b.co")), code);
        assert_eq!(site.identify("u", email("a@b.co")), code);
        assert_eq!(site.events(), [""; 0], "{name}");
    }
}
