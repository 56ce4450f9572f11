//! Throttled rows: they are sent again, for as long as that can help.

use std::{
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use profitwell_api::{Client, Error, Native, Request, Response};

/// What the service documents, where a 429 does not say how long to wait.
const WINDOW: Duration = Duration::from_secs(5);
/// The service may ask for this much.
const LONGEST: Duration = Duration::from_secs(300);
/// So many windows without one success, and the limit is not what keeps the import.
const WINDOWS: u32 = 10;

/// How long the service has throttled all that was sent; shared by the rows under way.
#[derive(Default)]
pub struct Throttle {
    state: Mutex<State>,
    stopping: AtomicBool,
}

#[derive(Default)]
struct State {
    /// When anything but a 429 came last.
    answered: Option<Instant>,
    /// When the first request of those that were throttled since then was sent.
    since: Option<Instant>,
}

impl Throttle {
    /// The import is stopping: rows that are throttled are not sent again.
    pub fn stop(&self) {
        self.stopping.store(true, Ordering::Relaxed);
    }

    /// Performs a request, again and again while the service throttles it. The client waits in between.
    ///
    /// # Errors
    /// [`Error::Throttled`] where the service asks for more than five minutes, or nothing was let through
    /// for ten windows; and every other error of the call.
    pub async fn call(&self, client: &Client<Native>, request: &Request) -> Result<Response, Error> {
        loop {
            let began = Instant::now();
            let error = match client.call(request).await {
                Err(error @ Error::Throttled { .. }) => error,
                answer => {
                    let answered = Some(Instant::now());
                    *self.state.lock().unwrap_or_else(PoisonError::into_inner) =
                        State { answered, since: None };
                    return answer;
                }
            };
            let Error::Throttled { retry_after } = error else { return Err(error) };
            let window = retry_after.unwrap_or(WINDOW).max(Duration::from_secs(1));
            let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
            let from = state.answered.map_or(began, |answered| answered.max(began));
            let throttled = state.since.get_or_insert(from).elapsed();
            if window > LONGEST || throttled >= window * WINDOWS || self.stopping.load(Ordering::Relaxed) {
                return Err(error);
            }
        }
    }
}
