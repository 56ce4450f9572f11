//! Events in any order: a message is about the session's user, and everybody who may object was asked.

use std::collections::BTreeSet;

use crate::support::{
    NOW,
    exchange::{POST, name, relay},
};
use proptest::prelude::*;
use prosperstack_relay::{Event, Exchange, Given, Step};

fn given() -> impl Strategy<Value = Given> {
    let emails = prop_oneof![
        Just("jane@example.com"),
        Just("JANE@example.com"),
        Just("victim@example.com"),
        Just(" jane@example.com "),
        Just("no email"),
    ];
    prop_oneof![
        Just(Given::Nothing),
        emails.prop_map(Given::from),
        any::<String>().prop_map(Given::Text),
        any::<f64>().prop_map(Given::Number),
        any::<bool>().prop_map(Given::Flag),
        Just(Given::Number(0.0)),
        Just(Given::Flag(false)),
        Just(Given::Function),
        Just(Given::Other),
        Just(Given::List(vec!["jane@example.com".into()])),
    ]
}

fn body_event() -> impl Strategy<Value = Event> {
    let name = prop_oneof![
        Just("a".to_owned()),
        Just("email".to_owned()),
        Just("userId".to_owned()),
        Just("traits".to_owned()),
        any::<String>(),
    ];
    let value = prop_oneof![
        Just(serde_json::Value::from(1)),
        any::<String>().prop_map(serde_json::Value::from),
        Just(serde_json::json!({"email": "victim@example.com", "a": 2})),
        Just(serde_json::json!(["victim@example.com"])),
    ];
    let email = prop_oneof![Just("jane@example.com"), Just("victim@example.com"), Just("no email")];
    (email, prop::collection::vec((name, value), 0..5), any::<bool>()).prop_map(|(email, traits, allowed)| {
        let mut message = serde_json::json!({
            "type": "identify", "messageId": "m-1", "userId": "victim", "anonymousId": "victim",
            "traits": {"email": email},
        });
        message["traits"].as_object_mut().unwrap().extend(traits);
        if allowed {
            message["traits"]["a"] = 1.into();
        }
        Event::Body(message.to_string().into_bytes())
    })
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        6 => body_event(),
        6 => (given(), given(), given(), any::<i64>()).prop_map(|(session, email, user_id, now_ms)| {
            Event::Authenticated { session, email, user_id, now_ms }
        }),
        4 => given().prop_map(Event::Limited),
        4 => given().prop_map(Event::Seen),
        2 => (given(), given()).prop_map(|(status, retry_after)| Event::Delivered { status, retry_after }),
        1 => prop::collection::vec(any::<u8>(), 0..40).prop_map(Event::Body),
        1 => Just(Event::BodyTooLong),
        1 => Just(Event::BodyAlreadyRead),
        1 => Just(Event::InvalidHost),
        1 => Just(Event::Told),
        1 => Just(Event::Failed),
        1 => Just(Event::Late),
    ]
}

/// An event that the step asks for, or any other.
fn next_event(exchange: &Exchange, wanted: bool, any: Event, session: &Event, body: &Event) -> Event {
    match exchange.step() {
        Step::ReadBody if wanted => body.clone(),
        Step::Authenticate if wanted => session.clone(),
        Step::AskRateLimit(_) if wanted => Event::Limited(Given::Nothing),
        Step::AskSeen(_) if wanted => Event::Seen(Given::Flag(false)),
        _ => any,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    /// Whatever events come in whatever order, a message is delivered only about the user whom `authenticate` has named,
    /// only after `rateLimit` has said to go on and `seen` that it is new, and at most once.
    #[test]
    fn no_order_of_events_delivers_a_message_about_somebody_else_or_before_all_were_asked(
        functions in 0u8..16,
        events in prop::collection::vec((prop::bool::weighted(0.7), event()), 0..12),
        session in (given(), given()).prop_map(|(email, user_id)| {
            Event::Authenticated { session: Given::Other, email, user_id, now_ms: NOW }
        }),
        body in body_event(),
    ) {
        let mut exchange = relay(functions).begin(&POST);
        let mut named = None;
        let (mut may_go_on, mut is_new, mut deliveries) = (false, false, 0);
        for (wanted, any) in events {
            let event = next_event(&exchange, wanted, any, &session, &body);
            let before = name(exchange.step());
            match &event {
                Event::Authenticated { email, user_id, .. } if before == "Authenticate" => {
                    named = Some((email.clone(), user_id.clone()));
                }
                Event::Limited(given) if before == "AskRateLimit" => {
                    may_go_on = matches!(given, Given::Nothing) || *given == Given::Number(0.0);
                }
                Event::Seen(given) if before == "AskSeen" => is_new = *given == Given::Flag(false),
                _ => {}
            }
            let Step::Deliver(message) = exchange.next(event) else { continue };
            deliveries += 1;
            prop_assert_eq!(before == "Deliver", false);
            let sent: serde_json::Value = serde_json::from_str(message.json()).unwrap();
            let (email, user_id) = named.clone().unwrap();
            let Given::Text(email) = email else { panic!("an email that is no string") };
            prop_assert_eq!(sent["traits"]["email"].as_str(), Some(email.trim()));
            match user_id {
                Given::Nothing => prop_assert!(sent.get("userId").is_none()),
                Given::Text(id) => prop_assert_eq!(sent["userId"].as_str(), Some(id.as_str())),
                number => {
                    prop_assert_eq!(sent["userId"].as_str().map(str::to_owned), number.safe_integer().map(|id| id.to_string()));
                }
            }
            let names: BTreeSet<_> = sent.as_object().unwrap().keys().map(String::as_str).collect();
            prop_assert!(names.is_subset(&["type", "messageId", "timestamp", "userId", "traits"].into()));
            let traits: BTreeSet<_> = sent["traits"].as_object().unwrap().keys().map(String::as_str).collect();
            prop_assert!(traits.is_subset(&["email", "a", "traits"].into()));
            prop_assert!(functions & 1 == 0 || may_go_on);
            prop_assert!(functions & 2 == 0 || is_new);
        }
        prop_assert!(deliveries <= 1);
    }
}
