//! What the other side's answer means for the page.

use crate::{Given, Outcome};

/// The longest wait that is handed on, in seconds: a day.
const LONGEST_WAIT: u32 = 86_400;

/// What an answer with this status means. By Segment's contract for direct destinations 200 and
/// 202 take a message, 400 to 403 and 501 refuse it for good, 429, 500 and 503 for now
/// (segment-docs, src/partners/direct-destination.md).
#[must_use]
pub const fn outcome(status: u16) -> Outcome {
    match status {
        202 => Outcome::Accepted,
        200..=299 => Outcome::Delivered,
        300..=399 => Outcome::UpstreamRedirected,
        401 | 403 | 407 => Outcome::UpstreamKeyRefused,
        404 | 405 | 410 => Outcome::UpstreamNotFound,
        408 | 425 => Outcome::UpstreamFailed,
        429 => Outcome::UpstreamThrottled,
        400..=499 => Outcome::UpstreamRefused,
        501 => Outcome::UpstreamUnsupported,
        500..=599 => Outcome::UpstreamFailed,
        _ => Outcome::UpstreamUnreachable,
    }
}

/// The seconds of a `Retry-After`, at most a day. One with a date counts as none: the clocks of
/// three machines would have to agree.
#[must_use]
pub fn retry_after(header: &str) -> Option<u32> {
    let digits = header.trim();
    (digits.len() <= 9 && !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()))
        .then(|| digits.parse::<u32>().ok())
        .flatten()
        .map(|seconds| seconds.min(LONGEST_WAIT))
}

/// The status of ProsperStack's response, or of the result of the owner's `deliver`. What has no number for a
/// status is success.
#[must_use]
pub fn status(given: &Given) -> u16 {
    match given {
        Given::Number(_) => given.safe_integer().and_then(|status| u16::try_from(status).ok()).unwrap_or(0),
        _ => 200,
    }
}

/// The whole seconds of what `rateLimit` gave: 0 to continue. `None` if it is not a number of seconds.
#[must_use]
pub fn wait(given: &Given) -> Option<u32> {
    match given {
        Given::Nothing => Some(0),
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // within bounds
        Given::Number(seconds) if *seconds >= 0.0 => Some(seconds.ceil().min(f64::from(LONGEST_WAIT)) as u32),
        _ => None,
    }
}
