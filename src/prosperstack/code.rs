//! Everything this destination has to say, each with a stable code.

codes! {
    // Settings: what would be right. The page adds what was found, never its content.
    MissingEndpoint "missing_endpoint" "endpoint: the URL of your relay",
    InvalidEndpoint "invalid_endpoint" "endpoint: an https or same-origin URL without a password",
    InvalidMapping "invalid_mapping" "mapping: {trait: \"Property\"} or {trait: {property, type}}",
    InvalidAllow "invalid_allow" "allow: a list of property names",
    InvalidNestedTraits "invalid_nested_traits" "nestedTraits: true or false",
    InvalidNestedEmail "invalid_nested_email" "nestedEmail: true or false",
    InvalidEmailFromUserId "invalid_email_from_user_id" "emailFromUserId: true or false",
    InvalidConsent "invalid_consent" "consent: true, false, \"required\", a promise or a function",
    InvalidUseStoredUser "invalid_use_stored_user" "useStoredUser: true or false",
    InvalidTimeoutMs "invalid_timeout_ms" "timeoutMs: a number of milliseconds",
    InvalidDebug "invalid_debug" "debug: true or false",
    // Errors of our own, and one of the owner's that must not wait.
    SecretInSettings "secret_in_settings" "off: a setting looks like a secret API key; keep that on your server",
    InternalError "internal_error" "off by its own fault; please report it",
    WebassemblyRefused "webassembly_refused" "off: WebAssembly and its fallback refused",
    // What else turns a registration off.
    AnotherEndpoint "another_endpoint" "off: on this page with another endpoint",
    // Warnings.
    AlsoInSegment "also_in_segment" "also on in Segment: every change arrives twice; switch one off",
    NoSession "no_session" "the relay knows no session (401): dropped",
    OriginRefused "origin_refused" "the relay refuses this page (403): dropped",
    EndpointNotFound "endpoint_not_found" "no relay at endpoint (404, 405): dropped",
    AnotherPerson "another_person" "the session is somebody else's (409): dropped",
    MessageRefused "message_refused" "the relay refused a message: dropped",
    NotImplemented "not_implemented" "the relay cannot deliver (501): dropped",
    GaveUp "gave_up" "no answer from the relay after several attempts; the next identify tries again",
    QueueFull "queue_full" "too many or too large properties: some are not sent",
    // Decisions.
    Sending "sending" "on its way to the relay",
    Queued "queued" "waiting to be sent",
    Delivered "delivered" "the relay took it",
    Retrying "retrying" "no success; it will go again",
    NothingNew "nothing_new" "nothing that the relay does not know",
    NoEmail "no_email" "no email: nothing sent",
    ConsentDenied "consent_denied" "no consent: nothing sent, nothing kept",
    ConsentWaiting "consent_waiting" "waiting for consent",
    OffByIntegrations "off_by_integrations" "switched off by the integrations object",
    Forgotten "forgotten" "the visitor is forgotten",
    Seeded "seeded" "the stored user is known to the cancellation flow; nothing sent",
    Loaded "loaded" "waiting for identify",
    // Decisions about one trait, said with its name.
    Reserved "reserved_trait" "a reserved trait is not sent unless it is mapped",
    NotAllowed "not_allowed" "not in allow: not sent",
    NearMiss "near_miss" "spelt otherwise in allow or mapping",
    TypeMismatch "type_mismatch" "not of the type that mapping says: not sent",
    NotScalar "not_scalar" "an object, a list or another value that no property can have: not sent",
    TooLarge "too_large" "too large: not sent",
    BothForms "both_forms" "flat and nested: only the nested one is sent",
    BrokenName "broken_name" "a name with half a surrogate pair: not sent",
}

impl Code {
    /// The last code said with `console.error`.
    pub const LAST_ERROR: Code = Code::WebassemblyRefused;
    /// The last code that turns a registration off.
    pub const LAST_OFF: Code = Code::AnotherEndpoint;
    /// The last code said with `console.warn`; what follows are decisions.
    pub const LAST_WARNING: Code = Code::QueueFull;
}
