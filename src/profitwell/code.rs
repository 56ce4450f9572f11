//! Everything this destination reports, each with a stable code.

use super::settings::Setting;
use crate::diagnosis::Lack;

codes! {
    // Errors of our own.
    InternalError "internal_error" "off by its own fault; please report it"
        "The destination hit a fault of its own and is off until the page is loaded again; please report it.",
    WebassemblyRefused "webassembly_refused" "off: WebAssembly and its fallback refused"
        "The destination is off, because the page\u{2019}s Content-Security-Policy or the browser refuses WebAssembly, and its fallback could not be had; allow 'wasm-unsafe-eval' in script-src, or serve profitwell.nowasm.js.",
    // What else turns a registration off.
    AnotherToken "another_token" "off: on this page with another token"
        "This registration is off, because ProfitWell is already on the page with another token.",
    AlsoInSegment "also_in_segment" "off: switch it off in Segment"
        "This registration is off, because Segment\u{2019}s own ProfitWell destination is on for the same source and would start ProfitWell as well.",
    GlobalTaken "global_taken" "off: window.profitwell is not a function"
        "The destination is off, because something on the page that is not a function occupies window.profitwell.",
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
        "ProfitWell\u{2019}s function threw an error; it was caught, and the page and its other destinations go on.",
    // Decisions.
    StartedWithEmail "started_with_email" "started with an email"
        "ProfitWell was started with the visitor\u{2019}s email.",
    StartedWithCustomerId "started_with_customer_id" "started with a customer id"
        "ProfitWell was started with the customer id, which goes before the email, because customerIdTrait names a trait that holds one.",
    StartedAnonymously "started_anonymously" "started anonymously"
        "ProfitWell was started without an identity, because no usable email or customer id was known yet.",
    StartCompleted "start_completed" "the waiting anonymous start got the identity"
        "The anonymous start still waited in the queue, so it got the visitor\u{2019}s identity instead of a second call.",
    ReidentifiedByEmail "reidentified_by_email" "re-identified by an email"
        "ProfitWell is already started and may be started only once, so it was told the new email by user_email.",
    ReidentifiedByCustomerId "reidentified_by_customer_id" "re-identified by a customer id"
        "ProfitWell is already started and may be started only once, so it was told the new customer id by user_id.",
    NothingNew "nothing_new" "nothing that the vendor does not know"
        "Nothing was sent, because ProfitWell already knows this visitor or the event names nobody.",
    WaitingForIdentify "waiting_for_identify" "a web app: waiting for identify"
        "Nothing was started at load, because a web app waits for identify.",
    NothingForPaddle "nothing_for_paddle" "Paddle takes only customer ids that begin with ctm_"
        "Nothing was sent, because Paddle.js runs ProfitWell on this page and takes only customer ids that begin with ctm_.",
    ConsentDenied "consent_denied" "no consent: nothing sent, nothing kept"
        "Nothing was sent and nothing is kept, because the visitor does not consent.",
    ConsentWaiting "consent_waiting" "waiting for consent"
        "Nothing was sent or requested yet, because the visitor has not answered; only the newest identity is kept, in memory.",
    OffByIntegrations "off_by_integrations" "switched off by the integrations object"
        "Nothing was sent, because the integrations object switches ProfitWell off.",
    NoTraits "no_traits" "this identify has no traits"
        "ProfitWell was told nobody, because this identify has no traits.",
    EmailTraitMissing "email_trait_missing" "no trait is called email"
        "ProfitWell was told no email, because no trait of this identify is called email.",
    EmailTraitNearMiss "email_trait_near_miss" "% is not read; name the trait email"
        "ProfitWell was told no email, because this trait holds one but is not called email.",
    EmailUnusable "email_unusable" "the trait email holds no email address: %"
        "ProfitWell was told no email, because the value of the trait email is not an email address; an address has something before the @, and a dot after it.",
    CustomerIdMissing "customer_id_missing" "no trait has the name that customerIdTrait gives"
        "ProfitWell was told no customer id, because no trait of this identify has the name that customerIdTrait gives.",
    CustomerIdNearMiss "customer_id_near_miss" "% is not read; customerIdTrait gives another spelling"
        "ProfitWell was told no customer id, because this trait is spelt almost, but not exactly, as customerIdTrait says.",
    CustomerIdUnusable "customer_id_unusable" "the trait that customerIdTrait names holds no customer id: %"
        "ProfitWell was told no customer id, because the value of the trait that customerIdTrait names is not a string, is empty or a placeholder, or is too long.",
    Forgotten "forgotten" "the visitor is forgotten"
        "The host forgot its user; the next identity counts as somebody new, and nothing is sent for nobody.",
}

impl Code {
    /// The last code reported with `console.error`.
    pub const LAST_ERROR: Code = Code::WebassemblyRefused;
    /// The last code that turns a registration off.
    pub const LAST_OFF: Code = Code::GlobalTaken;
    /// The last code reported with `console.warn`; what follows are decisions.
    pub const LAST_WARNING: Code = Code::VendorThrew;
    /// A refused setting that turns nothing off: a warning, and the setting counts as not set.
    pub const IGNORED: Code = Code::invalid(Setting::Debug);

    /// What an identify lacks.
    #[must_use]
    pub const fn of(lack: Lack) -> Code {
        Code(Code::NoTraits.0 + lack as i32)
    }
}
