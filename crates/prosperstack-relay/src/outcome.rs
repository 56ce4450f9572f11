//! How a request ends, each way with its status and a stable code.
//!
//! The status tells the page whether to send the message again: it repeats 429 and what begins
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

            /// The stable text by which programs tell this from the others.
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
    Accepted 202 "accepted" "accepted by the other side, which will process it",
    NothingAllowed 200 "nothing_allowed" "nothing was sent on: no property in it is in `allow`",
    Repeated 200 "repeated" "nothing was sent on: `seen` knows this messageId",
    Preflight 204 "preflight" "a browser asked whether it may send",
    // The page's, before anybody is asked who it is.
    MethodNotAllowed 405 "method_not_allowed" "only POST",
    MissingOrigin 403 "missing_origin" "no Origin header: only pages may send",
    ForeignOrigin 403 "foreign_origin" "this origin is not in `allowedOrigins`",
    NotJson 415 "not_json" "only application/json, in UTF-8, not compressed",
    TooLarge 413 "too_large" "more than 32 KB",
    TooSlow 408 "too_slow" "the body did not arrive in time",
    BrokenBody 400 "broken_body" "the body broke off",
    BodyAlreadyRead 400 "body_already_read" "something has read the body before and left nothing in `req.body`: move body parsers (express.json(), express.text(), multer \u{2026}) behind the relay",
    InvalidHost 400 "invalid_host" "the Host header is no host",
    Busy 503 "busy" "as many requests at once as the relay holds",
    Malformed 400 "malformed" "no JSON object, or one that names a key twice",
    NotIdentify 400 "not_identify" "no identify message with a messageId and an email in its traits",
    // The session's.
    NoSession 401 "no_session" "nobody is signed in",
    AnotherEmail 409 "another_email" "made for another email than that of the session",
    TooMany 429 "too_many" "`rateLimit` asks to wait",
    // The owner's code.
    InvalidSession 501 "invalid_session" "`authenticate` gave neither null nor an object with an email and perhaps a userId (a string or a safe integer) of its own",
    AuthenticateFailed 503 "authenticate_failed" "`authenticate` threw",
    AuthenticateTimedOut 503 "authenticate_timed_out" "`authenticate` did not answer in time",
    RateLimitFailed 503 "rate_limit_failed" "`rateLimit` threw, did not answer in time, or gave no number of seconds",
    SeenFailed 503 "seen_failed" "`seen` threw, did not answer in time, or gave no boolean",
    // The other side.
    UpstreamRefused 400 "upstream_refused" "the other side found the message wrong",
    UpstreamKeyRefused 501 "upstream_key_refused" "the other side refused the API key: replace it",
    UpstreamNotFound 501 "upstream_not_found" "there is nothing at prosperstack.url: correct it",
    UpstreamUnsupported 501 "upstream_unsupported" "the other side does not take identify messages",
    UpstreamRedirected 502 "upstream_redirected" "the other side answered with a redirect, which is not followed",
    UpstreamThrottled 429 "upstream_throttled" "the other side asks to wait",
    UpstreamFailed 503 "upstream_failed" "the other side failed",
    UpstreamUnreachable 502 "upstream_unreachable" "no answer from the other side, or none that is HTTP",
    UpstreamTimedOut 504 "upstream_timed_out" "the other side did not answer in time",
    DeliverFailed 503 "deliver_failed" "`deliver` threw",
    // Ours.
    InternalError 500 "internal_error" "a fault of the relay; please report it",
}
