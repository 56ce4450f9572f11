//! How a program of the same user finds out that a port is served by this server and not by somebody else's
//! program: the server keeps a random key in a file that only its user reads, and proves that it has it.

use std::{
    env,
    fmt::{self, Write as _},
    fs::{self, OpenOptions},
    io::{self, Write},
    path::PathBuf,
};

use ring::{
    hmac,
    rand::{SecureRandom, SystemRandom},
};

/// Where the key of a port is.
fn path(port: u16) -> io::Result<PathBuf> {
    let runtime = env::var_os("XDG_RUNTIME_DIR").filter(|path| !path.is_empty()).map(PathBuf::from);
    let directory = runtime.or_else(|| env::home_dir().map(|home| home.join(".cache")));
    let directory = directory.ok_or_else(|| io::Error::other("no directory of the user's own"))?;
    fs::create_dir_all(&directory)?;
    Ok(directory.join(format!("profitwell-api-server-{port}.key")))
}

fn random() -> io::Result<[u8; 32]> {
    let mut bytes = [0; 32];
    SystemRandom::new().fill(&mut bytes).map_err(|_| io::Error::other("no random numbers"))?;
    Ok(bytes)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The key of a server.
#[derive(Clone)]
pub struct Key(hmac::Key);

impl Key {
    fn new(bytes: &[u8]) -> Self {
        Key(hmac::Key::new(hmac::HMAC_SHA256, bytes))
    }

    /// What only somebody with the key can answer.
    pub(crate) fn answer(&self, challenge: &str) -> String {
        hex(hmac::sign(&self.0, challenge.as_bytes()).as_ref())
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[key]")
    }
}

/// The file of a key, which goes when the server ends.
pub(crate) struct Published(PathBuf);

impl Published {
    /// Makes the key of the server that has this port.
    pub(crate) fn new(port: u16) -> io::Result<(Self, Key)> {
        let path = path(port)?;
        // Of a server that was killed.
        let _ = fs::remove_file(&path);
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let bytes = random()?;
        options.open(&path)?.write_all(&bytes)?;
        Ok((Published(path), Key::new(&bytes)))
    }
}

impl Drop for Published {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

/// A question to whoever serves a port.
pub struct Challenge {
    key: Key,
    nonce: String,
}

impl Challenge {
    /// Nothing where no server of this user has the port.
    #[must_use]
    pub fn new(port: u16) -> Option<Self> {
        let key = Key::new(&fs::read(path(port).ok()?).ok()?);
        Some(Challenge { key, nonce: hex(&random().ok()?) })
    }

    /// The path and query to ask.
    #[must_use]
    pub fn target(&self) -> String {
        format!("/_control/proof?{}", self.nonce)
    }

    /// Whether the body of the answer proves it.
    #[must_use]
    pub fn is_met_by(&self, answer: &str) -> bool {
        answer == self.key.answer(&self.nonce)
    }
}
