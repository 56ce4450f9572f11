//! The owner's settings, read with suspicion and refused by name.

use super::consent::Answer;
use crate::{
    error::Code,
    value::{Kind, Value, is, starts_with},
};

/// The settings in the order in which a page lists their values, text trimmed. After them it
/// adds three facts about `scriptUrl`: the protocol, the host name, and whether the origin is
/// the page's own.
pub const NAMES: [&str; 9] = [
    "publicApiToken",
    "siteType",
    "customerIdTrait",
    "consent",
    "useStoredUser",
    "nonce",
    "scriptUrl",
    "timeoutMs",
    "debug",
];

/// Where in that list `publicApiToken` is.
pub const PUBLIC_API_TOKEN: u32 = 0;
const SITE_TYPE: u32 = 1;
/// Where in that list `customerIdTrait` is.
pub const CUSTOMER_ID_TRAIT: u32 = 2;
const CONSENT: u32 = 3;
const USE_STORED_USER: u32 = 4;
const NONCE: u32 = 5;
const SCRIPT_URL: u32 = 6;
const TIMEOUT_MS: u32 = 7;
const DEBUG: u32 = 8;
const PROTOCOL: u32 = 9;
const HOST_NAME: u32 = 10;
const SAME_ORIGIN: u32 = 11;

/// The longest token, in UTF-16 code units: what `RudderStack`'s configuration allows. The
/// vendor documents no form, so no other demand is made.
const LONGEST_TOKEN: usize = 100;

/// The longest time a browser's timer can wait, in milliseconds.
const LONGEST_TIMEOUT_MS: f64 = 2_147_483_647.0;

/// How long `ready` waits where `timeoutMs` is not set.
pub const DEFAULT_TIMEOUT_MS: u32 = 5000;

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
    /// Reads a list of values in the order of [`NAMES`].
    ///
    /// # Errors
    /// The code of the first setting that is missing, of the wrong type, or not one of its
    /// values.
    pub fn read<V: Value>(values: &V) -> Result<Self, Code> {
        let text = |setting| values.item_units(setting);
        let absent = |setting| matches!(values.item_kind(setting), Kind::Undefined | Kind::Null);
        let flag = |setting, default| match values.item_kind(setting) {
            Kind::Undefined | Kind::Null => Some(default),
            Kind::False => Some(false),
            Kind::True => Some(true),
            _ => None,
        };

        let length = text(PUBLIC_API_TOKEN).take(LONGEST_TOKEN + 1).count();
        if absent(PUBLIC_API_TOKEN) || values.item_kind(PUBLIC_API_TOKEN) == Kind::Text && length == 0 {
            return Err(Code::MissingPublicApiToken);
        }
        if length == 0 || length > LONGEST_TOKEN {
            return Err(Code::InvalidPublicApiToken);
        }

        let site_type = |word| values.item_spells(SITE_TYPE, word);
        let marketing = absent(SITE_TYPE) || site_type(b"marketing");
        // "wep app" is how the vendor's documentation spells it.
        if !marketing && !site_type(b"webapp") && !site_type(b"wepapp") {
            return Err(Code::InvalidSiteType);
        }

        if !absent(CUSTOMER_ID_TRAIT) && values.item_unit(CUSTOMER_ID_TRAIT, 0).is_none() {
            return Err(Code::InvalidCustomerIdTrait);
        }

        let consent = match values.item_kind(CONSENT) {
            // A function or a promise: the page asks it and tells us. Not null: where an answer
            // was meant to be, that is none.
            Kind::Undefined | Kind::True | Kind::Function | Kind::Promise => Answer::Yes,
            Kind::False => Answer::No,
            _ if is(text(CONSENT), b"required") => Answer::Waiting,
            _ => return Err(Code::InvalidConsent),
        };

        let use_stored_user = flag(USE_STORED_USER, true).ok_or(Code::InvalidUseStoredUser)?;

        if !absent(NONCE) && values.item_kind(NONCE) != Kind::Text {
            return Err(Code::InvalidNonce);
        }

        // By https, from the page's own origin, or by plain http from this machine.
        let protocol = |word| is(text(PROTOCOL), word);
        let host = |word| is(text(HOST_NAME), word);
        let may_load = protocol(b"https:")
            || protocol(b"http:")
                && (values.item_kind(SAME_ORIGIN) == Kind::True
                    || host(b"127.0.0.1")
                    || host(b"localhost")
                    || host(b"[::1]"));
        if !absent(SCRIPT_URL) && !may_load {
            return Err(Code::InvalidScriptUrl);
        }

        if !absent(TIMEOUT_MS) && !(0.0..=LONGEST_TIMEOUT_MS).contains(&values.item_number(TIMEOUT_MS)) {
            return Err(Code::InvalidTimeoutMs);
        }
        flag(DEBUG, false).ok_or(Code::InvalidDebug)?;

        let paddle = starts_with(text(PUBLIC_API_TOKEN), b"paddletoken_");
        Ok(Settings { marketing, consent, use_stored_user, paddle })
    }
}
