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

/// What the destination itself must know of the settings; the rest the page looks up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// `siteType` is `"marketing"`: start anonymously at load.
    pub marketing: bool,
    /// `consent` as far as it is not a function or a promise, which the page asks.
    pub consent: Answer,
    /// Whether to begin with the host's stored user.
    pub use_stored_user: bool,
    /// The token is one of Paddle Billing, which takes Paddle's customer ids only (Paddle's
    /// documentation of Retain).
    pub paddle: bool,
}

impl Settings {
    /// Reads a list of values in the order of [`Setting`].
    ///
    /// # Errors
    /// The code of the first setting that is missing, of the wrong type, or not one of its
    /// values.
    pub fn read<V: Value>(values: &V) -> Result<Self, Code> {
        let token = Setting::REQUIRED.of(values);
        if is_absent(&token) || is_unset(&token) {
            return Err(Code::Missing);
        }
        if let Some(setting) = Setting::refused(values, |_, _| true) {
            return Err(Code::invalid(setting));
        }
        let site_type = Setting::SiteType.of(values);
        Ok(Settings {
            marketing: is_absent(&site_type) || site_type.spells(b"marketing"),
            consent: consent(&Setting::Consent.of(values)).unwrap_or(Answer::No),
            use_stored_user: Setting::UseStoredUser.of(values).kind() != Kind::False,
            paddle: begins(&token, b"paddletoken_"),
        })
    }
}
