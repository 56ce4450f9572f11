//! Connections: requests in, answers and the faults done to them out.

use std::{
    io,
    pin::Pin,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll},
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use http_body_util::{BodyExt, Either, Full, Limited, channel::Channel};
use hyper::{
    Method, Request, Response,
    body::{Bytes, Incoming},
    header,
    http::request::Parts,
    rt::{Read, ReadBufCursor, Write},
};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::{net::TcpStream, time::sleep};

use super::{
    answer::Answer,
    control,
    faults::{Fault, Kind},
    proof::Key,
    routes,
    state::State,
};

/// A body at once, or piece by piece.
pub type Body = Either<Full<Bytes>, Channel<Bytes, io::Error>>;

/// The most bytes a request may have.
const MOST: usize = 1 << 20;
/// Rows that are written down while the store is held.
const ROWS: usize = 4096;
/// Bytes in a piece of a slow body.
const PIECE: usize = 16;

/// One run of the server, as its connections share it.
pub struct Shared {
    state: Mutex<State>,
    key: Option<Key>,
    started: Instant,
}

/// Unix seconds.
pub fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or_default()
}

impl Shared {
    /// At its start.
    pub fn new(state: State, key: Option<Key>) -> Self {
        Shared { state: Mutex::new(state), key, started: Instant::now() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The fault of this request, and the mark on its user until it is answered.
    fn meet(self: &Arc<Self>, parts: &Parts, body: &Bytes) -> (Option<Fault>, Option<Late>) {
        let mut state = self.state();
        let fault = state.faults.pick(&parts.method, parts.uri.path());
        state.stats.faults += u64::from(fault.is_some());
        let watched = fault.is_some() || !state.late.is_empty();
        let Some(user) = watched.then(|| user_of(parts, body)).flatten() else { return (fault, None) };
        state.stats.overlaps += u64::from(state.late.contains_key(&user));
        let late = fault.is_some().then(|| {
            *state.late.entry(user.clone()).or_default() += 1;
            Late { shared: self.clone(), user }
        });
        (fault, late)
    }

    fn carry_out(&self, parts: &Parts, body: &Bytes) -> Answer {
        let mut state = self.state();
        let elapsed = self.started.elapsed();
        let answer =
            routes::answer(&mut state, parts, body, now(), elapsed).unwrap_or_else(|refusal| refusal);
        *state.stats.statuses.entry(answer.status).or_default() += 1;
        answer
    }
}

/// The user of a subscription, if it has one.
fn user_of(parts: &Parts, body: &Bytes) -> Option<String> {
    let creates = parts.method == Method::POST && parts.uri.path() == "/v2/subscriptions/";
    let body: Value = serde_json::from_slice(body).ok().filter(|_| creates)?;
    Some(body.get("user_alias").or(body.get("user_id"))?.as_str()?.to_owned())
}

/// A mark on a user whose subscription is held back.
struct Late {
    shared: Arc<Shared>,
    user: String,
}

impl Drop for Late {
    fn drop(&mut self) {
        let mut state = self.shared.state();
        if let Some(count) = state.late.get_mut(&self.user) {
            *count -= 1;
            if *count == 0 {
                state.late.remove(&self.user);
            }
        }
    }
}

/// A socket that can be closed with a reset.
pub struct Socket {
    stream: TokioIo<TcpStream>,
    doomed: Arc<AtomicBool>,
}

impl Socket {
    /// A reset instead of the usual end, once the flag is up.
    pub fn new(stream: TcpStream) -> (Self, Arc<AtomicBool>) {
        let doomed = Arc::new(AtomicBool::new(false));
        (Socket { stream: TokioIo::new(stream), doomed: doomed.clone() }, doomed)
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        if self.doomed.load(Ordering::Relaxed) {
            // With nothing to linger for, the kernel sends RST where it would send FIN.
            let _ = self.stream.inner().set_zero_linger();
        }
    }
}

impl Read for Socket {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context, buf: ReadBufCursor) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl Write for Socket {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context, buf: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context,
        bufs: &[io::IoSlice],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(cx, bufs)
    }
}

/// Answers one request.
///
/// # Errors
/// An error if the connection must be reset, as `doomed` asks.
pub async fn respond(
    shared: Arc<Shared>,
    doomed: Arc<AtomicBool>,
    request: Request<Incoming>,
) -> io::Result<Response<Body>> {
    let (mut parts, body) = request.into_parts();
    let Ok(body) = Limited::new(body, MOST).collect().await else {
        return response(Answer::html(413, "Request Entity Too Large").and("connection", "close"));
    };
    let body = body.to_bytes();
    if parts.uri.path() == "/_control/subscriptions" {
        return Ok(Response::new(Either::Right(rows(shared))));
    }
    if parts.uri.path() == "/_control/proof" {
        let challenge = parts.uri.query().unwrap_or_default();
        let answer = shared.key.as_ref().map(|key| Answer::with(200, "text/plain", key.answer(challenge)));
        return response(answer.unwrap_or_else(Answer::not_found));
    }
    if parts.uri.path().starts_with("/_control/") {
        let answer = control::answer(&mut shared.state(), &parts, &body, now());
        return response(answer.unwrap_or_else(|refusal| refusal));
    }
    let (fault, _late) = shared.meet(&parts, &body);
    match fault {
        None => response(shared.carry_out(&parts, &body)),
        Some(fault) => {
            parts.uri = fault.uri(&parts.uri);
            let answer = if fault.processes() {
                shared.carry_out(&parts, &body)
            } else {
                Answer::detail(200, "A fault of this server hides an answer that never was.")
            };
            spoil(&doomed, &fault, &parts, answer).await
        }
    }
}

/// Does a fault to an answer.
async fn spoil(
    doomed: &AtomicBool,
    fault: &Fault,
    parts: &Parts,
    mut answer: Answer,
) -> io::Result<Response<Body>> {
    let pause = |default| Duration::from_millis(fault.pause_ms.unwrap_or(default));
    match fault.kind {
        Kind::Html500 => answer = Answer::html(500, "Server Error (500)"),
        Kind::BadGateway => answer = Answer::html(502, "502 Bad Gateway"),
        Kind::Html200 => answer = Answer::html(200, "Please log in"),
        Kind::Empty204 => answer = Answer::empty(204),
        Kind::EmptyObject => answer = Answer::json(200, &serde_json::json!({})),
        Kind::Forbidden => answer = Answer::detail(403, "You do not have permission to perform this action."),
        Kind::Hang => std::future::pending().await,
        Kind::Delay => sleep(pause(1000)).await,
        Kind::Ignore => {}
        Kind::SlowBody => return pieces(answer, pause(100), false),
        Kind::TruncatedBody => return pieces(answer, Duration::ZERO, true),
        Kind::Reset => {
            doomed.store(true, Ordering::Relaxed);
            return Err(io::ErrorKind::ConnectionReset.into());
        }
        Kind::Throttle => {
            answer = routes::throttled(fault.retry_after.as_ref());
        }
        Kind::Garbage => answer.body = Bytes::from_static(b"{\"detail\": \"cut"),
        Kind::ContentType => answer.content_type = Some("text/plain"),
        Kind::Redirect => {
            let elsewhere = || format!("https://elsewhere.invalid{}", parts.uri.path());
            answer = Answer::empty(302).and("location", fault.location.clone().unwrap_or_else(elsewhere));
        }
    }
    response(answer)
}

fn head(answer: &Answer) -> hyper::http::response::Builder {
    let mut head = Response::builder().status(answer.status);
    if let Some(content_type) = answer.content_type {
        head = head.header(header::CONTENT_TYPE, content_type);
    }
    for (name, value) in &answer.headers {
        head = head.header(*name, value);
    }
    head
}

fn response(answer: Answer) -> io::Result<Response<Body>> {
    head(&answer).body(Either::Left(Full::new(answer.body))).map_err(io::Error::other)
}

/// The answer with pauses between its pieces; or its length, half of it, and the end of the connection.
fn pieces(answer: Answer, pause: Duration, cut: bool) -> io::Result<Response<Body>> {
    let head = head(&answer).header(header::CONTENT_LENGTH, answer.body.len());
    let (mut sender, body) = Channel::new(1);
    tokio::spawn(async move {
        let end = if cut { answer.body.len() / 2 } else { answer.body.len() };
        for piece in answer.body[..end].chunks(PIECE) {
            if sender.send_data(Bytes::copy_from_slice(piece)).await.is_err() {
                return;
            }
            sleep(pause).await;
        }
        if cut {
            sender.abort(io::ErrorKind::UnexpectedEof.into());
        }
    });
    head.body(Either::Right(body)).map_err(io::Error::other)
}

/// Every subscription, a few thousand at a time: neither memory nor the store is held for the whole.
fn rows(shared: Arc<Shared>) -> Channel<Bytes, io::Error> {
    let (mut sender, body) = Channel::new(2);
    tokio::spawn(async move {
        for from in (0..).step_by(ROWS) {
            let rows = control::rows(&shared.state().store, from, ROWS);
            let Some(rows) = rows else { return };
            if sender.send_data(rows.into()).await.is_err() {
                return;
            }
        }
    });
    body
}
