//! The client: waits for its turn, sends, reads the answer, and tries again where that is safe.

use std::{fmt, sync::Arc, time::Duration};

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::{
    base_url::BaseUrl,
    customer_event::CustomerEvent,
    error::{Error, TransportError},
    operations::CUSTOMER_EVENT,
    pace::{Family, Limits},
    request::{Method, Request},
    response::{Response, excerpt},
    retry::{Outcome, Repeat, Retry, RetryPolicy},
    subscriptions,
    token::PrivateToken,
    transport::{Outgoing, Transport},
    turn::{Pacer, Turns, sleep_until},
};

/// The options of a client; the defaults suit the live service.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// The URL of the service.
    pub base_url: BaseUrl,
    /// The URL that receives [`CustomerEvent`]s.
    pub events_url: BaseUrl,
    /// The rate limits that the client keeps to.
    pub limits: Limits,
    /// How often and how patiently to try.
    pub retry: RetryPolicy,
    /// How long one attempt may take; 60 seconds.
    pub timeout: Duration,
    /// How long a call may take with all its attempts and its waiting for a turn; 5 minutes.
    /// A call never waits for what would come later: it then ends at once.
    pub deadline: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            base_url: BaseUrl::live(),
            events_url: BaseUrl::live_events(),
            limits: Limits::default(),
            retry: RetryPolicy::default(),
            timeout: Duration::from_secs(60),
            deadline: Duration::from_secs(300),
        }
    }
}

/// A client of the REST API.
///
/// It is cheap to clone. Any number of calls may be under way at once: those of all clones share
/// the rate limits. To cancel a call, drop its future: nothing more is sent then, but what was
/// sent may be carried out.
pub struct Client<T> {
    inner: Arc<Inner<T>>,
}

struct Inner<T> {
    token: PrivateToken,
    transport: T,
    options: Options,
    pacer: Pacer,
}

/// The progress of one call.
struct Course {
    until: Duration,
    attempt: u32,
}

/// Why a call stopped short of an answer.
enum Stop {
    /// For good.
    GiveUp(Error),
    /// Until it is known whether the service did what it was asked.
    LookUp(Error),
}

impl From<Stop> for Error {
    fn from((Stop::GiveUp(error) | Stop::LookUp(error)): Stop) -> Self {
        error
    }
}

impl<T: Transport> Client<T> {
    /// Makes a client of the live service.
    #[must_use]
    pub fn new(token: PrivateToken, transport: T) -> Self {
        Self::with_options(token, transport, Options::default())
    }

    /// Makes a client with other options.
    #[must_use]
    pub fn with_options(token: PrivateToken, transport: T, options: Options) -> Self {
        let pacer = Pacer::new(&options.limits);
        Client { inner: Arc::new(Inner { token, transport, options, pacer }) }
    }

    /// Performs any request, of a resource or of [`Request::raw`].
    ///
    /// A request of [`Repeat::LookUp`] that got no answer is looked up; what is found is then
    /// the answer.
    ///
    /// # Errors
    /// [`Error`], for every status but 2xx too.
    pub async fn call(&self, request: &Request) -> Result<Response, Error> {
        let mut course = self.course();
        let mut in_doubt = false;
        loop {
            let stop = match self.drive(request, &mut course).await {
                Ok(response) => return Ok(response),
                Err(stop) => stop,
            };
            let again = match &stop {
                Stop::LookUp(_) => course.attempt < self.inner.options.retry.attempts,
                // An attempt in doubt may have come through only after it was looked for.
                Stop::GiveUp(Error::Validation { .. }) if in_doubt => false,
                Stop::GiveUp(_) => return Err(stop.into()),
            };
            in_doubt = true;
            match self.look_up(request).await {
                Ok(Some(response)) => return Ok(response),
                Ok(None) if again => {}
                _ => return Err(stop.into()),
            }
        }
    }

    async fn look_up(&self, request: &Request) -> Result<Option<Response>, Error> {
        let history = subscriptions::look_up(request)?;
        match self.drive(&history, &mut self.course()).await.map_err(Error::from) {
            Ok(history) => Ok(subscriptions::find(request, &history)),
            // A user who is not there has no subscription.
            Err(Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Performs a request whose answer is documented.
    pub(super) async fn ask<A: DeserializeOwned>(&self, request: &Request) -> Result<A, Error> {
        self.call(request).await?.decode(&self.inner.token)
    }

    /// Performs a request whose answer no public source describes.
    pub(super) async fn tell(&self, request: &Request) -> Result<Value, Error> {
        Ok(self.call(request).await?.json())
    }

    /// Reports to the service that a customer was active, with the public token: see [`CustomerEvent`].
    ///
    /// # Errors
    /// [`Error`] if the request cannot be sent, or the service rejects it.
    pub async fn customer_event(&self, event: &CustomerEvent) -> Result<Value, Error> {
        let outgoing = event.outgoing(&self.inner.options.events_url);
        Ok(self.perform(outgoing, CUSTOMER_EVENT.family, Repeat::Once, &mut self.course()).await?.json())
    }

    /// The beginning of an answer, fit to be shown: 200 characters, none of them a control character, and
    /// without the private token.
    #[must_use]
    pub fn excerpt(&self, response: &Response) -> String {
        excerpt(String::from_utf8_lossy(&response.body).trim(), &self.inner.token)
    }

    fn course(&self) -> Course {
        Course { until: self.inner.transport.now().saturating_add(self.inner.options.deadline), attempt: 0 }
    }

    /// Reads the answer to a request of a resource, such as [`plans::get`](crate::plans::get), that
    /// [`Client::call`] performed, as the type that is documented.
    ///
    /// # Errors
    /// [`Error::Decode`] if it is another.
    pub fn decode<A: DeserializeOwned>(&self, response: &Response) -> Result<A, Error> {
        response.decode(&self.inner.token)
    }

    async fn drive(&self, request: &Request, course: &mut Course) -> Result<Response, Stop> {
        self.perform(self.outgoing(request), request.family(), request.repeat, course).await
    }

    fn outgoing(&self, request: &Request) -> Outgoing {
        outgoing(
            request.method,
            format!("{}{}", self.inner.options.base_url, request.target()),
            self.inner.token.expose(),
            &request.headers,
            request.body.as_ref(),
        )
    }

    async fn perform(
        &self,
        mut outgoing: Outgoing,
        family: Family,
        repeat: Repeat,
        course: &mut Course,
    ) -> Result<Response, Stop> {
        let mut held: Option<Turns<'_, T>> = None;
        loop {
            let turns = match held.take() {
                // It has waited for as long as its own answer asked. Were it to wait for those of others too, all
                // throttled calls would go in one instant, and hardly ever meet a slot that another client left.
                Some(turns) => Ok(turns),
                None => self.inner.pacer.turn(family, &self.inner.transport, course.until).await,
            };
            let turns = turns.map_err(Stop::GiveUp)?;
            let now = self.inner.transport.now();
            outgoing.timeout = self.inner.options.timeout.min(course.until.saturating_sub(now));
            let answer = self.inner.transport.send(&outgoing).await;
            let error = match answer {
                Ok(response) => match response.checked(&self.inner.token) {
                    Ok(response) => return Ok(response),
                    Err(error) => error,
                },
                Err(TransportError { kind, text }) => {
                    let error = TransportError { kind, text: excerpt(&text, &self.inner.token) };
                    Error::Transport { error, method: outgoing.method }
                }
            };
            let now = self.inner.transport.now();
            let retry = &self.inner.options.retry;
            let outcome = Outcome::of(&error, self.inner.options.limits.window(family));
            if let Outcome::Throttled { retry_after, .. } = outcome {
                turns.throttled();
                // It keeps its slots, so that no later call overtakes it.
                held = Some(turns);
                if let Some(wait) = retry_after.filter(|_| retry.waits_for(retry_after)) {
                    self.inner.pacer.pause(family, now.saturating_add(wait));
                }
            } else {
                drop(turns);
                course.attempt += 1;
            }
            let (pause, look_up) =
                match retry.decide(course.attempt, repeat, outcome, self.inner.transport.random()) {
                    Retry::After(pause) => (pause, false),
                    Retry::LookUp(pause) => (pause, true),
                    Retry::GiveUp => return Err(Stop::GiveUp(error)),
                };
            let again = now.saturating_add(pause);
            if again >= course.until {
                return Err(Stop::GiveUp(error));
            }
            sleep_until(&self.inner.transport, again).await;
            if look_up {
                return Err(Stop::LookUp(error));
            }
        }
    }
}

/// Puts together what a transport needs. The token goes into a header of its own, never into the URL.
pub(super) fn outgoing(
    method: Method,
    url: String,
    token: &str,
    headers: &[(String, String)],
    body: Option<&Value>,
) -> Outgoing {
    let mut all = vec![
        ("accept".to_owned(), "application/json".to_owned()),
        // As it is: without "Bearer" (profitwellapiv2.docs.apiary.io).
        ("authorization".to_owned(), token.to_owned()),
    ];
    if body.is_some() {
        all.push(("content-type".to_owned(), "application/json".to_owned()));
    }
    all.retain(|(name, _)| headers.iter().all(|(other, _)| other != name));
    all.extend_from_slice(headers);
    // The timeout is set before each attempt.
    Outgoing { method, url, headers: all, body: body.map(Value::to_string), timeout: Duration::MAX }
}

impl<T> Clone for Client<T> {
    fn clone(&self) -> Self {
        Client { inner: self.inner.clone() }
    }
}

impl<T> fmt::Debug for Client<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("options", &self.inner.options).finish_non_exhaustive()
    }
}
