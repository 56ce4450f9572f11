//! Throttling and paging against the local server, which does what the service may do.

use std::time::{Duration, Instant};

use futures_lite::StreamExt;
use profitwell_api::{
    BaseUrl, Cents, Client, Error, Limits, Native, Options, PlanInterval, PrivateToken, UnixSeconds,
    customers::CustomerQuery, subscriptions::NewSubscription,
};
use profitwell_api_server::{
    self as server,
    testing::{Api, TOKEN},
};
use serde_json::{Value, json};

const SECOND: Duration = Duration::from_secs(1);

/// A client of this server that knows of limits `factor` times the documented ones.
fn client(api: &Api, factor: f64) -> Client<Native> {
    let options = Options {
        base_url: BaseUrl::new(&api.url()).unwrap(),
        limits: Limits::scaled(factor),
        ..Options::default()
    };
    Client::with_options(PrivateToken::new(TOKEN).unwrap(), Native::new().unwrap(), options)
}

/// A server whose limits are wide, and its client.
async fn wide() -> (Api, Client<Native>) {
    let api = Api::empty().await;
    let client = client(&api, 1000.0);
    (api, client)
}

/// How long a call takes that is throttled once with this `retry_after`, and what becomes of it.
async fn throttled(retry_after: Value) -> (Duration, Result<(), Error>) {
    let (api, client) = wide().await;
    api.fault(json!({ "fault": "throttle", "retry_after": retry_after })).await;
    let begun = Instant::now();
    let outcome = client.check().await;
    (begun.elapsed(), outcome)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_throttled_call_waits_for_seconds_for_a_date_or_else_for_the_window() {
    // At once, each with a server of its own: they do nothing but wait.
    let calls = [
        (json!(2), 2 * SECOND),
        // Both dates are whole seconds.
        (json!({ "date": 3 }), 2 * SECOND),
        (json!({ "date": 0 }), Duration::ZERO),
        (Value::Null, 5 * SECOND),
        (json!("-5"), 5 * SECOND),
        (json!("soon"), 5 * SECOND),
    ]
    .map(|(retry_after, least)| (retry_after.clone(), least, tokio::spawn(throttled(retry_after))));
    for (retry_after, least, call) in calls {
        let (took, outcome) = call.await.unwrap();
        assert_eq!(outcome, Ok(()), "{retry_after}");
        assert!(took >= least, "{retry_after}: {took:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_huge_retry_after_ends_its_own_call_and_no_other() {
    let (api, client) = wide().await;
    for retry_after in [
        json!(301),
        json!(999_999_999_999_u64),
        json!(u64::MAX),
        json!("99999999999999999999999999999999"),
        json!({ "date": 86_400 }),
        json!({ "date": u64::MAX }),
    ] {
        api.fault(json!({ "fault": "throttle", "retry_after": retry_after })).await;
        let error = client.check().await.unwrap_err();
        assert_eq!(error.code(), "throttled", "{retry_after}");
        assert!(matches!(error, Error::Throttled { retry_after: Some(wait) } if wait > 300 * SECOND));
        client.check().await.unwrap();
    }
    assert_eq!(api.stats().await["requests"]["GET /v2/api-status/"], 6);
}

async fn two_clients_share_a_token(retry_after: bool) {
    let api = Api::with(server::Options { seed_customers: 0, retry_after, ..Default::default() }).await;
    let begun = Instant::now();
    // Neither is a clone of the other.
    let clients = [client(&api, 1.0), client(&api, 1.0)];
    let tasks: Vec<_> = (0..60)
        .map(|call| {
            let client = clients[call % 2].clone();
            tokio::spawn(async move { client.check().await })
        })
        .collect();
    for task in tasks {
        assert_eq!(task.await.unwrap(), Ok(()), "Retry-After: {retry_after}");
    }
    let stats = api.stats().await;
    assert_eq!(stats["requests"]["GET /v2/api-status/"], 60);
    assert!(stats["throttled"].as_u64().unwrap() > 0, "they were in each other's way");
    assert!(begun.elapsed() >= 5 * SECOND, "the server kept to its limit");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_clients_that_share_a_token_both_finish() {
    // At once, because both mostly wait.
    tokio::join!(two_clients_share_a_token(true), two_clients_share_a_token(false));
}

/// A server with customers, of which so many share one second, that ignores a parameter of their list.
async fn ignoring(parameter: &str, per_second: u32) -> (Api, Client<Native>) {
    let (api, client) = wide().await;
    let updates = json!({ "from": 1_600_000_000, "per_second": per_second });
    api.call("POST", "/_control/seed", json!({ "customers": 3000, "updates": updates })).await;
    let ignore = json!({ "fault": "ignore", "query": [parameter], "path": "/v2/customers/", "count": null });
    api.fault(ignore).await;
    (api, client)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_ignores_page_or_start_date_ends_the_list_after_one_page_without_anybody_new() {
    for (parameter, per_second) in
        [("page", 3000), ("page", 260), ("start_date", 1), ("start_date", 100), ("start_date", 240)]
    {
        let (api, client) = ignoring(parameter, per_second).await;
        let mut list = client.customers().list(CustomerQuery::default());
        let mut listed = 0;
        let error = loop {
            match list.next().await.expect("an error before the end") {
                Ok(_) => listed += 1,
                Err(error) => break error,
            }
        };
        assert_eq!((listed, error.code()), (250, "cannot_page_on"), "{parameter} {per_second}");
        assert_eq!(api.stats().await["requests"]["GET /v2/customers/"], 2);
        assert!(list.next().await.is_none());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn customers_of_one_time_on_several_pages_are_all_listed() {
    for per_second in [1, 7, 250, 260, 3000] {
        let (_api, client) = ignoring("nothing", per_second).await;
        let customers = client.customers().all(CustomerQuery::default()).await.unwrap();
        let ids: std::collections::HashSet<String> =
            customers.iter().map(|customer| customer.customer_id.clone()).collect();
        assert_eq!((customers.len(), ids.len()), (3000, 3000), "{per_second}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_and_a_client_go_to_other_tasks() {
    let (_api, client) = ignoring("nothing", 100).await;
    let list = client.customers().list(CustomerQuery { limit: Some(300), ..CustomerQuery::default() });
    drop(client);
    let listed = tokio::spawn(async move { list.map(Result::unwrap).collect::<Vec<_>>().await });
    assert_eq!(listed.await.unwrap().len(), 300);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_read_says_that_nothing_was_changed_and_a_broken_write_what_to_look_for() {
    let (api, client) = wide().await;
    api.fault(json!({ "fault": "reset", "count": null })).await;
    let read = client.check().await.unwrap_err();
    assert_eq!(read.code(), "interrupted");
    assert!(read.to_string().contains("nothing was changed: try again"), "{read}");
    let day = UnixSeconds::new(1_514_764_800);
    let new = NewSubscription::new("a@example.com", "pro", PlanInterval::Month, Cents::new(5000), day);
    let write = client.subscriptions().create(&new).await.unwrap_err();
    assert_eq!(write.code(), "interrupted");
    assert!(write.to_string().contains("look whether the change was made"), "{write}");
}
