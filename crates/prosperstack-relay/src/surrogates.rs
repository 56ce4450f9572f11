//! Halves of surrogate pairs in JSON.

/// Overwrites every escape of half a surrogate pair by that of U+FFFD, as encoding to UTF-8 does it and
/// `String.prototype.toWellFormed`. JavaScript's strings can hold such halves and `JSON.stringify` writes them, but no other
/// reader takes a document with them: one cut emoji in one trait would make every message of that person malformed.
///
/// In JSON a backslash occurs only in a string, so escapes can be found without parsing the rest.
pub fn repair(json: &mut [u8]) {
    let mut at = 0;
    while let Some(found) = json.get(at..).and_then(|rest| rest.iter().position(|&byte| byte == b'\\')) {
        at += found;
        at += match (unit(json, at), unit(json, at + 6)) {
            (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => 12,
            (Some(0xd800..=0xdfff), _) => {
                if let Some(digits) = json.get_mut(at + 2..at + 6) {
                    digits.copy_from_slice(b"fffd");
                }
                6
            }
            _ => 2,
        };
    }
}

/// The code unit that is escaped as `\uXXXX` at this place.
fn unit(json: &[u8], at: usize) -> Option<u16> {
    let digits = json.get(at..at + 6)?.strip_prefix(b"\\u")?;
    digits
        .iter()
        .try_fold(0, |unit, &byte| Some(unit << 4 | u16::try_from(char::from(byte).to_digit(16)?).ok()?))
}
