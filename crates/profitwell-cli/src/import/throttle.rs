//! Throttled rows: they are sent again, for as long as that can help.

use std::{
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
    time::Duration,
};

use profitwell_api::{Client, Error, Native, Request, Response};

use super::RETRY;

/// The service may ask for this much.
const LONGEST: Duration = Duration::from_secs(300);
/// So many windows without one success, and the limit is not what keeps the import.
const WINDOWS: u32 = 10;

/// Whether the service lets anything through; shared by the rows under way.
#[derive(Default)]
pub struct Throttle {
    answers: AtomicU64,
    stopping: AtomicBool,
}

impl Throttle {
    /// The import is stopping: rows that are throttled are not sent again.
    pub fn stop(&self) {
        self.stopping.store(true, Ordering::Relaxed);
    }

    /// Performs a request, again and again while the service throttles it. The client waits a window before
    /// each of its attempts.
    ///
    /// # Errors
    /// [`Error::Throttled`] where the service asks for more than five minutes, or nothing was let through
    /// for ten windows; and every other error of the call.
    pub async fn call(&self, client: &Client<Native>, request: &Request) -> Result<Response, Error> {
        let mut answers = self.answers.load(Ordering::Relaxed);
        let mut windows = 0;
        loop {
            let error = match client.call(request).await {
                Err(error @ Error::Throttled { .. }) => error,
                answer => {
                    self.answers.fetch_add(1, Ordering::Relaxed);
                    return answer;
                }
            };
            let now = self.answers.load(Ordering::Relaxed);
            windows = if now == answers { windows + RETRY.attempts } else { 0 };
            answers = now;
            let too_long = matches!(error, Error::Throttled { retry_after: Some(wait) } if wait > LONGEST);
            if too_long || windows >= WINDOWS || self.stopping.load(Ordering::Relaxed) {
                return Err(error);
            }
        }
    }
}
