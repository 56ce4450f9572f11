//! Consent: the strictest of all answers.

/// An answer to "may we?"; the stricter is the smaller.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u32)]
pub enum Answer {
    /// No: nothing is called, requested or kept.
    No,
    /// Not known yet: only the newest identity is kept, in memory.
    Waiting,
    /// Yes.
    #[default]
    Yes,
}

/// The answers of a whole page, whatever the number of registrations.
#[derive(Clone, Copy, Debug, Default)]
pub struct Consent {
    /// The strictest `consent` setting of all registrations. `"required"` is `Waiting`.
    settings: Answer,
    /// What `setConsent` was last called with.
    said: Option<bool>,
}

impl Consent {
    /// No answer yet.
    #[must_use]
    pub const fn new() -> Self {
        Consent { settings: Answer::Yes, said: None }
    }

    /// Adds a registration's `consent` setting. A firm `false` stays for the life of the page.
    pub fn add(&mut self, setting: Answer) {
        self.settings = self.settings.min(setting);
    }

    /// Takes note of `setConsent`.
    pub fn say(&mut self, yes: bool) {
        self.said = Some(yes);
    }

    /// Whether to act now; `asked` is the strictest of what functions and promises answered.
    #[must_use]
    pub fn verdict(&self, asked: Answer) -> Answer {
        let required = match (self.settings, self.said) {
            (_, Some(false)) => Answer::No,
            (Answer::Waiting, Some(true)) => Answer::Yes,
            (setting, _) => setting,
        };
        required.min(asked)
    }
}
