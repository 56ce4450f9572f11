//! Addresses: origins of pages, and the URL that messages go to.

/// As a browser writes it in an `Origin` header.
#[must_use]
pub fn is_origin(text: &str) -> bool {
    let Some((secure, authority)) = scheme(text) else { return false };
    let default = if secure { ":443" } else { ":80" };
    is_authority(authority, secure)
        && !authority.ends_with(default)
        && authority.bytes().all(|byte| !byte.is_ascii_uppercase())
}

/// Where messages may be sent: by https, or by plain http to localhost.
#[must_use]
pub fn is_url(text: &str) -> bool {
    let Some((secure, rest)) = scheme(text) else { return false };
    let authority = rest.split(['/', '?']).next().unwrap_or_default();
    is_authority(authority, secure)
        && rest.bytes().all(|byte| byte.is_ascii_graphic() && !b"#\\".contains(&byte))
}

/// Whether it is https, and what follows the scheme.
fn scheme(text: &str) -> Option<(bool, &str)> {
    text.strip_prefix("https://")
        .map(|rest| (true, rest))
        .or_else(|| text.strip_prefix("http://").map(|rest| (false, rest)))
}

/// A host and perhaps a port; without encryption only localhost.
fn is_authority(authority: &str, secure: bool) -> bool {
    // A colon before a bracket is one of an IPv6 address.
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => (host, Some(port)),
        _ => (authority, None),
    };
    let host = host.to_ascii_lowercase();
    let named =
        !host.is_empty() && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._".contains(&byte));
    let numbered = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).is_some_and(|inner| {
        !inner.is_empty() && inner.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b':')
    });
    let local = ["localhost", "127.0.0.1", "[::1]"].contains(&host.as_str()) || host.ends_with(".localhost");
    let port_fits = port.is_none_or(|port| {
        (1..=5).contains(&port.len())
            && port.bytes().all(|byte| byte.is_ascii_digit())
            && port.parse::<u16>().is_ok()
    });
    (named || numbered) && (secure || local) && port_fits
}
