//! Everything that a call can come back with instead of an answer.

use std::{borrow::Cow, collections::BTreeMap, fmt, time::Duration};

use crate::request::Method;

/// What is wrong with an argument; nothing was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invalid {
    /// The argument, as the API spells it where the API knows it.
    pub field: &'static str,
    /// What would be valid.
    pub problem: &'static str,
}

impl Invalid {
    pub(super) const fn new(field: &'static str, problem: &'static str) -> Self {
        Invalid { field, problem }
    }
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.field, self.problem)
    }
}

impl std::error::Error for Invalid {}

/// The messages of the service by field; `non_field_errors` and `detail` are names it uses for
/// what concerns no single field.
pub type Fields = BTreeMap<String, Vec<String>>;

/// Why a call has no answer. No variant ever contains the private token, not even where a
/// server sends it back; a message of the service is cut to 200 characters, without control
/// characters.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// An argument was refused before anything was sent.
    Invalid(Invalid),
    /// 401: the token is missing or wrong.
    Unauthorized,
    /// 404: the service knows no such thing.
    NotFound {
        /// What the service said, perhaps nothing.
        excerpt: String,
    },
    /// 400: the service refused the fields.
    Validation {
        /// The service's messages by field.
        fields: Fields,
    },
    /// The wait would be longer than the call may take: for a documented limit (then nothing was
    /// sent), or because the service answered 429 and asks for more than
    /// [`RetryPolicy::longest_retry_after`](crate::RetryPolicy).
    Throttled {
        /// How long to wait, where that is known.
        retry_after: Option<Duration>,
    },
    /// The service answered with any other status below 500.
    Refused {
        /// The status.
        status: u16,
        /// The beginning of the body.
        excerpt: String,
    },
    /// 500 and above. A `POST` may have been carried out all the same.
    Server {
        /// The status.
        status: u16,
        /// The beginning of the body, which may be HTML.
        excerpt: String,
    },
    /// A redirect, which is never followed: the token was not sent on.
    Redirected {
        /// The status.
        status: u16,
    },
    /// The call succeeded, but its answer was not what is documented.
    Decode {
        /// Where in the JSON, such as `[3].mrr_cents`; `.` for the whole.
        path: String,
        /// What was wrong at that place.
        reason: String,
    },
    /// There was no response.
    Transport {
        /// The reason.
        error: TransportError,
        /// The method of the request: a `GET` changed nothing, whatever its result.
        method: Method,
    },
    /// What follows in a list of customers cannot be listed.
    Paging {
        /// The `updated_on` of the last customer before.
        updated_on: String,
        /// Why: see [`Paging`](crate::Paging).
        problem: &'static str,
    },
}

/// Why there was no response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransportError {
    /// The kind of the failure.
    pub kind: TransportErrorKind,
    /// The message of the transport.
    pub text: String,
}

/// What is known about a missing answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TransportErrorKind {
    /// No connection came about: the service has seen nothing.
    Connect,
    /// Time ran out; whether the service did what it was asked is unknown.
    Timeout,
    /// The connection broke; whether the service did what it was asked is unknown.
    Interrupted,
    /// The answer is larger than the transport accepts; the service did what it was asked.
    TooLarge,
}

impl TransportErrorKind {
    /// The stable code by which programs recognise this error.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            TransportErrorKind::Connect => "connection_failed",
            TransportErrorKind::Timeout => "timed_out",
            TransportErrorKind::Interrupted => "interrupted",
            TransportErrorKind::TooLarge => "answer_too_large",
        }
    }
}

impl Error {
    /// The stable code by which programs recognise this error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Error::Invalid(_) => "invalid_argument",
            Error::Unauthorized => "unauthorized",
            Error::NotFound { .. } => "not_found",
            Error::Validation { .. } => "validation",
            Error::Throttled { .. } => "throttled",
            Error::Refused { .. } => "refused",
            Error::Server { .. } => "server_error",
            Error::Redirected { .. } => "redirected",
            Error::Decode { .. } => "unexpected_answer",
            Error::Transport { error, .. } => error.kind.code(),
            Error::Paging { .. } => "cannot_page_on",
        }
    }

    /// The HTTP status of the response, if there was one.
    #[must_use]
    pub const fn status(&self) -> Option<u16> {
        match self {
            Error::Unauthorized => Some(401),
            Error::NotFound { .. } => Some(404),
            Error::Validation { .. } => Some(400),
            Error::Throttled { .. } => Some(429),
            Error::Refused { status, .. } | Error::Server { status, .. } | Error::Redirected { status } => {
                Some(*status)
            }
            Error::Invalid(_) | Error::Decode { .. } | Error::Transport { .. } | Error::Paging { .. } => None,
        }
    }

    /// The messages by field, of [`Error::Validation`] and [`Error::Invalid`]; else none.
    #[must_use]
    pub fn fields(&self) -> Cow<'_, Fields> {
        match self {
            Error::Validation { fields } => Cow::Borrowed(fields),
            Error::Invalid(Invalid { field, problem }) => {
                let mut fields = Fields::new();
                fields.insert((*field).to_owned(), vec![(*problem).to_owned()]);
                Cow::Owned(fields)
            }
            _ => Cow::Owned(Fields::new()),
        }
    }
}

impl From<Invalid> for Error {
    fn from(invalid: Invalid) -> Self {
        Error::Invalid(invalid)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Invalid(invalid) => invalid.fmt(f),
            Error::Unauthorized => f.write_str(
                "the service refused the private token: copy it again from your ProfitWell account",
            ),
            Error::NotFound { excerpt } => said(f, format_args!("not found: check the id or alias"), excerpt),
            Error::Validation { fields } => {
                f.write_str("the service refused the request")?;
                for (index, (field, messages)) in fields.iter().enumerate() {
                    write!(f, "{} {field}: {}", if index == 0 { ":" } else { ";" }, messages.join(" "))?;
                }
                Ok(())
            }
            Error::Throttled { retry_after: None } => f.write_str("too many requests: try again later"),
            Error::Throttled { retry_after: Some(wait) } => {
                let seconds = wait.as_secs().saturating_add(u64::from(wait.subsec_nanos() > 0));
                write!(f, "too many requests: try again in {seconds} s")
            }
            Error::Refused { status, excerpt } => {
                said(f, format_args!("the service refused the request with {status}"), excerpt)
            }
            Error::Server { status, excerpt } => {
                said(f, format_args!("the service failed with {status}: try again later"), excerpt)
            }
            Error::Redirected { status } => write!(
                f,
                "the service redirected with {status}, which is not followed, so that the token stays where it \
                 belongs: check the base URL and the path"
            ),
            Error::Decode { path, reason } => {
                write!(f, "the request succeeded, but its answer is not as documented: at {path}: {reason}")
            }
            Error::Transport { error, method } => {
                let advice = match (error.kind, method) {
                    (TransportErrorKind::Connect, _) => {
                        "nothing was sent: check the network and the base URL"
                    }
                    (TransportErrorKind::TooLarge, _) => "ask for less at a time",
                    (_, Method::Get) => "nothing was changed: try again",
                    _ => "look whether the change was made before you repeat it",
                };
                said(f, format_args!("{}: {advice}", error.kind), &error.text)
            }
            Error::Paging { updated_on, problem } => write!(
                f,
                "the customers after updated_on {updated_on:?} cannot be listed: {problem}; list from a later \
                 start_date, or fewer of them"
            ),
        }
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        said(f, format_args!("{}", self.kind), &self.text)
    }
}

impl fmt::Display for TransportErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            TransportErrorKind::Connect => "no connection",
            TransportErrorKind::Timeout => "no answer in time",
            TransportErrorKind::Interrupted => "the connection broke",
            TransportErrorKind::TooLarge => "the answer is too large",
        })
    }
}

fn said(f: &mut fmt::Formatter<'_>, what: fmt::Arguments<'_>, excerpt: &str) -> fmt::Result {
    f.write_fmt(what)?;
    if excerpt.is_empty() { Ok(()) } else { write!(f, " ({excerpt})") }
}

impl std::error::Error for Error {}
impl std::error::Error for TransportError {}
