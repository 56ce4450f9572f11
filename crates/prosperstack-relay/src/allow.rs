//! Which properties a page may set, and which names are none.

use std::collections::BTreeSet;

use retention_destinations::prosperstack::properties::LONGEST_NAME;

/// Which properties a page may set at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Allow {
    /// Every one.
    All,
    /// Those with these names.
    Only(BTreeSet<String>),
}

impl Allow {
    /// Whether a page may set this property. What [`is_identity`] finds is none, under [`Allow::All`] neither.
    #[must_use]
    pub fn allows(&self, name: &str) -> bool {
        match self {
            Allow::All => is_property(name),
            Allow::Only(names) => names.contains(name),
        }
    }
}

/// What readers of Segment's messages take for the identity of a user, bare of case and signs. Segment's own Facade
/// reads `traits.email`, `traits.username` (`uid()` is the user id, then that, then the email) and `traits.id`; `userId`,
/// `anonymousId` and `sessionId` beside the traits; `groupId` and `previousId` in other calls
/// (segmentio-facade 3.2.7, lib/facade.js, lib/identify.js, lib/alias.js). `traits` holds others.
const IDENTITY: [&str; 9] =
    ["email", "username", "id", "userid", "anonymousid", "sessionid", "groupid", "previousid", "traits"];

/// Whether a reader that is lenient about spelling takes the name for one of the identity. Facade compares the ASCII letters and
/// digits alone, in lower case, and takes a dot for a path (obj-case); others fold the case of all letters first.
#[must_use]
pub fn is_identity(name: &str) -> bool {
    let bare = |letters: String| {
        let kept = letters.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '.');
        let bare: String = kept.map(|c| c.to_ascii_lowercase()).collect();
        bare.trim_start_matches("traits.").replace('.', "")
    };
    let folded = name.chars().flat_map(char::to_uppercase).flat_map(char::to_lowercase);
    [name.to_owned(), name.to_lowercase(), folded.collect()]
        .into_iter()
        .any(|spelling| IDENTITY.contains(&bare(spelling).as_str()))
}

/// Whether a property can have this name. U+FFFD replaces invalid characters, so that two names can become one.
#[must_use]
pub fn is_property(name: &str) -> bool {
    let length = u32::try_from(name.encode_utf16().count()).unwrap_or(u32::MAX);
    (1..=LONGEST_NAME).contains(&length)
        && name != "__proto__"
        && !name.contains(char::REPLACEMENT_CHARACTER)
        && !is_identity(name)
}
