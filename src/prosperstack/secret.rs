//! What a secret API key of `ProsperStack` looks like: one rule for the settings of a page, for the
//! cancellation flow and for the relay.

/// The rule as a regular expression of JavaScript, in which case does not count; the cancellation flow, which loads no
/// module, goes by it. Keys begin with `key_`, those of the test mode with `key_test_`
/// (<https://developers.prosperstack.com>).
pub const PATTERN: &str = r"\bkey_";

/// Whether `key_`, in any case, is where a word begins: at the start, after `Bearer `, `Basic `, `?key=` …
pub fn is_secret(units: impl Iterator<Item = u16>) -> bool {
    let mut spelt = Some(0);
    for unit in units {
        let lower = if matches!(unit, 0x41..=0x5a) { unit | 0x20 } else { unit };
        spelt = match spelt {
            Some(at) if b"key_".get(at).is_some_and(|&byte| u16::from(byte) == lower) => Some(at + 1),
            _ if is_word(unit) => None,
            _ => Some(0),
        };
        if spelt == Some(4) {
            return true;
        }
    }
    false
}

fn is_word(unit: u16) -> bool {
    matches!(unit, 0x30..=0x39 | 0x41..=0x5a | 0x61..=0x7a | 0x5f)
}
