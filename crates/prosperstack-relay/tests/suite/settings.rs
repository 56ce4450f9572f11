//! The relay's settings: which values it takes, and the code that rejects each other.

use crate::support::{options, settings};
use prosperstack_relay::{Allow, Given, Options, Settings};

type Edit = fn(&mut Options, Given);
/// What is set, by which name, and which values are rejected by which code.
type Rejected<'a> = (Edit, &'a str, &'a [(Given, &'a str)]);

const URL: Edit = |options, given| options.prosperstack.as_mut().unwrap().url = given;
const API_KEY: Edit = |options, given| options.prosperstack.as_mut().unwrap().api_key = given;
const DELIVER: Edit = |options, given| options.prosperstack.as_mut().unwrap().deliver = given;
const AUTHENTICATE: Edit = |options, given| options.authenticate = given;
const ALLOW: Edit = |options, given| options.allow = given;
const ORIGINS: Edit = |options, given| options.allowed_origins = given;
const SEEN: Edit = |options, given| options.seen = given;
const DELIVERED: Edit = |options, given| options.delivered = given;
const RATE_LIMIT: Edit = |options, given| options.rate_limit = given;
const LOG: Edit = |options, given| options.log = given;
const TIMEOUT: Edit = |options, given| options.timeout_ms = given;

fn list<const N: usize>(items: [&str; N]) -> Given {
    Given::List(items.map(Given::from).to_vec())
}

#[test]
#[allow(clippy::too_many_lines)] // a table
fn each_setting_that_cannot_be_right_is_rejected_by_its_code() {
    let read = |edit: Edit, given: &Given| {
        let mut options = options();
        edit(&mut options, given.clone());
        Settings::read(&options)
    };
    let cases: &[Rejected] = &[
        (
            |options, _| options.prosperstack = None,
            "prosperstack",
            &[(Given::Nothing, "missing_prosperstack")],
        ),
        (
            URL,
            "prosperstack",
            &[
                (Given::Nothing, "missing_url"),
                ("".into(), "invalid_url"),
                ("http://relay.example".into(), "invalid_url"),
                ("https://user:pw@relay.example".into(), "invalid_url"),
                ("http://localhost@relay.example/".into(), "invalid_url"),
                ("http://localhost.evil.co/".into(), "invalid_url"),
                ("http://127.0.0.1.evil.co/".into(), "invalid_url"),
                ("https://relay.example/#x".into(), "invalid_url"),
                ("https://relay.example/ x".into(), "invalid_url"),
                (r"https://relay.example\@evil.co".into(), "invalid_url"),
                ("https://relay.example:99999".into(), "invalid_url"),
                ("https:///x".into(), "invalid_url"),
                ("//relay.example".into(), "invalid_url"),
                ("file:///etc".into(), "invalid_url"),
                (7.0.into(), "invalid_url"),
                (Given::Other, "invalid_url"),
            ],
        ),
        (
            API_KEY,
            "prosperstack",
            &[
                (Given::Nothing, "missing_api_key"),
                ("".into(), "missing_api_key"),
                (" \n".into(), "missing_api_key"),
                ("acct_secretish".into(), "api_key_is_client_id"),
                ("key_secretish:x".into(), "invalid_api_key"),
                ("key_secretish\r\nX: y".into(), "invalid_api_key"),
                ("Bearer key_secretish".into(), "invalid_api_key"),
                ("Basic key_secretish".into(), "invalid_api_key"),
                ("key_secretish\u{e9}".into(), "invalid_api_key"),
                (7.0.into(), "invalid_api_key"),
                (Given::Other, "invalid_api_key"),
            ],
        ),
        (
            DELIVER,
            "prosperstack",
            &[(Given::Function, "invalid_prosperstack"), ("key_secretish".into(), "invalid_prosperstack")],
        ),
        (
            |options, given| {
                DELIVER(options, given);
                URL(options, Given::Nothing);
                API_KEY(options, Given::Nothing);
            },
            "prosperstack",
            &[("key_secretish".into(), "invalid_deliver"), (Given::Other, "invalid_deliver")],
        ),
        (
            AUTHENTICATE,
            "authenticate",
            &[(Given::Nothing, "missing_authenticate"), (Given::Flag(true), "invalid_authenticate")],
        ),
        (
            ALLOW,
            "allow",
            &[
                (Given::Nothing, "missing_allow"),
                (list([]), "invalid_allow"),
                ("a".into(), "invalid_allow"),
                (Given::Flag(true), "invalid_allow"),
                (Given::Other, "invalid_allow"),
                (Given::List(vec!["a".into(), 7.0.into()]), "invalid_allow"),
                (list(["a", "*"]), "invalid_allow"),
                (list(["E-Mail"]), "invalid_allow"),
                (list(["plan", "username"]), "invalid_allow"),
                (list(["User Name"]), "invalid_allow"),
                (list([""]), "invalid_allow"),
                (list(["traits"]), "invalid_allow"),
                (list(["__proto__"]), "invalid_allow"),
                (list(["a\u{fffd}"]), "invalid_allow"),
                (list(["", "key_secretish"]), "invalid_allow"),
            ],
        ),
        (
            ORIGINS,
            "allowedOrigins",
            &[
                (Given::Nothing, "missing_allowed_origins"),
                (list([]), "invalid_allowed_origins"),
                ("*".into(), "invalid_allowed_origins"),
                (list(["*"]), "invalid_allowed_origins"),
                (list(["null"]), "invalid_allowed_origins"),
                (list(["https://shop.example/"]), "invalid_allowed_origins"),
                (list(["https://shop.example/x"]), "invalid_allowed_origins"),
                (list(["https://shop.example:443"]), "invalid_allowed_origins"),
                (list(["https://Shop.example"]), "invalid_allowed_origins"),
                (list(["http://shop.example"]), "invalid_allowed_origins"),
                (list(["shop.example"]), "invalid_allowed_origins"),
                (list(["https://*.shop.example"]), "invalid_allowed_origins"),
                (list(["key_secretish"]), "invalid_allowed_origins"),
                (Given::List(vec!["https://shop.example".into(), 7.0.into()]), "invalid_allowed_origins"),
            ],
        ),
        (SEEN, "seen", &[(Given::Flag(true), "invalid_seen"), (Given::Other, "invalid_seen")]),
        (DELIVERED, "delivered", &[(1.0.into(), "invalid_delivered")]),
        (RATE_LIMIT, "rateLimit", &[(5.0.into(), "invalid_rate_limit")]),
        (LOG, "log", &[(Given::Flag(false), "invalid_log")]),
        (
            TIMEOUT,
            "timeoutMs",
            &[
                (0.0.into(), "invalid_timeout_ms"),
                ((-1.0).into(), "invalid_timeout_ms"),
                (1.5.into(), "invalid_timeout_ms"),
                (f64::NAN.into(), "invalid_timeout_ms"),
                (f64::INFINITY.into(), "invalid_timeout_ms"),
                ("5000".into(), "invalid_timeout_ms"),
                (2_147_483_648.0.into(), "invalid_timeout_ms"),
            ],
        ),
    ];
    for (edit, name, rejected) in cases {
        for (given, code) in *rejected {
            let rejection = read(*edit, given).unwrap_err();
            assert_eq!(rejection.code, *code, "{}", rejection.text);
            assert!(rejection.text.starts_with(name), "{}", rejection.text);
            assert!(!rejection.text.contains("secretish"), "{}", rejection.text);
        }
    }
    let reason = read(ALLOW, &list(["username"])).unwrap_err().text;
    assert!(reason.contains("\"username\" names the user to readers of Segment"), "{reason}");
    let taken: &[(Edit, &[Given])] = &[
        (
            |options, given| {
                DELIVER(options, given);
                URL(options, Given::Nothing);
                API_KEY(options, Given::Nothing);
            },
            &[Given::Function],
        ),
        (
            URL,
            &[
                "http://127.0.0.1:8080/x?y=z".into(),
                "http://[::1]:80/".into(),
                "http://app.localhost".into(),
                "https://[2001:db8::1]/x".into(),
            ],
        ),
        (API_KEY, &["segment".into(), " key_live_1\n".into()]),
        (ALLOW, &["*".into(), list(["Number of contacts", "plan.id"])]),
        (ORIGINS, &[list(["https://xn--bcher-kva.example:8443"]), list(["http://[::1]:3000"])]),
        (SEEN, &[Given::Nothing, Given::Function]),
        (TIMEOUT, &[1.0.into(), 2_147_483_647.0.into()]),
    ];
    for (edit, given) in taken {
        for given in *given {
            assert!(read(*edit, given).is_ok(), "{:?}", read(*edit, given));
        }
    }
    assert_eq!((settings().timeout_ms, settings().allow), (5000, Allow::Only(["a".to_owned()].into())));
}

#[test]
fn settings_tell_nobody_the_key() {
    assert!(!format!("{:?}", settings()).contains("key_test"));
}
