//! The rate limits: never too many, and hardly ever too few.

use std::{cell::RefCell, collections::VecDeque, time::Duration};

use crate::world::{BEGIN, World, answer, begin_and_drop, throttled};
use profitwell_api::{
    Error, Options, Request, company, customers, gdpr, metrics,
    pace::{Family, Limit, Limits, Window},
    plans,
    retry::RetryPolicy,
    status, traits,
};

const SECOND: Duration = Duration::from_secs(1);

/// A service that counts requests when they arrive: at any time between sent and answered.
struct Service {
    limit: Limit,
    arrivals: Vec<Duration>,
    dice: u64,
}

impl Service {
    fn new(limit: Limit) -> Self {
        Service { limit, arrivals: Vec::new(), dice: 0x2545_f491_4f6c_dd1d }
    }

    /// A number below `below`; the same ones in every run.
    fn roll(&mut self, below: u64) -> u64 {
        self.dice ^= self.dice << 13;
        self.dice ^= self.dice >> 7;
        self.dice ^= self.dice << 17;
        self.dice % below
    }

    /// Counts a request sent now, and returns how long the answer takes, up to `slowest` ms.
    fn take(&mut self, now: Duration, slowest: u64) -> Duration {
        let time = 1 + self.roll(slowest);
        let arrival = self.roll(time + 1);
        self.arrivals.push(now + Duration::from_millis(arrival));
        Duration::from_millis(time)
    }

    /// The most requests in any window.
    fn most(&self) -> usize {
        let mut arrivals = self.arrivals.clone();
        arrivals.sort();
        let mut window = VecDeque::new();
        let mut most = 0;
        for arrival in arrivals {
            window.push_back(arrival);
            while window.front().is_some_and(|first| *first + self.limit.window <= arrival) {
                window.pop_front();
            }
            most = most.max(window.len());
        }
        most
    }

    fn rate(&self) -> f64 {
        let (first, last) = (self.arrivals.iter().min().unwrap(), self.arrivals.iter().max().unwrap());
        // What the first window may hold comes at once, and is not what the rate is about.
        let after_first = u32::try_from(self.arrivals.len()).unwrap() - self.limit.count;
        f64::from(after_first) / last.abs_diff(*first).as_secs_f64()
    }

    fn allowed(&self) -> f64 {
        f64::from(self.limit.count) / self.limit.window.as_secs_f64()
    }
}

#[test]
fn thirty_windows_of_requests_never_exceed_any_window_and_use_99_percent_of_the_rate_but_for_the_answers() {
    for (factor, slowest) in [(1.0, 1), (1.0, 100), (1.0, 200), (10.0, 200), (40.0, 100)] {
        let limit = Limits::scaled(factor).all;
        let mut service = Service::new(limit);
        let mut window = Window::new(limit);
        let mut now = Duration::from_secs(5000);
        // Requests under way, by when they are answered.
        let mut answers: Vec<Duration> = Vec::new();
        // Thirty windows at least, so that how the last one ends is of no account.
        let requests = (30 * limit.count as usize).max(10_000);
        while service.arrivals.len() < requests {
            let until = match window.take(now) {
                Ok(at) if at <= now => {
                    answers.push(now + service.take(now, slowest));
                    continue;
                }
                Ok(at) => {
                    window.give_back(at);
                    at
                }
                Err(at) => at,
            };
            let next = answers.iter().copied().min().filter(|answer| *answer <= until);
            now = next.unwrap_or(until);
            answers.retain(|answer| {
                *answer > now || {
                    window.finish(now, f64::from(u32::try_from(service.roll(1000)).unwrap()) / 1000.0);
                    false
                }
            });
        }
        assert!(service.most() <= limit.count as usize, "{} at {factor}, {slowest} ms", service.most());
        let share = service.rate() / service.allowed();
        // A slot is held until the answer: half the slowest, on average.
        let answers = (Duration::from_millis(1 + slowest) / 2).as_secs_f64() / limit.window.as_secs_f64();
        assert!(share >= 0.99 - answers, "{share} at {factor}, {slowest} ms");
    }
}

#[test]
fn five_hundred_calls_at_once_share_one_limit_in_order_and_lose_no_time() {
    let service = RefCell::new(Service::new(Limits::default().all));
    let world = World::new(|_, now| (service.borrow_mut().take(now, 120), answer(200, "")));
    let client = world.client_with(Options { deadline: Duration::from_secs(600), ..Options::default() });
    let order = RefCell::new(Vec::new());
    world.run_all((0..500).map(|number| {
        let (client, order) = (&client, &order);
        async move {
            let request = Request::raw(profitwell_api::Method::Get, "/v2/x").unwrap();
            client.call(&request.with_query("n", number.to_string())).await.unwrap();
            order.borrow_mut().push(number);
        }
    }));
    let service = service.borrow();
    assert_eq!(service.most(), 25);
    assert!(service.rate() / service.allowed() >= 0.95, "{}", service.rate() / service.allowed());
    // Nobody waits while those who came later go: in each second half only later numbers.
    let sent: Vec<usize> =
        world.lines().iter().map(|line| line.rsplit('=').next().unwrap().parse().unwrap()).collect();
    assert!(sent.iter().enumerate().all(|(place, number)| place.abs_diff(*number) <= 25), "{sent:?}");
    assert_eq!(order.borrow().len(), 500);
}

#[test]
fn every_family_keeps_its_own_limit_and_leaves_the_others_alone() {
    let deadline = Duration::from_secs(3 * 24 * 60 * 60);
    let minute = Duration::from_secs(60);
    let day = Duration::from_secs(24 * 60 * 60);
    for (request, count, window) in [
        (metrics::exclude_customer("c").unwrap(), 10, minute),
        (gdpr::anonymize_by_email("a@example.com").unwrap(), 20, minute),
        (traits::remove_category("c").unwrap(), 20, minute),
        (plans::list(), 1000, day),
        (company::settings(), 3000, day),
        (customers::get("c").unwrap(), 25, 5 * SECOND),
    ] {
        let limit = Limit { count, window };
        let service = RefCell::new(Service::new(limit));
        let world = World::new(|_, now| (service.borrow_mut().take(now, 50), answer(200, "")));
        let client = world.client_with(Options { deadline, ..Options::default() });
        world.run_all((0..=count).map(|_| client.call(&request)));
        assert_eq!(service.borrow().most(), count as usize);
        let sent = world.sent.borrow();
        let waited = sent[count as usize].0.abs_diff(BEGIN);
        // The limit of all requests takes up to 10 minutes for the first 3,000.
        assert!(waited >= window && waited <= window + window / 20 + 11 * 60 * SECOND, "{waited:?}");
    }
    let world = World::new(|_, _| (SECOND / 100, answer(200, "{}")));
    let client = world.client_with(Options { deadline, ..Options::default() });
    let exclude = metrics::exclude_customer("c").unwrap();
    world.run_all((0..10).map(|_| client.call(&exclude)));
    let others = (0..15).map(|_| client.call(&exclude));
    let plan = plans::list();
    world.run_all(others.chain([client.call(&plan)]));
    let sent = world.sent.borrow();
    let at = sent.iter().find(|(_, request)| request.url().ends_with("/plans/")).unwrap().0;
    assert!(at < BEGIN + SECOND, "a full family held another one up until {at:?}");
}

#[test]
fn a_wait_past_the_deadline_ends_at_once_and_sends_nothing() {
    let world = World::new(|_, _| (SECOND / 100, answer(200, "")));
    let client = world.client_with(Options { deadline: 10 * SECOND, ..Options::default() });
    let exclude = metrics::exclude_customer("c").unwrap();
    let outcomes = world.run_all((0..12).map(|_| client.call(&exclude)));
    assert_eq!(world.lines().len(), 10);
    for outcome in &outcomes[10..] {
        let Err(Error::Throttled { retry_after: Some(wait) }) = outcome else { panic!("{outcome:?}") };
        assert!(*wait > 59 * SECOND && *wait < 61 * SECOND);
    }
}

#[test]
fn a_call_dropped_while_it_waits_or_is_under_way_gives_its_slot_back() {
    let world = World::new(|_, _| (SECOND, answer(200, "")));
    world.random.set(0.0);
    let client = world.client();
    let check = status::check();
    world.run_all((0..25).map(|_| client.call(&check)));
    // These wait for slots that become free in 5 s.
    for _ in 0..100 {
        begin_and_drop(client.call(&check));
    }
    world.run(client.call(&check)).unwrap();
    assert_eq!(world.sent.borrow()[25].0, BEGIN + SECOND + 5 * SECOND + SECOND / 200);

    let world = World::new(|_, _| (SECOND, answer(200, "")));
    world.random.set(0.0);
    let client = world.client();
    for _ in 0..25 {
        begin_and_drop(client.call(&check));
    }
    assert_eq!(world.lines().len(), 25);
    world.run(client.call(&check)).unwrap();
    assert_eq!(world.sent.borrow()[25].0, BEGIN + 5 * SECOND + SECOND / 200);
}

#[test]
fn a_throttled_family_pauses_all_its_calls() {
    let answers = RefCell::new(vec![answer(200, ""), answer(200, ""), answer(200, ""), throttled("30")]);
    let world =
        World::new(|_, _| (SECOND / 10, answers.borrow_mut().pop().unwrap_or_else(|| answer(200, ""))));
    let retry = RetryPolicy { attempts: 1, ..RetryPolicy::default() };
    let client = world.client_with(Options { retry, ..Options::default() });
    let check = status::check();
    assert_eq!(world.run(client.call(&check)).unwrap_err().code(), "throttled");
    world.run(client.call(&check)).unwrap();
    assert_eq!(world.pauses(), [30_100]);
}

#[test]
fn limits_are_scaled_by_count_and_never_to_nothing() {
    assert_eq!(Limits::scaled(1.0), Limits::default());
    assert_eq!(Limits::scaled(1000.0).all, Limit { count: 25_000, window: 5 * SECOND });
    assert_eq!(Limits::scaled(0.0).traits.count, 1);
    assert_eq!(Limits::scaled(f64::INFINITY).traits.count, u32::MAX);
}

#[test]
fn the_family_of_a_raw_call_is_that_of_its_path() {
    for (path, family) in [
        ("/v2/plans", Family::Plans),
        ("/v2/plans/x/", Family::Plans),
        ("/v2/plansx/", Family::All),
        ("/v1/plans/", Family::All),
        ("/v2/metrics/plans/", Family::All),
        ("/v2/metrics/monthly", Family::Metrics),
        ("/v2/company/settings", Family::Metrics),
        ("/v2/users/plans/", Family::All),
    ] {
        let request = Request::raw(profitwell_api::Method::Get, path).unwrap();
        assert_eq!(request.family(), family, "{path}");
    }
}
