//! The rules of the contract once more, written another way: over whole texts instead of code
//! units as they come.

use retention_destinations::{
    identify::By,
    profitwell::Code,
    profitwell::{consent::Answer, settings::Setting},
    settings::Accepts,
};

use crate::support::Value::{self, Bool, Function, List, Null, Number, Object, Promise, Text, Undefined};

/// By what the vendor is told of somebody, and the text.
pub type Told = (By, Value);

/// What the vendor may be told of a call: the customer id, else the email of the traits, else
/// the user id if it is an email.
pub fn identity(user_id: &Value, traits: &Value, settings: &Value) -> Option<Told> {
    let entries: &[(Value, Value)] = if let Object(entries) = traits { entries } else { &[] };
    let find = |test: &dyn Fn(&str) -> bool| {
        let found = entries.iter().find(|(key, _)| string(key).is_some_and(|key| test(&key)));
        found.map_or(Undefined, |(_, value)| value.clone())
    };
    let id = match setting(settings, "customerIdTrait") {
        Text(name) => entries.iter().find(|(key, _)| *key == Text(name.clone())),
        _ => None,
    };
    let id = id.and_then(|(_, value)| customer_id(value));
    let address = find(&|key| simplified(key) == "email");
    id.map(|id| (By::CustomerId, id))
        .or_else(|| email(&address).or_else(|| email(user_id)).map(|address| (By::Email, address)))
}

/// Whether the vendor may hear this, in whatever way it was found.
pub fn is_valid((by, text): &Told) -> bool {
    let read = if *by == By::Email { email(text) } else { customer_id(text) };
    read.as_ref() == Some(text)
}

/// `something@something.something`, no spaces, trimmed.
pub fn email(value: &Value) -> Option<Value> {
    let units = trimmed(value)?;
    let [local, domain] = units.split(|&unit| unit == u16::from(b'@')).collect::<Vec<_>>()[..] else {
        return None;
    };
    let labels: Vec<_> = domain.split(|&unit| unit == u16::from(b'.')).collect();
    let fine = !local.is_empty()
        && labels.len() > 1
        && labels.iter().all(|label| !label.is_empty())
        && units.len() <= 320
        && !units.iter().any(|&unit| is_invisible(unit));
    fine.then(|| Value::units(units))
}

/// Not empty, no placeholder, trimmed.
pub fn customer_id(value: &Value) -> Option<Value> {
    let units = trimmed(value)?;
    let placeholder = ["", "undefined", "null", "0"].contains(&String::from_utf16_lossy(units).as_str());
    (!placeholder && units.len() <= 320).then(|| Value::units(units))
}

/// `marketing`, the consent, `useStoredUser`, whether the token is Paddle's; or what is wrong.
pub fn settings(list: &Value) -> Result<(bool, Answer, bool, bool), Code> {
    let get = |name| setting(list, name);
    let token = string(&get("publicApiToken"));
    if is_absent(&get("publicApiToken"))
        || token.is_some_and(|token| token.is_empty() || is_placeholder(&token))
    {
        return Err(Code::Missing);
    }
    let wrong = Setting::ALL.iter().find(|it| !fits(it.accepts(), &get(it.name()), list));
    if let Some(&wrong) = wrong {
        return Err(Code::invalid(wrong));
    }
    let text = |name| string(&get(name)).unwrap_or_default();
    let consent = match get("consent") {
        Bool(false) => Answer::No,
        Text(_) => Answer::Waiting,
        _ => Answer::Yes,
    };
    Ok((
        is_absent(&get("siteType")) || simplified(&text("siteType")) == "marketing",
        consent,
        get("useStoredUser") != Bool(false),
        text("publicApiToken").starts_with("paddletoken_"),
    ))
}

fn is_absent(value: &Value) -> bool {
    matches!(value, Undefined | Null)
}

/// Whether a value is of the kind that a setting accepts.
fn fits(accepts: Accepts, value: &Value, list: &Value) -> bool {
    match (accepts, value) {
        (Accepts::Consent, Undefined | Bool(_) | Function | Promise) => true,
        (Accepts::Consent, other) => string(other).is_some_and(|text| simplified(&text) == "required"),
        (_, Undefined | Null) | (Accepts::Flag, Bool(_)) => true,
        (Accepts::Text { shortest, longest }, Text(units)) => {
            (shortest as usize..=longest as usize).contains(&units.len())
        }
        (Accepts::Words(words), Text(_)) => {
            string(value).is_some_and(|text| words.contains(&simplified(&text).as_str()))
        }
        (Accepts::Milliseconds(least), Number(ms)) => (f64::from(least)..=f64::from(i32::MAX)).contains(ms),
        (Accepts::Url { .. }, Text(_)) => is_loadable(list),
        _ => false,
    }
}

/// Whether the URL among the settings is https, or http from the page's own origin or localhost.
fn is_loadable(list: &Value) -> bool {
    let fact = |at: usize| item(list, Setting::NAMES.len() + at);
    let (protocol, host) = (string(&fact(0)), string(&fact(1)));
    let here = matches!(fact(2), Bool(true))
        || host.is_some_and(|host| ["127.0.0.1", "localhost", "[::1]"].contains(&host.as_str()));
    protocol.as_deref() == Some("https:") || protocol.as_deref() == Some("http:") && here
}

pub fn setting(list: &Value, name: &str) -> Value {
    item(list, Setting::NAMES.iter().position(|known| *known == name).expect(name))
}

fn item(list: &Value, at: usize) -> Value {
    if let List(items) = list { items.get(at).cloned().unwrap_or(Undefined) } else { Undefined }
}

fn string(value: &Value) -> Option<String> {
    if let Text(units) = value { Some(String::from_utf16_lossy(units)) } else { None }
}

/// Stripped of `[^a-zA-Z0-9.]` and lower-cased.
fn simplified(text: &str) -> String {
    text.chars()
        .filter(|it| it.is_ascii_alphanumeric() || *it == '.')
        .collect::<String>()
        .to_ascii_lowercase()
}

/// What is left where a value was to be filled in.
fn is_placeholder(text: &str) -> bool {
    text.starts_with(&['"', '#', '$', '%', '&', '\'', '<', '{'][..])
        || text.starts_with(|first| ('\u{2018}'..='\u{201f}').contains(&first))
        || ["YOUR_", "process.env."].iter().any(|start| text.starts_with(start))
        || ["undefined", "null", "0"].contains(&text)
}

/// JavaScript's `trim`.
fn trimmed(value: &Value) -> Option<&[u16]> {
    let Text(units) = value else { return None };
    let is_space = |unit: &u16| is_white(*unit) && *unit != 0x85 || *unit == 0xfeff;
    let start = units.iter().take_while(|unit| is_space(unit)).count();
    let end = units[start..].iter().rev().take_while(|unit| is_space(unit)).count();
    Some(&units[start..units.len() - end])
}

fn is_white(unit: u16) -> bool {
    char::from_u32(unit.into()).is_some_and(char::is_whitespace)
}

/// White space, control characters, and the marks of direction and joining.
fn is_invisible(unit: u16) -> bool {
    is_white(unit)
        || char::from_u32(unit.into()).is_some_and(char::is_control)
        || matches!(unit, 0x200b..=0x200f | 0x202a..=0x202e | 0xfeff)
}
