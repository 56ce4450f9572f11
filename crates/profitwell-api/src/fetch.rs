//! The transport over `fetch` and `setTimeout`.

use std::time::Duration;

use futures_lite::future::or;
use gloo_net::http;
use gloo_timers::future::TimeoutFuture;
use wasm_bindgen::prelude::*;
use web_sys::{AbortController, AbortSignal, RequestRedirect};

use crate::{Method, Outgoing, Response, Transport, TransportError, TransportErrorKind};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = performance)]
    fn now() -> f64;
}

/// Performs requests by `fetch`, which here is that of `js/server/api/fetch.js`: it settles with a
/// whole `Response` or an `Error`, as gloo-net takes for granted.
#[derive(Debug)]
pub struct Fetch;

/// Ends an exchange that has no answer when it goes, also because the call was cancelled.
struct Ending(Option<AbortController>);

impl Drop for Ending {
    fn drop(&mut self) {
        if let Some(controller) = &self.0 {
            controller.abort();
        }
    }
}

impl Transport for Fetch {
    async fn send(&self, outgoing: &Outgoing) -> Result<Response, TransportError> {
        let controller = AbortController::new()
            .map_err(|_| failed(TransportErrorKind::Connect, "this place has no AbortController"))?;
        let exchange = exchange(outgoing, controller.signal());
        let mut ending = Ending(Some(controller));
        let late = async {
            self.sleep(outgoing.timeout()).await;
            Err(failed(TransportErrorKind::Timeout, ""))
        };
        let answer = or(exchange, late).await?;
        ending.0 = None;
        Ok(answer)
    }

    fn now(&self) -> Duration {
        // A float that does not fit becomes the nearest that does.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        Duration::from_micros((now() * 1000.0) as u64)
    }

    async fn sleep(&self, time: Duration) {
        // Rounded up: a timer of 0.4 ms would end at once, and be set again and again.
        let ms = time.as_secs_f64() * 1000.0;
        // A float too large for u32 becomes the largest; timers take no more than i32.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        TimeoutFuture::new((ms.ceil() as u32).min(i32::MAX.unsigned_abs())).await;
    }

    fn random(&self) -> f64 {
        js_sys::Math::random()
    }
}

async fn exchange(outgoing: &Outgoing, signal: AbortSignal) -> Result<Response, TransportError> {
    let builder = match outgoing.method() {
        Method::Get => http::Request::get(outgoing.url()),
        Method::Post => http::Request::post(outgoing.url()),
        Method::Put => http::Request::put(outgoing.url()),
        Method::Patch => http::Request::patch(outgoing.url()),
        Method::Delete => http::Request::delete(outgoing.url()),
    };
    let mut builder = builder.redirect(RequestRedirect::Manual).abort_signal(Some(&signal));
    for (name, value) in outgoing.headers() {
        builder = builder.header(name, value);
    }
    let request = match outgoing.body() {
        Some(body) => builder.body(body),
        None => builder.build(),
    };
    let answer = request.map_err(told)?.send().await.map_err(told)?;
    Ok(Response {
        status: answer.status(),
        headers: answer.headers().entries().collect(),
        body: answer.binary().await.map_err(told)?,
    })
}

/// `js/server/api/fetch.js` names its errors by what is known.
fn told(error: gloo_net::Error) -> TransportError {
    let gloo_net::Error::JsError(error) = error else {
        return failed(TransportErrorKind::Interrupted, "");
    };
    let kind = match error.name.as_str() {
        "Connect" => TransportErrorKind::Connect,
        "TooLarge" => TransportErrorKind::TooLarge,
        _ => TransportErrorKind::Interrupted,
    };
    failed(kind, &error.message)
}

fn failed(kind: TransportErrorKind, text: &str) -> TransportError {
    TransportError { kind, text: text.to_owned() }
}
