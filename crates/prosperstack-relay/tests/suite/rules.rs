//! The relay's rules: which requests it reads, what an answer means for the page.

use crate::support::settings;
use prosperstack_relay::{Arrival, Given, LARGEST_BODY, Outcome, gate::gate, time, upstream};

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
        (Given::Nothing, Some(0)),
        (0.0.into(), Some(0)),
        (0.2.into(), Some(1)),
        (5.0.into(), Some(5)),
        (f64::INFINITY.into(), Some(86_400)),
        ((-1.0).into(), None),
        (f64::NAN.into(), None),
        ("5".into(), None),
        (Given::Flag(false), None),
        (Given::Other, None),
    ] {
        assert_eq!(upstream::wait(&given), seconds);
    }
    for (given, status) in [
        (Given::Nothing, 200),
        (Given::Other, 200),
        ("500".into(), 200),
        (202.0.into(), 202),
        (0.0.into(), 0),
        (99_999.0.into(), 0),
        ((-200.0).into(), 0),
        (200.5.into(), 0),
        (f64::NAN.into(), 0),
    ] {
        assert_eq!(upstream::status(&given), status);
    }
}

#[test]
fn every_outcome_has_a_code_of_its_own() {
    let codes: std::collections::BTreeSet<_> = Outcome::ALL.iter().map(|outcome| outcome.code()).collect();
    assert_eq!(codes.len(), Outcome::ALL.len());
    for outcome in Outcome::ALL {
        assert!(
            outcome.code().bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'),
            "{}",
            outcome.code()
        );
    }
}
