//! The native transport against a server on this machine that answers with what it is told.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    process::Command,
    sync::mpsc::{Receiver, channel},
    thread,
    time::Duration,
};

use profitwell_api::{
    BaseUrl, Cents, Client, Error, Method, Native, Options, PlanInterval, PrivateToken, Request, RetryPolicy,
    UnixSeconds, native::LARGEST_BODY, subscriptions::NewSubscription, traits::Who,
};

const TOKEN: &str = "s3cr3t-t0k3n-0123456789abcdef";

/// Reads one request after the other on each connection, and has `answer` write to it.
fn serve(answer: impl Fn(&mut TcpStream) -> bool + Clone + Send + 'static) -> (BaseUrl, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = BaseUrl::new(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
    let (told, requests) = channel();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let (told, answer) = (told.clone(), answer.clone());
            thread::spawn(move || {
                let mut reader = BufReader::new(stream.try_clone().unwrap());
                while let Some(request) = read(&mut reader) {
                    // A test that does not look at the requests has dropped their receiver.
                    let _ = told.send(request);
                    if !answer(&mut stream) {
                        break;
                    }
                }
            });
        }
    });
    (url, requests)
}

/// The head and body of a request; nothing once the other side is done.
fn read(reader: &mut BufReader<TcpStream>) -> Option<String> {
    let mut text = String::new();
    while !text.ends_with("\r\n\r\n") {
        if reader.read_line(&mut text).ok()? == 0 {
            return None;
        }
    }
    let length = text
        .to_lowercase()
        .split_once("content-length: ")
        .map_or(0, |(_, rest)| rest.split("\r\n").next().unwrap().parse().unwrap());
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(text + std::str::from_utf8(&body).unwrap())
}

fn answering(text: &'static str) -> (BaseUrl, Receiver<String>) {
    serve(move |stream| stream.write_all(text.as_bytes()).is_ok())
}

fn client(base_url: BaseUrl) -> Client<Native> {
    let options = Options {
        base_url,
        retry: RetryPolicy { attempts: 1, ..RetryPolicy::default() },
        timeout: Duration::from_secs(30),
        ..Options::default()
    };
    Client::with_options(PrivateToken::new(TOKEN).unwrap(), Native::new().unwrap(), options)
}

fn run<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

/// What a call without retries comes to.
fn error(base_url: BaseUrl) -> Error {
    let error = run(client(base_url).check()).unwrap_err();
    assert!(!format!("{error} {error:?}").contains(TOKEN));
    error
}

#[test]
fn a_request_arrives_as_it_was_described() {
    let (url, requests) = answering("HTTP/1.1 200 OK\r\ncontent-length: 2\r\nX-One: 1\r\n\r\n[]");
    let client = client(url);
    run(async {
        assert_eq!(client.subscriptions().list("a/b ?#%2e\\日").await, Ok(vec![]));
        let who = Who::CustomerId("cus_1".into());
        client.traits().remove(&who, "Team", "Red").await.unwrap();
        let raw = Request::raw(Method::Patch, "/v2/x%2Fy;z=1").unwrap().with_query("a b", "&=");
        let answer = client.call(&raw.with_header("X-Trace", "1").unwrap()).await.unwrap();
        assert_eq!((answer.status, answer.header("x-one")), (200, Some("1")));
    });
    let listed = requests.recv().unwrap();
    assert!(listed.starts_with("GET /v2/users/a%2Fb%20%3F%23%252e%5C%E6%97%A5/ HTTP/1.1\r\n"), "{listed}");
    for header in [
        &format!("authorization: {TOKEN}\r\n"),
        "accept: application/json\r\n",
        &format!("user-agent: profitwell-api/{}\r\n", env!("CARGO_PKG_VERSION")),
    ] {
        assert_eq!(listed.matches(header).count(), 1, "{header} in {listed}");
    }
    let removed = requests.recv().unwrap();
    assert!(removed.starts_with("DELETE /v2/customer_traits/trait/ HTTP/1.1\r\n"), "{removed}");
    assert!(removed.contains("content-type: application/json\r\n"));
    assert!(removed.ends_with("\r\n\r\n{\"category\":\"Team\",\"customer_id\":\"cus_1\",\"trait\":\"Red\"}"));
    let raw = requests.recv().unwrap();
    assert!(raw.starts_with("PATCH /v2/x%2Fy;z=1/?a%20b=%26%3D HTTP/1.1\r\n"), "{raw}");
    assert!(raw.contains("x-trace: 1\r\n"));
}

#[test]
fn a_redirect_is_an_error_and_takes_the_token_nowhere() {
    let (elsewhere, requests) = answering("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n[]");
    for status in [301, 302, 303, 307, 308] {
        let target = elsewhere.clone();
        let (url, _) = serve(move |stream| {
            write!(stream, "HTTP/1.1 {status} R\r\nlocation: {target}/v2/x/\r\ncontent-length: 0\r\n\r\n")
                .is_ok()
        });
        assert_eq!(error(url), Error::Redirected { status });
    }
    assert!(requests.try_recv().is_err());
}

#[test]
fn a_connection_that_never_was_is_told_from_one_that_broke() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    assert_eq!(error(BaseUrl::new(&format!("http://{address}")).unwrap()).code(), "connection_failed");
    // Plain HTTP where TLS was expected.
    let (url, _) = answering("HTTP/1.1 200 OK\r\n\r\n");
    let secure = url.as_str().replace("http:", "https:");
    assert_eq!(error(BaseUrl::new(&secure).unwrap()).code(), "connection_failed");
    for broken in [
        "",
        "HTTP/1.1 2",
        "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n[]",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n[",
        "not http at all\r\n\r\n",
    ] {
        let (url, _) = serve(move |stream| {
            stream.write_all(broken.as_bytes()).unwrap();
            false
        });
        assert_eq!(error(url).code(), "interrupted", "{broken:?}");
    }
}

#[test]
fn an_answer_that_does_not_come_or_does_not_end_runs_out_of_time() {
    for begun in ["", "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n["] {
        let (url, _) = answering(begun);
        let options = Options { base_url: url, deadline: Duration::from_millis(200), ..Options::default() };
        let client = Client::with_options(PrivateToken::new(TOKEN).unwrap(), Native::new().unwrap(), options);
        assert_eq!(run(client.check()).unwrap_err().code(), "timed_out");
    }
}

#[test]
fn an_answer_is_read_up_to_its_largest_size_and_no_further() {
    let sized = |size: usize| {
        serve(move |stream| {
            write!(stream, "HTTP/1.1 200 OK\r\ncontent-length: {size}\r\n\r\n").unwrap();
            let chunk = vec![b' '; 1 << 20];
            (0..size)
                .step_by(chunk.len())
                .all(|at| stream.write_all(&chunk[..chunk.len().min(size - at)]).is_ok())
        })
        .0
    };
    assert_eq!(run(client(sized(LARGEST_BODY)).check()), Ok(()));
    assert_eq!(error(sized(LARGEST_BODY + 1)).code(), "answer_too_large");
}

#[test]
fn a_subscription_whose_answer_was_lost_is_found_by_its_alias() {
    let subscription = r#"{"user_id":"pwu_1","subscription_id":"pws_1","user_alias":"u","subscription_alias":"s",
        "email":"a@example.com","plan_id":"p","plan_interval":"month","plan_currency":"usd","status":"active",
        "value":1,"effective_date":1,"meta":{}}"#;
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = BaseUrl::new(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
    let server = thread::spawn(move || {
        let first = read(&mut BufReader::new(listener.accept().unwrap().0)).unwrap();
        let (mut stream, _) = listener.accept().unwrap();
        let second = read(&mut BufReader::new(stream.try_clone().unwrap())).unwrap();
        write!(
            stream,
            "HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n[{subscription}]",
            subscription.len() + 2
        )
        .unwrap();
        [first, second].map(|request| request.lines().next().unwrap().to_owned())
    });
    let retry = RetryPolicy { first_pause: Duration::ZERO, ..RetryPolicy::default() };
    let options = Options { base_url: url, retry, ..Options::default() };
    let client = Client::with_options(PrivateToken::new(TOKEN).unwrap(), Native::new().unwrap(), options);
    let new = NewSubscription {
        user_alias: Some("u".into()),
        subscription_alias: Some("s".into()),
        ..NewSubscription::new("a@example.com", "p", PlanInterval::Month, Cents::new(1), UnixSeconds::new(1))
    };
    assert_eq!(run(client.subscriptions().create(&new)).unwrap().subscription_id, "pws_1");
    assert_eq!(server.join().unwrap(), ["POST /v2/subscriptions/ HTTP/1.1", "GET /v2/users/u/ HTTP/1.1"]);
}

#[test]
fn calls_can_be_spawned_on_other_threads() {
    let (url, _) = answering("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n[]");
    let client = std::sync::Arc::new(client(url));
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let calls: Vec<_> = (0..4)
            .map(|_| {
                let client = client.clone();
                tokio::spawn(async move { client.subscriptions().list("u").await })
            })
            .collect();
        for call in calls {
            assert_eq!(call.await.unwrap(), Ok(vec![]));
        }
    });
}

#[test]
fn what_goes_to_this_machine_goes_through_no_proxy() {
    let (proxy, requests) = answering("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n[]");
    let run = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "native::a_request_arrives_as_it_was_described"])
        .envs(["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"].map(|name| (name, proxy.as_str())))
        .env_remove("NO_PROXY")
        .env_remove("no_proxy")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&run.stdout);
    assert!(run.status.success() && said.contains("1 passed"), "{said}");
    assert!(requests.try_recv().is_err());
}
