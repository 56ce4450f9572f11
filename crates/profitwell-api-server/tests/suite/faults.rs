//! The local server of the documented API: its limits, the faults it does on demand, and many requests at once.

use std::{
    error::Error,
    io,
    sync::Arc,
    time::{Duration, Instant},
};

use profitwell_api_server::{
    Options,
    testing::{Api, TOKEN},
};
use serde_json::{Value, json};

#[tokio::test]
async fn a_throttled_request_says_for_how_long_unless_told_not_to() {
    for retry_after in [true, false] {
        let api = Api::with(Options { seed_customers: 0, retry_after, ..Options::default() }).await;
        for _ in 0..25 {
            assert_eq!(api.get("/v2/api-status/").await.status, 200);
        }
        let refused = api.get("/v2/api-status/").await;
        assert_eq!(refused.status, 429);
        assert!(refused.json()["detail"].as_str().unwrap().starts_with("Request was throttled."));
        let wait = refused.header("retry-after").map(|seconds| seconds.parse::<u8>().unwrap());
        assert_eq!(wait.is_some_and(|seconds| (1..=5).contains(&seconds)), retry_after);
        let stats = api.stats().await;
        assert_eq!(stats["throttled"], 1);
        assert_eq!(stats["requests"], json!({ "GET /v2/api-status/": 25 }));
        assert_eq!(stats["statuses"], json!({ "200": 25, "429": 1 }));
        api.call("POST", "/_control/reset", Value::Null).await;
        assert_eq!(api.get("/v2/api-status/").await.status, 200);
    }
}

fn body(index: usize) -> Value {
    json!({
        "subscription_alias": format!("sub-{index}"), "user_alias": format!("user-{index}"), "email": "a@example.com",
        "plan_id": "web", "plan_interval": "month", "value": 5000, "effective_date": 1_514_764_800,
    })
}

async fn create(api: &Api, index: usize) -> hyper::Result<profitwell_api_server::testing::Answer> {
    api.send("POST", "/v2/subscriptions/", TOKEN, &body(index)).await
}

fn kind_of(error: &hyper::Error) -> Option<io::ErrorKind> {
    error.source()?.downcast_ref::<io::Error>().map(io::Error::kind)
}

#[tokio::test]
async fn a_reset_connection_leaves_the_request_undone_or_done_as_asked() {
    let api = Api::empty().await;
    for processed in [false, true] {
        api.fault(json!({ "fault": "reset", "processed": processed })).await;
        let error = create(&api, 1).await.expect_err("no answer");
        assert_eq!(kind_of(&error), Some(io::ErrorKind::ConnectionReset), "{error:?}");
        assert_eq!(api.stats().await["subscriptions"], usize::from(processed));
    }
    assert_eq!(create(&api, 1).await.unwrap().status, 400, "the write whose answer was lost had happened");
}

#[tokio::test]
async fn answers_are_replaced_and_the_request_is_not_carried_out() {
    let api = Api::empty().await;
    for (fault, status, content_type, text) in [
        (json!({ "fault": "html500" }), 500, "text/html", "<h1>Server Error (500)</h1>"),
        (json!({ "fault": "bad_gateway" }), 502, "text/html", "<h1>502 Bad Gateway</h1>"),
        (
            json!({ "fault": "throttle", "retry_after": 7 }),
            429,
            "application/json",
            "available in 7 seconds.",
        ),
    ] {
        api.fault(fault).await;
        let answer = create(&api, 1).await.unwrap();
        assert_eq!((answer.status, answer.header("content-type")), (status, Some(content_type)));
        assert!(answer.text.contains(text), "{}", answer.text);
    }
    api.fault(json!({ "fault": "redirect" })).await;
    let answer = create(&api, 1).await.unwrap();
    let elsewhere = "https://elsewhere.invalid/v2/subscriptions/";
    assert_eq!((answer.status, answer.header("location")), (302, Some(elsewhere)));
    let stats = api.stats().await;
    assert_eq!(
        [&stats["subscriptions"], &stats["faults"], &stats["throttled"]],
        [&json!(0), &json!(4), &json!(0)]
    );
}

#[tokio::test]
async fn a_throttled_answer_says_when_to_come_again_in_every_way() {
    let api = Api::empty().await;
    let after = async |retry_after: Value| {
        api.fault(json!({ "fault": "throttle", "retry_after": retry_after })).await;
        let answer = create(&api, 1).await.unwrap();
        assert_eq!(answer.status, 429);
        (answer.header("retry-after").map(str::to_owned), answer.header("date").unwrap().to_owned())
    };
    assert_eq!(after(json!(7)).await.0.as_deref(), Some("7"));
    assert_eq!(after(json!(u64::MAX)).await.0.as_deref(), Some("18446744073709551615"));
    assert_eq!(after(json!("-1")).await.0.as_deref(), Some("-1"));
    assert_eq!(after(Value::Null).await.0, None);
    for (date, least, most) in [(0, 0, 1), (100, 99, 101), (u64::MAX, 200_000_000_000, 300_000_000_000)] {
        let (then, now) = after(json!({ "date": date })).await;
        let [then, now] = [then.unwrap(), now].map(|date| httpdate::parse_http_date(&date).unwrap());
        let seconds = then.duration_since(now).unwrap_or_default().as_secs();
        assert!((least..=most).contains(&seconds), "{date}: {seconds}");
    }
    api.fault(json!({ "fault": "throttle" })).await;
    assert_eq!(create(&api, 1).await.unwrap().header("retry-after"), Some("1"));
}

#[tokio::test]
async fn parameters_are_ignored_when_asked_to() {
    let api = Api::empty().await;
    let updates = json!({ "from": 1_600_000_000, "per_second": 1 });
    api.call("POST", "/_control/seed", json!({ "customers": 30, "updates": updates })).await;
    let first = async |query: &str| {
        let customers = api.get(&format!("/v2/customers/?per_page=10{query}")).await.json();
        (customers.as_array().unwrap().len(), customers[0]["updated_on"].as_str().unwrap().to_owned())
    };
    let at = |second: u32| format!("2020-09-13T12:26:{second}Z");
    assert_eq!(first("&page=2&start_date=1600000005").await, (10, at(55)));
    for (ignored, expected) in [
        (json!(["page"]), (10, at(45))),
        (json!(["start_date"]), (10, at(50))),
        (json!(["page", "start_date", "per_page"]), (30, at(40))),
        (json!([]), (10, at(55))),
    ] {
        api.fault(json!({ "fault": "ignore", "query": ignored, "path": "/v2/customers/" })).await;
        assert_eq!(first("&page=2&start_date=1600000005").await, expected);
    }
}

#[tokio::test]
async fn real_answers_are_spoilt_after_the_request_is_carried_out() {
    let api = Api::empty().await;
    api.fault(json!([
        { "fault": "garbage" },
        { "fault": "content_type" },
        { "fault": "truncated_body" },
        { "fault": "slow_body", "pause_ms": 1 },
        { "fault": "delay", "pause_ms": 1 },
    ]))
    .await;
    let garbage = create(&api, 1).await.unwrap();
    assert!(
        garbage.status == 201 && serde_json::from_str::<Value>(&garbage.text).is_err(),
        "{}",
        garbage.text
    );
    let text = create(&api, 2).await.unwrap();
    assert_eq!((text.status, text.header("content-type")), (201, Some("text/plain")));
    assert!(create(&api, 3).await.is_err(), "the body ends before its length");
    assert_eq!(create(&api, 4).await.unwrap().json()["subscription_alias"], "sub-4");
    assert_eq!(create(&api, 5).await.unwrap().json()["subscription_alias"], "sub-5");
    assert_eq!(api.stats().await["subscriptions"], 5);
}

#[tokio::test]
async fn a_hanging_request_never_answers_and_does_not_keep_the_server_from_ending() {
    let api = Arc::new(Api::empty().await);
    api.fault(json!({ "fault": "hang", "processed": true })).await;
    let waiting = tokio::spawn({
        let api = api.clone();
        async move { create(&api, 1).await.is_err() }
    });
    while api.stats().await["subscriptions"] != 1 {
        tokio::task::yield_now().await;
    }
    let address = api.address();
    assert!(!waiting.is_finished());
    let began = Instant::now();
    api.end().await;
    assert!(waiting.await.unwrap(), "the connection was closed");
    assert!(began.elapsed() < Duration::from_secs(30));
    assert!(tokio::net::TcpStream::connect(address).await.is_err());
}

#[tokio::test]
async fn faults_are_done_where_and_as_often_as_asked() {
    let api = Api::empty().await;
    let fault = json!({ "fault": "html500", "method": "GET", "path": "/v2/plans/", "count": 2 });
    api.fault(fault).await;
    let statuses = async |paths: &[&str]| {
        let mut statuses = Vec::new();
        for path in paths {
            statuses.push(api.get(path).await.status);
        }
        statuses
    };
    let plans = "/v2/plans/";
    assert_eq!(statuses(&["/v2/customers/", plans, plans, plans]).await, [200, 500, 500, 200]);
    api.fault(json!({ "fault": "html500", "count": null })).await;
    assert_eq!(statuses(&[plans; 5]).await, [500; 5]);
    assert_eq!(api.call("DELETE", "/_control/faults", Value::Null).await.status, 204);
    assert_eq!(api.get(plans).await.status, 200);
    for wrong in [json!({ "fault": "fire" }), json!({ "fault": "hang", "often": true }), json!({})] {
        assert_eq!(api.call("POST", "/_control/faults", wrong).await.status, 400);
    }
}

#[tokio::test]
async fn the_dice_of_a_fault_fall_the_same_in_every_run() {
    let throw = async |seed: u64| {
        let api = Api::empty().await;
        api.fault(json!({ "fault": "html500", "count": null, "probability": 0.25, "seed": seed })).await;
        let mut failed = Vec::new();
        for index in 0..200 {
            if api.get("/v2/api-status/").await.status == 500 {
                failed.push(index);
            }
        }
        failed
    };
    let one = throw(1).await;
    assert!((30..=70).contains(&one.len()), "{}", one.len());
    assert_eq!(one, throw(1).await);
    assert_ne!(one, throw(2).await);
}

#[tokio::test]
async fn of_many_at_once_each_alias_is_made_once_and_the_rows_tell_it() {
    let api = Arc::new(Api::empty().await);
    let tasks: Vec<_> = (0..300)
        .map(|index| {
            let api = api.clone();
            tokio::spawn(async move { create(&api, index % 100).await.unwrap().status })
        })
        .collect();
    let mut made = 0;
    for task in tasks {
        made += usize::from(task.await.unwrap() == 201);
    }
    let rows = api.get("/_control/subscriptions").await.text;
    let mut aliases: Vec<String> = rows
        .lines()
        .map(|row| serde_json::from_str::<Value>(row).unwrap()["subscription_alias"].as_str().unwrap().into())
        .collect();
    aliases.sort();
    aliases.dedup();
    assert_eq!((made, rows.lines().count(), aliases.len()), (100, 100, 100));
    assert_eq!(api.stats().await["users"], 100);
}

#[tokio::test]
async fn subscriptions_of_one_user_that_do_not_wait_for_each_other_are_counted() {
    let api = Arc::new(Api::empty().await);
    api.fault(json!({ "fault": "hang", "processed": true })).await;
    let waiting = tokio::spawn({
        let api = api.clone();
        async move { create(&api, 1).await.map(|answer| answer.status) }
    });
    while api.stats().await["subscriptions"] != 1 {
        tokio::task::yield_now().await;
    }
    assert_eq!(create(&api, 2).await.unwrap().status, 201);
    assert_eq!(api.stats().await["overlaps"], 0, "another user need not wait");
    assert_eq!(create(&api, 1).await.unwrap().status, 400);
    assert_eq!(api.stats().await["overlaps"], 1);
    waiting.abort();
}

#[tokio::test]
async fn rows_beyond_one_piece_all_arrive() {
    let api = Api::empty().await;
    api.call("POST", "/_control/seed", json!({ "customers": 10_000 })).await;
    assert_eq!(api.get("/_control/subscriptions").await.text.lines().count(), 10_000);
}

#[tokio::test]
async fn only_the_loopback_interface_is_served() {
    let listener = tokio::net::TcpListener::bind("0.0.0.0:0").await.unwrap();
    let refused = profitwell_api_server::serve(listener, Options::default(), std::future::pending()).await;
    assert_eq!(refused.unwrap_err().kind(), io::ErrorKind::InvalidInput);
}
