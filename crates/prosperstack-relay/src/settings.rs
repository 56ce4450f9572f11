//! What the owner sets, and its rejection.

use std::{collections::BTreeSet, fmt};

use retention_destinations::prosperstack::secret::is_secret;

use crate::{
    Allow, Given,
    address::{is_origin, is_url},
    allow,
};

/// The largest delay that a timer takes: 24 days.
const LONGEST_MS: u32 = i32::MAX.unsigned_abs();
const DEFAULT_TIMEOUT_MS: u32 = 5000;

/// The options as the owner gave them, of which nothing is sure.
#[derive(Clone)]
pub struct Options {
    /// `prosperstack`; none if it is not an object.
    pub prosperstack: Option<Target>,
    /// `authenticate`.
    pub authenticate: Given,
    /// `allow`.
    pub allow: Given,
    /// `allowedOrigins`.
    pub allowed_origins: Given,
    /// `seen`.
    pub seen: Given,
    /// `delivered`.
    pub delivered: Given,
    /// `rateLimit`.
    pub rate_limit: Given,
    /// `log`.
    pub log: Given,
    /// `timeoutMs`.
    pub timeout_ms: Given,
}

/// What `prosperstack` holds.
#[derive(Clone)]
pub struct Target {
    /// `url`.
    pub url: Given,
    /// `apiKey`.
    pub api_key: Given,
    /// `deliver`.
    pub deliver: Given,
}

/// A relay's settings, as far as they are data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Where messages go.
    pub destination: Destination,
    /// Which of the owner's functions there are.
    pub hooks: Hooks,
    /// What a page may set.
    pub allow: Allow,
    origins: BTreeSet<String>,
    /// How long each wait may be: for the body, for the owner's code, for the other side. In milliseconds.
    pub timeout_ms: u32,
}

/// Where messages go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Destination {
    /// To this URL, by Segment's contract for direct destinations.
    Url(String, ApiKey),
    /// To the owner's own code.
    Deliver,
}

/// The owner's functions that may be missing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hooks {
    /// `rateLimit`.
    pub rate_limit: bool,
    /// `seen`.
    pub seen: bool,
    /// `delivered`.
    pub delivered: bool,
}

/// The secret key of a ProsperStack account.
#[derive(Clone, PartialEq, Eq)]
pub struct ApiKey(String);

impl ApiKey {
    /// The key itself.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("ApiKey(\u{2026})")
    }
}

/// A setting that is rejected. Never holds the API key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejection {
    /// The stable code by which programs recognise this rejection.
    pub code: &'static str,
    /// Which setting, and what would be right.
    pub text: String,
}

impl Rejection {
    /// A rejection with its code and message.
    #[must_use]
    pub fn new(code: &'static str, text: &str) -> Self {
        Rejection { code, text: text.to_owned() }
    }

    /// What is said of options of which not even that is known.
    #[must_use]
    pub fn no_options() -> Self {
        Rejection::new("invalid_options", "createRelay: expects an object of options")
    }
}

impl Settings {
    /// Reads the options.
    ///
    /// # Errors
    /// A [`Rejection`] for the first invalid option.
    pub fn read(given: &Options) -> Result<Self, Rejection> {
        let destination = destination(given.prosperstack.as_ref())?;
        match given.authenticate {
            Given::Function => {}
            Given::Nothing => {
                return Err(Rejection::new(
                    "missing_authenticate",
                    "authenticate: a function that names the session\u{2019}s user, or null, from the request",
                ));
            }
            _ => return Err(Rejection::new("invalid_authenticate", "authenticate: a function")),
        }
        let allow = allow(&given.allow)?;
        let origins = origins(&given.allowed_origins)?;
        let hook = |hook: &Given, name: &str, code| match hook {
            Given::Nothing => Ok(false),
            Given::Function => Ok(true),
            _ => Err(Rejection { code, text: format!("{name}: a function") }),
        };
        let hooks = Hooks {
            seen: hook(&given.seen, "seen", "invalid_seen")?,
            delivered: hook(&given.delivered, "delivered", "invalid_delivered")?,
            rate_limit: hook(&given.rate_limit, "rateLimit", "invalid_rate_limit")?,
        };
        hook(&given.log, "log", "invalid_log")?;
        let timeout_ms = match &given.timeout_ms {
            Given::Nothing => DEFAULT_TIMEOUT_MS,
            given => given
                .safe_integer()
                .and_then(|ms| u32::try_from(ms).ok())
                .filter(|ms| (1..=LONGEST_MS).contains(ms))
                .ok_or_else(|| {
                    Rejection::new("invalid_timeout_ms", "timeoutMs: a whole number of milliseconds above 0")
                })?,
        };
        Ok(Settings { destination, hooks, allow, origins, timeout_ms })
    }

    /// Whether pages of this origin may send; it is the value of an `Origin` header.
    #[must_use]
    pub fn allows_origin(&self, origin: &str) -> bool {
        self.origins.contains(origin)
    }
}

/// Where messages go: to a URL with a key, or to the owner's own code.
fn destination(given: Option<&Target>) -> Result<Destination, Rejection> {
    let wanted = "prosperstack: either {url, apiKey} or {deliver}";
    let Some(Target { url, api_key, deliver }) = given else {
        return Err(Rejection::new("missing_prosperstack", wanted));
    };
    match deliver {
        Given::Nothing => {}
        _ if url.is_present() || api_key.is_present() => {
            return Err(Rejection::new("invalid_prosperstack", wanted));
        }
        Given::Function => return Ok(Destination::Deliver),
        _ => return Err(Rejection::new("invalid_deliver", "prosperstack.deliver: a function")),
    }
    let url = match url {
        Given::Nothing => {
            return Err(Rejection::new(
                "missing_url",
                "prosperstack.url: ProsperStack publishes none, ask its support; or give prosperstack.deliver",
            ));
        }
        Given::Text(url) if is_url(url) => url.clone(),
        _ => {
            return Err(Rejection::new(
                "invalid_url",
                "prosperstack.url: an https URL, as a string or a URL, without a user name, a password or a fragment; plain http only to localhost",
            ));
        }
    };
    Ok(Destination::Url(url, api_key_of(api_key)?))
}

fn api_key_of(given: &Given) -> Result<ApiKey, Rejection> {
    let advice = "prosperstack.apiKey: the secret key of your ProsperStack account and nothing else (it begins with key_), from the server\u{2019}s environment";
    let key = match given {
        Given::Nothing => "",
        Given::Text(key) => key.trim(),
        _ => return Err(Rejection::new("invalid_api_key", advice)),
    };
    if key.is_empty() {
        return Err(Rejection::new("missing_api_key", advice));
    }
    if key.starts_with("acct_") {
        return Err(Rejection::new(
            "api_key_is_client_id",
            "prosperstack.apiKey: this is the public client id (acct_\u{2026}), which opens nothing; the secret key begins with key_",
        ));
    }
    // In Basic authentication a colon would end it; `Bearer key_…` is a header and no key.
    if key.len() > 200 || !key.bytes().all(|byte| byte.is_ascii_graphic() && byte != b':') {
        return Err(Rejection::new("invalid_api_key", advice));
    }
    Ok(ApiKey(key.to_owned()))
}

fn allow(given: &Given) -> Result<Allow, Rejection> {
    let wanted = "allow: the names of the properties that a page may set, or \"*\" for every one";
    let names = match given {
        Given::Nothing => return Err(Rejection::new("missing_allow", wanted)),
        Given::Text(text) if text == "*" => return Ok(Allow::All),
        Given::List(names) if !names.is_empty() => names,
        _ => return Err(Rejection::new("invalid_allow", wanted)),
    };
    let texts: Option<Vec<&str>> = names.iter().map(Given::text).collect();
    let Some(texts) = texts.filter(|texts| !texts.contains(&"*")) else {
        return Err(Rejection::new("invalid_allow", wanted));
    };
    // Not collected, which sorts first: that code is larger than what it saves here.
    let mut names = BTreeSet::new();
    names.extend(texts.into_iter().map(str::to_owned));
    let reason = |name: &String| {
        if allow::is_identity(name) {
            "names the user to readers of Segment\u{2019}s messages, and the user comes from `authenticate`"
        } else {
            "cannot be the name of a property"
        }
    };
    match names.iter().find(|name| !allow::is_property(name)) {
        None => Ok(Allow::Only(names)),
        Some(name) => Err(Rejection {
            code: "invalid_allow",
            text: format!("allow: {} {}", quoted(name), reason(name)),
        }),
    }
}

fn origins(given: &Given) -> Result<BTreeSet<String>, Rejection> {
    let wanted = "allowedOrigins: the origins of your pages, such as [\"https://shop.example\"]";
    let list = match given {
        Given::Nothing => return Err(Rejection::new("missing_allowed_origins", wanted)),
        Given::List(list) if !list.is_empty() => list,
        _ => return Err(Rejection::new("invalid_allowed_origins", wanted)),
    };
    let mut origins = BTreeSet::new();
    for origin in list {
        let origin = origin.text().ok_or_else(|| Rejection::new("invalid_allowed_origins", wanted))?;
        if !is_origin(origin) {
            return Err(Rejection {
                code: "invalid_allowed_origins",
                text: format!(
                    "allowedOrigins: {} is not an origin; an origin has a scheme, a host in lower case and perhaps a port: no path, no slash at its end, no default port, plain http only for localhost",
                    quoted(origin),
                ),
            });
        }
        origins.insert(origin.to_owned());
    }
    Ok(origins)
}

/// The string in quotes, unless it looks like a secret in the wrong setting.
fn quoted(text: &str) -> String {
    if is_secret(text.encode_utf16()) { "a secret key".to_owned() } else { format!("{text:?}") }
}
