//! A server that speaks the documented ProfitWell API (v2), with consistent state in memory, for trying and
//! testing clients without an account.
//!
//! It is written from the vendor's documents and from public clients, not from our client, so that the client
//! is tested against the documents and not against itself. The vendor's service was never asked: where no public
//! source settles a behaviour, the function that decides it says so.
//!
//! It also fails on demand; `control` and `faults` describe how.

#![allow(clippy::unnecessary_wraps)] // endpoints that refuse nothing have the signature of all

mod answer;
mod clock;
mod company;
mod control;
mod customers;
mod faults;
mod fields;
mod growth;
mod history;
mod http;
mod ids;
mod limits;
mod metrics;
mod people;
mod plans;
pub mod proof;
mod retain;
mod routes;
mod seed;
mod state;
mod store;
mod subscriptions;
#[cfg(feature = "testing")]
pub mod testing;
mod users;

use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use hyper::{server::conn::http1, service::service_fn};
use hyper_util::{rt::TokioTimer, server::graceful::GracefulShutdown};
use tokio::{
    net::TcpListener,
    sync::oneshot,
    task::{JoinHandle, JoinSet},
    time::{sleep, timeout},
};

use self::{
    http::{Shared, Socket, respond},
    proof::{Key, Published},
    state::State,
};

/// How the server behaves.
#[derive(Clone)]
pub struct Options {
    /// The private token that it takes.
    pub token: String,
    /// The public token that its one public endpoint takes.
    pub public_token: String,
    /// The id of the company, by which clients distinguish accounts.
    pub company_id: String,
    /// How many times the documented limits are allowed.
    pub rate_scale: u32,
    /// Rows of customers that pages can reach; the documented 100,000 by default.
    pub customers_cap: u32,
    /// Invented customers at the start.
    pub seed_customers: u32,
    /// Whether 429 says for how long, as DRF does by default; of the vendor it is not confirmed.
    pub retry_after: bool,
    /// Whether [`spawn`] keeps a key for [`proof::Challenge`] as long as the server runs, if there is a place
    /// for it.
    pub prove: bool,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            token: "demo-private-token".into(),
            public_token: "demo-public-token".into(),
            company_id: "demo-company".into(),
            rate_scale: 1,
            customers_cap: 100_000,
            seed_customers: 48,
            retry_after: true,
            prove: false,
        }
    }
}

/// How long [`serve`] waits for answers under way when it is stopped.
const GRACE: Duration = Duration::from_secs(1);

/// Serves until `stop` is done; answers under way have a second to end.
///
/// # Errors
/// An error if the listener is not on the loopback interface, or has no address.
pub async fn serve(
    listener: TcpListener,
    options: Options,
    stop: impl Future<Output = ()>,
) -> io::Result<()> {
    serve_with(listener, options, None, stop).await
}

async fn serve_with(
    listener: TcpListener,
    options: Options,
    key: Option<Key>,
    stop: impl Future<Output = ()>,
) -> io::Result<()> {
    if !listener.local_addr()?.ip().is_loopback() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "not a loopback address: use 127.0.0.1"));
    }
    let shared = Arc::new(Shared::new(State::new(Arc::new(options), http::now()), key));
    let graceful = GracefulShutdown::new();
    let mut connections = JoinSet::new();
    tokio::pin!(stop);
    loop {
        tokio::select! {
            () = &mut stop => break,
            Some(_) = connections.join_next() => {}
            accepted = listener.accept() => {
                let Ok((stream, _)) = accepted else {
                    // Out of file descriptors: later there may be some.
                    sleep(Duration::from_millis(50)).await;
                    continue;
                };
                let _ = stream.set_nodelay(true);
                let (socket, doomed) = Socket::new(stream);
                let shared = shared.clone();
                let service = service_fn(move |request| respond(shared.clone(), doomed.clone(), request));
                let connection = http1::Builder::new().timer(TokioTimer::new()).serve_connection(socket, service);
                // An error is a client that went away, or a fault that was asked for.
                connections.spawn(graceful.watch(connection));
            }
        }
    }
    drop(listener);
    let _ = timeout(GRACE, graceful.shutdown()).await;
    connections.shutdown().await;
    Ok(())
}

/// A server that runs beside its caller; it ends with its handle.
pub struct Server {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    _published: Option<Published>,
    task: JoinHandle<io::Result<()>>,
}

impl Server {
    /// `http://127.0.0.1:8737`
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Ends it; answers under way have a second.
    ///
    /// # Errors
    /// The error that ended the server before.
    pub async fn stop(self) -> io::Result<()> {
        drop(self.stop);
        self.task.await.map_err(io::Error::other)?
    }
}

/// Starts a server on a port of 127.0.0.1, 0 for any.
///
/// # Errors
/// An error if the port is in use or not allowed.
pub async fn spawn(port: u16, options: Options) -> io::Result<Server> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
    let address = listener.local_addr()?;
    let (stop, stopped) = oneshot::channel::<()>();
    let published = if options.prove { Published::new(address.port()).ok() } else { None };
    let (published, key) = published.unzip();
    let task = tokio::spawn(serve_with(listener, options, key, async {
        // The handle went away: that is the signal.
        let _ = stopped.await;
    }));
    Ok(Server { address, stop, _published: published, task })
}
