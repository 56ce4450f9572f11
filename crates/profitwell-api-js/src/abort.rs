//! Cancellation by an `AbortSignal`.

use std::pin::Pin;

use futures_lite::future::or;
use js_sys::{Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, future_to_promise};
use web_sys::AbortSignal;

use crate::failure::Failure;

/// A call of whatever method; of one type, so that what waits for it exists once.
pub(crate) type Call = Pin<Box<dyn Future<Output = Result<JsValue, Failure>>>>;

/// The promise of a call: rejected with a `ProfitWellError`, or with the reason of the signal.
pub(crate) fn promise(signal: Option<AbortSignal>, call: Call) -> Promise {
    future_to_promise(until(signal, call))
}

/// The answer to a call, unless the signal comes first: then the call is dropped, and the reason
/// of the signal is what the promise is rejected with.
async fn until(signal: Option<AbortSignal>, call: Call) -> Result<JsValue, JsValue> {
    let Some(signal) = signal else { return Ok(call.await?) };
    // A signal made by a page or a mock may be of another class, or throw.
    if !signal.is_instance_of::<AbortSignal>() {
        return Err(Failure::invalid("signal", "an AbortSignal").into());
    }
    let listener = Listener::new(signal)?;
    if listener.aborted()? {
        return Err(listener.reason()?);
    }
    let event = JsFuture::from(listener.event.clone());
    or(async { Ok(call.await?) }, async {
        let _ = event.await;
        Err(listener.reason()?)
    })
    .await
}

/// Listens until it goes.
struct Listener {
    signal: AbortSignal,
    event: Promise,
    resolve: js_sys::Function,
}

impl Listener {
    fn new(signal: AbortSignal) -> Result<Self, JsValue> {
        let mut resolver = None;
        let event = Promise::new(&mut |resolve, _| resolver = Some(resolve));
        let resolve = resolver.unwrap_or_default();
        signal.add_event_listener_with_callback("abort", &resolve)?;
        Ok(Listener { signal, event, resolve })
    }

    /// A proxy around a signal throws here, which the getters of web-sys do not expect.
    fn aborted(&self) -> Result<bool, JsValue> {
        Ok(Reflect::get(&self.signal, &"aborted".into())?.is_truthy())
    }

    fn reason(&self) -> Result<JsValue, JsValue> {
        Reflect::get(&self.signal, &"reason".into())
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let _ = self.signal.remove_event_listener_with_callback("abort", &self.resolve);
        // JsFuture keeps what it waits with until its promise settles.
        let _ = self.resolve.call0(&JsValue::UNDEFINED);
    }
}
