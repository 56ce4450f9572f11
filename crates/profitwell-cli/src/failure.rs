//! How the program ends when it fails: an exit code, a stable word, and what to do about it.

use std::{fmt, io, path::Path};

use profitwell_api::{Error, Invalid, TransportError, TransportErrorKind};

/// What `--help` says of the exit codes.
pub const EXIT_CODES: &str = "\
Exit codes:
    0  done
    1  another error, such as a file that cannot be written
    2  wrong usage, or an irreversible command without --yes where there is no terminal to ask on
    3  invalid: rejected by this program or by the service; a file with invalid rows
    4  the token is missing, rejected (401), or may not do this (403)
    5  not found
    6  throttled for more than five minutes, or for ten windows of the limit without one success
    7  the service failed, or its answer is not as documented
    8  no connection, or the connection broke
    9  some rows of an import failed; the others are done
   10  a file and the service differ
  130  interrupted by Ctrl-C or SIGTERM";

/// The exit codes of [`EXIT_CODES`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    Other = 1,
    Usage = 2,
    Invalid = 3,
    Unauthorized = 4,
    NotFound = 5,
    Throttled = 6,
    Server = 7,
    Network = 8,
    SomeFailed = 9,
    Different = 10,
    Interrupted = 130,
}

/// Why the program ends early.
#[derive(Clone, Debug)]
pub struct Failure {
    pub exit: Exit,
    /// The stable code by which programs recognise the failure.
    pub code: &'static str,
    pub text: String,
}

impl Failure {
    pub fn new(exit: Exit, code: &'static str, text: impl Into<String>) -> Self {
        Failure { exit, code, text: text.into() }
    }

    pub fn usage(text: impl Into<String>) -> Self {
        Failure::new(Exit::Usage, "usage", text)
    }

    /// What failed with a file.
    pub fn file(path: &Path, error: &io::Error) -> Self {
        let hint = match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::FileTooLarge | io::ErrorKind::QuotaExceeded => {
                ": make room"
            }
            _ => "",
        };
        Failure::new(Exit::Other, "file", format!("{}: {error}{hint}", path.display()))
    }

    /// Says more of what to do.
    pub fn then(mut self, advice: &str) -> Self {
        self.text = format!("{}; {advice}", self.text);
        self
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} [{}]", self.text, self.code)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let exit = match &error {
            Error::Invalid(_) | Error::Validation { .. } => Exit::Invalid,
            Error::Unauthorized | Error::Refused { status: 403, .. } => Exit::Unauthorized,
            Error::NotFound { .. } => Exit::NotFound,
            Error::Throttled { .. } => Exit::Throttled,
            Error::Server { .. } | Error::Decode { .. } => Exit::Server,
            Error::Transport { error, .. } if error.kind != TransportErrorKind::TooLarge => Exit::Network,
            _ => Exit::Other,
        };
        Failure::new(exit, error.code(), error.to_string())
    }
}

impl From<Invalid> for Failure {
    fn from(invalid: Invalid) -> Self {
        Error::from(invalid).into()
    }
}

impl From<TransportError> for Failure {
    fn from(error: TransportError) -> Self {
        Failure::new(Exit::Network, error.kind.code(), error.to_string())
    }
}
