//! The documented rate limits, and when the next request may go: pure, without a clock.
//!
//! Times are durations since any one moment, the same for all.

use std::{collections::VecDeque, time::Duration};

/// What a limit allows: so many requests in any stretch of time of this length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// The number of requests.
    pub count: u32,
    /// The length of the window.
    pub window: Duration,
}

/// Which documented limit a request counts against, besides the one of all requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// None: only that of all requests, 25 in 5 seconds.
    All,
    /// Plans: 1,000 a day.
    Plans,
    /// Monthly and daily metrics, company settings: 3,000 a day.
    Metrics,
    /// Exclusion of customers from metrics: 10 a minute.
    Exclusions,
    /// Anonymisation: 20 a minute.
    Anonymization,
    /// Customer traits: 20 a minute.
    Traits,
}

/// The limits the client keeps to; by default the documented ones (profitwellapiv2.docs.apiary.io).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The limit of all requests together.
    pub all: Limit,
    /// The limit of [`Family::Plans`].
    pub plans: Limit,
    /// The limit of [`Family::Metrics`].
    pub metrics: Limit,
    /// The limit of [`Family::Exclusions`].
    pub exclusions: Limit,
    /// The limit of [`Family::Anonymization`].
    pub anonymization: Limit,
    /// The limit of [`Family::Traits`].
    pub traits: Limit,
}

impl Default for Limits {
    fn default() -> Self {
        let limit = |count, seconds| Limit { count, window: Duration::from_secs(seconds) };
        Limits {
            all: limit(25, 5),
            plans: limit(1000, 24 * 60 * 60),
            metrics: limit(3000, 24 * 60 * 60),
            exclusions: limit(10, 60),
            anonymization: limit(20, 60),
            traits: limit(20, 60),
        }
    }
}

impl Limits {
    /// The documented limits with `factor` times as many requests, at least one each.
    #[must_use]
    pub fn scaled(factor: f64) -> Self {
        let scale = |limit: Limit| {
            // A float too large for u32 becomes the largest u32.
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            let count = (f64::from(limit.count) * factor).round() as u32;
            Limit { count: count.max(1), ..limit }
        };
        let Limits { all, plans, metrics, exclusions, anonymization, traits } = Limits::default();
        Limits {
            all: scale(all),
            plans: scale(plans),
            metrics: scale(metrics),
            exclusions: scale(exclusions),
            anonymization: scale(anonymization),
            traits: scale(traits),
        }
    }

    /// How long a throttled request of this family waits where the service does not say: the
    /// window of its limit, but no longer than a minute. A limit by the day is not waited for:
    /// it is likelier that the one of all requests was met, by another client of the token.
    #[must_use]
    pub fn window(&self, family: Family) -> Duration {
        self.of(family).window.min(Duration::from_secs(60))
    }

    pub(super) fn of(&self, family: Family) -> Limit {
        match family {
            Family::All => self.all,
            Family::Plans => self.plans,
            Family::Metrics => self.metrics,
            Family::Exclusions => self.exclusions,
            Family::Anonymization => self.anonymization,
            Family::Traits => self.traits,
        }
    }
}

/// Added to each window, because two clocks do not run at exactly the same speed: a thousandth of 5 seconds, twice
/// what NTP may slew one by.
const MARGIN: Duration = Duration::from_millis(5);
/// How long a slot stays free at most, so that a limit by the day is not half an hour longer.
const LONGEST_GAP: Duration = Duration::from_secs(2);
/// How long after the service throttled a request its limit counts as shared with other clients.
const SHARED: Duration = Duration::from_secs(60);

/// One sliding window.
///
/// It has as many slots as the limit has requests. A request holds its slot from before it is
/// sent until a whole window after it was answered. The service counted it some time in
/// between, so whichever requests it finds together in one window held different slots: there
/// are never too many of them, however the network delays and bunches them. The price is the
/// time to an answer, once per window: 2 % at 100 ms and 25 in 5 s.
///
/// Other clients of the same token, which this one knows nothing of, would never get a request
/// through if each slot were used again the moment it is free. So each is left free a little
/// longer, at random up to a 125th of the window: 0.4 %. Once a request is throttled although the
/// limit was kept to, there is such a client, and for a minute requests are spread evenly over
/// the window instead of going out in bunches, so that both get their share.
#[derive(Clone, Debug)]
pub struct Window {
    limit: Limit,
    /// The number of slots that were never used.
    unused: u32,
    /// When each slot that nobody holds may be used; earliest first.
    free: VecDeque<Duration>,
    paused_until: Duration,
    shared_until: Duration,
    /// When the next request may go while the limit is shared.
    next: Duration,
}

impl Window {
    /// A window in which nothing was sent.
    #[must_use]
    pub const fn new(limit: Limit) -> Self {
        Window {
            limit,
            unused: limit.count,
            free: VecDeque::new(),
            paused_until: Duration::ZERO,
            shared_until: Duration::ZERO,
            next: Duration::ZERO,
        }
    }

    /// Takes a slot: `Ok` with the time from when a request may be sent, or, where all slots are
    /// held, `Err` with the time before which none can become free.
    ///
    /// # Errors
    /// The time at which to ask again, if there is no free slot.
    pub fn take(&mut self, now: Duration) -> Result<Duration, Duration> {
        if let Some(free) = self.free.front().copied()
            && (free <= now || self.unused == 0)
        {
            self.free.pop_front();
            return Ok(self.spaced(free.max(now)));
        }
        if self.unused > 0 {
            self.unused -= 1;
            return Ok(self.spaced(now));
        }
        Err(self.freed(now))
    }

    /// The request was answered, or given up after it was sent; `random` is from 0 to 1.
    pub fn finish(&mut self, now: Duration, random: f64) {
        let gap = (self.limit.window / 125).min(LONGEST_GAP).mul_f64(random.clamp(0.0, 1.0));
        let free = self.freed(now).saturating_add(gap);
        self.give_back(free);
    }

    /// The request was not sent after all: others may use the slot from the time it was for.
    pub fn give_back(&mut self, at: Duration) {
        let index = self.free.partition_point(|free| *free <= at);
        self.free.insert(index, at);
    }

    /// The service throttled a request, although this client keeps to the limit.
    pub fn share(&mut self, now: Duration) {
        self.shared_until = now.saturating_add(SHARED);
    }

    /// The service asked for a pause.
    pub fn pause(&mut self, until: Duration) {
        self.paused_until = self.paused_until.max(until);
    }

    /// Until when the service asked for a pause.
    #[must_use]
    pub fn paused_until(&self) -> Duration {
        self.paused_until
    }

    /// The time from which a slot that is free at `at` may be used.
    fn spaced(&mut self, at: Duration) -> Duration {
        if at >= self.shared_until {
            return at;
        }
        let at = at.max(self.next);
        self.next = at + self.limit.window / self.limit.count.max(1);
        at
    }

    fn freed(&self, now: Duration) -> Duration {
        now.saturating_add(self.limit.window).saturating_add(MARGIN)
    }
}
