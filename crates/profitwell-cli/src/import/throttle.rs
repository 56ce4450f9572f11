//! Whether the service lets anything through.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use profitwell_api::{Native, Outgoing, Response, Transport, TransportError};
use tokio::sync::Notify;

/// What the service documents, where a 429 does not say how long to wait.
const WINDOW: Duration = Duration::from_secs(5);
/// So many windows without one success, and the limit is not what keeps the import.
const WINDOWS: u32 = 10;

/// The native transport, which counts the windows in which everything was throttled. The client itself sends
/// what is throttled again.
#[derive(Clone)]
pub struct Watched(Arc<Watch>);

struct Watch {
    native: Native,
    windows: Mutex<Windows>,
    shut: Notify,
}

#[derive(Default)]
struct Windows {
    count: u32,
    /// When the last of them ends.
    until: Duration,
}

impl Watched {
    pub fn new(native: Native) -> Self {
        Watched(Arc::new(Watch { native, windows: Mutex::default(), shut: Notify::new() }))
    }

    /// Waits until nothing was let through for ten windows.
    pub async fn shut(&self) {
        self.0.shut.notified().await;
    }

    /// Whether the newest answer was a 429.
    pub fn is_throttled(&self) -> bool {
        self.windows().count > 0
    }

    fn windows(&self) -> MutexGuard<'_, Windows> {
        self.0.windows.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn note(&self, response: &Response) {
        let mut windows = self.windows();
        if response.status != 429 {
            *windows = Windows::default();
            return;
        }
        let now = self.0.native.now();
        if now < windows.until {
            return;
        }
        let asked = response.header("retry-after").and_then(|seconds| seconds.trim().parse().ok());
        windows.until = now.saturating_add(asked.map_or(WINDOW, Duration::from_secs));
        windows.count += 1;
        if windows.count >= WINDOWS {
            self.0.shut.notify_one();
        }
    }
}

impl Transport for Watched {
    async fn send(&self, request: &Outgoing) -> Result<Response, TransportError> {
        let answer = self.0.native.send(request).await;
        if let Ok(response) = &answer {
            self.note(response);
        }
        answer
    }

    fn now(&self) -> Duration {
        self.0.native.now()
    }

    async fn sleep(&self, time: Duration) {
        self.0.native.sleep(time).await;
    }

    fn random(&self) -> f64 {
        self.0.native.random()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use profitwell_api::{Native, Response, Transport};

    use super::{WINDOWS, Watched};

    fn answer(status: u16, retry_after: &str) -> Response {
        let headers = vec![("retry-after".to_owned(), retry_after.to_owned())];
        Response { status, headers, ..Response::default() }
    }

    #[tokio::test]
    async fn so_many_throttled_windows_in_a_row_shut_the_service_and_any_other_answer_opens_it() {
        let watched = Watched::new(Native::new().expect("TLS"));
        let is_shut = || async { tokio::time::timeout(Duration::ZERO, watched.shut()).await.is_ok() };
        assert!(!watched.is_throttled());
        for _ in 1..WINDOWS {
            watched.note(&answer(429, "0"));
            assert!(watched.is_throttled());
        }
        watched.note(&answer(500, ""));
        assert!(!watched.is_throttled());
        for _ in 1..WINDOWS {
            watched.note(&answer(429, " 0 "));
        }
        assert!(!is_shut().await);
        // The last one lasts for a minute, whatever is answered within it.
        watched.note(&answer(429, "60"));
        assert!(is_shut().await);
        watched.note(&answer(429, "0"));
        assert!(!is_shut().await);
    }

    #[tokio::test]
    async fn the_clock_and_the_dice_are_those_of_the_transport() {
        let watched = Watched::new(Native::new().expect("TLS"));
        let before = watched.now();
        watched.sleep(Duration::from_millis(20)).await;
        assert!(watched.now() >= before + Duration::from_millis(20));
        let drawn: Vec<f64> = (0..8).map(|_| watched.random()).collect();
        assert!(drawn.iter().all(|random| (0.0..1.0).contains(random)), "{drawn:?}");
        assert!(drawn.iter().any(|random| random.total_cmp(&drawn[0]).is_ne()), "{drawn:?}");
    }
}
