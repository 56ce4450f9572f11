//! wasm-bindgen's test runner, with its web server kept awake.
//!
//! The server's thread pool (`tiny_http` 0.12, `util/task_pool.rs`) counts a thread as waiting until it runs again. Of several
//! connections that a browser opens at once, one can therefore be queued without a thread, and waits until another
//! connection ends; those of a browser do not. One more connection now and then takes it out of the queue.

use std::{
    env,
    ffi::OsString,
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    process::{Command, ExitStatus},
    thread::sleep,
    time::Duration,
};

use anyhow::Result;

/// How often the server gets a connection.
const INTERVAL: Duration = Duration::from_millis(100);

/// Runs this program's `task`, which is the runner, with these arguments to its end.
pub fn run(task: &str, args: impl Iterator<Item = OsString>) -> Result<ExitStatus> {
    let address = free_address()?;
    let mut runner = Command::new(env::current_exe()?)
        .arg(task)
        .args(args)
        .env("WASM_BINDGEN_TEST_ADDRESS", address.to_string())
        .spawn()?;
    loop {
        if let Some(status) = runner.try_wait()? {
            return Ok(status);
        }
        // Before the server listens this fails, which does no harm.
        drop(TcpStream::connect_timeout(&address, INTERVAL));
        sleep(INTERVAL);
    }
}

/// An address that nobody listened at a moment ago.
fn free_address() -> Result<SocketAddr> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?)
}
