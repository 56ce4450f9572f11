//! A relay as its tests have it.

use prosperstack_relay::{Given, Options, settings::Target};

/// Options that are right, with no function that may be missing.
pub fn options() -> Options {
    Options {
        prosperstack: Some(Target {
            url: "https://relay.example/in".into(),
            api_key: "key_test_1".into(),
            deliver: Given::Nothing,
        }),
        authenticate: Given::Function,
        allow: Given::List(vec!["a".into()]),
        allowed_origins: Given::List(vec!["https://shop.example".into(), "http://localhost:3000".into()]),
        seen: Given::Nothing,
        delivered: Given::Nothing,
        rate_limit: Given::Nothing,
        log: Given::Nothing,
        timeout_ms: Given::Nothing,
    }
}
