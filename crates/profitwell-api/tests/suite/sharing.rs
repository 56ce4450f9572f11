//! Clients of one token that know nothing of each other: no call fails, and no client is left out.

use std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
    time::Duration,
};

use crate::world::{World, answer, throttled};
use profitwell_api::{Client, Transport, status};

const WINDOW: Duration = Duration::from_secs(5);
const COUNT: usize = 25;
/// Calls of each client.
const CALLS: usize = 1000;
/// The longest that a call may wait: less than its deadline.
const LONGEST_WAIT: Duration = Duration::from_secs(270);

const fn ms(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}

/// The documented limit as a service counts it: requests that it lets through, when they arrive.
#[derive(Default)]
struct Service(VecDeque<Duration>);

impl Service {
    /// How long a request that arrives now would have to wait; nothing if it is let through.
    fn wait(&mut self, arrival: Duration) -> Option<Duration> {
        while self.0.front().is_some_and(|first| *first + WINDOW <= arrival) {
            self.0.pop_front();
        }
        if self.0.len() >= COUNT {
            return self.0.front().map(|first| (*first + WINDOW).saturating_sub(arrival));
        }
        self.0.push_back(arrival);
        None
    }
}

/// What became of the calls of two clients.
struct Course {
    elapsed: Duration,
    slowest: Duration,
    /// The calls of each when half of all were done.
    halfway: [usize; 2],
}

/// Two clients whose `workers` each perform one call after the other; the second begins later.
fn share(workers: usize, latency: u64, later: u64, retry_after: bool) -> Course {
    let service = RefCell::new(Service::default());
    let world = World::new(|_, now| {
        let answered = match service.borrow_mut().wait(now + ms(latency) / 2) {
            None => answer(200, ""),
            // Whole seconds, as Django REST Framework sends it.
            Some(wait) if retry_after => throttled(&wait.as_millis().div_ceil(1000).to_string()),
            Some(_) => answer(429, r#"{"detail":"Request was throttled."}"#),
        };
        (ms(latency), answered)
    });
    world.dice.set(Some(0x9e37_79b9_7f4a_7c15));
    let clients = [world.client(), world.client()];
    let (started, done) = (Cell::new([0; 2]), Cell::new([0; 2]));
    let (slowest, halfway) = (Cell::new(Duration::ZERO), Cell::new([0; 2]));
    let count = |cell: &Cell<[usize; 2]>, client: usize| {
        let mut counts = cell.get();
        counts[client] += 1;
        cell.set(counts);
        counts
    };
    let work = async |which: usize, client: &Client<&World<'_>>| {
        if which == 1 {
            (&world).sleep(ms(later)).await;
        }
        let check = status::check();
        while started.get()[which] < CALLS {
            count(&started, which);
            let begun = world.elapsed();
            client.call(&check).await.expect("no call fails because another client is there");
            slowest.set(slowest.get().max(world.elapsed().abs_diff(begun)));
            let counts = count(&done, which);
            if counts[0] + counts[1] == CALLS {
                halfway.set(counts);
            }
        }
    };
    world.run_all((0..2 * workers).map(|worker| work(worker % 2, &clients[worker % 2])));
    Course { elapsed: world.elapsed(), slowest: slowest.get(), halfway: halfway.get() }
}

#[test]
fn two_clients_of_one_token_share_its_limit_fairly_and_lose_little_of_it() {
    let ideal = WINDOW * u32::try_from((2 * CALLS - COUNT) / COUNT).unwrap();
    for retry_after in [true, false] {
        for (workers, latency, later) in
            [(16, 1, 0), (16, 1, 2300), (16, 100, 0), (16, 100, 20_700), (64, 1, 2300), (64, 100, 2300)]
        {
            let Course { elapsed, slowest, halfway } = share(workers, latency, later, retry_after);
            let case = format!(
                "{workers} workers, {latency} ms, {later} ms later, Retry-After {retry_after}: \
                 {elapsed:.1?} of {ideal:?}, slowest {slowest:.1?}, halfway {halfway:?}"
            );
            assert!(elapsed <= ideal * 11 / 10, "{case}");
            assert!(slowest <= LONGEST_WAIT, "{case}");
            assert!(halfway.iter().all(|calls| *calls >= CALLS * 3 / 10), "{case}");
        }
    }
}

#[test]
fn clients_that_send_one_request_after_the_other_share_it_too() {
    for (latency, later, retry_after) in [(1, 0, true), (1, 2300, false), (100, 2300, true)] {
        let Course { slowest, .. } = share(1, latency, later, retry_after);
        assert!(slowest <= LONGEST_WAIT, "{latency} ms, {later} ms later: {slowest:?}");
    }
}
