//! Everything the destination has to say, each with a stable code.
//!
//! A page carries the codes and texts in a table of its JavaScript that the build makes from
//! [`Code::ALL`]: as texts in the module they would weigh more.

macro_rules! codes {
    ($($variant:ident $code:literal $text:literal,)*) => {
        /// What became of a setting, a load or an event.
        ///
        /// The order counts: errors, then what else turns a registration off, then warnings,
        /// then decisions, which are said only to those who ask (`debug`).
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
        #[repr(u32)]
        pub enum Code {
            /// Nothing to say.
            #[default]
            Fine,
            $(#[doc = $text] $variant,)*
        }

        impl Code {
            /// Every code but [`Code::Fine`], in order.
            pub const ALL: &[Code] = &[$(Code::$variant,)*];

            /// The stable text by which JavaScript and people tell this from the others.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self {
                    Code::Fine => "fine",
                    $(Code::$variant => $code,)*
                }
            }

            /// What happened and what to do about it, in lower case.
            #[must_use]
            pub const fn text(self) -> &'static str {
                match self {
                    Code::Fine => "",
                    $(Code::$variant => $text,)*
                }
            }
        }
    };
}

codes! {
    // Settings: what would be right. The page adds what was found, never its content.
    MissingPublicApiToken "missing_public_api_token" "publicApiToken: copy it from your ProfitWell account",
    InvalidPublicApiToken "invalid_public_api_token" "publicApiToken: copy it from your ProfitWell account",
    InvalidSiteType "invalid_site_type" "siteType: \"marketing\" or \"web app\"",
    InvalidCustomerIdTrait "invalid_customer_id_trait" "customerIdTrait: the name of a trait",
    InvalidConsent "invalid_consent" "consent: true, false, \"required\", a promise or a function",
    InvalidUseStoredUser "invalid_use_stored_user" "useStoredUser: true or false",
    InvalidNonce "invalid_nonce" "nonce: a text",
    InvalidScriptUrl "invalid_script_url" "scriptUrl: an https or same-origin URL",
    InvalidTimeoutMs "invalid_timeout_ms" "timeoutMs: a number of milliseconds",
    InvalidDebug "invalid_debug" "debug: true or false",
    // Errors of our own.
    InternalError "internal_error" "off by its own fault; please report it",
    WebassemblyRefused "webassembly_refused" "off: WebAssembly and its fallback refused",
    // What else turns a registration off.
    AnotherToken "another_token" "off: on this page with another token",
    AlsoInSegment "also_in_segment" "off: switch it off in Segment",
    GlobalTaken "global_taken" "off: window.profitwell is not a function",
    // Warnings.
    VendorScriptBlocked "vendor_script_blocked" "script blocked or offline",
    VendorGlobalMissing "vendor_global_missing" "script loaded, window.profitwell missing",
    VendorThrew "vendor_threw" "window.profitwell threw",
    // Decisions.
    StartedWithEmail "started_with_email" "started with an email",
    StartedWithCustomerId "started_with_customer_id" "started with a customer id",
    StartedAnonymously "started_anonymously" "started anonymously",
    StartCompleted "start_completed" "the waiting anonymous start got the identity",
    ReidentifiedByEmail "reidentified_by_email" "re-identified by an email",
    ReidentifiedByCustomerId "reidentified_by_customer_id" "re-identified by a customer id",
    NothingNew "nothing_new" "nothing that the vendor does not know",
    WaitingForIdentify "waiting_for_identify" "a web app: waiting for identify",
    NothingForPaddle "nothing_for_paddle" "Paddle takes only customer ids that begin with ctm_",
    ConsentDenied "consent_denied" "no consent: nothing sent, nothing kept",
    ConsentWaiting "consent_waiting" "waiting for consent",
    OffByIntegrations "off_by_integrations" "switched off by the integrations object",
    Forgotten "forgotten" "the visitor is forgotten",
}

impl Code {
    /// The last code said with `console.error`.
    pub const LAST_ERROR: Code = Code::WebassemblyRefused;
    /// The last code that turns a registration off.
    pub const LAST_OFF: Code = Code::GlobalTaken;
    /// The last code said with `console.warn`; what follows are decisions.
    pub const LAST_WARNING: Code = Code::VendorThrew;
}
