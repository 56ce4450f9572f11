//! The relay's rules: which requests it reads, which settings it takes, what an answer means for the page.

use prosperstack_relay::{Allow, Arrival, LARGEST_BODY, Outcome, Settings, gate::gate, time, upstream};

#[test]
fn times_are_read_and_written_alike() {
    for (text, ms) in [
        ("1970-01-01T00:00:00.000Z", 0),
        ("1969-12-31T23:59:59.999Z", -1),
        ("2000-02-29T12:00:00.000Z", 951_825_600_000),
        ("2026-11-21T10:30:00.500Z", 1_795_257_000_500),
        ("9999-12-31T23:59:59.999Z", 253_402_300_799_999),
    ] {
        assert_eq!((time::parse(text), time::format(ms)), (Some(ms), text.to_owned()));
    }
    for day in -1_000_000..1_000_000_i64 {
        let ms = day * 86_400_000 + 45_296_789;
        if (0..=253_402_300_799_999).contains(&ms) {
            assert_eq!(time::parse(&time::format(ms)), Some(ms));
        }
    }
}

const SETTINGS: &str = r#"{"prosperstack":{"url":"https://relay.example/in","apiKey":"key_test_1"},"authenticate":{"function":true},"allow":["a"],"allowedOrigins":["https://shop.example","http://localhost:3000"]}"#;

fn settings() -> Settings {
    Settings::read(SETTINGS).unwrap()
}

#[test]
fn the_headers_alone_decide_in_this_order() {
    let good = Arrival {
        method: "POST",
        origin: Some("https://shop.example"),
        content_type: Some("application/json"),
        ..Arrival::default()
    };
    let wrong = Arrival {
        origin: Some("https://evil.example"),
        content_type: Some("text/plain"),
        content_length: Some("99999999"),
        ..good
    };
    let cases = [
        (good, None),
        (Arrival { content_type: Some("Application/JSON; charset=UTF-8"), ..good }, None),
        (Arrival { content_type: Some("application/json;charset=\"utf-8\"; x=y"), ..good }, None),
        (Arrival { content_encoding: Some("identity"), content_length: Some("32768"), ..good }, None),
        (Arrival { origin: Some("http://localhost:3000"), ..good }, None),
        (Arrival { method: "GET", ..wrong }, Some(Outcome::MethodNotAllowed)),
        (Arrival { method: "PUT", ..good }, Some(Outcome::MethodNotAllowed)),
        (Arrival { method: "post", ..good }, Some(Outcome::MethodNotAllowed)),
        (Arrival { origin: None, ..wrong }, Some(Outcome::MissingOrigin)),
        (Arrival { method: "OPTIONS", origin: None, ..good }, Some(Outcome::MissingOrigin)),
        (wrong, Some(Outcome::ForeignOrigin)),
        (Arrival { method: "OPTIONS", ..wrong }, Some(Outcome::ForeignOrigin)),
        (Arrival { method: "OPTIONS", content_type: None, ..good }, Some(Outcome::Preflight)),
        (
            Arrival { content_type: Some("text/plain"), content_length: Some("99999999"), ..good },
            Some(Outcome::NotJson),
        ),
        (Arrival { content_length: Some("32769"), ..good }, Some(Outcome::TooLarge)),
        (Arrival { content_length: Some("18446744073709551615"), ..good }, Some(Outcome::TooLarge)),
    ];
    for (arrival, outcome) in cases {
        assert_eq!(gate(&arrival, &settings()), outcome, "{arrival:?}");
    }
    for origin in [
        "null",
        "",
        "https://shop.example/",
        "https://shop.example:443",
        "https://SHOP.example",
        "http://shop.example",
        "https://shop.example.evil.co",
        "https://evil.co#https://shop.example",
        "https://shop.example, https://shop.example",
        "https://sub.shop.example",
        "*",
        "http://localhost",
        " https://shop.example",
    ] {
        let arrival = Arrival { origin: Some(origin), ..good };
        assert_eq!(gate(&arrival, &settings()), Some(Outcome::ForeignOrigin), "{origin}");
    }
    for content_type in [
        "",
        "text/plain",
        "text/plain; application/json",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=application/json",
        "application/jsonp",
        "application/json; charset=utf-16",
        "application/json, text/plain",
        "application/ld+json",
        "text/json",
    ] {
        let arrival = Arrival { content_type: Some(content_type), ..good };
        assert_eq!(gate(&arrival, &settings()), Some(Outcome::NotJson), "{content_type}");
    }
    assert_eq!(gate(&Arrival { content_type: None, ..good }, &settings()), Some(Outcome::NotJson));
    for encoding in ["gzip", "br", "identity, gzip"] {
        assert_eq!(
            gate(&Arrival { content_encoding: Some(encoding), ..good }, &settings()),
            Some(Outcome::NotJson)
        );
    }
    assert_eq!(LARGEST_BODY, 32_768);
}

#[test]
fn each_setting_that_cannot_be_right_is_refused_by_its_code() {
    let edit = |path: &str, value: &str| {
        let mut all: serde_json::Value = serde_json::from_str(SETTINGS).unwrap();
        let (parent, name) = path.rsplit_once('/').unwrap();
        let parent = all.pointer_mut(parent).unwrap().as_object_mut().unwrap();
        if value.is_empty() {
            parent.remove(name);
        } else {
            parent.insert(name.to_owned(), serde_json::from_str(value).unwrap());
        }
        Settings::read(&all.to_string())
    };
    for (path, value, code) in [
        ("/prosperstack", "", "missing_prosperstack"),
        ("/prosperstack", "\"key_live_secret\"", "missing_prosperstack"),
        ("/prosperstack/url", "", "missing_url"),
        ("/prosperstack/url", "\"\"", "invalid_url"),
        ("/prosperstack/url", "\"http://relay.example\"", "invalid_url"),
        ("/prosperstack/url", "\"https://user:pw@relay.example\"", "invalid_url"),
        ("/prosperstack/url", "\"http://localhost@relay.example/\"", "invalid_url"),
        ("/prosperstack/url", "\"http://localhost.evil.co/\"", "invalid_url"),
        ("/prosperstack/url", "\"http://127.0.0.1.evil.co/\"", "invalid_url"),
        ("/prosperstack/url", "\"https://relay.example/#x\"", "invalid_url"),
        ("/prosperstack/url", "\"https://relay.example/ x\"", "invalid_url"),
        ("/prosperstack/url", "\"https://relay.example\\\\@evil.co\"", "invalid_url"),
        ("/prosperstack/url", "\"https://relay.example:99999\"", "invalid_url"),
        ("/prosperstack/url", "\"https:///x\"", "invalid_url"),
        ("/prosperstack/url", "\"//relay.example\"", "invalid_url"),
        ("/prosperstack/url", "\"file:///etc\"", "invalid_url"),
        ("/prosperstack/url", "7", "invalid_url"),
        ("/prosperstack/apiKey", "", "missing_api_key"),
        ("/prosperstack/apiKey", "\"\"", "missing_api_key"),
        ("/prosperstack/apiKey", "\"acct_secretish\"", "api_key_is_client_id"),
        ("/prosperstack/apiKey", "\"key_secretish:x\"", "invalid_api_key"),
        ("/prosperstack/apiKey", "\"key_secretish\\r\\nX: y\"", "invalid_api_key"),
        ("/prosperstack/apiKey", "7", "invalid_api_key"),
        ("/prosperstack/deliver", "{\"function\":true}", "invalid_prosperstack"),
        ("/authenticate", "", "missing_authenticate"),
        ("/authenticate", "true", "invalid_authenticate"),
        ("/allow", "", "missing_allow"),
        ("/allow", "[]", "invalid_allow"),
        ("/allow", "\"a\"", "invalid_allow"),
        ("/allow", "true", "invalid_allow"),
        ("/allow", "[\"a\",7]", "invalid_allow"),
        ("/allow", "[\"a\",\"*\"]", "invalid_allow"),
        ("/allow", "[\"E-Mail\"]", "invalid_allow"),
        ("/allow", "[\"\"]", "invalid_allow"),
        ("/allow", "[\"traits\"]", "invalid_allow"),
        ("/allowedOrigins", "", "missing_allowed_origins"),
        ("/allowedOrigins", "[]", "invalid_allowed_origins"),
        ("/allowedOrigins", "\"*\"", "invalid_allowed_origins"),
        ("/allowedOrigins", "[\"*\"]", "invalid_allowed_origins"),
        ("/allowedOrigins", "[\"null\"]", "invalid_allowed_origins"),
        ("/allowedOrigins", "[\"https://shop.example/\"]", "invalid_allowed_origins"),
        ("/allowedOrigins", "[\"https://shop.example/x\"]", "invalid_allowed_origins"),
        ("/allowedOrigins", "[\"https://shop.example:443\"]", "invalid_allowed_origins"),
        ("/allowedOrigins", "[\"https://Shop.example\"]", "invalid_allowed_origins"),
        ("/allowedOrigins", "[\"http://shop.example\"]", "invalid_allowed_origins"),
        ("/allowedOrigins", "[\"shop.example\"]", "invalid_allowed_origins"),
        ("/allowedOrigins", "[\"https://*.shop.example\"]", "invalid_allowed_origins"),
        ("/allowedOrigins", "[\"https://shop.example\",7]", "invalid_allowed_origins"),
        ("/seen", "true", "invalid_seen"),
        ("/delivered", "1", "invalid_delivered"),
        ("/rateLimit", "5", "invalid_rate_limit"),
        ("/log", "false", "invalid_log"),
        ("/timeoutMs", "0", "invalid_timeout_ms"),
        ("/timeoutMs", "-1", "invalid_timeout_ms"),
        ("/timeoutMs", "1.5", "invalid_timeout_ms"),
        ("/timeoutMs", "\"5000\"", "invalid_timeout_ms"),
        ("/timeoutMs", "2147483648", "invalid_timeout_ms"),
    ] {
        let refused = edit(path, value).unwrap_err();
        assert_eq!(refused.code, code, "{path} {value}: {}", refused.text);
        assert!(refused.text.starts_with(path.split('/').nth(1).unwrap()), "{}", refused.text);
        assert!(!refused.text.contains("secret_") && !refused.text.contains("secretish"), "{}", refused.text);
    }
    for (path, value) in [
        ("/prosperstack", "{\"deliver\":{\"function\":true}}"),
        ("/prosperstack/url", "\"http://127.0.0.1:8080/x?y=z\""),
        ("/prosperstack/url", "\"http://[::1]:80/\""),
        ("/prosperstack/url", "\"http://app.localhost\""),
        ("/prosperstack/url", "\"https://[2001:db8::1]/x\""),
        ("/prosperstack/apiKey", "\"segment\""),
        ("/allow", "\"*\""),
        ("/allow", "[\"Number of contacts\",\"plan.id\"]"),
        ("/allowedOrigins", "[\"https://xn--bcher-kva.example:8443\"]"),
        ("/allowedOrigins", "[\"http://[::1]:3000\"]"),
        ("/seen", "null"),
        ("/timeoutMs", "1"),
    ] {
        assert!(edit(path, value).is_ok(), "{path} {value}: {:?}", edit(path, value));
    }
    for given in ["", "null", "[]", "1", "{"] {
        assert_eq!(Settings::read(given).unwrap_err().code, "invalid_options");
    }
    assert_eq!((settings().timeout_ms, settings().allow), (5000, Allow::Only(["a".to_owned()].into())));
}

#[test]
fn the_page_repeats_what_may_fare_better_and_nothing_else() {
    let repeated = |status: u16| status == 429 || status >= 500 && status != 501;
    for (upstream, answer, again) in [
        (200, 200, false),
        (201, 200, false),
        (202, 202, false),
        (204, 200, false),
        (301, 502, true),
        (302, 502, true),
        (304, 502, true),
        (400, 400, false),
        (401, 501, false),
        (403, 501, false),
        (404, 501, false),
        (405, 501, false),
        (407, 501, false),
        (408, 503, true),
        (410, 501, false),
        (413, 400, false),
        (415, 400, false),
        (422, 400, false),
        (425, 503, true),
        (429, 429, true),
        (500, 503, true),
        (501, 501, false),
        (502, 503, true),
        (503, 503, true),
        (504, 503, true),
        (599, 503, true),
        (0, 502, true),
        (101, 502, true),
        (600, 502, true),
        (999, 502, true),
    ] {
        let status = upstream::outcome(upstream).status();
        assert_eq!((status, repeated(status)), (answer, again), "{upstream}");
    }
}

#[test]
fn a_wait_is_seconds_and_at_most_a_day() {
    for (header, seconds) in [
        ("0", Some(0)),
        ("30", Some(30)),
        (" 7 ", Some(7)),
        ("999999999", Some(86_400)),
        ("", None),
        ("-1", None),
        ("+1", None),
        ("1.5", None),
        ("1e3", None),
        ("99999999999", None),
        ("Wed, 21 Oct 2026 07:28:00 GMT", None),
        ("5\r\nX: y", None),
        ("٣", None),
    ] {
        assert_eq!(upstream::retry_after(header), seconds, "{header:?}");
    }
    for (given, seconds) in [
        (0.0, Some(0)),
        (0.2, Some(1)),
        (5.0, Some(5)),
        (f64::INFINITY, Some(86_400)),
        (-1.0, None),
        (f64::NAN, None),
    ] {
        assert_eq!(upstream::wait(given), seconds);
    }
}

#[test]
fn every_outcome_has_a_code_of_its_own() {
    let codes: std::collections::BTreeSet<_> = Outcome::ALL.iter().map(|outcome| outcome.code()).collect();
    assert_eq!(codes.len(), Outcome::ALL.len());
    for (place, outcome) in Outcome::ALL.iter().enumerate() {
        assert_eq!(*outcome as usize, place);
        assert!(!outcome.text().contains(['|', '\n']), "{}", outcome.code());
    }
}
