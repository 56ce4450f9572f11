//! Everything this destination reports, each with a stable code.

use super::settings::Setting;
use crate::diagnosis::Lack;

codes! {
    // Errors of our own, and one of the owner's that must not wait.
    SecretInSettings "secret_in_settings" "off: a setting looks like a secret API key; keep that on your server"
        "The destination is off and requested nothing, because a setting holds what looks like a secret API key of ProsperStack (key_\u{2026}): anybody who opens this page could read your account with it. Give it to your relay, take it out of the page, and replace it in ProsperStack.",
    InternalError "internal_error" "off because of an internal error; please report it"
        "The destination had an internal error and is off until the page is loaded again; please report it.",
    WebassemblyRefused "webassembly_refused" "off: WebAssembly and its fallback are refused"
        "The destination is off, because the page\u{2019}s Content-Security-Policy or the browser refuses WebAssembly, and its fallback could not be loaded; allow 'wasm-unsafe-eval' in script-src, or serve prosperstack.nowasm.js.",
    // What else turns a registration off.
    AnotherEndpoint "another_endpoint" "off: on this page with another endpoint"
        "This registration is off, because the destination is already on the page with another endpoint.",
    // Warnings.
    SettingsDisagree "settings_disagree" "sources disagree, the first counts"
        "Sources of the settings disagree, so the first of them counts: the attributes, then window.prosperstackSettings, then the URL.",
    ConsentIgnored "consent_ignored" "a foreign data-consent is ignored"
        "The value of data-consent is none of true, false and required, so it was taken for a consent manager\u{2019}s own mark and ignored; data-prosperstack-consent is read before it.",
    InvalidCall "invalid_call" "no such call"
        "Something that is not a call of the destination was pushed or passed to it, and ignored.",
    AlsoInSegment "also_in_segment" "also on in Segment: every change arrives twice; switch one off"
        "Segment\u{2019}s own ProsperStack destination is on for the same source, so every change arrives twice: from there and from this page.",
    NoSession "no_session" "the relay knows no session (401): dropped"
        "The relay answered 401, because nobody is logged in there; the message was dropped, and the next identify tries again.",
    OriginRefused "origin_refused" "the relay rejects this page (403): dropped"
        "The relay answered 403, because it accepts no messages from this page\u{2019}s origin; the message was dropped.",
    EndpointNotFound "endpoint_not_found" "no relay at endpoint (404, 405): dropped"
        "The endpoint answered 404 or 405, so there is no relay; the message was dropped.",
    AnotherPerson "another_person" "the session is another person's (409): dropped"
        "The relay answered 409, because the session belongs to another email than the message; the message was dropped.",
    MessageRefused "message_refused" "the relay rejected a message: dropped"
        "The relay rejects the message (400, 413, 415 or another status that no repeat can change); it was dropped.",
    NotImplemented "not_implemented" "the relay cannot deliver (501): dropped"
        "The relay answered 501, because it does not deliver such messages; the message was dropped.",
    GaveUp "gave_up" "no answer from the relay after several attempts; the next identify tries again"
        "The relay could not be reached, or was busy, eight times in a row; the message was dropped, and the next identify tries again.",
    QueueFull "queue_full" "too many or too large properties, or calls: some are not sent"
        "More properties wait than a page keeps in memory (500, or 112,000 bytes), or more than 1000 calls waited for the script tag; some are not sent.",
    // Decisions.
    Sending "sending" "a message is on its way to the relay"
        "A message is on its way to the relay.",
    Queued "queued" "the change waits for the message in flight, for a pause to end, or for the network"
        "The change waits until the message in flight is answered, a pause is over, or the network is back.",
    Delivered "delivered" "the relay has accepted the message"
        "The relay has accepted the message; its properties are not sent again until they change.",
    Retrying "retrying" "the relay could not accept the message; it is sent again later"
        "The relay could not accept the message now; the same message is sent again later.",
    NothingNew "nothing_new" "the relay knows every property of this identify already; nothing is sent"
        "Nothing was sent, because the relay already knows every property of this identify, or there is none.",
    NoEmail "no_email" "ProsperStack finds subscribers by email, and this identify has none; nothing is sent"
        "Nothing was sent, because ProsperStack finds subscribers by their email, and this identify has none.",
    NoTraits "no_traits" "this identify has no traits; add the trait email"
        "Nothing was sent, because this identify has no traits.",
    EmailTraitMissing "email_trait_missing" "no trait of this identify is called email; add it"
        "Nothing was sent, because no trait of this identify is called email.",
    EmailTraitNearMiss "email_trait_near_miss" "\"%\" is not read; name the trait email"
        "Nothing was sent, because this trait holds an email but is not called email.",
    EmailUnusable "email_unusable" "the value of the trait email is not used: %"
        "Nothing was sent, because the value of the trait email is not an email address; an address has one @, something before it, and a dot after it.",
    ConsentDenied "consent_denied" "the visitor does not consent; nothing is sent or kept"
        "Nothing was sent and nothing is kept, because the visitor does not consent.",
    ConsentWaiting "consent_waiting" "the visitor has not answered yet; only the newest identify is kept, in memory"
        "Nothing was sent yet, because the visitor has not answered; only the newest identify is kept, in memory.",
    OffByIntegrations "off_by_integrations" "the integrations object switches ProsperStack off; nothing is sent"
        "Nothing was sent, because the integrations object switches ProsperStack off.",
    Forgotten "forgotten" "the visitor is forgotten, with everything that was not sent yet"
        "The visitor is forgotten, with everything that was not sent yet.",
    Seeded "seeded" "the cancellation flow knows the stored user of the host; nothing is sent"
        "The host\u{2019}s stored user is known to the cancellation flow; nothing was sent, because nothing was identified.",
    Loaded "loaded" "the destination waits for identify"
        "The destination waits for identify.",
    // Decisions about one trait, reported with its name.
    Reserved "reserved_trait" "\"%\" is a reserved trait of Segment and is sent only where mapping names it"
        "This trait is one of Segment\u{2019}s reserved traits, which are not sent unless mapping names them.",
    NotAllowed "not_allowed" "\"%\" is not sent, because allow does not name it"
        "This trait was not sent, because allow does not name its property.",
    NearMiss "near_miss" "\"%\" has almost a name in allow or mapping; the names must be equal"
        "This trait is spelt almost, but not exactly, as a name in allow or mapping; names must be equal to the letter.",
    TypeMismatch "type_mismatch" "\"%\" is not sent, because its value has another type than in mapping"
        "This trait was not sent, because its value is not of the type that mapping gives it.",
    NotScalar "not_scalar" "\"%\" is not sent, because its value is an object, a list or another value that no property can have"
        "This trait was not sent, because its value is not a string, a number, true, false, null or a date.",
    TooLarge "too_large" "\"%\" is not sent, because its name or value is too large"
        "This trait was not sent, because its name or value is too large for a message.",
    BothForms "both_forms" "\"%\" came flat and nested; only the nested value is sent"
        "This trait came flat and under traits.traits; only the nested one was sent.",
    BrokenName "broken_name" "\"%\" is not sent, because its name holds half a surrogate pair"
        "The name of this trait holds half a surrogate pair, such as an emoji that was cut, or U+FFFD, which stands for one; no property can have such a name.",
}

impl Code {
    /// The last code reported with `console.error`.
    pub const LAST_ERROR: Code = Code::WebassemblyRefused;
    /// The last code that turns a registration off.
    pub const LAST_OFF: Code = Code::AnotherEndpoint;
    /// The last code reported with `console.warn`; what follows are decisions.
    pub const LAST_WARNING: Code = Code::QueueFull;
    /// The last code that the page's own file names: there is no other.
    pub const LAST_NAMED: Code = Code::BrokenName;
    /// A refused setting that turns nothing off: a warning, and the setting counts as not set.
    pub const IGNORED: Code = Code::invalid(Setting::Debug);

    /// What an identify lacks.
    #[must_use]
    pub const fn of(lack: Lack) -> Code {
        Code(Code::NoTraits.0 + lack as i32)
    }
}
