//! Consent: the strictest of all answers.

use crate::value::Kind;

crossing! {
    /// An answer to "may we?"; the stricter is the smaller.
    #[derive(Default)]
    pub enum Answer {
        /// No: nothing is called, requested or kept.
        No,
        /// Not known yet: only the newest identity is kept, in memory.
        Waiting,
        /// Yes.
        #[default]
        Yes,
    }
}

impl Answer {
    /// The stricter of an answer and what a consent function of the page, or its promise, gave:
    /// anything but `true` means no, and a promise means that it is not known yet.
    #[must_use]
    pub fn stricter(self, given: Kind) -> Self {
        self.min(match given {
            Kind::True => Answer::Yes,
            Kind::Promise => Answer::Waiting,
            _ => Answer::No,
        })
    }
}

/// The answers of a whole page, whatever the number of registrations.
#[derive(Clone, Copy, Debug)]
pub struct Consent {
    /// The strictest `consent` setting of all registrations. `"required"` is `Waiting`.
    settings: Answer,
    /// What `setConsent` was last called with; before that `Waiting`.
    said: Answer,
}

impl Default for Consent {
    fn default() -> Self {
        Self::new()
    }
}

impl Consent {
    /// No answer yet.
    #[must_use]
    pub const fn new() -> Self {
        Consent { settings: Answer::Yes, said: Answer::Waiting }
    }

    /// Adds a registration's `consent` setting. A firm `false` stays for the life of the page.
    pub fn add(&mut self, setting: Answer) {
        self.settings = self.settings.min(setting);
    }

    /// Takes note of `setConsent`.
    pub fn say(&mut self, yes: bool) {
        self.said = if yes { Answer::Yes } else { Answer::No };
    }

    /// Whether to act now; `asked` is the strictest of what functions and promises answered.
    #[must_use]
    #[inline(never)]
    pub fn verdict(&self, asked: Answer) -> Answer {
        let is_said = self.said == Answer::No || self.settings == Answer::Waiting;
        let required = if is_said { self.said } else { self.settings };
        required.min(asked)
    }
}
