//! Where the raw call and the base URL can lead: never to another host.

use crate::world::{TOKEN, World, answer};
use profitwell_api::{BaseUrl, Method, Request, pace::Family, retry::Repeat};

#[test]
fn a_raw_call_takes_any_path_of_the_host_and_adds_the_slash() {
    for (path, target) in [
        ("/v2/customers", "/v2/customers/"),
        ("/v2/customers/", "/v2/customers/"),
        ("/v2/plans/Scale%20Up", "/v2/plans/Scale%20Up/"),
        ("/v2/users/a%2Fb", "/v2/users/a%2Fb/"),
        ("/v2/users/a@example.com", "/v2/users/a@example.com/"),
        ("/v2/users/%e6%97%a5", "/v2/users/%e6%97%a5/"),
        ("/v2/users/...", "/v2/users/.../"),
        ("/", "/"),
    ] {
        assert_eq!(Request::raw(Method::Get, path).unwrap().target(), target);
    }
    let request = Request::raw(Method::Patch, "/v2/x").unwrap().with_query("a&b", "c d").with_query("e", "");
    assert_eq!(request.target(), "/v2/x/?a%26b=c%20d&e=");
    assert_eq!(Request::raw(Method::Post, "/v2/plans").unwrap().family(), Family::Plans);
    for (method, repeat) in [
        (Method::Get, Repeat::Safe),
        (Method::Put, Repeat::Safe),
        (Method::Delete, Repeat::Safe),
        (Method::Post, Repeat::Once),
        (Method::Patch, Repeat::Once),
    ] {
        assert_eq!(Request::raw(method, "/v2/x").unwrap().repeat(), repeat);
    }
}

#[test]
fn a_raw_call_never_leaves_the_host() {
    for path in [
        "",
        "v2/customers",
        "https://evil.example/v2/customers",
        "HTTPS://evil.example/",
        "http:evil.example",
        "//evil.example/v2/customers",
        "///evil.example",
        "/v2//customers",
        "/v2/https://evil.example",
        "\\\\evil.example",
        "/\\evil.example",
        "/v2\\..\\x",
        "@evil.example/",
        ".evil.example/",
        ":8080/",
        "/..",
        "/../x",
        "/v2/../../x",
        "/v2/..",
        "/v2/./x",
        "/v2/.",
        "/v2/%2e%2e/x",
        "/v2/%2E%2e/x",
        "/v2/.%2e/x",
        "/v2/%2e./x",
        "/v2/%2e/x",
        "/v2/..%2fx",
        "/v2/x%2f..%2f",
        "/v2/x%5c..",
        "/v2/x?page=1",
        "/v2/x#y",
        "/v2/x y",
        " /v2/x",
        "/v2/x\t",
        "/v2/x\r\nhost: evil.example",
        "/v2/x%0d%0ahost:%20evil.example",
        "/v2/x\0",
        "/v2/x%00",
        "/v2/x%7f",
        "/v2/x%",
        "/v2/x%4",
        "/v2/x%zz",
        "/v2/x%+1",
        "/v2/日本",
        "/v2/\u{ff0f}x",
        "/v2/<x>",
        "/v2/\"x\"",
        "/v2/{x}",
        "/v2/x|y",
        "/v2/x^y",
        "/v2/`x`",
        "/v2/[x]",
    ] {
        let refused = Request::raw(Method::Get, path).map(|request| request.target());
        assert_eq!(refused.map_err(|error| error.field), Err("path"), "{path:?}");
    }
}

#[test]
fn a_raw_call_can_set_headers_but_not_those_of_the_client() {
    let raw = || Request::raw(Method::Post, "/v2/x").unwrap();
    for (name, value) in [
        ("Authorization", "x"),
        ("AUTHORIZATION", "x"),
        ("Host", "evil.example"),
        ("Content-Length", "0"),
        ("Transfer-Encoding", "chunked"),
        ("Connection", "close"),
        ("Cookie", "a=b"),
        ("Proxy-Authorization", "x"),
        ("Expect", "100-continue"),
        ("Upgrade", "h2c"),
        ("", "x"),
        ("x y", "x"),
        ("Authorization ", "x"),
        ("x:y", "x"),
        ("x\r\ny", "x"),
        ("naïve", "x"),
        ("x", "a\r\nb: c"),
        ("x", "a\0"),
        ("x", "a\u{7f}"),
        ("x", "é"),
    ] {
        assert_eq!(raw().with_header(name, value).unwrap_err().field, "headers", "{name:?} {value:?}");
    }
    let request = raw()
        .with_header("X-Trace", " one ")
        .unwrap()
        .with_header("x-trace", "two")
        .unwrap()
        .with_header("Accept", "text/csv")
        .unwrap();
    let world = World::answering([answer(200, "")]);
    world.run(world.client().call(&request)).unwrap();
    let sent = world.sent.borrow();
    let headers: Vec<_> = sent[0].1.headers().iter().map(|(n, v)| format!("{n}: {v}")).collect();
    assert_eq!(headers, [&format!("authorization: {TOKEN}"), "x-trace: two", "accept: text/csv"]);
}

#[test]
fn methods_are_read_in_any_case_and_no_others() {
    for (text, method) in [
        ("GET", Method::Get),
        ("post", Method::Post),
        ("Put", Method::Put),
        ("PATCH", Method::Patch),
        ("DELETE", Method::Delete),
    ] {
        assert_eq!(text.parse(), Ok(method));
    }
    for text in ["", "HEAD", "CONNECT", "TRACE", "GET ", "G\nET"] {
        assert!(text.parse::<Method>().is_err(), "{text:?}");
    }
}

#[test]
fn the_base_url_is_https_or_this_machine_and_nothing_but_a_host() {
    for (url, read) in [
        ("https://api.profitwell.com", "https://api.profitwell.com"),
        ("https://api.profitwell.com/", "https://api.profitwell.com"),
        ("https://proxy.example:8443", "https://proxy.example:8443"),
        ("https://[::1]:8443/", "https://[::1]:8443"),
        ("http://localhost:8737", "http://localhost:8737"),
        ("http://127.0.0.1:8737/", "http://127.0.0.1:8737"),
        ("http://127.8.9.10", "http://127.8.9.10"),
        ("http://[::1]:8737", "http://[::1]:8737"),
        ("http://[::1]", "http://[::1]"),
        // As every reader of URLs understands them.
        ("HTTP://LocalHost", "http://localhost"),
        ("https://API.profitwell.com:443/", "https://api.profitwell.com"),
        ("https://api.profitwell.com:", "https://api.profitwell.com"),
        (" https://api.profitwell.com\n", "https://api.profitwell.com"),
        ("http://127.1", "http://127.0.0.1"),
        ("http://0x7f.0.0.1", "http://127.0.0.1"),
        ("http://2130706433", "http://127.0.0.1"),
        ("https://b\u{fc}cher.example", "https://xn--bcher-kva.example"),
    ] {
        assert_eq!(BaseUrl::new(url).unwrap().as_str(), read);
    }
    for url in [
        "",
        "api.profitwell.com",
        "//api.profitwell.com",
        "ftp://api.profitwell.com",
        "HTTP://api.profitwell.com",
        "http://api.profitwell.com",
        "http://localhost.evil.example",
        "http://localhost@evil.example",
        "http://127.0.0.1@evil.example",
        "http://127.0.0.1.evil.example",
        "http://128.0.0.1",
        "http://0.0.0.0",
        "http://localhost.",
        "http://[::ffff:127.0.0.1]",
        "http:///evil.example",
        "http://[::2]",
        "http://[::1].evil.example",
        "http://[::1]@evil.example",
        "https://",
        "https:///",
        "https://user:password@api.profitwell.com",
        "https://token@api.profitwell.com",
        "https://api.profitwell.com/v2",
        "https://api.profitwell.com//",
        "https://api.profitwell.com?x",
        "https://api.profitwell.com#x",
        "https://api.profitwell.com:+1",
        "https://api.profitwell.com:65536",
        "https://api.profitwell.com:80:80",
        "https://api.profitwell.com\\x",
        "https://api profitwell.com",
    ] {
        assert_eq!(BaseUrl::new(url).map_err(|error| error.field), Err("base URL"), "{url:?}");
    }
}
