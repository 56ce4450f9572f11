//! What the page and the owner's log get of each end of a request.

use prosperstack_relay::{Answer, Outcome};
use serde_json::{Value, json};

const PAGE: &str = "https://shop.example";

fn reply(outcome: Outcome, retry_after: Option<u32>, origin: Option<&str>) -> Value {
    let answer = Answer { retry_after, ..outcome.into() };
    serde_json::to_value(answer.reply(origin)).unwrap()
}

fn line(answer: &Answer, ms: f64) -> Value {
    serde_json::to_value(answer.line(ms)).unwrap()
}

#[test]
fn a_page_that_may_send_can_read_its_answer_with_the_session_and_no_cache_keeps_it() {
    let delivered = json!({
        "status": 200,
        "headers": {
            "cache-control": "no-store",
            "vary": "Origin",
            "x-content-type-options": "nosniff",
            "content-type": "application/json",
            "access-control-allow-origin": PAGE,
            "access-control-allow-credentials": "true",
            "access-control-expose-headers": "Retry-After",
        },
        "body": r#"{"code":"delivered"}"#,
    });
    assert_eq!(reply(Outcome::Delivered, None, Some(PAGE)), delivered);
    let busy = reply(Outcome::Busy, Some(7), Some(PAGE));
    assert_eq!((&busy["status"], &busy["headers"]["retry-after"]), (&json!(503), &json!("7")));
}

#[test]
fn a_preflight_is_answered_with_what_a_page_may_send_and_without_a_body() {
    let preflight = json!({
        "status": 204,
        "headers": {
            "cache-control": "no-store",
            "vary": "Origin",
            "x-content-type-options": "nosniff",
            "access-control-allow-origin": PAGE,
            "access-control-allow-credentials": "true",
            "access-control-expose-headers": "Retry-After",
            "access-control-allow-methods": "POST",
            "access-control-allow-headers": "Content-Type",
            "access-control-max-age": "600",
        },
    });
    assert_eq!(reply(Outcome::Preflight, None, Some(PAGE)), preflight);
}

#[test]
fn other_pages_can_read_nothing_and_a_wrong_method_names_the_right_ones() {
    let plain = json!({
        "cache-control": "no-store",
        "vary": "Origin",
        "x-content-type-options": "nosniff",
        "content-type": "application/json",
    });
    assert_eq!(reply(Outcome::ForeignOrigin, None, None)["headers"], plain);
    let mut with_methods = plain;
    with_methods["allow"] = "POST, OPTIONS".into();
    assert_eq!(reply(Outcome::MethodNotAllowed, None, None)["headers"], with_methods);
}

#[test]
fn the_log_has_what_is_known_of_a_request_and_why_it_failed() {
    assert_eq!(
        line(&Outcome::Delivered.into(), 12.3456),
        json!({ "event": "relay", "outcome": "delivered", "status": 200, "ms": 12.3 })
    );
    let refused = Answer {
        message_id: Some("m-1".to_owned()),
        properties: Some((2, 1)),
        upstream: Some(400),
        untold: true,
        ..Outcome::UpstreamRefused.into()
    };
    assert_eq!(
        line(&refused, 5.0),
        json!({
            "event": "relay", "outcome": "upstream_refused", "status": 400, "ms": 5.0, "messageId": "m-1", "sent": 2,
            "refused": 1, "upstream": 400, "reason": Outcome::UpstreamRefused.text(), "warning": "delivered_failed",
        })
    );
}
