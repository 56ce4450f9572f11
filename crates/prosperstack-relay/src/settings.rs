//! What the owner sets, and its refusal. JavaScript hands it over as JSON; a function in it is
//! the object `{"function": true}`.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

/// The largest delay that a timer takes: 24 days.
const LONGEST_MS: u64 = 0x7fff_ffff;
const DEFAULT_TIMEOUT_MS: u32 = 5000;

/// A relay's settings, as far as they are data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    origins: BTreeSet<String>,
    /// What a page may set.
    pub allow: Allow,
    /// How long each wait may be: for the body, for the owner's code, for the other side.
    pub timeout_ms: u32,
}

/// Which properties a page may set at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Allow {
    /// Every one.
    All,
    /// Those with these names.
    Only(BTreeSet<String>),
}

impl Allow {
    /// Whether a page may set this property. Names of the identity are none, under [`Allow::All`]
    /// neither: a reader that is lenient about case and punctuation would take them for it.
    #[must_use]
    pub fn allows(&self, name: &str) -> bool {
        match self {
            Allow::All => is_property(name),
            Allow::Only(names) => names.contains(name),
        }
    }
}

/// A setting that is refused. Never holds the API key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The stable text by which programs tell this from the others.
    pub code: &'static str,
    /// Which setting, and what would be right.
    pub text: String,
}

impl Refusal {
    fn new(code: &'static str, text: &str) -> Self {
        Refusal { code, text: text.to_owned() }
    }
}

impl Settings {
    /// Reads the settings.
    ///
    /// # Errors
    /// The first that is wrong.
    pub fn read(given: &str) -> Result<Self, Refusal> {
        let Ok(Value::Object(given)) = serde_json::from_str(given) else {
            return Err(Refusal::new("invalid_options", "createRelay: takes an object of options"));
        };
        destination(given.get("prosperstack"))?;
        match given.get("authenticate") {
            None | Some(Value::Null) => {
                return Err(Refusal::new(
                    "missing_authenticate",
                    "authenticate: a function that names the session\u{2019}s user, or null, from the request",
                ));
            }
            Some(value) if !is_function(value) => {
                return Err(Refusal::new("invalid_authenticate", "authenticate: a function"));
            }
            Some(_) => {}
        }
        let allow = allow(given.get("allow"))?;
        let origins = origins(given.get("allowedOrigins"))?;
        for (name, code) in [
            ("seen", "invalid_seen"),
            ("delivered", "invalid_delivered"),
            ("rateLimit", "invalid_rate_limit"),
            ("log", "invalid_log"),
        ] {
            if present(&given, name).is_some_and(|value| !is_function(value)) {
                return Err(Refusal { code, text: format!("{name}: a function") });
            }
        }
        let timeout_ms = match present(&given, "timeoutMs") {
            None => DEFAULT_TIMEOUT_MS,
            Some(value) => {
                value
                    .as_u64()
                    .filter(|ms| (1..=LONGEST_MS).contains(ms))
                    .and_then(|ms| u32::try_from(ms).ok())
            }
            .ok_or_else(|| {
                Refusal::new("invalid_timeout_ms", "timeoutMs: a whole number of milliseconds above 0")
            })?,
        };
        Ok(Settings { origins, allow, timeout_ms })
    }

    /// Whether pages of this origin may send; it is the value of an `Origin` header.
    #[must_use]
    pub fn allows_origin(&self, origin: &str) -> bool {
        self.origins.contains(origin)
    }
}

/// Whether the name is no name of the identity, however a lenient reader may spell that: Segment's
/// Facade compares without punctuation and case, and takes a dot for a path (obj-case).
fn is_property(name: &str) -> bool {
    let bare: String = name
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || *c == '.')
        .map(|c| c.to_ascii_lowercase())
        .collect();
    let bare = bare.trim_start_matches("traits.").replace('.', "");
    !name.is_empty()
        && name != "__proto__"
        && !["email", "id", "userid", "anonymousid", "traits"].contains(&bare.as_str())
}

fn is_function(value: &Value) -> bool {
    value.get("function") == Some(&Value::Bool(true))
}

/// A setting that is there; `null` is as good as none.
fn present<'a>(given: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    given.get(name).filter(|value| !value.is_null())
}

/// Where messages go: to a URL with a key, or to the owner's own code.
fn destination(given: Option<&Value>) -> Result<(), Refusal> {
    let wanted = "prosperstack: either {url, apiKey} or {deliver}";
    let Some(given) = given.and_then(Value::as_object) else {
        return Err(Refusal::new("missing_prosperstack", wanted));
    };
    let (url, key) = (present(given, "url"), present(given, "apiKey"));
    if let Some(deliver) = present(given, "deliver") {
        return if url.is_some() || key.is_some() {
            Err(Refusal::new("invalid_prosperstack", wanted))
        } else if is_function(deliver) {
            Ok(())
        } else {
            Err(Refusal::new("invalid_deliver", "prosperstack.deliver: a function"))
        };
    }
    let Some(url) = url else {
        return Err(Refusal::new(
            "missing_url",
            "prosperstack.url: ProsperStack publishes none, ask its support; or give prosperstack.deliver",
        ));
    };
    if !url.as_str().is_some_and(is_url) {
        return Err(Refusal::new(
            "invalid_url",
            "prosperstack.url: an https URL without a user name, a password or a fragment; plain http only to this machine",
        ));
    }
    let advice = "prosperstack.apiKey: the secret key of your ProsperStack account (it begins with key_), from the server\u{2019}s environment";
    match key {
        None => Err(Refusal::new("missing_api_key", advice)),
        Some(Value::String(key)) if key.is_empty() => Err(Refusal::new("missing_api_key", advice)),
        Some(Value::String(key)) if key.starts_with("acct_") => Err(Refusal::new(
            "api_key_is_client_id",
            "prosperstack.apiKey: this is the public client id (acct_\u{2026}), which opens nothing; the secret key begins with key_",
        )),
        // In Basic authentication a colon would end it.
        Some(Value::String(key))
            if key.len() <= 200 && key.bytes().all(|byte| byte.is_ascii_graphic() && byte != b':') =>
        {
            Ok(())
        }
        Some(_) => Err(Refusal::new("invalid_api_key", advice)),
    }
}

fn allow(given: Option<&Value>) -> Result<Allow, Refusal> {
    let wanted = "allow: the names of the properties that a page may set, or \"*\" for every one";
    let names = match given {
        None | Some(Value::Null) => return Err(Refusal::new("missing_allow", wanted)),
        Some(Value::String(text)) if text == "*" => return Ok(Allow::All),
        Some(Value::Array(names)) if !names.is_empty() => names,
        Some(_) => return Err(Refusal::new("invalid_allow", wanted)),
    };
    let names: Option<BTreeSet<String>> = names.iter().map(|name| name.as_str().map(str::to_owned)).collect();
    let Some(names) = names.filter(|names| !names.contains("*")) else {
        return Err(Refusal::new("invalid_allow", wanted));
    };
    match names.iter().find(|name| !is_property(name)) {
        None => Ok(Allow::Only(names)),
        Some(name) => Err(Refusal {
            code: "invalid_allow",
            text: format!(
                "allow: {name:?} is no property; whom a message is about comes from `authenticate`"
            ),
        }),
    }
}

fn origins(given: Option<&Value>) -> Result<BTreeSet<String>, Refusal> {
    let wanted = "allowedOrigins: the origins of your pages, such as [\"https://shop.example\"]";
    let list = match given {
        None | Some(Value::Null) => return Err(Refusal::new("missing_allowed_origins", wanted)),
        Some(Value::Array(list)) if !list.is_empty() => list,
        Some(_) => return Err(Refusal::new("invalid_allowed_origins", wanted)),
    };
    list.iter()
        .map(|origin| match origin.as_str() {
            Some(origin) if is_origin(origin) => Ok(origin.to_owned()),
            Some(origin) => Err(Refusal {
                code: "invalid_allowed_origins",
                text: format!(
                    "allowedOrigins: {origin:?} is no origin; it has a scheme, a host in lower case and perhaps a port: no path, no slash at its end, no default port, plain http only for this machine"
                ),
            }),
            None => Err(Refusal::new("invalid_allowed_origins", wanted)),
        })
        .collect()
}

/// As a browser writes it in an `Origin` header.
fn is_origin(text: &str) -> bool {
    let Some((secure, authority)) = scheme(text) else { return false };
    let default = if secure { ":443" } else { ":80" };
    is_authority(authority, secure)
        && !authority.ends_with(default)
        && authority.bytes().all(|byte| !byte.is_ascii_uppercase())
}

fn is_url(text: &str) -> bool {
    let Some((secure, rest)) = scheme(text) else { return false };
    let authority = rest.split(['/', '?']).next().unwrap_or_default();
    is_authority(authority, secure)
        && rest.bytes().all(|byte| byte.is_ascii_graphic() && !b"#\\".contains(&byte))
}

/// Whether it is https, and what follows the scheme.
fn scheme(text: &str) -> Option<(bool, &str)> {
    text.strip_prefix("https://")
        .map(|rest| (true, rest))
        .or_else(|| text.strip_prefix("http://").map(|rest| (false, rest)))
}

/// A host and perhaps a port; without encryption only this machine.
fn is_authority(authority: &str, secure: bool) -> bool {
    let end = authority.rfind(']').map_or(0, |at| at + 1);
    let (host, port) = match authority.get(end..).and_then(|tail| tail.rfind(':')) {
        Some(at) => (authority.get(..end + at), authority.get(end + at + 1..)),
        None => (Some(authority), None),
    };
    let host = host.unwrap_or_default().to_ascii_lowercase();
    let named =
        !host.is_empty() && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._".contains(&byte));
    let numbered = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).is_some_and(|inner| {
        !inner.is_empty() && inner.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b':')
    });
    let local = ["localhost", "127.0.0.1", "[::1]"].contains(&host.as_str()) || host.ends_with(".localhost");
    let port_fits = port.is_none_or(|port| {
        (1..=5).contains(&port.len())
            && port.bytes().all(|byte| byte.is_ascii_digit())
            && port.parse::<u16>().is_ok()
    });
    (named || numbered) && (secure || local) && port_fits
}
