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
    let spelled = |letters: fn(char) -> &'static str| {
        let mut spelling = String::new();
        for c in name.chars() {
            match letters(c) {
                "" => spelling.push(c),
                letters => spelling.push_str(letters),
            }
        }
        spelling
    };
    [name.to_owned(), spelled(lower), spelled(folded)]
        .into_iter()
        .any(|spelling| IDENTITY.contains(&bare(spelling).as_str()))
}

/// The ASCII letters of another character in lower case. The standard library's tables, which a test compares with this one,
/// would be an eighth of the module.
fn lower(c: char) -> &'static str {
    match c {
        'İ' => "i",
        '\u{212a}' => "k",
        _ => "",
    }
}

/// Those of another character that is put into upper case first.
fn folded(c: char) -> &'static str {
    match c {
        'ß' => "ss",
        'ı' => "i",
        'ŉ' => "n",
        'ſ' => "s",
        'ǰ' => "j",
        'ẖ' => "h",
        'ẗ' => "t",
        'ẘ' => "w",
        'ẙ' => "y",
        'ẚ' => "a",
        'ﬀ' => "ff",
        'ﬁ' => "fi",
        'ﬂ' => "fl",
        'ﬃ' => "ffi",
        'ﬄ' => "ffl",
        'ﬅ' | 'ﬆ' => "st",
        _ => lower(c),
    }
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

#[cfg(test)]
mod tests {
    use super::{folded, lower};

    #[test]
    fn letters_are_folded_as_the_standard_library_folds_them() {
        let ascii = |c: &char| c.is_ascii_alphanumeric();
        for c in (0x80..=0x10_ffff).filter_map(char::from_u32) {
            let lowered: String = c.to_lowercase().filter(ascii).collect();
            let both: String = c.to_uppercase().flat_map(char::to_lowercase).filter(ascii).collect();
            assert_eq!((lower(c), folded(c)), (lowered.as_str(), both.as_str()), "{c:?}");
        }
    }
}
