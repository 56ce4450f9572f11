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
const LONGEST_TOKEN: u32 = 100;

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
        let absent = |setting: &V| matches!(setting.kind(), Kind::Undefined | Kind::Null);
        let flag = |setting, default| match values.item(setting).kind() {
            Kind::Undefined | Kind::Null => Some(default),
            Kind::False => Some(false),
            Kind::True => Some(true),
            _ => None,
        };

        let token = values.item(PUBLIC_API_TOKEN);
        match token.length() {
            Some(1..=LONGEST_TOKEN) => {}
            Some(0) => return Err(Code::MissingPublicApiToken),
            None if absent(&token) => return Err(Code::MissingPublicApiToken),
            _ => return Err(Code::InvalidPublicApiToken),
        }

        let site_type = values.item(SITE_TYPE);
        let marketing = absent(&site_type) || site_type.spells(b"marketing");
        // "wep app" is how the vendor's documentation spells it.
        if !marketing && !site_type.spells(b"webapp") && !site_type.spells(b"wepapp") {
            return Err(Code::InvalidSiteType);
        }

        let customer_id_trait = values.item(CUSTOMER_ID_TRAIT);
        if !absent(&customer_id_trait) && customer_id_trait.length().is_none_or(|length| length == 0) {
            return Err(Code::InvalidCustomerIdTrait);
        }

        let consent = values.item(CONSENT);
        let consent = match consent.kind() {
            // A function or a promise: the page asks it and tells us. Not null: where an answer
            // was meant to be, that is none.
            Kind::Undefined | Kind::True | Kind::Function | Kind::Promise => Answer::Yes,
            Kind::False => Answer::No,
            _ if is(consent.units(), b"required") => Answer::Waiting,
            _ => return Err(Code::InvalidConsent),
        };

        let use_stored_user = flag(USE_STORED_USER, true).ok_or(Code::InvalidUseStoredUser)?;

        let nonce = values.item(NONCE);
        if !absent(&nonce) && nonce.length().is_none() {
            return Err(Code::InvalidNonce);
        }

        // By https, from the page's own origin, or by plain http from this machine.
        let protocol = |word| is(values.item(PROTOCOL).units(), word);
        let host = |word| is(values.item(HOST_NAME).units(), word);
        let may_load = protocol(b"https:")
            || protocol(b"http:")
                && (values.item(SAME_ORIGIN).kind() == Kind::True
                    || host(b"127.0.0.1")
                    || host(b"localhost")
                    || host(b"[::1]"));
        if !absent(&values.item(SCRIPT_URL)) && !may_load {
            return Err(Code::InvalidScriptUrl);
        }

        let timeout = values.item(TIMEOUT_MS);
        if !absent(&timeout) && !(0.0..=LONGEST_TIMEOUT_MS).contains(&timeout.number()) {
            return Err(Code::InvalidTimeoutMs);
        }
        flag(DEBUG, false).ok_or(Code::InvalidDebug)?;

        let paddle = starts_with(token.units(), b"paddletoken_");
        Ok(Settings { marketing, consent, use_stored_user, paddle })
    }
}
