//! Everything this destination reports, each with a stable code.

use super::settings::Setting;
use crate::diagnosis::Lack;

codes! {
    // Errors of our own.
    InternalError "internal_error" "off because of an internal error; please report it"
        "The destination had an internal error and is off until the page is loaded again; please report it.",
    WebassemblyRefused "webassembly_refused" "off: WebAssembly and its fallback are refused"
        "The destination is off, because the page\u{2019}s Content-Security-Policy or the browser refuses WebAssembly, and its fallback could not be loaded; allow 'wasm-unsafe-eval' in script-src, or serve profitwell.nowasm.js.",
    // What else turns a registration off.
    AnotherToken "another_token" "off: on this page with another token"
        "This registration is off, because ProfitWell is already on the page with another token.",
    AlsoInSegment "also_in_segment" "off: switch it off in Segment"
        "This registration is off, because Segment\u{2019}s own ProfitWell destination is on for the same source and would start ProfitWell as well.",
    GlobalTaken "global_taken" "off: window.profitwell is not a function"
        "The destination is off, because window.profitwell holds something that is not a function.",
    // Warnings.
    SettingsDisagree "settings_disagree" "sources disagree, the first counts"
        "Sources of the settings disagree, so the first of them counts: the attributes, then window.profitwellSettings, then the URL.",
    ConsentIgnored "consent_ignored" "a foreign data-consent is ignored"
        "The value of data-consent is none of true, false and required, so it was taken for a consent manager\u{2019}s own mark and ignored; data-profitwell-consent is read before it.",
    QueueFull "queue_full" "more than 1000 calls waited"
        "More than 1000 calls waited for the script tag, so the later ones were dropped.",
    InvalidCall "invalid_call" "no such call"
        "Something that is not a call of the destination was pushed or passed to it, and ignored.",
    VendorScriptBlocked "vendor_script_blocked" "script blocked or offline"
        "ProfitWell\u{2019}s script could not be downloaded after three attempts: an ad blocker, the Content-Security-Policy or the network stopped it.",
    VendorGlobalMissing "vendor_global_missing" "script loaded, window.profitwell missing"
        "ProfitWell\u{2019}s script was downloaded but did not take over window.profitwell, so the calls stay in the queue.",
    VendorThrew "vendor_threw" "window.profitwell threw"
        "ProfitWell\u{2019}s function threw an error; it was caught, and the page and its other destinations continue.",
    // Decisions.
    StartedWithEmail "started_with_email" "ProfitWell is started with the email of the visitor"
        "ProfitWell was started with the visitor\u{2019}s email.",
    StartedWithCustomerId "started_with_customer_id" "ProfitWell is started with the customer id; it takes precedence over an email"
        "ProfitWell was started with the customer id, which takes precedence over the email, because customerIdTrait names a trait that holds one.",
    StartedAnonymously "started_anonymously" "ProfitWell is started without an identity; an identify with an email adds it later"
        "ProfitWell was started without an identity, because no usable email or customer id was known yet.",
    StartCompleted "start_completed" "the anonymous start was still queued and now has the identity"
        "The anonymous start still waited in the queue, so it got the visitor\u{2019}s identity instead of a second call.",
    ReidentifiedByEmail "reidentified_by_email" "ProfitWell is started already and gets the email by user_email"
        "ProfitWell is already started and may be started only once, so it got the new email by user_email.",
    ReidentifiedByCustomerId "reidentified_by_customer_id" "ProfitWell is started already and gets the customer id by user_id"
        "ProfitWell is already started and may be started only once, so it got the new customer id by user_id.",
    NothingNew "nothing_new" "ProfitWell knows this visitor already; nothing is sent"
        "Nothing was sent, because ProfitWell already knows this visitor.",
    NoIdentity "no_identity" "this identify names nobody, so nothing is sent"
        "Nothing was sent, because this identify has neither a usable email nor a customer id.",
    WaitingForIdentify "waiting_for_identify" "a web app starts ProfitWell with the first identify"
        "Nothing was started at load, because a web app waits for identify.",
    NothingForPaddle "nothing_for_paddle" "with Paddle only customer ids that begin with ctm_ are sent; name their trait in customerIdTrait"
        "Nothing was sent, because Paddle.js runs ProfitWell on this page and takes only customer ids that begin with ctm_.",
    ConsentDenied "consent_denied" "the visitor does not consent; nothing is sent or kept"
        "Nothing was sent and nothing is kept, because the visitor does not consent.",
    ConsentWaiting "consent_waiting" "the visitor has not answered yet; only the newest identity is kept, in memory"
        "Nothing was sent or requested yet, because the visitor has not answered; only the newest identity is kept, in memory.",
    OffByIntegrations "off_by_integrations" "the integrations object switches ProfitWell off; nothing is sent"
        "Nothing was sent, because the integrations object switches ProfitWell off.",
    Forgotten "forgotten" "the host has forgotten its user; the next identity is a new visitor"
        "The host forgot its user; the next identity counts as a new visitor, and nothing is sent before it.",
    // What a diagnosis says, which comes with the explanations.
    NoTraits "no_traits" "this identify has no traits; add the trait email"
        "ProfitWell got no identity, because this identify has no traits.",
    EmailTraitMissing "email_trait_missing" "no trait of this identify is called email; add it"
        "ProfitWell got no email, because no trait of this identify is called email.",
    EmailTraitNearMiss "email_trait_near_miss" "\"%\" is not read; name the trait email"
        "ProfitWell got no email, because this trait holds one but is not called email.",
    EmailUnusable "email_unusable" "the value of the trait email is not used: %"
        "ProfitWell got no email, because the value of the trait email is not an email address; an address has one @, something before it, and a dot after it.",
    CustomerIdMissing "customer_id_missing" "this identify has no trait of the name in customerIdTrait"
        "ProfitWell got no customer id, because no trait of this identify has the name that customerIdTrait gives.",
    CustomerIdNearMiss "customer_id_near_miss" "\"%\" is not read; customerIdTrait has another spelling"
        "ProfitWell got no customer id, because this trait is spelt almost, but not exactly, as in customerIdTrait.",
    CustomerIdUnusable "customer_id_unusable" "the value of the trait in customerIdTrait is not used: %"
        "ProfitWell got no customer id, because the value of the trait that customerIdTrait names is not a string, is empty or a placeholder, or is too long.",
}

impl Code {
    /// The last code reported with `console.error`.
    pub const LAST_ERROR: Code = Code::WebassemblyRefused;
    /// The last code that turns a registration off.
    pub const LAST_OFF: Code = Code::GlobalTaken;
    /// The last code reported with `console.warn`; what follows are decisions.
    pub const LAST_WARNING: Code = Code::VendorThrew;
    /// The last code that the page's own file names; the explanations name what follows.
    pub const LAST_NAMED: Code = Code(Code::NoTraits.0 - 1);
    /// A refused setting that turns nothing off: a warning, and the setting counts as not set.
    pub const IGNORED: Code = Code::invalid(Setting::Debug);

    /// What an identify lacks.
    #[must_use]
    pub const fn of(lack: Lack) -> Code {
        Code(Code::NoTraits.0 + lack as i32)
    }
}
