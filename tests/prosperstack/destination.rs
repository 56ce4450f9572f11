use retention_destinations::{
    consent::Answer,
    prosperstack::{
        Code, Destination,
        destination::{Flow, Now, Response},
        queue::MOST_ATTEMPTS,
        settings::Setting,
    },
};

use super::{
    page::{Memory, settings},
    support::{FakePage, Value, object},
};

#[derive(Default)]
struct Site {
    page: FakePage<Memory>,
    destination: Destination<Value>,
}

fn at(ms: f64) -> Now {
    Now { ms, wall: 1_000.0 + ms, online: true }
}

fn ada(plan: &str) -> Value {
    object([("email", "ada@example.com".into()), ("plan", plan.into())])
}

impl Site {
    fn load_stored<const N: usize>(&self, given: [(&str, Value); N], traits: &Value) -> Code {
        self.destination.load(&self.page, &settings(given), &"u1".into(), traits, Answer::Yes, true)
    }

    fn load<const N: usize>(&self, given: [(&str, Value); N]) -> Code {
        self.destination.load(&self.page, &settings(given), &Value::Null, &Value::Null, Answer::Yes, false)
    }

    fn identify(&self, traits: &Value, now: Now) -> Code {
        self.destination.identify(&self.page, &settings([]), &"u1".into(), traits, Answer::Yes, false, now)
    }

    /// The relay answers the only message that is in flight.
    fn answer(&self, status: i32, now: Now) -> Code {
        let (ticket, _) = self.page.facts().flights.remove(0);
        let (retry_after, date) = (Value::Undefined, Value::Undefined);
        let response = Response { ticket, status, retry_after, date, dice: 0.0 };
        self.destination.answer(&self.page, &response, now)
    }

    fn flow(&self) -> Flow {
        self.destination.flow(&self.page, Answer::Yes, &Value::Undefined, &Value::Undefined)
    }
}

#[test]
fn a_registration_loads_waits_or_is_off() {
    let site = Site::default();
    assert_eq!(site.load([("endpoint", Value::Undefined)]), Code::Missing);
    assert_eq!(site.load([]), Code::Loaded);
    assert_eq!(site.load([]), Code::Loaded, "the same endpoint again");
    assert_eq!(site.load([("endpoint", "https://shop.example/other".into())]), Code::AnotherEndpoint);
    assert_eq!(site.load([("debug", "yes".into())]), Code::invalid(Setting::Debug));
    assert_eq!(Site::default().load([("consent", "required".into())]), Code::ConsentWaiting);
    assert_eq!(Site::default().load([("consent", false.into())]), Code::ConsentDenied);
}

#[test]
fn the_stored_user_of_the_host_is_known_to_a_flow_and_nothing_is_sent() {
    let site = Site::default();
    assert_eq!((site.load_stored([], &ada("pro")), site.flow()), (Code::Seeded, Flow::Person));
    assert_eq!(site.page.now(), [("plan".to_owned(), "pro".into())]);
    assert_eq!(site.page.flights(), []);
    assert_eq!(site.load_stored([], &ada("other")), Code::Loaded, "somebody is known");

    for (given, traits) in [
        ([("useStoredUser", true.into())], object([("plan", "pro".into())])),
        ([("useStoredUser", false.into())], ada("pro")),
    ] {
        let site = Site::default();
        assert_eq!((site.load_stored(given, &traits), site.flow()), (Code::Loaded, Flow::Nobody));
        assert_eq!(site.page.now(), []);
    }
}

#[test]
fn an_identify_is_sent_waits_for_the_one_before_or_is_nothing_new() {
    let site = Site::default();
    site.load([]);
    assert_eq!(site.identify(&ada("pro"), at(0.0)), Code::Sending);
    assert_eq!(site.identify(&ada("team"), at(0.0)), Code::Queued);
    assert_eq!(site.answer(202, at(1.0)), Code::Delivered);
    assert_eq!(site.page.flights()[0].1.properties, [("plan".to_owned(), "team".into(), false)]);
    assert_eq!(site.answer(202, at(2.0)), Code::Delivered);
    assert_eq!(site.identify(&ada("team"), at(3.0)), Code::NothingNew);
    assert_eq!(site.page.flights(), []);
}

#[test]
fn a_message_is_tried_again_until_it_is_given_up() {
    let site = Site::default();
    site.load([]);
    assert_eq!(site.identify(&ada("pro"), at(0.0)), Code::Sending);
    let mut now = 0.0;
    for _ in 1..MOST_ATTEMPTS {
        assert_eq!(site.answer(503, at(now)), Code::Retrying);
        let Some(("wake", Value::Number(wait))) = site.page.take_events().pop() else { panic!("no wait") };
        assert_eq!(site.destination.wake(&site.page, at(now + wait - 1.0)), Code::Fine);
        now += wait;
        assert_eq!(site.destination.wake(&site.page, at(now)), Code::Sending);
    }
    assert_eq!(site.answer(503, at(now)), Code::GaveUp);
    assert_eq!(site.page.flights(), []);
}

#[test]
fn an_answer_that_refuses_a_message_says_why() {
    let site = Site::default();
    site.load([]);
    for (status, code) in [(401, Code::NoSession), (409, Code::AnotherPerson), (400, Code::MessageRefused)] {
        assert_eq!(site.identify(&ada("pro"), at(0.0)), Code::Sending);
        assert_eq!(site.answer(status, at(0.0)), code);
    }
    let (retry_after, date) = (Value::Undefined, Value::Undefined);
    let late = Response { ticket: 99, status: 401, retry_after, date, dice: 0.0 };
    assert_eq!(site.destination.answer(&site.page, &late, at(0.0)), Code::Fine);
}

#[test]
fn a_page_that_is_hidden_sends_what_waits() {
    let site = Site::default();
    site.load([]);
    assert_eq!(site.destination.hide(&site.page, at(0.0)), Code::Fine);
    site.identify(&ada("pro"), at(0.0));
    site.identify(&ada("team"), at(0.0));
    assert_eq!(site.page.flights().len(), 1);
    assert_eq!(site.destination.hide(&site.page, at(0.0)), Code::Sending);
    assert_eq!(site.page.flights().len(), 2);
}

/// What is said of the traits of an identify, and what is sent of them, with whether it came nested.
fn listen<const N: usize>(
    given: [(&str, Value); N],
    traits: &Value,
) -> (Vec<String>, Vec<(String, Value, bool)>) {
    let (site, values) = (Site::default(), settings(given));
    site.destination.load(&site.page, &values, &Value::Null, &Value::Null, Answer::Yes, false);
    let user_id = "u1".into();
    site.destination.identify(&site.page, &values, &user_id, traits, Answer::Yes, true, at(0.0));
    let sent = site.page.flights().pop().map_or(vec![], |(_, message)| message.properties);
    (site.page.events().into_iter().filter(|event| event.starts_with("say ")).collect(), sent)
}

#[test]
fn whoever_listens_hears_of_traits_that_are_not_sent_and_of_near_misses() {
    let traits = object([
        ("email", "ada@example.com".into()),
        ("plan", "pro".into()),
        ("Seats", 5.0.into()),
        ("size", "large".into()),
        ("name", "Ada".into()),
        ("tags", Value::list([])),
        ("nothing", Value::Undefined),
    ]);
    let allow = Value::list(["plan", "seats", "tags"].map(Value::from));
    let mapping = object([("colour", "Colour".into())]);
    let (said, sent) = listen([("allow", allow), ("mapping", mapping)], &traits);
    assert_eq!(
        said,
        ["say near_miss Seats", "say not_allowed size", "say reserved_trait name", "say not_scalar tags"]
    );
    assert_eq!(sent, [("plan".to_owned(), "pro".into(), false)]);
}

#[test]
fn a_property_that_is_beside_the_email_and_under_traits_is_taken_from_there() {
    let nested = object([("plan", "nested".into())]);
    let traits = object([
        ("email", "ada@example.com".into()),
        ("plan", "flat".into()),
        ("size", "flat".into()),
        ("traits", nested),
    ]);
    let (said, sent) = listen([], &traits);
    assert_eq!(said, ["say both_forms plan"]);
    assert_eq!(sent, [("size".to_owned(), "flat".into(), false), ("plan".to_owned(), "nested".into(), true)]);
}

#[test]
fn a_flow_is_for_whoever_is_known_and_for_nobody_whose_email_or_id_is_another() {
    let site = Site::default();
    let flow =
        |email: Value, user_id: Value| site.destination.flow(&site.page, Answer::Yes, &email, &user_id);
    assert_eq!(flow(Value::Undefined, Value::Undefined), Flow::Nobody);
    site.load_stored([], &ada("pro"));
    for (email, user_id, expected) in [
        (Value::Undefined, Value::Null, Flow::Person),
        (" ada@example.com ".into(), "u1".into(), Flow::Person),
        ("ada@example.com".into(), Value::Undefined, Flow::Person),
        (Value::Null, "u1".into(), Flow::Person),
        ("ada@example.com".into(), "u2".into(), Flow::Nobody),
        ("grace@example.com".into(), "u1".into(), Flow::Nobody),
        ("grace@example.com".into(), Value::Undefined, Flow::Nobody),
        (Value::Undefined, "u2".into(), Flow::Nobody),
        (5.0.into(), Value::Undefined, Flow::Nobody),
    ] {
        assert_eq!(flow(email.clone(), user_id.clone()), expected, "{email:?} {user_id:?}");
    }
    site.destination.flow(&site.page, Answer::No, &Value::Undefined, &Value::Undefined);
    assert_eq!(flow(Value::Undefined, Value::Undefined), Flow::Nobody, "who withdraws is forgotten");
}

#[test]
fn the_id_of_the_known_person_is_a_string_or_a_finite_number() {
    for (id, asked, expected) in [
        (Value::from("u1"), Value::from("u2"), Flow::Nobody),
        (5.0.into(), "5".into(), Flow::Person),
        (5.0.into(), 5.0.into(), Flow::Person),
        (5.0.into(), "6".into(), Flow::Nobody),
        // Without an id of their own, the email alone counts.
        (f64::NAN.into(), "u2".into(), Flow::Person),
        ("".into(), "u2".into(), Flow::Person),
        ("u".repeat(321).into(), "u2".into(), Flow::Person),
        (Value::Null, "u2".into(), Flow::Person),
    ] {
        let site = Site::default();
        site.destination.load(&site.page, &settings([]), &id, &ada("pro"), Answer::Yes, true);
        let flow = site.destination.flow(&site.page, Answer::Yes, &Value::Undefined, &asked);
        assert_eq!(flow, expected, "{id:?} {asked:?}");
    }
}

#[test]
fn a_call_without_an_email_is_about_the_known_person_by_their_id_alone() {
    let nameless = || object([("plan", "team".into())]);
    let grace = || object([("email", "grace@example.com".into())]);
    // Whether somebody is known after a call of which nothing may be kept, and after an identify.
    for (user_id, traits, observed, identified) in [
        ("u1", nameless(), Flow::Person, Flow::Person),
        ("u2", nameless(), Flow::Nobody, Flow::Nobody),
        ("u1", ada("team"), Flow::Person, Flow::Person),
        ("u2", ada("team"), Flow::Nobody, Flow::Person),
        ("u1", grace(), Flow::Nobody, Flow::Person),
    ] {
        let (values, id) = (settings([]), user_id.into());
        for (observing, expected) in [(true, observed), (false, identified)] {
            let site = Site::default();
            site.load_stored([], &ada("pro"));
            if observing {
                site.destination.observe(&site.page, &values, &id, &traits);
            } else {
                site.destination.identify(&site.page, &values, &id, &traits, Answer::Yes, false, at(0.0));
            }
            assert_eq!(site.flow(), expected, "{user_id} {traits:?}");
        }
    }
}
