//! The order of a request: what is asked when, and how it ends, whatever comes of each step.

use std::collections::{BTreeMap, BTreeSet};

use crate::support::{
    NOW,
    exchange::{POST, name, relay},
};
use prosperstack_relay::{
    Arrival, Event, Exchange, Given, Outcome, Relay, Step,
    load::{MOST_DELIVERIES, MOST_UNAUTHENTICATED},
};

/// With all functions of the owner but `deliver`.
const ALL: u8 = 7;

fn body(email: &str, traits: &str) -> Event {
    let text = format!(
        r#"{{"type":"identify","messageId":"m-1","timestamp":"2026-01-02T03:04:05.678Z","traits":{{"email":"{email}"{traits}}}}}"#
    );
    Event::Body(text.into_bytes())
}

fn session(email: &str) -> Event {
    Event::Authenticated { session: Given::Other, email: email.into(), user_id: "u1".into(), now_ms: NOW }
}

fn answered(status: f64) -> Event {
    Event::Delivered { status: status.into(), retry_after: "7".into() }
}

const EMAIL: &str = "jane@example.com";

/// Every kind of event, each with the name that the diagram has for it.
fn events() -> Vec<(&'static str, Event)> {
    let nobody = |session| Event::Authenticated {
        session,
        email: Given::Nothing,
        user_id: Given::Nothing,
        now_ms: NOW,
    };
    let mut events = vec![
        ("body", body(EMAIL, r#","a":1"#)),
        ("body", body(EMAIL, "")),
        ("body", Event::Body(b"{".to_vec())),
        ("body", Event::Body(b"{}".to_vec())),
        ("too long", Event::BodyTooLong),
        ("already read", Event::BodyAlreadyRead),
        ("invalid host", Event::InvalidHost),
        ("session", session(EMAIL)),
        ("session", session("john@example.com")),
        ("session", nobody(Given::Nothing)),
        ("session", nobody(Given::Flag(false))),
        ("session", nobody(Given::Flag(true))),
        ("session", nobody(EMAIL.into())),
        ("no wait", Event::Limited(Given::Nothing)),
        ("wait", Event::Limited(5.0.into())),
        ("wait", Event::Limited("5".into())),
        ("not seen", Event::Seen(Given::Flag(false))),
        ("seen", Event::Seen(Given::Flag(true))),
        ("seen", Event::Seen(Given::Nothing)),
        ("told", Event::Told),
        ("failed", Event::Failed),
        ("late", Event::Late),
    ];
    let statuses = [0, 101, 200, 202, 204, 301, 400, 401, 403, 404, 408, 429, 500, 501, 503, 600, 999];
    events.extend(statuses.map(|status| ("answer", answered(status.into()))));
    events
}

fn outcome(step: Step) -> Option<Outcome> {
    if let Step::Answer(answer) = step { Some(answer.outcome) } else { None }
}

/// A new exchange in which these events have come.
fn after(relay: &Relay, path: &[Event]) -> Exchange {
    let mut exchange = relay.begin(&POST);
    for event in path {
        exchange.next(event.clone());
    }
    exchange
}

/// Calls `see` with every step of every exchange, and where each event leads from there.
fn explore(mut see: impl FnMut(&Relay, &Exchange, &str, Event, &Exchange)) {
    for functions in 0..16 {
        let relay = relay(functions);
        let mut paths: Vec<Vec<Event>> = vec![vec![]];
        let mut seen = BTreeSet::new();
        while let Some(path) = paths.pop() {
            let before = after(&relay, &path);
            if !seen.insert(format!("{before:?}")) {
                continue;
            }
            for (label, event) in events() {
                let longer = [path.as_slice(), std::slice::from_ref(&event)].concat();
                let then = after(&relay, &longer);
                see(&relay, &before, label, event, &then);
                if outcome(then.step()).is_none() {
                    paths.push(longer);
                }
            }
        }
    }
}

/// The lines of the diagram: where each step leads, by what came of it, and to which answers.
fn diagram() -> String {
    let mut edges: BTreeMap<(usize, usize), BTreeSet<(usize, String)>> = BTreeMap::new();
    let order = ["ReadBody", "Authenticate", "AskRateLimit", "AskSeen", "Deliver", "TellDelivered", "Answer"];
    let place = |step: Step<'_>| order.iter().position(|known| *known == name(step)).unwrap();
    explore(|_, before, label, _, then| {
        let label = match outcome(then.step()) {
            Some(Outcome::InternalError) => return,
            // What has arrived stays delivered.
            Some(_) if name(before.step()) == "TellDelivered" => (0, "told, failed, late".to_owned()),
            Some(outcome) => {
                (Outcome::ALL.iter().position(|known| *known == outcome).unwrap(), outcome.code().to_owned())
            }
            None if name(before.step()) == "Deliver" => (0, "answer 2xx".to_owned()),
            None => (0, label.to_owned()),
        };
        if outcome(before.step()).is_none() {
            edges.entry((place(before.step()), place(then.step()))).or_default().insert(label);
        }
    });
    let mut begun = BTreeSet::new();
    for arrival in [
        Arrival { method: "PUT", ..POST },
        Arrival { origin: None, ..POST },
        Arrival { origin: Some("https://evil.example"), ..POST },
        Arrival { method: "OPTIONS", ..POST },
        Arrival { content_type: None, ..POST },
        Arrival { content_length: Some("32769"), ..POST },
    ] {
        begun.insert(outcome(relay(0).begin(&arrival).step()).unwrap().code());
    }
    let codes = Outcome::ALL.iter().map(|outcome| outcome.code());
    let begun: Vec<_> = codes.filter(|code| begun.contains(code) || *code == "busy").collect();
    let mut lines = vec![
        "stateDiagram-v2".to_owned(),
        "    [*] --> ReadBody: headers".to_owned(),
        format!("    [*] --> Answer: {}", begun.join(", ")),
    ];
    for ((from, to), labels) in edges {
        let labels: Vec<_> = labels.into_iter().map(|(_, label)| label).collect();
        lines.push(format!("    {} --> {}: {}", order[from], order[to], labels.join(", ")));
    }
    lines.push("    Answer --> [*]".to_owned());
    lines.join("\n")
}

#[test]
fn the_diagram_in_the_documentation_is_that_of_the_code() {
    let page = include_str!("../../../../docs/relay.md");
    let drawn = page.split("```mermaid\n").nth(1).and_then(|rest| rest.split("\n```").next());
    let expected = diagram();
    assert_eq!(drawn, Some(expected.as_str()), "the code's diagram:\n{expected}");
}

#[test]
fn every_outcome_comes_of_some_order_of_events() {
    let mut reached = BTreeSet::from([
        "method_not_allowed",
        "missing_origin",
        "foreign_origin",
        "preflight",
        "not_json",
        "busy",
    ]);
    explore(|_, _, _, _, then| {
        reached.extend(outcome(then.step()).map(Outcome::code));
    });
    let all: BTreeSet<_> = Outcome::ALL.iter().map(|outcome| outcome.code()).collect();
    assert_eq!(reached, all);
}

/// With every function there, and each of them in turn missing.
#[test]
fn the_order_is_body_session_rate_limit_seen_delivery_and_then_the_answer() {
    for functions in 0..16 {
        let relay = relay(functions);
        let mut exchange = relay.begin(&POST);
        let mut steps = vec![];
        loop {
            let event = match exchange.step() {
                Step::ReadBody => body(EMAIL, r#","a":1"#),
                Step::Authenticate => session(EMAIL),
                Step::AskRateLimit(_) => Event::Limited(Given::Nothing),
                Step::AskSeen(_) => Event::Seen(Given::Flag(false)),
                Step::Deliver(_) => answered(200.0),
                Step::TellDelivered(_) => Event::Told,
                Step::Answer(answer) => {
                    assert_eq!((answer.outcome, answer.untold), (Outcome::Delivered, false));
                    assert_eq!(answer.upstream, (functions & 8 == 0).then_some(200));
                    assert_eq!(
                        (answer.message_id.as_deref(), answer.properties),
                        (Some("m-1"), Some((1, 0)))
                    );
                    break;
                }
            };
            steps.push(name(exchange.step()));
            exchange.next(event);
        }
        let there = [
            (0, "ReadBody"),
            (0, "Authenticate"),
            (1, "AskRateLimit"),
            (2, "AskSeen"),
            (0, "Deliver"),
            (4, "TellDelivered"),
        ];
        let expected: Vec<_> =
            there.into_iter().filter(|(bit, _)| functions & bit == *bit).map(|(_, name)| name).collect();
        assert_eq!(steps, expected);
    }
}

#[test]
fn each_step_that_fails_or_is_late_has_an_answer_of_its_own() {
    let path = [
        body(EMAIL, r#","a":1"#),
        session(EMAIL),
        Event::Limited(0.0.into()),
        Event::Seen(Given::Flag(false)),
        answered(202.0),
    ];
    for (done, failed, late, untold) in [
        (0, Outcome::BrokenBody, Outcome::TooSlow, false),
        (1, Outcome::AuthenticateFailed, Outcome::AuthenticateTimedOut, false),
        (2, Outcome::RateLimitFailed, Outcome::RateLimitFailed, false),
        (3, Outcome::SeenFailed, Outcome::SeenFailed, false),
        (4, Outcome::UpstreamUnreachable, Outcome::UpstreamTimedOut, false),
        (5, Outcome::Accepted, Outcome::Accepted, true),
    ] {
        for (event, expected) in [(Event::Failed, failed), (Event::Late, late)] {
            let mut exchange = after(&relay(ALL), &path[..done]);
            let Step::Answer(answer) = exchange.next(event) else { panic!("no answer") };
            assert_eq!((answer.outcome, answer.untold), (expected, untold));
            // For the log, from the moment at which it is known.
            assert_eq!(answer.message_id.as_deref(), (done > 0).then_some("m-1"));
            assert_eq!(answer.properties, (done > 1).then_some((1, 0)));
        }
    }
    let mut own = after(&relay(ALL | 8), &path[..4]);
    assert_eq!(outcome(own.next(Event::Failed)), Some(Outcome::DeliverFailed));
}

#[test]
fn an_event_that_cannot_come_of_a_step_ends_the_request_and_after_the_answer_nothing_counts() {
    explore(|_, before, label, _, then| {
        let may = match before.step() {
            Step::ReadBody => ["body", "too long", "already read"].as_slice(),
            Step::Authenticate => &["session", "invalid host"],
            Step::AskRateLimit(_) => &["no wait", "wait"],
            Step::AskSeen(_) => &["not seen", "seen"],
            Step::Deliver(_) => &["answer"],
            // Whatever it is, the message has arrived.
            Step::TellDelivered(_) => return assert_eq!(name(then.step()), "Answer"),
            Step::Answer(_) => return assert_eq!(before.step(), then.step()),
        };
        let fault = outcome(then.step()) == Some(Outcome::InternalError);
        assert_eq!(fault, !may.contains(&label) && !["failed", "late"].contains(&label), "{label}");
    });
}

#[test]
fn a_wait_is_handed_on_where_the_page_repeats() {
    let path = [body(EMAIL, r#","a":1"#), session(EMAIL)];
    let wait = |event| {
        let mut exchange = after(&relay(1), &path);
        let Step::Answer(answer) = exchange.next(event) else { panic!("no answer") };
        answer.retry_after
    };
    assert_eq!(wait(Event::Limited(6.2.into())), Some(7));
    for (status, expected) in
        [(429.0, Some(7)), (503.0, Some(7)), (200.0, None), (400.0, None), (501.0, None)]
    {
        let mut exchange = after(&relay(0), &path);
        let Step::Answer(answer) = exchange.next(answered(status)) else { panic!("no answer") };
        assert_eq!(answer.retry_after, expected, "{status}");
    }
    // One that is no string is none.
    let mut exchange = after(&relay(0), &path);
    let odd = Event::Delivered { status: 429.0.into(), retry_after: 7.0.into() };
    let Step::Answer(answer) = exchange.next(odd) else { panic!("no answer") };
    assert_eq!(answer.retry_after, None);
}

#[test]
fn so_many_bodies_of_strangers_are_held_and_no_more() {
    let relay = relay(0);
    let mut held: Vec<_> = (0..MOST_UNAUTHENTICATED).map(|_| relay.begin(&POST)).collect();
    assert!(held.iter().all(|exchange| exchange.step() == Step::ReadBody));
    let busy = relay.begin(&POST);
    let Step::Answer(answer) = busy.step() else { panic!("no answer") };
    assert_eq!((answer.outcome, answer.retry_after), (Outcome::Busy, Some(1)));
    // Those that are judged by their headers take no place.
    let preflight = Arrival { method: "OPTIONS", ..POST };
    assert_eq!(outcome(relay.begin(&preflight).step()), Some(Outcome::Preflight));
    // A body that was read still waits for `authenticate`; an answer, a session and an end each make room.
    held[0].next(body(EMAIL, r#","a":1"#));
    assert_eq!(outcome(relay.begin(&POST).step()), Some(Outcome::Busy));
    held[0].next(session(EMAIL));
    let first = relay.begin(&POST);
    assert_eq!(first.step(), Step::ReadBody);
    assert_eq!(outcome(relay.begin(&POST).step()), Some(Outcome::Busy));
    held[1].next(Event::Late);
    let second = relay.begin(&POST);
    assert_eq!(second.step(), Step::ReadBody);
    held.truncate(2);
    assert_eq!(relay.begin(&POST).step(), Step::ReadBody);
}

#[test]
fn so_many_messages_are_on_their_way_and_no_more() {
    let relay = relay(0);
    let path = [body(EMAIL, r#","a":1"#), session(EMAIL)];
    let mut held: Vec<_> = (0..MOST_DELIVERIES).map(|_| after(&relay, &path)).collect();
    assert!(held.iter().all(|exchange| name(exchange.step()) == "Deliver"));
    let busy = after(&relay, &path);
    let Step::Answer(answer) = busy.step() else { panic!("no answer") };
    assert_eq!(
        (answer.outcome, answer.retry_after, answer.properties),
        (Outcome::Busy, Some(1), Some((1, 0)))
    );
    held[0].next(answered(200.0));
    let next = after(&relay, &path);
    assert_eq!(name(next.step()), "Deliver");
    held.pop();
    assert_eq!(name(after(&relay, &path).step()), "Deliver");
}
