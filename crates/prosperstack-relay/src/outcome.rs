//! How a request ends, each way with its status and a stable code.
//!
//! The status decides whether the page sends the message again: it repeats 429 and what begins
//! with 5, but not 501. What only the owner can repair is therefore 501, and the code in the
//! owner's log says what it is.

macro_rules! outcomes {
    ($($variant:ident $status:literal $code:literal $text:literal,)*) => {
        /// How a request ends.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Outcome {
            $(#[doc = $text] $variant,)*
        }

        impl Outcome {
            /// Every outcome, in order.
            pub const ALL: &[Outcome] = &[$(Outcome::$variant,)*];

            /// The status of the answer to the page.
            #[must_use]
            pub const fn status(self) -> u16 {
                match self { $(Outcome::$variant => $status,)* }
            }

            /// The stable code by which programs recognise this outcome.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Outcome::$variant => $code,)* }
            }

            /// What happened and what to do about it, in lower case.
            #[must_use]
            pub const fn text(self) -> &'static str {
                match self { $(Outcome::$variant => $text,)* }
            }
        }
    };
}

outcomes! {
    Delivered 200 "delivered" "delivered",
    Accepted 202 "accepted" "accepted by ProsperStack, which will process it",
    NothingAllowed 200 "nothing_allowed" "nothing was sent on: none of its properties is in `allow`",
    Repeated 200 "repeated" "nothing was sent on: `seen` returned true for this messageId",
    Preflight 204 "preflight" "a browser asked whether it may send",
    // The page's, before anybody is asked who it is.
    MethodNotAllowed 405 "method_not_allowed" "the method is not POST",
    MissingOrigin 403 "missing_origin" "there is no Origin header: only pages may send messages",
    ForeignOrigin 403 "foreign_origin" "this origin is not in `allowedOrigins`",
    NotJson 415 "not_json" "the content type is not application/json in UTF-8, uncompressed",
    TooLarge 413 "too_large" "the body is larger than 32 KB",
    TooSlow 408 "too_slow" "the body did not arrive in time",
    BrokenBody 400 "broken_body" "the connection broke before the body was complete",
    BodyAlreadyRead 400 "body_already_read" "the body was read before the relay, and `req.body` is empty: move body parsers (express.json(), express.text(), multer \u{2026}) after the relay",
    InvalidHost 400 "invalid_host" "the Host header is not a host",
    Busy 503 "busy" "the relay holds its maximum number of requests",
    Malformed 400 "malformed" "the body is not a JSON object, or names a key twice",
    NotIdentify 400 "not_identify" "the body is not an identify message with a messageId and an email in its traits",
    // The session's.
    NoSession 401 "no_session" "nobody is signed in",
    AnotherEmail 409 "another_email" "the message was made for another email than that of the session",
    TooMany 429 "too_many" "`rateLimit` asks to wait",
    // The owner's code.
    InvalidSession 501 "invalid_session" "`authenticate` returned neither null nor an object with its own email and optionally a userId (a string or a safe integer)",
    AuthenticateFailed 503 "authenticate_failed" "`authenticate` threw",
    AuthenticateTimedOut 503 "authenticate_timed_out" "`authenticate` did not answer in time",
    RateLimitFailed 503 "rate_limit_failed" "`rateLimit` threw, did not answer in time, or returned no number of seconds",
    SeenFailed 503 "seen_failed" "`seen` threw, did not answer in time, or returned no boolean",
    // The other side.
    UpstreamRefused 400 "upstream_refused" "ProsperStack rejected the message",
    UpstreamKeyRefused 501 "upstream_key_refused" "ProsperStack rejected the API key: replace it",
    UpstreamNotFound 501 "upstream_not_found" "prosperstack.url was not found: correct it",
    UpstreamUnsupported 501 "upstream_unsupported" "ProsperStack does not accept identify messages",
    UpstreamRedirected 502 "upstream_redirected" "ProsperStack answered with a redirect, which is not followed",
    UpstreamThrottled 429 "upstream_throttled" "ProsperStack asks to wait",
    UpstreamFailed 503 "upstream_failed" "ProsperStack failed",
    UpstreamUnreachable 502 "upstream_unreachable" "there was no response from ProsperStack, or none that is HTTP",
    UpstreamTimedOut 504 "upstream_timed_out" "ProsperStack did not answer in time",
    DeliverFailed 503 "deliver_failed" "`deliver` threw",
    // Ours.
    InternalError 500 "internal_error" "a fault of the relay; please report it",
}
