//! Ids that are a number in disguise, so that none has to be stored.

const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// 62 to the 8th.
const MODULUS: u128 = 218_340_105_584_896;
/// Coprime to the modulus.
const FACTOR: u128 = 105_671_878_014_685;
/// Its inverse.
const INVERSE: u128 = 176_958_230_750_581;

/// Users and subscriptions of one number have ids that do not look alike.
fn offset(prefix: &str) -> u128 {
    prefix.bytes().map(u128::from).sum::<u128>() << 32
}

/// `pwu_` or `pws_` and twelve letters and digits, as the vendor's look; `Demo` says whose they are.
pub fn id(prefix: &str, index: u32) -> String {
    let mut rest = (u128::from(index) + offset(prefix)) * FACTOR % MODULUS;
    let mut digits = ['0'; 8];
    for digit in &mut digits {
        *digit = char::from(DIGITS[(rest % 62) as usize]);
        rest /= 62;
    }
    format!("{prefix}Demo{}", digits.iter().collect::<String>())
}

/// The number of an id.
pub fn index(prefix: &str, id: &str) -> Option<u32> {
    let digits = id.strip_prefix(prefix)?.strip_prefix("Demo").filter(|digits| digits.len() == 8)?;
    let mut rest = 0;
    for byte in digits.bytes().rev() {
        rest = rest * 62 + DIGITS.iter().position(|&digit| digit == byte)? as u128;
    }
    u32::try_from((rest * INVERSE % MODULUS).checked_sub(offset(prefix))?).ok()
}
