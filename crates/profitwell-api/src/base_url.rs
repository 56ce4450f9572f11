//! Where the service is.

use std::{fmt, net::Ipv4Addr};

use crate::error::Invalid;

/// The scheme, host and port that requests go to: `https`, or `http` on this very machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseUrl(String);

impl BaseUrl {
    /// Reads a base URL such as `https://api.profitwell.com` or `http://127.0.0.1:8737`; a slash
    /// at its end is dropped.
    ///
    /// # Errors
    /// [`Invalid`] for `http` to another machine, which would send the token in the clear, and
    /// for user information, a path, a query or a fragment.
    pub fn new(url: &str) -> Result<Self, Invalid> {
        let wrong = |problem| Err(Invalid::new("base URL", problem));
        let (secure, authority) = match (url.strip_prefix("https://"), url.strip_prefix("http://")) {
            (Some(authority), _) => (true, authority),
            (_, Some(authority)) => (false, authority),
            _ => return wrong("begins with https://, or with http:// on this machine"),
        };
        let authority = authority.strip_suffix('/').unwrap_or(authority);
        let (host, port) = if let Some(rest) = authority.strip_prefix("[::1]") {
            ("[::1]", rest.strip_prefix(':').or(rest.is_empty().then_some("443")))
        } else {
            authority.split_once(':').map_or((authority, Some("443")), |(host, port)| (host, Some(port)))
        };
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'.' || byte == b'-';
        if host.is_empty() || !(host == "[::1]" || host.bytes().all(plain)) {
            return wrong("a host and perhaps a port, nothing else");
        }
        if !port.is_some_and(|port| port.bytes().all(|b| b.is_ascii_digit()) && port.parse::<u16>().is_ok()) {
            return wrong("a port is a number up to 65535");
        }
        let loopback = host == "localhost"
            || host == "[::1]"
            || host.parse::<Ipv4Addr>().is_ok_and(|address| address.is_loopback());
        if !secure && !loopback {
            return wrong(
                "http only on this machine (localhost, 127.0.0.1, [::1]): elsewhere the token needs https",
            );
        }
        Ok(BaseUrl(format!("{}{authority}", if secure { "https://" } else { "http://" })))
    }

    /// The live service.
    #[must_use]
    pub fn live() -> Self {
        BaseUrl("https://api.profitwell.com".to_owned())
    }

    /// The host of [`CustomerEvent`](crate::CustomerEvent).
    #[must_use]
    pub fn live_events() -> Self {
        BaseUrl("https://api.profitwell-events.com".to_owned())
    }

    /// The URL, without a slash at its end.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
