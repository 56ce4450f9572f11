//! Every shape in which the service is known to fail, and some in which it may.

use std::time::Duration;

use crate::world::{Answer, SUBSCRIPTION, TOKEN, World, answer, failed, throttled};
use futures_lite::StreamExt;
use profitwell_api::{
    Error, Fields, Options, Response, TransportError, TransportErrorKind, customers::CustomerQuery,
    retry::RetryPolicy,
};

/// What a call that is not tried again comes to.
fn outcome(answer: Answer) -> Result<Response, Error> {
    let world = World::answering([answer]);
    let once = RetryPolicy { attempts: 1, ..RetryPolicy::default() };
    let client = world.client_with(Options { retry: once, ..Options::default() });
    let outcome = world.run(client.call(&profitwell_api::status::check()));
    if let Err(error) = &outcome {
        for shown in [format!("{error}"), format!("{error:?}")] {
            assert!(!shown.contains(TOKEN), "{shown}");
        }
    }
    outcome
}

fn error(status: u16, body: impl AsRef<[u8]>) -> Error {
    outcome(answer(status, body)).unwrap_err()
}

fn fields<const N: usize, const M: usize>(fields: [(&str, [&str; N]); M]) -> Fields {
    fields.map(|(field, said)| (field.to_owned(), said.map(str::to_owned).to_vec())).into()
}

#[test]
fn validation_messages_are_found_by_field_in_every_shape() {
    for (body, expected) in [
        (r#"{"email":["This field is required."]}"#, fields([("email", ["This field is required."])])),
        (
            r#"{"value":["A valid integer is required.","Too small."],"plan_id":["Blank.","Short."]}"#,
            fields([
                ("value", ["A valid integer is required.", "Too small."]),
                ("plan_id", ["Blank.", "Short."]),
            ]),
        ),
        (r#"{"non_field_errors":["Not both."]}"#, fields([("non_field_errors", ["Not both."])])),
        (r#"{"detail":"Malformed."}"#, fields([("detail", ["Malformed."])])),
        (
            r#"["A plan with this ID already exists"]"#,
            fields([("non_field_errors", ["A plan with this ID already exists"])]),
        ),
        (r#""Customer already has trait""#, fields([("non_field_errors", ["Customer already has trait"])])),
        ("Customer already has trait", fields([("non_field_errors", ["Customer already has trait"])])),
        ("<h1>Bad Request (400)</h1>", fields([("non_field_errors", ["<h1>Bad Request (400)</h1>"])])),
        ("", fields([("non_field_errors", ["refused without a reason"])])),
        (r#"{"meta":{"churn_type":["Unknown."]}}"#, fields([("meta", [r#"{"churn_type":["Unknown."]}"#])])),
        (r#"{"email":[]}"#, fields::<0, 1>([("email", [])])),
    ] {
        let error = error(400, body);
        assert_eq!((error.code(), error.status()), ("validation", Some(400)));
        assert_eq!(*error.fields(), expected, "{body}");
    }
    assert_eq!(
        error(400, r#"{"email":["Required."],"value":["A.","B."]}"#).to_string(),
        "the service refused the request: email: Required.; value: A. B."
    );
}

#[test]
fn each_status_is_an_error_of_its_own() {
    let html = "<h1>Server Error (500)</h1>";
    let detail = r#"{"detail":"Not found."}"#;
    let excerpt = |text: &str| text.to_owned();
    for (status, body, expected, code) in [
        (401, r#"{"detail":"Invalid token."}"#, Error::Unauthorized, "unauthorized"),
        (401, "", Error::Unauthorized, "unauthorized"),
        (404, detail, Error::NotFound { excerpt: excerpt("Not found.") }, "not_found"),
        (404, "", Error::NotFound { excerpt: excerpt("") }, "not_found"),
        (403, detail, Error::Refused { status: 403, excerpt: excerpt("Not found.") }, "refused"),
        (405, "", Error::Refused { status: 405, excerpt: excerpt("") }, "refused"),
        (100, "", Error::Refused { status: 100, excerpt: excerpt("") }, "refused"),
        (500, html, Error::Server { status: 500, excerpt: excerpt(html) }, "server_error"),
        (500, "{\"a\"", Error::Server { status: 500, excerpt: excerpt("{\"a\"") }, "server_error"),
        (502, "", Error::Server { status: 502, excerpt: excerpt("") }, "server_error"),
        (301, "", Error::Redirected { status: 301 }, "redirected"),
        (304, "", Error::Redirected { status: 304 }, "redirected"),
        (307, "", Error::Redirected { status: 307 }, "redirected"),
    ] {
        let error = error(status, body);
        assert_eq!(error, expected);
        assert_eq!((error.code(), error.status()), (code, Some(status)));
        assert!(error.fields().is_empty());
        assert!(error.to_string().starts_with(char::is_lowercase), "{error}");
    }
}

#[test]
fn a_throttled_call_knows_how_long_to_wait_by_header_or_by_text() {
    let wait = |seconds| Error::Throttled { retry_after: Some(Duration::from_secs(seconds)) };
    let unknown = Error::Throttled { retry_after: None };
    assert_eq!(outcome(throttled("7")).unwrap_err(), wait(7));
    assert_eq!(outcome(throttled(" 0 ")).unwrap_err(), wait(0));
    assert_eq!(outcome(throttled("-1")).unwrap_err(), unknown);
    assert_eq!(outcome(throttled("Wed, 21 Oct 2026 07:28:00 GMT")).unwrap_err(), unknown);
    assert_eq!(outcome(throttled("99999999999999999999999")).unwrap_err(), wait(u64::MAX));
    assert_eq!(outcome(throttled("18446744073709551615")).unwrap_err(), wait(u64::MAX));
    assert_eq!(error(429, "Request was throttled."), unknown);
    assert_eq!(
        error(429, r#"{"detail":"Request was throttled. Expected available in 42 seconds."}"#),
        wait(42)
    );
    assert_eq!(error(429, "available in soon").to_string(), "too many requests: try again later");
    assert_eq!(wait(42).to_string(), "too many requests: try again in 42 s");
}

#[test]
fn a_missing_answer_says_whether_anything_was_sent() {
    for (kind, code, says) in [
        (TransportErrorKind::Connect, "connection_failed", "nothing was sent"),
        (TransportErrorKind::Timeout, "timed_out", "nothing was changed"),
        (TransportErrorKind::Interrupted, "interrupted", "nothing was changed"),
        (TransportErrorKind::TooLarge, "answer_too_large", "ask for less at a time"),
    ] {
        let error = outcome(failed(kind)).unwrap_err();
        assert_eq!((error.code(), error.status()), (code, None));
        assert!(error.to_string().contains(says), "{error}");
        assert!(error.to_string().contains("as the test wants it"), "{error}");
    }
    for kind in [TransportErrorKind::Timeout, TransportErrorKind::Interrupted] {
        let world = World::answering([failed(kind)]);
        let error = world.run(world.client().plans().create("p", "P")).unwrap_err();
        assert!(error.to_string().contains("look whether the change was made"), "{error}");
    }
}

#[test]
fn an_answer_that_is_not_as_documented_names_the_place() {
    let list = |body: &str| {
        let world = World::answering([answer(200, body)]);
        world.run(world.client().subscriptions().list("u")).unwrap_err()
    };
    let decode = |error: Error| match error {
        Error::Decode { path, reason } => (path, reason),
        other => panic!("{other:?}"),
    };
    let second = SUBSCRIPTION.replace("5000", "\"5000\"");
    let (path, reason) = decode(list(&format!("[{SUBSCRIPTION},{second}]")));
    assert_eq!(path, "[1].value");
    assert!(reason.contains("expected a whole number of cents"), "{reason}");
    let fraction = SUBSCRIPTION.replace("5000", "12.5");
    assert_eq!(decode(list(&format!("[{fraction}]"))).0, "[0].value");
    let missing = SUBSCRIPTION.replace("\"plan_id\"", "\"plan\"");
    assert!(decode(list(&format!("[{missing}]"))).1.contains("missing field `plan_id`"));
    for body in ["", "{}", "null", "<html>", "\u{feff}[]", "[]]", "[] x"] {
        assert_eq!(decode(list(body)).0, ".", "{body}");
    }
    // Cut off in the middle of the second of two.
    let cut = &format!("[{SUBSCRIPTION},{SUBSCRIPTION}]")[..SUBSCRIPTION.len() + 60];
    assert!(decode(list(cut)).0.starts_with("[1]"));
    let error = list(&format!("[{{\"user_id\":{}}}]", SUBSCRIPTION.replace("5000", TOKEN)));
    assert!(!format!("{error:?}").contains(TOKEN));
    assert_eq!((error.code(), error.status()), ("unexpected_answer", None));
}

#[test]
fn an_empty_answer_is_one_where_none_is_documented() {
    for (status, body, expected) in [
        (204, "", serde_json::Value::Null),
        (200, "true", true.into()),
        (200, "deleted", "deleted".into()),
        (
            200,
            r#"{"detail":"This user's data has been deleted."}"#,
            serde_json::json!({"detail": "This user's data has been deleted."}),
        ),
    ] {
        let world = World::answering([answer(status, body)]);
        assert_eq!(world.run(world.client().users().delete("u")), Ok(expected));
    }
    let churn = |body: &str| {
        let world = World::answering([answer(if body.is_empty() { 204 } else { 200 }, body)]);
        let client = world.client();
        let january = profitwell_api::UnixSeconds::new(1_514_764_800);
        world.run(client.subscriptions().churn("s", january, None)).unwrap()
    };
    assert_eq!(churn(""), None);
    assert_eq!(churn(SUBSCRIPTION).unwrap().subscription_id, "pws_FecTCEyo17rV");
}

#[test]
fn a_body_that_repeats_the_token_or_never_ends_stays_out_of_errors() {
    let Error::Server { excerpt, .. } = error(500, format!("Authorization: {TOKEN} was {TOKEN}")) else {
        panic!()
    };
    assert_eq!(excerpt, "Authorization: [private token] was [private token]");
    // Across the edge of the excerpt, and hidden by a control character.
    assert!(!error(500, format!("{}{TOKEN}", "x".repeat(190))).to_string().contains(&TOKEN[..8]));
    let Error::Server { excerpt, .. } = error(500, "ü\u{1b}[31m\u{7}\n\r\0".repeat(100_000)) else {
        panic!()
    };
    assert_eq!(excerpt.chars().count(), 201);
    assert!(!excerpt.contains(char::is_control), "{excerpt:?}");
    let text = format!("error for https://x/{TOKEN}");
    let told = outcome(Err(TransportError { kind: TransportErrorKind::Interrupted, text })).unwrap_err();
    assert!(told.to_string().contains("[private token]"));
    for body in [
        format!(r#"{{"{TOKEN}":["{TOKEN}"]}}"#),
        format!(r#"["{TOKEN}"]"#),
        format!(r#"{{"a":{{"{TOKEN}":1}}}}"#),
        TOKEN.to_owned(),
    ] {
        assert!(error(400, &body).to_string().contains("[private token]"));
    }
    let many: Vec<String> = (0..10_000).map(|n| format!("\"f{n}\":[{}\"x\"]", "\"x\",".repeat(50))).collect();
    let many = error(400, format!("{{{}}}", many.join(",")));
    assert!(many.fields().len() <= 50 && many.fields().values().all(|said| said.len() <= 20));
    assert_eq!(error(500, [0xff, 0xfe, 0x41]).status(), Some(500));
    assert_eq!(error(400, "[".repeat(100_000)).code(), "validation");
}

#[test]
fn a_list_ends_with_its_error() {
    let customer = |id: u32| format!(r#"{{"customer_id":"cus_{id}","updated_on":"2020-01-0{id}"}}"#);
    let body = format!("[{},{}]", customer(1), customer(2));
    let world = World::answering([answer(403, ""), answer(200, body)]);
    let client = world.client();
    let mut list = client.customers().list(CustomerQuery::default());
    world.run(async {
        assert_eq!(list.next().await.unwrap().unwrap_err().code(), "refused");
        assert_eq!(list.next().await, None);
        assert_eq!(client.customers().all(CustomerQuery::default()).await.unwrap().len(), 2);
    });
}
