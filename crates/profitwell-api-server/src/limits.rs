//! The documented limits, each as a sliding window.

use std::{collections::VecDeque, time::Duration};

/// The endpoints that share a limit beside the one of all requests.
#[derive(Clone, Copy)]
pub enum Family {
    /// No other limit.
    None,
    /// Listing, creating, reading and updating plans.
    Plans,
    /// Monthly and daily metrics, company settings.
    Metrics,
    /// Customer exclusions.
    Exclusions,
    /// Anonymization.
    Anonymize,
    /// Customer traits.
    Traits,
}

/// Requests and seconds, for all requests and then by [`Family`] (profitwellapiv2.docs.apiary.io).
const LIMITS: [(usize, u64); 6] = [(25, 5), (1000, 86_400), (3000, 86_400), (10, 60), (20, 60), (20, 60)];

/// At most so many requests in any stretch of so long.
struct Window {
    most: usize,
    span: Duration,
    times: VecDeque<Duration>,
}

/// Every limit and what has been counted against it.
pub struct Limits(Vec<Window>);

impl Limits {
    /// The documented limits, `scale` times as wide.
    #[must_use]
    pub fn new(scale: u32) -> Self {
        let window = |&(most, seconds): &(usize, u64)| Window {
            most: most.saturating_mul(scale as usize),
            span: Duration::from_secs(seconds),
            times: VecDeque::new(),
        };
        Limits(LIMITS.iter().map(window).collect())
    }

    /// Lets a request pass at `now`, an instant on any steady clock. A refused one counts for nothing, as in
    /// DRF.
    ///
    /// # Errors
    /// The time to wait.
    pub fn admit(&mut self, family: Family, now: Duration) -> Result<(), Duration> {
        let family = family as usize;
        let mut wait = Duration::ZERO;
        for (index, window) in self.0.iter_mut().enumerate() {
            if index == 0 || index == family {
                wait = wait.max(window.wait(now));
            }
        }
        if !wait.is_zero() {
            return Err(wait);
        }
        for (index, window) in self.0.iter_mut().enumerate() {
            if index == 0 || index == family {
                window.times.push_back(now);
            }
        }
        Ok(())
    }
}

impl Window {
    fn wait(&mut self, now: Duration) -> Duration {
        while self.times.front().is_some_and(|&first| first + self.span <= now) {
            self.times.pop_front();
        }
        match self.times.front() {
            Some(&first) if self.times.len() >= self.most => (first + self.span).saturating_sub(now),
            _ => Duration::ZERO,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(millis: u64) -> Duration {
        Duration::from_millis(millis)
    }

    #[test]
    fn the_26th_request_within_five_seconds_waits_for_the_first_to_leave_the_window() {
        let mut limits = Limits::new(1);
        for index in 0..25 {
            assert_eq!(limits.admit(Family::None, at(index * 100)), Ok(()));
        }
        assert_eq!(limits.admit(Family::None, at(2500)), Err(at(2500)));
        assert_eq!(limits.admit(Family::None, at(4999)), Err(at(1)));
        assert_eq!(limits.admit(Family::None, at(5000)), Ok(()), "the refused ones counted for nothing");
        assert_eq!(limits.admit(Family::None, at(5000)), Err(at(100)));
    }

    #[test]
    fn a_family_has_its_own_limit_beside_the_one_of_all_requests() {
        for (family, most, span) in [
            (Family::Exclusions, 10, 60_000),
            (Family::Anonymize, 20, 60_000),
            (Family::Traits, 20, 60_000),
            (Family::Plans, 1000, 86_400_000),
            (Family::Metrics, 3000, 86_400_000),
        ] {
            let mut limits = Limits::new(1);
            for index in 0..most {
                assert_eq!(limits.admit(family, at(index * 200)), Ok(()));
            }
            assert_eq!(limits.admit(family, at(span - 1)), Err(at(1)));
            assert_eq!(limits.admit(Family::None, at(span - 1)), Ok(()));
            assert_eq!(limits.admit(family, at(span)), Ok(()));
        }
    }

    #[test]
    fn a_scale_widens_every_limit() {
        let mut limits = Limits::new(3);
        let passed =
            |limits: &mut Limits, family| (0..100).filter(|_| limits.admit(family, at(0)).is_ok()).count();
        assert_eq!(passed(&mut limits, Family::Exclusions), 30);
        assert_eq!(passed(&mut limits, Family::None), 45);
    }
}
