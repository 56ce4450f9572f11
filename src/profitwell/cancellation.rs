//! The cancellation flow: how it may be opened, and what its result means.

use crate::value::{Value, is};

crossing! {
    /// How a cancellation flow may be opened.
    pub enum Flow {
        /// The visitor does not consent.
        NoConsent,
        /// No registration has loaded.
        NotLoaded,
        /// By a command to `window.profitwell`.
        Commands,
        /// By `Paddle.Retain`.
        Paddle,
    }
}

crossing! {
    /// The result of a dialogue (Paddle's documentation of cancellation flows).
    pub enum Status {
        /// None of the documented ones: the site continues with its own cancellation.
        Unknown,
        /// The customer took an offer and stays.
        Retained,
        /// The customer closed the dialogue and stays.
        Aborted,
        /// The customer wants to cancel.
        ChoseToCancel,
        /// The dialogue failed: the site continues with its own cancellation.
        Error,
    }
}

impl Status {
    /// Reads the `status` of a result.
    pub fn of<V: Value>(status: &V) -> Self {
        let spells = |word| is(status.units(), word);
        if spells(b"retained") {
            Status::Retained
        } else if spells(b"aborted") {
            Status::Aborted
        } else if spells(b"chose_to_cancel") {
            Status::ChoseToCancel
        } else if spells(b"error") {
            Status::Error
        } else {
            Status::Unknown
        }
    }
}
