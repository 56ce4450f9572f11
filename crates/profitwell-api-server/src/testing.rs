//! For tests: a server of a test's own, and a client that hides nothing: one connection for each request, no
//! redirect, no second try.

// A test panics where something is not as it must be.
#![allow(clippy::missing_panics_doc, clippy::missing_errors_doc, clippy::must_use_candidate)]

use std::sync::Mutex;

use http_body_util::{BodyExt, Full};
use hyper::{Request, body::Bytes, client::conn::http1};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpStream;

use crate::{Options, Server};

/// The private token that it takes.
pub const TOKEN: &str = "demo-private-token";

/// An answer as it came.
#[derive(Debug)]
pub struct Answer {
    /// Its status.
    pub status: u16,
    /// Its headers.
    pub headers: hyper::HeaderMap,
    /// Its body.
    pub text: String,
}

impl Answer {
    /// Its body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

/// A server of the test's own, and its address.
pub struct Api {
    url: String,
    server: Mutex<Option<Server>>,
}

impl Api {
    /// Without customers, and with limits that no test meets by accident.
    pub async fn empty() -> Self {
        Self::with(Options { seed_customers: 0, rate_scale: 1000, ..Options::default() }).await
    }

    /// With these options.
    pub async fn with(options: Options) -> Self {
        let server = crate::spawn(0, options).await.expect("a free port");
        Api { url: server.url(), server: Mutex::new(Some(server)) }
    }

    /// Ends the server while others still hold on to it.
    pub async fn end(&self) {
        let server = self.server.lock().expect("a lock").take().expect("a server that runs");
        server.stop().await.expect("a server that ran");
    }

    /// `http://127.0.0.1:8737`
    pub fn url(&self) -> String {
        self.url.clone()
    }

    /// `127.0.0.1:8737`
    pub fn address(&self) -> String {
        self.url.replace("http://", "")
    }

    /// Sends any request and returns the response.
    pub async fn request(&self, request: Request<Full<Bytes>>) -> hyper::Result<Answer> {
        let stream = TcpStream::connect(self.address()).await.expect("a listening server");
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
        let connection = tokio::spawn(connection);
        let answer = async {
            let (parts, body) = sender.send_request(request).await?.into_parts();
            let text = String::from_utf8_lossy(&body.collect().await?.to_bytes()).into_owned();
            Ok(Answer { status: parts.status.as_u16(), headers: parts.headers, text })
        };
        let answer = answer.await;
        connection.abort();
        answer
    }

    /// A JSON body, or none if it is null; `authorization` may be empty for none.
    pub async fn send(
        &self,
        method: &str,
        path: &str,
        authorization: &str,
        body: &Value,
    ) -> hyper::Result<Answer> {
        let mut request = Request::builder().method(method).uri(path).header("host", "127.0.0.1");
        if !authorization.is_empty() {
            request = request.header("authorization", authorization);
        }
        let text = if body.is_null() { String::new() } else { body.to_string() };
        if !body.is_null() {
            request = request.header("content-type", "application/json");
        }
        self.request(request.body(Full::new(text.into())).expect("a request")).await
    }

    /// As a client with the right token sends it.
    pub async fn call(&self, method: &str, path: &str, body: Value) -> Answer {
        self.send(method, path, TOKEN, &body).await.expect("an answer")
    }

    /// A `GET` by the right token.
    pub async fn get(&self, path: &str) -> Answer {
        self.call("GET", path, Value::Null).await
    }

    /// What reached the server so far.
    pub async fn stats(&self) -> Value {
        self.get("/_control/stats").await.json()
    }

    /// Asks for a fault: see [`crate::faults`].
    pub async fn fault(&self, fault: Value) {
        let answer = self.call("POST", "/_control/faults", fault).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
    }
}
