//! Waiting for one's turn: the windows of [`pace`](crate::pace), shared by all calls of a client.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use futures_lite::future::or;

use crate::{
    error::Error,
    pace::{Family, Limits, Window},
    transport::Transport,
};

/// One window and the queue before it.
#[derive(Debug)]
struct Lane {
    window: Mutex<Window>,
    /// Who holds this is next; the others come in order. So only one at a time watches the
    /// window, however many wait.
    queue: async_lock::Mutex<()>,
}

impl Lane {
    fn window(&self) -> MutexGuard<'_, Window> {
        // A window is sound after each of its methods, so also after a panic elsewhere.
        self.window.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn take<'a, T: Transport>(
        &'a self,
        transport: &'a T,
        until: Duration,
    ) -> Result<Turn<'a, T>, Error> {
        let next = match self.queue.try_lock() {
            Some(next) => next,
            None => within(self.queue.lock(), transport, until)
                .await
                .ok_or(Error::Throttled { retry_after: None })?,
        };
        let at = loop {
            let taken = self.window().take(transport.now());
            match taken {
                Ok(at) => break at,
                Err(at) => in_time(at, transport, until).await?,
            }
        };
        drop(next);
        let turn = Turn { lane: self, transport, at, sent: false };
        in_time(at, transport, until).await?;
        self.unpaused(transport, until).await?;
        Ok(turn)
    }

    async fn unpaused<T: Transport>(&self, transport: &T, until: Duration) -> Result<(), Error> {
        loop {
            let paused_until = self.window().paused_until();
            if paused_until <= transport.now() {
                return Ok(());
            }
            in_time(paused_until, transport, until).await?;
        }
    }
}

/// A slot of a window. When it goes, also because its call was dropped, the slot is free again:
/// a whole window later if the request was sent.
pub(super) struct Turn<'a, T: Transport> {
    lane: &'a Lane,
    transport: &'a T,
    at: Duration,
    sent: bool,
}

impl<T: Transport> Drop for Turn<'_, T> {
    fn drop(&mut self) {
        let mut window = self.lane.window();
        if self.sent {
            window.finish(self.transport.now(), self.transport.random());
        } else {
            window.give_back(self.at);
        }
    }
}

/// A slot of each window that counts a request: of its family, if that has one, and of all requests.
pub(super) struct Turns<'a, T: Transport> {
    /// Held until it is dropped, and never asked.
    _own: Option<Turn<'a, T>>,
    all: Turn<'a, T>,
}

impl<T: Transport> Turns<'_, T> {
    /// The service throttled the request. The limits of families are too slow to be spread evenly:
    /// a plan would wait for minutes.
    pub(super) fn throttled(&self) {
        self.all.lane.window().share(self.all.transport.now());
    }
}

/// All windows of a client.
#[derive(Debug)]
pub(super) struct Pacer {
    all: Lane,
    families: [(Family, Lane); 5],
}

impl Pacer {
    pub(super) fn new(limits: &Limits) -> Self {
        let lane = |family| Lane {
            window: Mutex::new(Window::new(limits.of(family))),
            queue: async_lock::Mutex::new(()),
        };
        let families =
            [Family::Plans, Family::Metrics, Family::Exclusions, Family::Anonymization, Family::Traits];
        Pacer { all: lane(Family::All), families: families.map(|family| (family, lane(family))) }
    }

    fn own(&self, family: Family) -> Option<&Lane> {
        self.families.iter().find(|(other, _)| *other == family).map(|(_, lane)| lane)
    }

    /// Waits until a request of this family may be sent, which it is until what this returns
    /// is dropped.
    pub(super) async fn turn<'a, T: Transport>(
        &'a self,
        family: Family,
        transport: &'a T,
        until: Duration,
    ) -> Result<Turns<'a, T>, Error> {
        let mut own = match self.own(family) {
            Some(lane) => Some(lane.take(transport, until).await?),
            None => None,
        };
        let mut all = self.all.take(transport, until).await?;
        all.sent = true;
        if let Some(own) = &mut own {
            own.sent = true;
        }
        Ok(Turns { _own: own, all })
    }

    /// The service asked for a pause: of the family, if that has a limit of its own.
    pub(super) fn pause(&self, family: Family, until: Duration) {
        self.own(family).unwrap_or(&self.all).window().pause(until);
    }
}

/// Waits, unless that would be too long.
async fn in_time<T: Transport>(at: Duration, transport: &T, until: Duration) -> Result<(), Error> {
    if at > until {
        return Err(Error::Throttled { retry_after: Some(at.saturating_sub(transport.now())) });
    }
    sleep_until(transport, at).await;
    Ok(())
}

/// Waits until a point in time.
pub(super) async fn sleep_until<T: Transport>(transport: &T, at: Duration) {
    // JavaScript's timers take no more than 24 days.
    const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);
    loop {
        let left = at.saturating_sub(transport.now());
        if left.is_zero() {
            return;
        }
        transport.sleep(left.min(LONGEST)).await;
    }
}

/// The outcome of a future, unless time runs out first.
async fn within<F: Future, T: Transport>(future: F, transport: &T, until: Duration) -> Option<F::Output> {
    let late = async {
        sleep_until(transport, until).await;
        None
    };
    or(async { Some(future.await) }, late).await
}
