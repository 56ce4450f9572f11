//! Who is signed in, as the owner's `authenticate` says.

use crate::Outcome;
use retention_destinations::identify::{LONGEST, is_email};

/// The identity that a message gets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    email: String,
    user_id: Option<String>,
}

impl Session {
    /// A session with an email that keeps the rule of
    /// [`Identity::email`](retention_destinations::identify::Identity::email), and a user id that is a text
    /// without control characters, if there is one.
    ///
    /// # Errors
    /// [`Outcome::InvalidSession`]: the owner's code gave something else.
    pub fn new(email: &str, user_id: Option<&str>) -> Result<Self, Outcome> {
        let email = email.trim();
        let id_fits = |id: &str| !id.is_empty() && short(id) && !id.chars().any(char::is_control);
        if !short(email) || !is_email(email.encode_utf16()) || !user_id.is_none_or(id_fits) {
            return Err(Outcome::InvalidSession);
        }
        Ok(Session { email: email.to_owned(), user_id: user_id.map(str::to_owned) })
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

fn short(text: &str) -> bool {
    u32::try_from(text.encode_utf16().count()).is_ok_and(|length| length <= LONGEST)
}
