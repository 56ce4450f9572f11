//! What is tried again, when, and what is never done twice.

use std::time::Duration;

use crate::world::{Answer, SUBSCRIPTION, World, answer, begin_and_drop, dated, failed, throttled};
use profitwell_api::{
    Cents, Error, Method, Options, PlanInterval, Request, Transport,
    TransportErrorKind::{self, Connect, Interrupted, Timeout, TooLarge},
    UnixSeconds, company, gdpr, metrics, plans,
    retry::{Outcome, Repeat, Retry, RetryPolicy},
    status,
    subscriptions::NewSubscription,
    traits,
};

const fn ms(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}

#[test]
fn what_may_be_repeated_is_decided_by_what_became_of_it() {
    use Outcome::{Ambiguous, Final, NotSent, Throttled};
    let policy = RetryPolicy {
        attempts: 3,
        first_pause: ms(100),
        longest_pause: ms(150),
        longest_retry_after: ms(9000),
    };
    let throttled = |retry_after| Throttled { retry_after, window: ms(5000) };
    let seven = throttled(Some(ms(7000)));
    let unknown = throttled(None);
    for (attempt, repeat, outcome, random, expected) in [
        (1, Repeat::Safe, NotSent, 1.0, Retry::After(ms(100))),
        (1, Repeat::Safe, Ambiguous, 0.5, Retry::After(ms(50))),
        (1, Repeat::Safe, Ambiguous, 0.0, Retry::After(ms(0))),
        (2, Repeat::Safe, Ambiguous, 1.0, Retry::After(ms(150))),
        (3, Repeat::Safe, Ambiguous, 1.0, Retry::GiveUp),
        (1, Repeat::Safe, Final, 1.0, Retry::GiveUp),
        // A throttled request did nothing: it waits as long as it must, however often.
        (0, Repeat::Safe, seven, 0.0, Retry::After(ms(7000))),
        (0, Repeat::Safe, seven, 1.0, Retry::After(ms(7280))),
        (9, Repeat::Safe, seven, 0.5, Retry::After(ms(7140))),
        (0, Repeat::Safe, unknown, 0.0, Retry::After(ms(5000))),
        (9, Repeat::Safe, unknown, 1.0, Retry::After(ms(6000))),
        (0, Repeat::Safe, throttled(Some(ms(0))), 0.0, Retry::After(ms(100))),
        (0, Repeat::Safe, throttled(Some(ms(9000))), 0.0, Retry::After(ms(9000))),
        (0, Repeat::Safe, throttled(Some(ms(9001))), 0.0, Retry::GiveUp),
        (0, Repeat::Safe, throttled(Some(Duration::MAX)), 1.0, Retry::GiveUp),
        (1, Repeat::Once, NotSent, 1.0, Retry::After(ms(100))),
        (0, Repeat::Once, seven, 0.0, Retry::After(ms(7000))),
        (0, Repeat::Once, unknown, 0.0, Retry::After(ms(5000))),
        (1, Repeat::Once, Ambiguous, 1.0, Retry::GiveUp),
        (1, Repeat::Once, Final, 1.0, Retry::GiveUp),
        (1, Repeat::LookUp, NotSent, 1.0, Retry::After(ms(100))),
        (0, Repeat::LookUp, seven, 0.0, Retry::After(ms(7000))),
        (1, Repeat::LookUp, Ambiguous, 1.0, Retry::LookUp(ms(100))),
        (3, Repeat::LookUp, Ambiguous, 1.0, Retry::LookUp(ms(150))),
        (3, Repeat::LookUp, NotSent, 1.0, Retry::GiveUp),
        (1, Repeat::LookUp, Final, 1.0, Retry::GiveUp),
        (1, Repeat::Safe, Ambiguous, 7.0, Retry::After(ms(100))),
        (1, Repeat::Safe, Ambiguous, -7.0, Retry::After(ms(0))),
        (0, Repeat::Safe, Ambiguous, 1.0, Retry::After(ms(100))),
    ] {
        let decided = policy.decide(attempt, repeat, outcome, random);
        assert_eq!(decided, expected, "{attempt} {repeat:?} {outcome:?} {random}");
    }
    let once = RetryPolicy { attempts: 1, ..policy };
    assert_eq!(once.decide(0, Repeat::Safe, seven, 1.0), Retry::GiveUp);
    let forever = RetryPolicy { attempts: u32::MAX, ..RetryPolicy::default() };
    let last = forever.decide(u32::MAX - 1, Repeat::Safe, Ambiguous, 1.0);
    assert_eq!(last, Retry::After(forever.longest_pause));
}

#[test]
fn each_failure_is_repeated_only_by_methods_for_which_twice_is_once() {
    let call = |method, failure: Answer| {
        let world = World::answering([failure, answer(200, "")]);
        let outcome = world.run(world.client().call(&Request::raw(method, "/v2/x").unwrap()));
        assert_eq!(outcome.is_ok(), world.lines().len() == 2);
        world.lines().len()
    };
    for (failure, safe, once) in [
        (failed(Connect), 2, 2),
        (failed(Timeout), 2, 1),
        (failed(Interrupted), 2, 1),
        (failed(TooLarge), 1, 1),
        (answer(500, "<h1>Server Error (500)</h1>"), 2, 1),
        (answer(502, ""), 2, 1),
        (answer(503, ""), 2, 1),
        (throttled("1"), 2, 2),
        (answer(429, ""), 2, 2),
        (answer(400, "{}"), 1, 1),
        (answer(401, "{}"), 1, 1),
        (answer(403, "{}"), 1, 1),
        (answer(404, "{}"), 1, 1),
        (answer(302, ""), 1, 1),
    ] {
        for method in [Method::Get, Method::Put, Method::Delete] {
            assert_eq!(call(method, failure.clone()), safe, "{method:?} {failure:?}");
        }
        for method in [Method::Post, Method::Patch] {
            assert_eq!(call(method, failure.clone()), once, "{method:?} {failure:?}");
        }
    }
}

#[test]
fn a_safe_request_is_sent_five_times_with_growing_pauses() {
    let world = World::new(|_, _| (ms(100), failed(Interrupted)));
    let error = world.run(world.client().check()).unwrap_err();
    assert_eq!(error.code(), "interrupted");
    assert_eq!(world.pauses(), [600, 1100, 2100, 4100]);
}

#[test]
fn a_throttled_request_waits_as_long_as_it_is_told_or_a_window() {
    let all = ms(5000);
    for (answer_, least) in [
        (throttled("3"), ms(3000)),
        (throttled("0"), ms(500)),
        (throttled("300"), ms(300_000)),
        (answer(429, r#"{"detail":"Request was throttled. Expected available in 42 seconds."}"#), ms(42_000)),
        (answer(429, r#"{"detail":"Request was throttled."}"#), all),
        (throttled(""), all),
        (throttled("-1"), all),
        (throttled("soon"), all),
        (throttled("1e3"), all),
        (dated("Thu, 26 Nov 2026 10:00:07 GMT", Some("Thu, 26 Nov 2026 10:00:00 GMT")), ms(7000)),
        // In the past; and in the two obsolete formats.
        (dated("Thu, 26 Nov 2026 09:00:00 GMT", Some("Thu, 26 Nov 2026 10:00:00 GMT")), ms(500)),
        (dated("Thursday, 26-Nov-26 10:00:07 GMT", Some("Thu Nov 26 10:00:00 2026")), ms(7000)),
        // What it counts from is not known.
        (dated("Thu, 26 Nov 2026 10:00:07 GMT", None), all),
        (dated("Thu, 26 Nov 2026 10:00:07 GMT", Some("yesterday")), all),
    ] {
        // Whole seconds are scattered already.
        let part = if least == all { 5 } else { 25 };
        for (random, longest) in [(0.0, least), (1.0, least + least / part)] {
            let world = World::answering([answer_.clone(), answer(200, "")]);
            world.random.set(random);
            let options = Options { deadline: ms(400_000), ..Options::default() };
            world.run(world.client_with(options).check()).unwrap();
            assert_eq!(world.pauses(), [(longest + ms(100)).as_millis()], "{answer_:?}");
        }
    }
}

#[test]
fn without_a_retry_after_the_window_of_the_requests_limit_is_waited_for() {
    let plan = plans::list();
    for (request, seconds) in [
        (status::check(), 5),
        (metrics::exclude_customer("c").unwrap(), 60),
        (gdpr::anonymize_by_email("a@example.com").unwrap(), 60),
        (traits::remove_category("c").unwrap(), 60),
        // By the day: it is likelier that another client used up the limit of all requests.
        (plan, 60),
        (company::settings(), 60),
    ] {
        let world = World::answering([answer(429, ""), answer(200, "")]);
        world.random.set(0.0);
        world.run(world.client().call(&request)).unwrap();
        assert_eq!(world.pauses(), [seconds * 1000 + 100], "{request:?}");
    }
}

#[test]
fn throttled_attempts_are_none_and_the_deadline_alone_bounds_them() {
    // Twenty times, then what the attempts are for.
    let broken = (0..4).map(|_| failed(Interrupted));
    let answers = (0..20).map(|_| answer(429, "")).chain(broken).chain([answer(200, "")]);
    let world = World::answering(answers);
    world.run(world.client().check()).unwrap();
    assert_eq!(world.lines().len(), 25);

    let world = World::new(|_, _| (ms(100), answer(429, "")));
    let error = world.run(world.client().check()).unwrap_err();
    assert_eq!(error, Error::Throttled { retry_after: None });
    let elapsed = world.elapsed();
    assert!(elapsed > Duration::from_secs(290) && elapsed < Duration::from_secs(300), "{elapsed:?}");
}

#[test]
fn a_retry_after_over_five_minutes_is_an_error_of_that_call_alone() {
    let soon = "Thu, 26 Nov 2026 10:00:00 GMT";
    for huge in [
        throttled("301"),
        throttled("999999999999"),
        throttled("18446744073709551615"),
        throttled("99999999999999999999999999999999999999"),
        dated("Thu, 26 Nov 2026 10:05:01 GMT", Some(soon)),
        dated("Fri, 31 Dec 9999 23:59:59 GMT", Some(soon)),
    ] {
        let world = World::answering([huge.clone(), answer(200, ""), huge, answer(200, "")]);
        let client = world.client_with(Options { deadline: Duration::MAX, ..Options::default() });
        for _ in 0..2 {
            let error = world.run(client.check()).unwrap_err();
            assert_eq!(error.code(), "throttled");
            let Error::Throttled { retry_after: Some(wait) } = error else { panic!("{error:?}") };
            assert!(wait > Duration::from_secs(300), "{wait:?}");
            world.run(client.check()).unwrap();
        }
        assert!(world.elapsed() <= ms(1000), "no call waited for it: {:?}", world.elapsed());
    }
}

#[test]
fn nothing_waits_past_the_deadline() {
    let with_deadline = |seconds| Options { deadline: Duration::from_secs(seconds), ..Options::default() };
    // An attempt ends with the deadline.
    let world = World::new(|_, _| (Duration::from_secs(3600), answer(200, "")));
    let error = world.run(world.client_with(with_deadline(7)).check()).unwrap_err();
    assert_eq!(error.code(), "timed_out");
    assert_eq!(world.elapsed(), Duration::from_secs(7));
    // A pause that would not leave time for another attempt is not made.
    let world = World::answering([throttled("3600")]);
    let error = world.run(world.client_with(with_deadline(7)).check()).unwrap_err();
    assert_eq!(error, Error::Throttled { retry_after: Some(Duration::from_secs(3600)) });
    assert_eq!(world.elapsed(), ms(100));
    let world = World::answering([throttled("18446744073709551615")]);
    assert_eq!(world.run(world.client().check()).unwrap_err().code(), "throttled");
    // One attempt has no more than its own time.
    let world = World::new(|_, _| (Duration::from_secs(3600), answer(200, "")));
    let options = Options { timeout: Duration::from_secs(2), ..with_deadline(9) };
    assert_eq!(world.run(world.client_with(options).check()).unwrap_err().code(), "timed_out");
    assert!(world.lines().len() > 1);
}

#[test]
fn a_dropped_call_sends_nothing_more() {
    let world = World::new(|_, _| (ms(100), failed(Interrupted)));
    let client = world.client();
    let check = status::check();
    begin_and_drop(client.call(&check));
    world.run(async { (&world).sleep(Duration::from_secs(60)).await });
    assert_eq!(world.lines().len(), 1);
}

fn new_subscription() -> NewSubscription {
    NewSubscription {
        user_alias: Some("spiderman_1a".into()),
        subscription_alias: Some("spiderman_sub_1a".into()),
        ..NewSubscription::new(
            "spiderman@profitwell.com",
            "web_plan",
            PlanInterval::Month,
            Cents::new(5000),
            UnixSeconds::new(1_514_764_800),
        )
    }
}

/// What creating a subscription comes to, and the requests it took: `C`reate, `L`ook up.
fn create(
    new: &NewSubscription,
    answers: impl IntoIterator<Item = Answer>,
) -> (Result<String, String>, String) {
    let world = World::answering(answers);
    let outcome = world.run(world.client().subscriptions().create(new));
    let letters = world.lines().into_iter().map(|line| match line.split_once("profitwell.com").unwrap() {
        ("POST https://api.", "/v2/subscriptions/") => 'C',
        ("GET https://api.", "/v2/users/spiderman_1a/" | "/v2/users/pwu_1/") => 'L',
        other => panic!("{other:?}"),
    });
    let outcome = outcome.map(|found| found.subscription_id).map_err(|error| error.code().to_owned());
    (outcome, letters.collect())
}

#[test]
fn a_subscription_in_doubt_is_looked_up_before_it_is_created_again() {
    let created = || answer(201, SUBSCRIPTION);
    let found = || answer(200, format!("[{},{SUBSCRIPTION}]", SUBSCRIPTION.replace("sub_1a", "sub_0")));
    let others = || answer(200, format!("[{}]", SUBSCRIPTION.replace("sub_1a", "sub_0")));
    let none = || answer(200, "[]");
    let unknown = || answer(404, "");
    let taken = || answer(400, r#"{"subscription_alias":["This alias is in use."]}"#);
    let ok = || Ok("pws_FecTCEyo17rV".to_owned());
    let err = |code: &str| Err(code.to_owned());
    let cases: Vec<(Vec<Answer>, Result<String, String>, &str)> = vec![
        (vec![created()], ok(), "C"),
        (vec![failed(Timeout), found()], ok(), "CL"),
        (vec![failed(Interrupted), found()], ok(), "CL"),
        (vec![answer(500, "<h1>"), found()], ok(), "CL"),
        (vec![failed(Timeout), none(), created()], ok(), "CLC"),
        (vec![failed(Timeout), others(), created()], ok(), "CLC"),
        (vec![failed(Timeout), unknown(), created()], ok(), "CLC"),
        (vec![failed(Timeout), none(), failed(Timeout), found()], ok(), "CLCL"),
        // The first came through after it was looked for.
        (vec![failed(Timeout), none(), taken(), found()], ok(), "CLCL"),
        (vec![failed(Timeout), none(), taken(), none()], err("validation"), "CLCL"),
        // Not in doubt: nothing was done.
        (vec![failed(Connect), created()], ok(), "CC"),
        (vec![throttled("1"), created()], ok(), "CC"),
        (vec![taken()], err("validation"), "C"),
        (vec![failed(Connect), taken()], err("validation"), "CC"),
        (vec![answer(401, "")], err("unauthorized"), "C"),
        (vec![answer(201, "{")], err("unexpected_answer"), "C"),
        // Looking it up failed: what is known is that no answer came.
        (vec![failed(Timeout), answer(401, "")], err("timed_out"), "CL"),
        (vec![failed(Timeout), answer(500, ""), found()], ok(), "CLL"),
        // The last attempt is looked up too.
        ((0..5).flat_map(|_| [failed(Timeout), none()]).collect(), err("timed_out"), "CLCLCLCLCL"),
        (
            (0..4).flat_map(|_| [failed(Timeout), none()]).chain([failed(Timeout), found()]).collect(),
            ok(),
            "CLCLCLCLCL",
        ),
    ];
    for (answers, outcome, requests) in cases {
        assert_eq!(create(&new_subscription(), answers), (outcome, requests.to_owned()));
    }
    let by_id = NewSubscription { user_alias: None, user_id: Some("pwu_1".into()), ..new_subscription() };
    assert_eq!(create(&by_id, [failed(Timeout), found()]), (ok(), "CL".to_owned()));
}

#[test]
fn a_subscription_that_cannot_be_looked_up_is_never_created_twice() {
    for new in [
        NewSubscription { subscription_alias: None, ..new_subscription() },
        NewSubscription { user_alias: None, ..new_subscription() },
    ] {
        for kind in [Timeout, Interrupted] {
            let (outcome, requests) = create(&new, [failed(kind)]);
            assert_eq!((outcome.is_err(), requests.as_str()), (true, "C"));
        }
    }
}

#[test]
fn a_plan_in_doubt_is_not_created_again() {
    let world = World::answering([failed(TransportErrorKind::Timeout)]);
    let error = world.run(world.client().plans().create("pro", "Pro")).unwrap_err();
    assert_eq!(error.code(), "timed_out");
    assert_eq!(plans::create("pro", "Pro").unwrap().repeat(), Repeat::Once);
}
