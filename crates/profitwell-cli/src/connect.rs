//! From options to a client: the token, the host, and the local server of `--demo`.

use std::{
    env,
    fs::{self, File},
    io::{self, Read},
    path::Path,
    time::Duration,
};

use profitwell_api::{
    BaseUrl, Client, CustomerEvent, Limits, Native, Options, PrivateToken, PublicToken, Transport,
};

use profitwell_api_server as demo;

use crate::{
    args::Common,
    failure::{Exit, Failure},
    output::say,
};

/// Where the local server of `npm run api:server` and `profitwell demo-server` listens.
pub const DEMO_PORT: u16 = 8737;

/// A client, and the server it talks to if that runs in this program.
pub struct Connection<T = Native> {
    pub client: Client<T>,
    /// The base URL, or `demo`: whose port is another one each time.
    pub host: String,
    /// How many times the documented rate limits are allowed.
    pub rate_scale: u32,
    server: Option<demo::Server>,
}

impl<T> Connection<T> {
    /// Ends the server of this program, if there is one.
    pub async fn close(self) -> Result<(), Failure> {
        drop(self.client);
        match self.server {
            Some(server) => server.stop().await.map_err(|error| demo_failed(&error)),
            None => Ok(()),
        }
    }
}

/// A client with these options, and with what the command says of them.
pub async fn connect(common: &Common, options: Options) -> Result<Connection, Failure> {
    connect_over(common, options, Native::new()?).await
}

/// The same over another transport. It must exist by now: [`Native`] chooses the cryptography that every other
/// client of reqwest needs.
pub async fn connect_over<T: Transport>(
    common: &Common,
    options: Options,
    transport: T,
) -> Result<Connection<T>, Failure> {
    let (options, server) = told(common, options).await?;
    let host = if common.demo { "demo".to_owned() } else { options.base_url.to_string() };
    let token = if common.demo { PrivateToken::new(demo::Options::default().token)? } else { token(common)? };
    let client = Client::with_options(token, transport, options);
    Ok(Connection { client, host, rate_scale: common.rate_scale.unwrap_or(1), server })
}

/// Sends an event by the public token.
pub async fn send_event(common: &Common, user_id: &str) -> Result<serde_json::Value, Failure> {
    let native = Native::new()?;
    let (options, _server) = told(common, Options::default()).await?;
    let public = match env::var("PROFITWELL_PUBLIC_TOKEN") {
        _ if common.demo => demo::Options::default().public_token,
        Ok(token) if !token.trim().is_empty() => token,
        _ => {
            return Err(Failure::new(
                Exit::Unauthorized,
                "missing_token",
                "no public token: set PROFITWELL_PUBLIC_TOKEN to the Public API Token of your ProfitWell \
                 account, or try it with --demo",
            ));
        }
    };
    let event = CustomerEvent::new(PublicToken::new(public)?, user_id)?;
    // An event carries the public token only, so that this client has no other to give away.
    let client = Client::with_options(PrivateToken::new("none")?, native, options);
    Ok(client.customer_event(&event).await?)
}

async fn told(common: &Common, mut options: Options) -> Result<(Options, Option<demo::Server>), Failure> {
    options.timeout = Duration::from_secs(common.timeout);
    let mut server = None;
    if common.demo {
        if common.base_url.is_some() {
            return Err(Failure::usage("--demo and --base-url: one of them"));
        }
        let url;
        (url, server) = demo_server(common.rate_scale.unwrap_or(1)).await?;
        options.base_url = BaseUrl::new(&url)?;
        options.events_url = BaseUrl::new(&url)?;
    }
    if let Some(url) = &common.base_url {
        options.base_url = BaseUrl::new(url)?;
    }
    if let Some(url) = &common.events_url {
        options.events_url = BaseUrl::new(url)?;
    }
    if let Some(scale) = common.rate_scale {
        // A base URL with http is on localhost, or it is rejected.
        if !options.base_url.as_str().starts_with("http://") {
            return Err(Failure::usage("--rate-scale: only for servers on localhost"));
        }
        options.limits = Limits::scaled(scale.into());
    }
    Ok((options, server))
}

/// In bytes; anything longer is another file.
const LONGEST_TOKEN_FILE: u64 = 64 << 10;

/// The private token: from the file, else from the environment, never from an argument, which
/// every user of the machine could read.
fn token(common: &Common) -> Result<PrivateToken, Failure> {
    if let Some(path) = &common.token_file {
        let mut text = String::new();
        let read = File::open(path).and_then(|file| file.take(LONGEST_TOKEN_FILE).read_to_string(&mut text));
        read.map_err(|error| Failure::file(path, &error))?;
        // As PowerShell 5 writes it.
        let text = text.trim_start_matches('\u{feff}');
        warn_if_others_read(path);
        if text.trim().is_empty() {
            return Err(missing_token(&format!("no private token: {} is empty", path.display())));
        }
        return Ok(PrivateToken::new(text)?);
    }
    match env::var("PROFITWELL_PRIVATE_TOKEN") {
        Ok(token) if !token.trim().is_empty() => Ok(PrivateToken::new(token)?),
        _ => Err(missing_token("no private token: set PROFITWELL_PRIVATE_TOKEN, or use --token-file")),
    }
}

fn missing_token(what: &str) -> Failure {
    let text = format!(
        "{what}: copy it from your ProfitWell account; or try everything without an account with --demo"
    );
    Failure::new(Exit::Unauthorized, "missing_token", text)
}

#[cfg(unix)]
fn warn_if_others_read(path: &Path) {
    use std::os::unix::fs::MetadataExt;
    if fs::metadata(path).is_ok_and(|file| file.mode() & 0o077 != 0) {
        say(format_args!("warning: others can read {}: chmod 600 {0}", path.display()));
    }
}

#[cfg(not(unix))]
fn warn_if_others_read(_: &Path) {}

/// The server that answers at the known port, else one that lives as long as this command.
async fn demo_server(rate_scale: u32) -> Result<(String, Option<demo::Server>), Failure> {
    let url = format!("http://127.0.0.1:{DEMO_PORT}");
    if is_demo_server(DEMO_PORT).await {
        say(format_args!("demo: the server at {url}, not ProfitWell"));
        return Ok((url, None));
    }
    let options = demo::Options { rate_scale, ..demo::Options::default() };
    let server = demo::spawn(0, options).await.map_err(|error| demo_failed(&error))?;
    say(format_args!(
        "demo: a server with invented customers, for this command only, not ProfitWell; \
         profitwell demo-server runs one that stays"
    ));
    Ok((server.url(), Some(server)))
}

/// Whether a port is served by a demo server of this user, who is given the rows of an import.
async fn is_demo_server(port: u16) -> bool {
    let Some(challenge) = demo::proof::Challenge::new(port) else { return false };
    let builder = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(2));
    let Ok(client) = builder.build() else { return false };
    match client.get(format!("http://127.0.0.1:{port}{}", challenge.target())).send().await {
        Ok(answer) => answer.text().await.is_ok_and(|text| challenge.is_met_by(&text)),
        Err(_) => false,
    }
}

/// Runs the server at a port until Ctrl-C.
pub async fn serve_demo(port: u16, rate_scale: u32) -> Result<(), Failure> {
    let options = demo::Options { rate_scale, prove: true, ..demo::Options::default() };
    let server = demo::spawn(port, options).await.map_err(|error| demo_failed(&error))?;
    say(format_args!("demo: serving at {}, with invented customers in memory; not ProfitWell", server.url()));
    if port == DEMO_PORT {
        say("use it by --demo; Ctrl-C stops it and forgets everything");
    } else {
        let token = demo::Options::default().token;
        say(format_args!(
            "use it by PROFITWELL_PRIVATE_TOKEN={token} and --base-url {}; Ctrl-C stops it and forgets everything",
            server.url()
        ));
    }
    tokio::signal::ctrl_c().await.map_err(|error| demo_failed(&error))?;
    server.stop().await.map_err(|error| demo_failed(&error))
}

fn demo_failed(error: &io::Error) -> Failure {
    Failure::new(Exit::Other, "demo", format!("the demo server failed: {error}"))
}

#[cfg(test)]
mod tests {
    use profitwell_api::Native;

    use super::{demo, is_demo_server};

    #[tokio::test]
    async fn a_demo_server_proves_that_it_is_ones_own() {
        let _native = Native::new().unwrap();
        let port = |server: &demo::Server| server.url().rsplit_once(':').unwrap().1.parse::<u16>().unwrap();
        let options = |prove| demo::Options { prove, seed_customers: 0, ..demo::Options::default() };
        let own = demo::spawn(0, options(true)).await.unwrap();
        let port_of_own = port(&own);
        assert!(is_demo_server(port_of_own).await);
        let other = demo::spawn(0, options(false)).await.unwrap();
        assert!(!is_demo_server(port(&other)).await, "it answers as a demo server does, but proves nothing");
        own.stop().await.unwrap();
        assert!(!is_demo_server(port_of_own).await, "the key is gone");
    }
}
