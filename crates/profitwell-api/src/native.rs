//! The transport outside of a page and a worker: reqwest over rustls, under tokio.

use std::time::{Duration, Instant};

use reqwest::{header::HeaderValue, redirect::Policy};

use crate::{
    error::{TransportError, TransportErrorKind},
    request::Method,
    response::Response,
    transport::{Outgoing, Transport},
};

/// An answer larger than this is refused: 64 MiB.
pub const LARGEST_BODY: usize = 64 << 20;

/// How long a connection may take to come about.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// Performs requests by reqwest. Needs a tokio runtime with time and network.
#[derive(Debug)]
pub struct Native {
    https: reqwest::Client,
    /// Without the proxies of the environment: requests to localhost stay on the machine.
    loopback: reqwest::Client,
    since: Instant,
}

impl Native {
    /// A transport with its own pool of connections.
    ///
    /// # Errors
    /// [`TransportError`] if TLS cannot be set up, for example because the system has no certificates.
    pub fn new() -> Result<Self, TransportError> {
        // Fails only if the program has chosen another one, which then is used.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let builder = || {
            reqwest::Client::builder()
                .redirect(Policy::none())
                .connect_timeout(CONNECT_TIMEOUT)
                // The retries of `retry.rs` are all there are: it knows what may be repeated.
                .retry(reqwest::retry::never())
                .user_agent(concat!("profitwell-api/", env!("CARGO_PKG_VERSION")))
        };
        let built = |builder: reqwest::ClientBuilder| builder.build().map_err(|error| told(&error));
        Ok(Native {
            https: built(builder().https_only(true))?,
            loopback: built(builder().no_proxy())?,
            since: Instant::now(),
        })
    }
}

impl Transport for Native {
    async fn send(&self, outgoing: &Outgoing) -> Result<Response, TransportError> {
        let method = match outgoing.method() {
            Method::Get => reqwest::Method::GET,
            Method::Post => reqwest::Method::POST,
            Method::Put => reqwest::Method::PUT,
            Method::Patch => reqwest::Method::PATCH,
            Method::Delete => reqwest::Method::DELETE,
        };
        let client = if outgoing.url().starts_with("https:") { &self.https } else { &self.loopback };
        let mut request = client.request(method, outgoing.url()).timeout(outgoing.timeout());
        for (name, value) in outgoing.headers() {
            let mut value = HeaderValue::from_str(value).map_err(|error| TransportError {
                kind: TransportErrorKind::Connect,
                text: error.to_string(),
            })?;
            // Else a log of hyper's could show it.
            value.set_sensitive(name == "authorization");
            request = request.header(name, value);
        }
        if let Some(body) = outgoing.body() {
            request = request.body(body.to_owned());
        }
        let mut answer = request.send().await.map_err(|error| told(&error))?;
        let mut response = Response { status: answer.status().as_u16(), ..Response::default() };
        for (name, value) in answer.headers() {
            let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
            response.headers.push((name.as_str().to_owned(), value));
        }
        while let Some(chunk) = answer.chunk().await.map_err(|error| told(&error))? {
            if response.body.len() + chunk.len() > LARGEST_BODY {
                let text = format!("more than {} MiB", LARGEST_BODY >> 20);
                return Err(TransportError { kind: TransportErrorKind::TooLarge, text });
            }
            response.body.extend_from_slice(&chunk);
        }
        Ok(response)
    }

    fn now(&self) -> Duration {
        self.since.elapsed()
    }

    async fn sleep(&self, time: Duration) {
        tokio::time::sleep(time).await;
    }

    fn random(&self) -> f64 {
        fastrand::f64()
    }
}

/// The innermost cause says most: "connection refused", where reqwest says "error sending request".
fn told(error: &reqwest::Error) -> TransportError {
    let kind = if error.is_connect() || error.is_builder() {
        TransportErrorKind::Connect
    } else if error.is_timeout() {
        TransportErrorKind::Timeout
    } else {
        TransportErrorKind::Interrupted
    };
    let mut cause: &dyn std::error::Error = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    TransportError { kind, text: cause.to_string() }
}
