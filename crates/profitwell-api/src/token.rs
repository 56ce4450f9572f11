//! The two tokens of an account: the secret one of this API, and the public one of a page.

use std::fmt;

use crate::error::Invalid;

/// The private token of an account: the secret that the REST API asks for.
///
/// It is sent to the base URL of the client and nowhere else. It can be neither printed nor
/// serialised: `Debug` and `Display` show `[private token]`.
#[derive(Clone, PartialEq, Eq)]
pub struct PrivateToken(String);

impl PrivateToken {
    /// Takes the token as copied from the account's settings; white space around it is dropped.
    ///
    /// # Errors
    /// [`Invalid`] if it is empty, or contains what no HTTP header can carry. The error does
    /// not repeat the token.
    pub fn new(token: impl AsRef<str>) -> Result<Self, Invalid> {
        checked("private token", token.as_ref()).map(Self)
    }

    pub(super) fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PrivateToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[private token]")
    }
}

impl fmt::Display for PrivateToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[private token]")
    }
}

/// The Public API Token of an account: the one that pages carry.
///
/// Only [`CustomerEvent`](crate::CustomerEvent) takes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicToken(String);

impl PublicToken {
    /// Takes the token as copied from the account's settings; white space around it is dropped.
    ///
    /// # Errors
    /// [`Invalid`] if it is empty, or contains what no HTTP header can carry.
    pub fn new(token: impl AsRef<str>) -> Result<Self, Invalid> {
        checked("public token", token.as_ref()).map(Self)
    }

    /// The token as a string.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn checked(field: &'static str, token: &str) -> Result<String, Invalid> {
    let token = token.trim();
    if token.is_empty() {
        return Err(Invalid::new(field, "empty: copy it from your ProfitWell account"));
    }
    if !token.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(Invalid::new(
            field,
            "contains white space or characters that are not ASCII: copy it again",
        ));
    }
    Ok(token.to_owned())
}
