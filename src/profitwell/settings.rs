//! The owner's settings, read with suspicion and refused by name.

use super::code::Code;
use crate::{
    consent::Answer,
    settings::{Accepts, consent, is_absent, is_unset},
    value::{Kind, Value, begins},
};

/// The longest token, in UTF-16 code units: what `RudderStack`'s configuration allows. The
/// vendor documents no form, so no other demand is made.
const LONGEST_TOKEN: u32 = 100;

/// How long `ready` waits where `timeoutMs` is not set.
pub const DEFAULT_TIMEOUT_MS: u32 = 5000;

settings! {
    PublicApiToken "publicApiToken" Accepts::Text { shortest: 1, longest: LONGEST_TOKEN },
        "copy it from your ProfitWell account" "is not a string or is longer than 100 characters",
    // "wep app" is how the vendor's documentation spells it.
    SiteType "siteType" Accepts::Words(&["marketing", "webapp", "wepapp"]),
        "\"marketing\" or \"web app\"" "is neither \"marketing\" nor \"web app\"",
    CustomerIdTrait "customerIdTrait" Accepts::Text { shortest: 1, longest: u32::MAX },
        "the name of a trait" "is not the name of a trait",
    Consent "consent" Accepts::Consent,
        "true, false, \"required\", a promise or a function"
        "is not true, false, \"required\", a promise or a function",
    UseStoredUser "useStoredUser" Accepts::Flag, "true or false" "is neither true nor false",
    Nonce "nonce" Accepts::Text { shortest: 0, longest: u32::MAX }, "a string" "is not a string",
    ScriptUrl "scriptUrl" Accepts::Url { credentials: true },
        "an https or same-origin URL"
        "is neither an https URL nor one of the page\u{2019}s own origin (plain http is accepted on localhost only)",
    TimeoutMs "timeoutMs" Accepts::Milliseconds(0),
        "a number of milliseconds" "is not a number of milliseconds that a timer can wait",
    // A page takes a wrong value out: `Code::IGNORED`.
    Debug "debug" Accepts::Flag, "true or false" "is neither true nor false",
}

/// A list of settings in which nothing is wrong; what only the page needs, it looks up itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings<V>(V);

impl<V: Value> Settings<V> {
    /// Reads a list of values in the order of [`Setting`].
    ///
    /// # Errors
    /// The code of the first setting that is missing, of the wrong type, or not one of its
    /// values.
    pub fn read(values: V) -> Result<Self, Code> {
        match check(values.clone()) {
            Code::Fine => Ok(Settings(values)),
            code => Err(code),
        }
    }

    /// The list itself.
    pub fn values(&self) -> &V {
        &self.0
    }

    /// `siteType` is `"marketing"`: start anonymously at load.
    pub fn is_marketing(&self) -> bool {
        let site_type = Setting::SiteType.of(&self.0);
        is_absent(&site_type) || site_type.spells(b"marketing")
    }

    /// `consent` as far as it is not a function or a promise, which the page asks.
    pub fn consent(&self) -> Answer {
        consent(&Setting::Consent.of(&self.0)).unwrap_or(Answer::No)
    }

    /// Whether to begin with the host's stored user.
    pub fn uses_stored_user(&self) -> bool {
        Setting::UseStoredUser.of(&self.0).kind() != Kind::False
    }

    /// Whether the token is one of Paddle Billing, which takes Paddle's customer ids only (Paddle's documentation of
    /// Retain).
    pub fn is_paddle(&self) -> bool {
        begins(&Setting::REQUIRED.of(&self.0), b"paddletoken_")
    }
}

/// The code of the first setting that is not right.
// By value, and a code instead of a result: both stay out of the module's memory.
#[inline(never)]
#[allow(clippy::needless_pass_by_value)]
fn check<V: Value>(values: V) -> Code {
    let token = Setting::REQUIRED.of(&values);
    if is_absent(&token) || is_unset(&token) {
        return Code::Missing;
    }
    Setting::refused(&values, |_, _| true).map_or(Code::Fine, Code::invalid)
}
