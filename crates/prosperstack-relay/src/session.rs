//! Who is signed in, as the owner's `authenticate` says.

use crate::{Given, Outcome};
use retention_destinations::identify::{LONGEST, is_email};

/// The identity that a message gets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    email: String,
    user_id: Option<String>,
}

impl Session {
    /// A session with an email that keeps the rule of
    /// [`Identity::email`](retention_destinations::identify::Identity::email), and a user id, if there is one, that is
    /// a string without control characters or a safe integer: of other numbers several are written alike, and one
    /// user would be taken for another.
    ///
    /// # Errors
    /// [`Outcome::InvalidSession`]: the owner's code gave something else.
    pub fn new(email: &Given, user_id: &Given) -> Result<Self, Outcome> {
        let email = email.text().map_or("", str::trim);
        let user_id = match user_id {
            Given::Nothing => None,
            Given::Text(id) => Some(id.clone()),
            number => Some(number.safe_integer().ok_or(Outcome::InvalidSession)?.to_string()),
        };
        if !is_identity(email)
            || !is_email(email.encode_utf16())
            || !user_id.as_deref().is_none_or(is_identity)
        {
            return Err(Outcome::InvalidSession);
        }
        Ok(Session { email: email.to_owned(), user_id })
    }

    /// The email.
    #[must_use]
    pub fn email(&self) -> &str {
        &self.email
    }

    /// The site's own user id.
    #[must_use]
    pub fn user_id(&self) -> Option<&str> {
        self.user_id.as_deref()
    }

    /// Whether a page means this email; sites differ in how they write one address.
    #[must_use]
    pub fn is_meant_by(&self, email: &str) -> bool {
        self.email.eq_ignore_ascii_case(email.trim())
    }
}

/// Not empty, not too long, and without U+FFFD, which replaces other characters: halves of surrogate pairs arrive as U+FFFD.
fn is_identity(text: &str) -> bool {
    let short = u32::try_from(text.encode_utf16().count()).is_ok_and(|length| length <= LONGEST);
    short && !text.is_empty() && !text.chars().any(|c| c.is_control() || c == char::REPLACEMENT_CHARACTER)
}
