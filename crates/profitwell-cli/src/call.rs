//! `call`: any other request, and its answer as it came.

use std::{
    fs,
    io::{self, Read},
    path::Path,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use profitwell_api::{Native, Options, Outgoing, Request, Response, Transport, TransportError};
use serde_json::{Map, Value, json};

use crate::{
    args::{Call, Common},
    connect::connect_over,
    failure::{Exit, Failure},
    output::{Output, say},
};

/// Sends the request and shows the answer.
///
/// # Errors
/// What the service or the network said to it.
pub async fn run(common: &Common, call: Call, output: &Output) -> Result<(), Failure> {
    let (include, verbose) = (call.include, call.verbose);
    let request = request(call)?;
    let kept = Kept::new(Native::new()?);
    let connection = connect_over(common, Options::default(), kept.clone()).await?;
    let done = connection.client.call(&request).await;
    let answer = kept.take();
    match (&done, answer) {
        (_, Some(answer)) if include => output.show(&whole(&answer), &["status", "headers", "body"])?,
        (Ok(answer), _) => output.show(&answer.json(), &[])?,
        (Err(_), Some(answer)) if verbose => {
            String::from_utf8_lossy(&answer.body).lines().for_each(say);
        }
        (Err(_), _) => {}
    }
    connection.close().await?;
    done.map(|_| ()).map_err(Failure::from)
}

fn request(call: Call) -> Result<Request, Failure> {
    let (path, query) = call.path.split_once('?').unwrap_or((&call.path, ""));
    let mut request = Request::raw(call.method, path)?;
    if query.contains('#') {
        let text = "path: without a fragment: leave # and what follows out";
        return Err(Failure::new(Exit::Invalid, "invalid_argument", text));
    }
    let in_path = form_urlencoded::parse(query.as_bytes()).into_owned();
    for (name, value) in in_path.chain(call.query) {
        request = request.with_query(name, value);
    }
    for (name, value) in &call.header {
        request = request.with_header(name, value)?;
    }
    let Some(body) = call.body else { return Ok(request) };
    let text = match body.strip_prefix('@') {
        Some(path) => fs::read_to_string(path).map_err(|error| Failure::file(Path::new(path), &error))?,
        None if body == "-" => {
            let mut text = String::new();
            let read = io::stdin().read_to_string(&mut text);
            read.map_err(|error| Failure::file(Path::new("standard input"), &error))?;
            text
        }
        None => body,
    };
    let json = serde_json::from_str(text.trim_start_matches('\u{feff}'))
        .map_err(|error| Failure::usage(format!("--body: not JSON: {error}; use JSON, @FILE or -")))?;
    Ok(request.with_body(json))
}

/// An answer with its status and headers; a header that is there several times has its values joined, as RFC 9110
/// (5.3) reads them.
fn whole(answer: &Response) -> Value {
    let mut headers: Map<String, Value> = Map::new();
    for (name, value) in &answer.headers {
        match headers.get_mut(name) {
            Some(Value::String(values)) => values.extend([", ", value]),
            _ => {
                headers.insert(name.clone(), value.as_str().into());
            }
        }
    }
    json!({ "status": answer.status, "headers": headers, "body": answer.json() })
}

/// The native transport, which keeps the newest answer, without the token that a server may send back.
#[derive(Clone)]
struct Kept(Arc<(Native, Mutex<Option<Response>>)>);

impl Kept {
    fn new(native: Native) -> Self {
        Kept(Arc::new((native, Mutex::default())))
    }

    fn take(&self) -> Option<Response> {
        self.0.1.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl Transport for Kept {
    async fn send(&self, request: &Outgoing) -> Result<Response, TransportError> {
        let answer = self.0.0.send(request).await;
        let secrets = request.headers().iter().filter(|(name, _)| name == "authorization");
        let secrets: Vec<&str> = secrets.map(|(_, value)| value.as_str()).collect();
        let newest = answer.as_ref().ok().map(|answer| without(&secrets, answer.clone()));
        *self.0.1.lock().unwrap_or_else(PoisonError::into_inner) = newest;
        answer
    }

    fn now(&self) -> Duration {
        self.0.0.now()
    }

    async fn sleep(&self, time: Duration) {
        self.0.0.sleep(time).await;
    }

    fn random(&self) -> f64 {
        self.0.0.random()
    }
}

fn without(secrets: &[&str], mut answer: Response) -> Response {
    let clean =
        |text: &str| secrets.iter().fold(text.to_owned(), |text, it| text.replace(it, "[private token]"));
    answer.body = clean(&String::from_utf8_lossy(&answer.body)).into_bytes();
    for (_, value) in &mut answer.headers {
        *value = clean(value);
    }
    answer
}

#[cfg(test)]
mod tests {
    use super::{Response, whole, without};

    #[test]
    fn an_answer_is_shown_with_its_headers_and_without_the_token() {
        let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let answer = Response {
            status: 500,
            headers: vec![header("vary", "a"), header("x-echo", "t0k3n"), header("vary", "b")],
            body: b"{\"token\": \"t0k3n\"}".to_vec(),
        };
        let shown = whole(&without(&["t0k3n"], answer)).to_string();
        assert_eq!(
            shown,
            r#"{"body":{"token":"[private token]"},"headers":{"vary":"a, b","x-echo":"[private token]"},"status":500}"#
        );
    }
}
