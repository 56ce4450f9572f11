//! The vendor's snippet: its words, what of it is on a page already, and what follows.
//!
//! The sources are the vendor's help page "How to install the ProfitWell.js snippet" and the
//! vendor's own analytics.js integration (`ProfitWell/segment-dotjs`). JavaScript takes the words
//! from `page/profitwell/border.js`, which xtask writes.

use super::code::Code;
use crate::value::{Value, begins};

/// The vendor script (help page). The token follows as `?auth=`.
pub const SCRIPT_URL: &str = "https://public.profitwell.com/js/profitwell.js";
/// The `id` of the vendor's script element (help page).
pub const ELEMENT_ID: &str = "profitwell-js";
/// The attribute that holds the token (help page).
pub const TOKEN_ATTRIBUTE: &str = "data-pw-auth";
/// The vendor's function, and the name of its queue stub (help page).
pub const GLOBAL: &str = "profitwell";
/// Starts the service: `{user_email}`, `{user_id}` or `{}` (help page, segment-dotjs).
pub const START: &str = "start";
/// Sets the token (segment-dotjs 1.0.1).
pub const AUTH_TOKEN: &str = "auth_token";
/// The field of `start` for an email, and the command that re-identifies by one
/// (segment-dotjs; production code of others).
pub const USER_EMAIL: &str = "user_email";
/// The same for a customer id of the billing platform (help page).
pub const USER_ID: &str = "user_id";
/// Opens the cancellation flow: `{subscription_id}` (help page of Retain).
pub const INIT_CANCELLATION_FLOW: &str = "init_cancellation_flow";

/// The attributes and commands that the page's half uses, by their names in JavaScript.
pub const WORDS: [(&str, &str); 9] = [
    ("SCRIPT_URL", SCRIPT_URL),
    ("ELEMENT_ID", ELEMENT_ID),
    ("TOKEN_ATTRIBUTE", TOKEN_ATTRIBUTE),
    ("GLOBAL", GLOBAL),
    ("START", START),
    ("AUTH_TOKEN", AUTH_TOKEN),
    ("USER_EMAIL", USER_EMAIL),
    ("USER_ID", USER_ID),
    ("INIT_CANCELLATION_FLOW", INIT_CANCELLATION_FLOW),
];

/// When a failed download is tried again, in milliseconds after each failure.
pub const RETRY_DELAYS_MS: [i32; 2] = [500, 2000];

/// What of the vendor a page holds, as bits: the page sees, this module concludes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Survey(pub u32);

impl Survey {
    /// `window.profitwell.isLoaded` is truthy.
    pub const LOADED: u32 = 1;
    /// There is an element `#profitwell-js`, or a script with the vendor's URL.
    pub const ELEMENT: u32 = 2;
    /// That element names another token than ours.
    pub const ANOTHER_TOKEN: u32 = 4;
    /// `window.profitwell.q` holds a `start`.
    pub const START_QUEUED: u32 = 8;
    /// `window.profitwell` is there but cannot be called.
    pub const NOT_CALLABLE: u32 = 16;
    /// `window.Paddle.Initialized` is truthy.
    pub const PADDLE: u32 = 32;

    /// The bits by their names in JavaScript.
    pub const BITS: [(&str, u32); 6] = [
        ("Loaded", Self::LOADED),
        ("Element", Self::ELEMENT),
        ("AnotherToken", Self::ANOTHER_TOKEN),
        ("StartQueued", Self::START_QUEUED),
        ("NotCallable", Self::NOT_CALLABLE),
        ("Paddle", Self::PADDLE),
    ];

    fn has(self, bit: u32) -> bool {
        self.0 & bit != 0
    }

    /// What to do about it.
    ///
    /// # Errors
    /// The code that turns the registration off.
    pub fn conclude(self) -> Result<Plan, Code> {
        if self.has(Self::ANOTHER_TOKEN) {
            Err(Code::AnotherToken)
        } else if self.has(Self::PADDLE) {
            Ok(Plan::Paddle)
        } else if self.has(Self::NOT_CALLABLE) {
            Err(Code::GlobalTaken)
        } else {
            let install = !self.has(Self::LOADED | Self::ELEMENT);
            let started = self.has(Self::START_QUEUED) || self.has(Self::LOADED);
            Ok(Plan::Commands { install, started })
        }
    }
}

/// How the vendor is reached on a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plan {
    /// By commands to `window.profitwell`.
    Commands {
        /// Nothing is there: the stub, the token, the script. Else somebody else loads the script.
        install: bool,
        /// Somebody else has started it, or their stub holds a `start`.
        started: bool,
    },
    /// Paddle.js has it: `Paddle.Update` instead of commands.
    Paddle,
}

/// Whether Paddle takes this customer id (its documentation of `pwCustomer`).
pub fn is_paddle_customer<V: Value>(id: &V) -> bool {
    begins(id, b"ctm_")
}
