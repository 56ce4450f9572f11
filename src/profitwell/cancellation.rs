//! The cancellation flow: how it may be opened, and its possible results.

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

/// The documented statuses of a dialogue's result (Paddle's documentation of cancellation flows): the customer took an
/// offer and stays; closed the dialogue and stays; wants to cancel; or the dialogue failed. After any other the site
/// continues with its own cancellation.
pub const STATUSES: [&str; 4] = ["retained", "aborted", "chose_to_cancel", "error"];
