//! Whether to try again, and when: pure, without clock and dice.

use std::time::Duration;

use crate::error::{Error, TransportErrorKind};

/// What may be done with a request to which no answer came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeat {
    /// The request is sent again: performing it twice has the same effect as once.
    Safe,
    /// The result is looked up first, and the request is sent again only if the service does not know it.
    LookUp,
    /// The request may be neither repeated nor looked up.
    Once,
}

/// The result of an attempt, as far as retries are concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The service has not seen it.
    NotSent,
    /// The service was asked too often, and did nothing.
    Throttled {
        /// `Retry-After`, if the service sent one.
        retry_after: Option<Duration>,
        /// How long to wait without it: [`Limits::window`](crate::Limits::window).
        window: Duration,
    },
    /// The service may have done it, or not.
    Ambiguous,
    /// Another attempt would end no better.
    Final,
}

/// The next step of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retry {
    /// Send it again after this time.
    After(Duration),
    /// After this time, see whether it was done.
    LookUp(Duration),
    /// Return the result to the caller.
    GiveUp,
}

/// How often and how patiently to try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    /// How many times a request is sent at most, not counting those that the service throttled:
    /// they did nothing, and the deadline alone bounds them. With 1 nothing is repeated at all.
    pub attempts: u32,
    /// The longest pause before the second attempt; it doubles with each.
    pub first_pause: Duration,
    /// The longest pause of all, but for those that the service asks for.
    pub longest_pause: Duration,
    /// The longest `Retry-After` that a call waits for. With a longer one the call ends at once in
    /// [`Error::Throttled`]; other calls do not wait for it either, and ask for themselves.
    pub longest_retry_after: Duration,
}

impl Default for RetryPolicy {
    /// Five attempts, with pauses of up to 0.5, 1, 2 and 4 seconds; 5 minutes for `Retry-After`.
    fn default() -> Self {
        RetryPolicy {
            attempts: 5,
            first_pause: Duration::from_millis(500),
            longest_pause: Duration::from_secs(20),
            longest_retry_after: Duration::from_secs(300),
        }
    }
}

impl Outcome {
    /// What an error means for trying again; `window` is that of the request's limit.
    #[must_use]
    pub fn of(error: &Error, window: Duration) -> Self {
        match error {
            Error::Throttled { retry_after } => Outcome::Throttled { retry_after: *retry_after, window },
            Error::Server { .. } => Outcome::Ambiguous,
            Error::Transport { error, .. } => match error.kind {
                TransportErrorKind::Connect => Outcome::NotSent,
                TransportErrorKind::Timeout | TransportErrorKind::Interrupted => Outcome::Ambiguous,
                TransportErrorKind::TooLarge => Outcome::Final,
            },
            _ => Outcome::Final,
        }
    }
}

impl RetryPolicy {
    /// What to do after attempt number `attempt`, counted from 1; `random` is from 0 to 1.
    ///
    /// Pauses have full jitter (each is random between nothing and its longest), so that many
    /// clients that failed together do not come back together. A throttled request waits at
    /// least as long as it must and a random time longer, so that clients that share a token find
    /// each other's gaps: up to a fifth of the window, or a 25th of `Retry-After`, which is
    /// scattered already by being rounded to seconds.
    #[must_use]
    pub fn decide(&self, attempt: u32, repeat: Repeat, outcome: Outcome, random: f64) -> Retry {
        let longest =
            self.first_pause.saturating_mul(1 << attempt.saturating_sub(1).min(16)).min(self.longest_pause);
        let pause = longest.mul_f64(random.clamp(0.0, 1.0));
        match (outcome, repeat) {
            // Also after the last attempt: that one may have been carried out.
            (Outcome::Ambiguous, Repeat::LookUp) => Retry::LookUp(pause),
            (Outcome::Final, _) | (Outcome::Ambiguous, Repeat::Once) => Retry::GiveUp,
            (Outcome::Throttled { retry_after, window }, _) => {
                if self.attempts <= 1 || !self.waits_for(retry_after) {
                    return Retry::GiveUp;
                }
                let (least, part) = retry_after.map_or((window, 5), |wait| (wait, 25));
                let least = least.max(self.first_pause);
                Retry::After(least + (least / part).mul_f64(random.clamp(0.0, 1.0)))
            }
            _ if attempt >= self.attempts => Retry::GiveUp,
            _ => Retry::After(pause),
        }
    }
    /// Whether a `Retry-After` is short enough to be waited for.
    pub(super) fn waits_for(&self, retry_after: Option<Duration>) -> bool {
        retry_after.is_none_or(|wait| wait <= self.longest_retry_after)
    }
}
