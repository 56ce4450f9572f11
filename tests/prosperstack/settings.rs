use retention_destinations::{
    consent::Answer,
    prosperstack::{Code, Settings, settings::Setting},
};

use super::{
    page::settings,
    support::{Value, object},
};

fn refusal<const N: usize>(given: [(&str, Value); N]) -> Option<Code> {
    Settings::read(&settings(given)).err()
}

#[test]
fn an_endpoint_is_https_or_same_origin_or_on_this_machine_and_without_a_password() {
    let http = |host: &str, same: bool| {
        refusal([("protocol", "http:".into()), ("host name", host.into()), ("same origin", same.into())])
    };
    assert_eq!(refusal([]), None);
    assert_eq!(http("shop.example", true), None);
    for host in ["127.0.0.1", "localhost", "[::1]"] {
        assert_eq!(http(host, false), None);
    }
    assert_eq!(http("shop.example", false), Some(Code::invalid(Setting::Endpoint)));
    assert_eq!(http("localhost.example", false), Some(Code::invalid(Setting::Endpoint)));
    assert_eq!(refusal([("protocol", "file:".into())]), Some(Code::invalid(Setting::Endpoint)));
    assert_eq!(refusal([("credentials", true.into())]), Some(Code::invalid(Setting::Endpoint)));
    for none in [Value::Undefined, Value::Null, "".into()] {
        assert_eq!(refusal([("endpoint", none)]), Some(Code::Missing));
    }
    assert_eq!(refusal([("endpoint", 5.0.into())]), Some(Code::invalid(Setting::Endpoint)));
    // A page makes a URL of its own origin of these.
    for placeholder in
        ["undefined", " null ", "%RELAY_URL%", "{{ relay }}", "process.env.RELAY", "\u{201c}/relay\u{201d}"]
    {
        let given = object([("endpoint", placeholder.into())]);
        assert_eq!(refusal([("given", given)]), Some(Code::Missing), "{placeholder}");
    }
    assert_eq!(refusal([("given", object([("endpoint", "/relay".into())]))]), None);
}

#[test]
fn settings_of_another_kind_are_refused_by_name() {
    for name in ["nestedTraits", "nestedEmail", "emailFromUserId", "useStoredUser", "debug"] {
        let code = refusal([(name, "true".into())]).expect(name);
        assert_eq!(code.setting().map(Setting::name), Some(name));
    }
    for mapping in [
        "x".into(),
        Value::Function,
        Value::list(["x".into()]),
        5.0.into(),
        object([("a", 5.0.into())]),
        object([("a", "".into())]),
        object([("a", "email".into())]),
        object([("a", "traits".into())]),
        object([("a", object([("type", "text".into())]))]),
        object([("a", object([("property", "A".into()), ("type", "int".into())]))]),
    ] {
        assert_eq!(
            refusal([("mapping", mapping.clone())]),
            Some(Code::invalid(Setting::Mapping)),
            "{mapping:?}"
        );
    }
    for allow in ["x".into(), object([]), Value::list([5.0.into()]), Value::list(["".into()])] {
        assert_eq!(refusal([("allow", allow.clone())]), Some(Code::invalid(Setting::Allow)), "{allow:?}");
    }
    for timeout in [Value::from(0.0), f64::NAN.into(), 1e12.into(), "5".into()] {
        assert_eq!(refusal([("timeoutMs", timeout)]), Some(Code::invalid(Setting::TimeoutMs)));
    }
    assert_eq!(refusal([("consent", Value::Null)]), Some(Code::invalid(Setting::Consent)));
    let consent = |value: Value| Settings::read(&settings([("consent", value)])).map(|read| read.consent);
    assert_eq!(consent(false.into()), Ok(Answer::No));
    assert_eq!(consent("required".into()), Ok(Answer::Waiting));
    assert_eq!(consent("Required".into()), Ok(Answer::Waiting));
    assert_eq!(consent(Value::Function), Ok(Answer::Yes));
}

#[test]
fn a_text_that_looks_like_a_secret_is_one_wherever_it_is() {
    for text in ["key_1", "key_test_1", "KEY_1", "Bearer key_1", "https://shop.example/?a=key_1", "x key_"] {
        let nested = object([("a", Value::list([object([("b", text.into())])]))]);
        assert_eq!(refusal([("given", nested)]), Some(Code::SecretInSettings), "{text}");
        assert_eq!(refusal([("endpoint", text.into())]), Some(Code::SecretInSettings), "{text}");
    }
    for text in ["monkey_1", "api_key_name", "keys", "key-1", "k"] {
        assert_eq!(refusal([("given", object([("a", text.into())]))]), None, "{text}");
    }
    // The name of a trait may begin so.
    assert_eq!(refusal([("mapping", object([("key_account", "Account".into())]))]), None);
}
