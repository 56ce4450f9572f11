//! Where the service is.

use std::{fmt, net::Ipv4Addr};

use crate::error::Invalid;

/// The scheme, host and port that requests go to: `https`, or `http` on localhost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseUrl(String);

impl BaseUrl {
    /// Reads a base URL such as `https://api.profitwell.com` or `http://127.0.0.1:8737`, as every
    /// browser reads a URL (WHATWG URL): `HTTP://LOCALHOST/` is `http://localhost`.
    ///
    /// # Errors
    /// [`Invalid`] for `http` to any host but localhost, which would send the token in the clear,
    /// and for user information, a path, a query or a fragment.
    pub fn new(url: &str) -> Result<Self, Invalid> {
        let wrong = |problem| Err(Invalid::new("base URL", problem));
        let Some(Parts { whole, origin, host }) = Parts::read(url) else {
            return wrong("a URL such as https://api.profitwell.com");
        };
        let local = host == "localhost"
            || host == "[::1]"
            || host.parse::<Ipv4Addr>().is_ok_and(|address| address.is_loopback());
        if !(origin.starts_with("https://") || origin.starts_with("http://")) {
            return wrong("begins with https://, or with http:// for localhost");
        }
        if origin.starts_with("http://") && !local {
            return wrong("http only to localhost, 127.0.0.1 or [::1]: elsewhere the token needs https");
        }
        if whole.strip_suffix('/') != Some(&origin) {
            return wrong("a host and perhaps a port, nothing else");
        }
        Ok(BaseUrl(origin))
    }

    /// The URL of the live service.
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

/// A URL as the standard (WHATWG URL) writes it.
struct Parts {
    whole: String,
    origin: String,
    host: String,
}

impl Parts {
    #[cfg(not(target_arch = "wasm32"))]
    fn read(url: &str) -> Option<Self> {
        let url = url::Url::parse(url).ok()?;
        let host = url.host_str()?.to_owned();
        Some(Parts { origin: url.origin().ascii_serialization(), host, whole: url.into() })
    }

    /// By JavaScript's own reader: what the crate `url` knows of international names is 77 KB.
    #[cfg(target_arch = "wasm32")]
    fn read(url: &str) -> Option<Self> {
        let url = web_sys::Url::new(url).ok()?;
        Some(Parts { whole: url.href(), origin: url.origin(), host: url.hostname() })
    }
}
