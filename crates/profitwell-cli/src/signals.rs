//! Ctrl-C, and SIGTERM where there is one.

use crate::failure::{Exit, Failure};

/// The wish to stop.
pub struct Signals {
    #[cfg(unix)]
    signals: [tokio::signal::unix::Signal; 2],
    /// Only held: what a terminal sends when it goes away would end the program.
    #[cfg(unix)]
    _hangup: tokio::signal::unix::Signal,
}

impl Signals {
    /// From now on the program is not ended by them, nor by a terminal that goes away.
    ///
    /// # Errors
    /// The system does not let us.
    pub fn new() -> Result<Self, Failure> {
        #[cfg(unix)]
        {
            use tokio::signal::unix::{SignalKind, signal};
            let heed =
                |kind| signal(kind).map_err(|error| Failure::new(Exit::Other, "internal", error.to_string()));
            Ok(Signals {
                signals: [heed(SignalKind::interrupt())?, heed(SignalKind::terminate())?],
                _hangup: heed(SignalKind::hangup())?,
            })
        }
        #[cfg(not(unix))]
        Ok(Signals {})
    }

    /// Waits for the next one.
    pub async fn next(&mut self) {
        #[cfg(unix)]
        {
            let [interrupt, terminate] = &mut self.signals;
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
        }
        #[cfg(not(unix))]
        let _ = tokio::signal::ctrl_c().await;
    }
}
