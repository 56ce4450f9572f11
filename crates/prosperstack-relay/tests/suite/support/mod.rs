//! A relay as its tests have it.
#![allow(dead_code)] // each test binary uses its own part

pub mod exchange;
pub mod message;

use prosperstack_relay::{Given, Options, Settings, settings::Target};

/// The time at which a message is built: 2027-01-15T08:00:00.000Z.
pub const NOW: i64 = 1_800_000_000_000;

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

pub fn settings() -> Settings {
    Settings::read(&options()).unwrap()
}
