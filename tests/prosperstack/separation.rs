//! A model of a relay and of its subscribers, and of everything that can happen to a page.

use std::collections::HashMap;

use proptest::{collection::vec, prelude::*};
use retention_destinations::{
    consent::Answer,
    prosperstack::{
        Code, Destination, Page,
        destination::{Now, Response},
    },
};

use super::{
    page::{Memory, settings},
    support::{FakePage, Value, object},
};

#[derive(Clone, Debug)]
enum Step {
    /// Person, property, value.
    Identify(u32, u8, u8),
    Reset,
    Consent(bool),
    /// The relay answers one of the requests in flight.
    Answer(u8, i32, Option<u16>),
    /// The request reached the relay, but the answer was lost.
    Vanish(u8),
    Online(bool),
    Hide,
    Pass(u32),
}

fn steps() -> impl Strategy<Value = Step> {
    let status = prop_oneof![6 => Just(202), 2 => Just(500), 2 => Just(429), 1 => Just(-1), 1 => Just(409), 1 => Just(501)];
    prop_oneof![
        8 => (1..4_u32, 0..4_u8, 0..3_u8).prop_map(|(who, name, value)| Step::Identify(who, name, value)),
        1 => Just(Step::Reset),
        1 => any::<bool>().prop_map(Step::Consent),
        8 => (any::<u8>(), status, proptest::option::of(0..100_u16)).prop_map(|(which, status, after)| Step::Answer(which, status, after)),
        1 => any::<u8>().prop_map(Step::Vanish),
        1 => any::<bool>().prop_map(Step::Online),
        1 => Just(Step::Hide),
        3 => (1..100_000_u32).prop_map(Step::Pass),
    ]
}

struct Run {
    page: FakePage<Memory>,
    destination: Destination<Value>,
    values: Value,
    now: Now,
    consent: bool,
    /// What the relay has of each person, from messages that were not doubles.
    relay: HashMap<(u32, String), Value>,
    ids: HashMap<u32, u32>,
}

impl Run {
    fn new() -> Self {
        let run = Run {
            page: FakePage::default(),
            destination: Destination::new(),
            values: settings([]),
            now: Now { ms: 0.0, wall: 0.0, online: true },
            consent: true,
            relay: HashMap::new(),
            ids: HashMap::new(),
        };
        run.destination.load(&run.page, &run.values, &Value::Undefined, &Value::Undefined, Answer::Yes, true);
        run
    }

    /// A request reaches the relay. Two that are in flight reach it in the order in which they
    /// were sent, as on one connection; only their answers may come in any order.
    fn arrive(&mut self, which: usize) -> i32 {
        for (_, message) in self.page.flights().into_iter().take(which + 1) {
            let seen = self.ids.entry(message.id).or_default();
            *seen += 1;
            if *seen == 1 {
                for (name, value, _) in message.properties {
                    self.relay.insert((message.person, name), value);
                }
            }
        }
        self.page.facts().flights.remove(which).0
    }

    fn answer(&mut self, ticket: i32, status: i32, after: Option<u16>) -> Code {
        let retry_after = after.map_or(Value::Undefined, |after| after.to_string().into());
        let response = Response { ticket, status, retry_after, date: Value::Undefined, dice: 0.5 };
        self.destination.answer(&self.page, &response, self.now)
    }

    fn perform(&mut self, step: &Step) {
        match *step {
            Step::Identify(who, name, value) => {
                // The page asserts whose message it sends.
                self.page.facts().person = if self.consent { who } else { 0 };
                let traits = object([
                    ("email", format!("{who}@example.com").into()),
                    (["a", "b", "c", "d"][usize::from(name)], f64::from(value).into()),
                ]);
                let user = Value::from(format!("u{who}"));
                self.destination.identify(
                    &self.page,
                    &self.values,
                    &user,
                    &traits,
                    Answer::Yes,
                    false,
                    self.now,
                );
            }
            Step::Reset => {
                self.page.facts().person = 0;
                self.destination.reset(&self.page);
            }
            Step::Consent(yes) => {
                self.consent = yes;
                if !yes {
                    self.page.facts().person = 0;
                }
                self.destination.set_consent(&self.page, yes);
            }
            Step::Answer(which, status, after) => {
                let flights = self.page.flights().len();
                if flights == 0 {
                    return;
                }
                let which = usize::from(which) % flights;
                // A network error may be one on the way there or on the way back.
                let ticket = if status == 202 || status == -1 && which == 0 {
                    self.arrive(which)
                } else {
                    self.page.facts().flights.remove(which).0
                };
                self.answer(ticket, status, after);
            }
            Step::Vanish(which) => {
                let flights = self.page.flights().len();
                if flights > 0 {
                    let ticket = self.arrive(usize::from(which) % flights);
                    self.answer(ticket, -1, None);
                }
            }
            Step::Online(online) => {
                self.now.online = online;
                self.destination.wake(&self.page, self.now);
            }
            Step::Hide => {
                self.destination.hide(&self.page, self.now);
            }
            Step::Pass(ms) => {
                self.now.ms += f64::from(ms);
                self.destination.wake(&self.page, self.now);
            }
        }
        // One at a time; a second one only because the page was hidden.
        let live = self.page.flights().len();
        assert!(live <= 2, "{live} in flight");
    }

    /// Everything works again, and the same identify comes once more.
    fn recover(&mut self) {
        self.now.online = true;
        for _ in 0..40 {
            self.now.ms += 200_000.0;
            while !self.page.flights().is_empty() {
                let ticket = self.arrive(0);
                self.answer(ticket, 202, None);
            }
            self.destination.wake(&self.page, self.now);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_message_goes_under_another_name_and_in_the_end_the_relay_knows_what_is(steps in vec(steps(), 1..60)) {
        let mut run = Run::new();
        for step in &steps {
            run.perform(step);
        }
        run.recover();
        // What was given up or refused goes with the next identify, which brings everything along.
        let person = run.page.facts().person;
        if person != 0 {
            let now = run.page.now();
            for (name, value) in &now {
                let Value::Number(number) = value else { panic!("a number") };
                let at = name.as_bytes()[0] - b'a';
                #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // 0 to 2
                run.perform(&Step::Identify(person, at, *number as u8));
            }
            run.recover();
            for (name, value) in now {
                prop_assert_eq!(run.relay.get(&(person, name)), Some(&value));
            }
        }
        prop_assert!(!run.page.waiting());
    }
}
