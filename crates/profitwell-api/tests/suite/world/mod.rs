//! A world for the API client: a service made of a closure, and a clock that jumps to whatever
//! is waited for next. Nothing here takes real time.
#![allow(dead_code, reason = "each test uses a part of it")]
#![allow(clippy::unnecessary_wraps, reason = "an answer is made where a failure could be")]

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    future::{Future, poll_fn},
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, Wake, Waker},
    time::Duration,
};

use profitwell_api::{
    Client, Options, Outgoing, PrivateToken, Response, Transport, TransportError, TransportErrorKind,
};

/// Recognisable wherever it must not be.
pub const TOKEN: &str = "s3cr3t-t0k3n-0123456789abcdef";

/// What the clock shows at first.
pub const BEGIN: Duration = Duration::from_secs(1000);

pub type Answer = Result<Response, TransportError>;
type Service<'a> = dyn FnMut(&Outgoing, Duration) -> (Duration, Answer) + 'a;

pub struct World<'a> {
    now: Cell<Duration>,
    timers: RefCell<BTreeMap<(Duration, u64), Waker>>,
    count: Cell<u64>,
    /// What every throw of the dice comes to.
    pub random: Cell<f64>,
    /// Or the state of real ones, which fall the same in every run.
    pub dice: Cell<Option<u64>>,
    service: RefCell<Box<Service<'a>>>,
    /// When each request was sent, and what it was.
    pub sent: RefCell<Vec<(Duration, Outgoing)>>,
}

impl<'a> World<'a> {
    /// A world whose service answers each request after a time. A request that the service
    /// answers later than it may take ends in a timeout then.
    pub fn new(service: impl FnMut(&Outgoing, Duration) -> (Duration, Answer) + 'a) -> Self {
        World {
            // The clock of a process that has run for a while.
            now: Cell::new(BEGIN),
            timers: RefCell::default(),
            count: Cell::new(0),
            random: Cell::new(1.0),
            dice: Cell::new(None),
            service: RefCell::new(Box::new(service)),
            sent: RefCell::default(),
        }
    }

    /// A service with these answers, one after the other, each after 100 ms.
    pub fn answering(answers: impl IntoIterator<Item = Answer> + 'a) -> Self {
        let mut answers: Vec<Answer> = answers.into_iter().collect();
        answers.reverse();
        World::new(move |request, _| {
            let answer = answers.pop();
            (
                Duration::from_millis(100),
                answer.unwrap_or_else(|| panic!("one request too many: {request:?}")),
            )
        })
    }

    pub fn client(&self) -> Client<&Self> {
        self.client_with(Options::default())
    }

    pub fn client_with(&self, options: Options) -> Client<&Self> {
        Client::with_options(PrivateToken::new(TOKEN).unwrap(), self, options)
    }

    /// The time since the beginning.
    pub fn elapsed(&self) -> Duration {
        self.now.get().abs_diff(BEGIN)
    }

    /// Method and URL of each request.
    pub fn lines(&self) -> Vec<String> {
        self.sent.borrow().iter().map(|(_, request)| format!("{request:?}")).collect()
    }

    /// The times between one request and the next, in milliseconds.
    pub fn pauses(&self) -> Vec<u128> {
        let sent = self.sent.borrow();
        sent.windows(2).map(|pair| pair[1].0.abs_diff(pair[0].0).as_millis()).collect()
    }

    pub fn run<F: Future>(&self, future: F) -> F::Output {
        self.run_all([future]).pop().unwrap()
    }

    /// Runs all to their ends, side by side.
    pub fn run_all<F: Future>(&self, futures: impl IntoIterator<Item = F>) -> Vec<F::Output> {
        let mut tasks: Vec<_> = futures
            .into_iter()
            .map(|future| (Box::pin(future), Arc::new(Flag(AtomicBool::new(true))), None))
            .collect();
        loop {
            let mut progress = false;
            for (future, flag, output) in &mut tasks {
                if output.is_none() && flag.0.swap(false, Ordering::Relaxed) {
                    progress = true;
                    let waker = Waker::from(flag.clone());
                    if let Poll::Ready(ready) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
                        *output = Some(ready);
                    }
                }
            }
            if tasks.iter().all(|(_, _, output)| output.is_some()) {
                return tasks.into_iter().filter_map(|(_, _, output)| output).collect();
            }
            if !progress {
                let ((at, _), waker) =
                    self.timers.borrow_mut().pop_first().expect("somebody waits for nothing");
                self.now.set(self.now.get().max(at));
                waker.wake();
            }
        }
    }

    async fn until(&self, at: Duration) {
        poll_fn(|context| {
            if self.now.get() >= at {
                return Poll::Ready(());
            }
            self.count.set(self.count.get() + 1);
            self.timers.borrow_mut().insert((at, self.count.get()), context.waker().clone());
            Poll::Pending
        })
        .await;
    }
}

struct Flag(AtomicBool);

impl Wake for Flag {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl Transport for &World<'_> {
    async fn send(&self, request: &Outgoing) -> Answer {
        let now = Transport::now(self);
        self.sent.borrow_mut().push((now, request.clone()));
        let (time, answer) = (self.service.borrow_mut())(request, now);
        self.until(now + time.min(request.timeout())).await;
        if time > request.timeout() { failed(TransportErrorKind::Timeout) } else { answer }
    }

    fn now(&self) -> Duration {
        self.now.get()
    }

    async fn sleep(&self, time: Duration) {
        self.until(self.now.get() + time).await;
    }

    fn random(&self) -> f64 {
        let Some(mut bits) = self.dice.get() else { return self.random.get() };
        bits ^= bits << 13;
        bits ^= bits >> 7;
        bits ^= bits << 17;
        self.dice.set(Some(bits));
        f64::from(u32::try_from(bits >> 32).unwrap()) / f64::from(u32::MAX)
    }
}

/// Polls a future a first time, and drops it.
pub fn begin_and_drop<F: Future>(future: F) {
    let mut future: Pin<Box<F>> = Box::pin(future);
    assert!(future.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
}

pub fn answer(status: u16, body: impl AsRef<[u8]>) -> Answer {
    Ok(Response { status, headers: Vec::new(), body: body.as_ref().to_vec() })
}

pub fn throttled(retry_after: &str) -> Answer {
    let headers = vec![("retry-after".to_owned(), retry_after.to_owned())];
    Ok(Response { status: 429, headers, body: br#"{"detail":"Request was throttled."}"#.to_vec() })
}

/// A `Retry-After` that is a date, in an answer of this date.
pub fn dated(retry_after: &str, date: Option<&str>) -> Answer {
    let mut response = throttled(retry_after)?;
    response.headers.extend(date.map(|date| ("date".to_owned(), date.to_owned())));
    Ok(response)
}

pub fn failed(kind: TransportErrorKind) -> Answer {
    Err(TransportError { kind, text: "as the test wants it".to_owned() })
}

/// The documented example of a subscription.
pub const SUBSCRIPTION: &str = r#"{"user_id":"pwu_Oea7HXV3bnTP","subscription_id":"pws_FecTCEyo17rV",
"user_alias":"spiderman_1a","subscription_alias":"spiderman_sub_1a","email":"spiderman@profitwell.com",
"plan_id":"web_plan","plan_interval":"month","plan_currency":"usd","status":"active","value":5000,
"effective_date":1514764800,"meta":{}}"#;
