//! The local server of the documented API: requests, answers, and what one does to the next.

use profitwell_api_server::testing::{Api, TOKEN};
use serde_json::{Value, json};

/// A body that is accepted, with some fields changed; null takes one out.
fn fields(changes: &Value) -> Value {
    let mut body = json!({
        "subscription_alias": "sub-1", "user_alias": "user-1", "email": "ada@example.com", "plan_id": "web",
        "plan_interval": "month", "plan_currency": "usd", "status": "active", "value": 5000,
        "effective_date": 1_514_764_800,
    });
    for (name, value) in changes.as_object().expect("an object") {
        if value.is_null() {
            body.as_object_mut().expect("an object").remove(name);
        } else {
            body[name] = value.clone();
        }
    }
    body
}

async fn create(api: &Api, changes: Value) -> Value {
    let answer = api.call("POST", "/v2/subscriptions/", fields(&changes)).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    answer.json()
}

#[tokio::test]
async fn a_created_subscription_comes_back_with_every_documented_field() {
    let api = Api::empty().await;
    let mut made = create(&api, json!({ "data_provider_user_id": "cus_1" })).await;
    let number = |field: &str| made[field].as_str().unwrap()[4..].to_owned();
    assert_ne!(number("user_id"), number("subscription_id"), "one is not taken for the other");
    for (field, prefix) in [("user_id", "pwu_"), ("subscription_id", "pws_")] {
        let id = made.as_object_mut().unwrap().remove(field).unwrap();
        assert!(id.as_str().unwrap().starts_with(prefix) && id.as_str().unwrap().len() == 16, "{id}");
    }
    let mut expected = fields(&json!({}));
    expected["meta"] = json!({ "data_provider_user_id": "cus_1" });
    assert_eq!(made, expected);
}

#[tokio::test]
async fn what_is_wrong_with_a_subscription_is_told_by_field_and_nothing_is_made() {
    let api = Api::empty().await;
    let required = "This field is required.";
    let long = "a".repeat(37);
    for (changes, field, message) in [
        (json!({ "email": null }), "email", required),
        (json!({ "plan_id": null }), "plan_id", required),
        (json!({ "plan_interval": null }), "plan_interval", required),
        (json!({ "value": null }), "value", required),
        (json!({ "effective_date": null }), "effective_date", required),
        (json!({ "email": " " }), "email", "This field may not be blank."),
        (json!({ "email": 7 }), "email", "Not a valid string."),
        (json!({ "value": 12.5 }), "value", "A valid integer is required."),
        (json!({ "value": "5000" }), "value", "A valid integer is required."),
        (json!({ "value": -1 }), "value", "Ensure this value is greater than or equal to 0."),
        (json!({ "effective_date": "2018-01-01" }), "effective_date", "A valid integer is required."),
        (json!({ "plan_interval": "week" }), "plan_interval", "\"week\" is not a valid choice."),
        (json!({ "plan_currency": "USD" }), "plan_currency", "\"USD\" is not a valid choice."),
        (json!({ "status": "churned_voluntary" }), "status", "\"churned_voluntary\" is not a valid choice."),
        (json!({ "status": "trialing" }), "value", "A trialing subscription must have a value of 0."),
        (
            json!({ "subscription_alias": long }),
            "subscription_alias",
            "Ensure this field has no more than 36 characters.",
        ),
        (json!({ "user_alias": long }), "user_alias", "Ensure this field has no more than 36 characters."),
        (json!({ "user_id": "pwu_unknown" }), "user_id", "There is no user with this ID."),
    ] {
        let answer = api.call("POST", "/v2/subscriptions/", fields(&changes)).await;
        assert_eq!((answer.status, answer.json()), (400, json!({ field: [message] })), "{changes}");
    }
    let answer = api.call("POST", "/v2/subscriptions/", json!({})).await;
    assert_eq!(answer.json().as_object().unwrap().len(), 5, "all at once: {}", answer.text);
    assert_eq!(api.stats().await["subscriptions"], 0);
    assert_eq!(api.get("/v2/plans/").await.json(), json!([]));
}

#[tokio::test]
async fn an_alias_is_taken_once_and_a_users_alias_leads_to_the_user() {
    let api = Api::empty().await;
    let one = create(&api, json!({})).await;
    let again = api.call("POST", "/v2/subscriptions/", fields(&json!({ "user_alias": "user-2" }))).await;
    let message = "A subscription with this alias already exists.";
    assert_eq!((again.status, again.json()), (400, json!({ "subscription_alias": [message] })));
    let two = create(&api, json!({ "subscription_alias": "sub-2" })).await;
    let three =
        create(&api, json!({ "subscription_alias": null, "user_alias": null, "user_id": one["user_id"] }))
            .await;
    assert_eq!([&two["user_id"], &three["user_id"]], [&one["user_id"]; 2]);
    let other = create(&api, json!({ "subscription_alias": null, "user_alias": null })).await;
    assert_ne!(other["user_id"], one["user_id"], "the email does not identify");
    let mixed = json!({ "subscription_alias": null, "user_id": other["user_id"] });
    let mixed = api.call("POST", "/v2/subscriptions/", fields(&mixed)).await;
    assert_eq!((mixed.status, mixed.json()["non_field_errors"].is_array()), (400, true));
    let stats = api.stats().await;
    assert_eq!((&stats["users"], &stats["subscriptions"]), (&json!(2), &json!(4)));
}

#[tokio::test]
async fn a_history_holds_each_change_and_repeated_requests_change_nothing() {
    let api = Api::empty().await;
    create(&api, json!({})).await;
    let update =
        json!({ "plan_id": "pro", "plan_interval": "year", "value": 12000, "effective_date": 1_520_000_000 });
    let churn = "/v2/subscriptions/sub-1/?effective_date=1530000000&churn_type=delinquent";
    for _ in 0..2 {
        let updated = api.call("PUT", "/v2/subscriptions/sub-1/", update.clone()).await;
        assert_eq!((updated.status, &updated.json()["plan_interval"]), (200, &json!("year")));
    }
    for _ in 0..2 {
        let churned = api.call("DELETE", churn, Value::Null).await;
        assert_eq!((churned.status, &churned.json()["meta"]), (200, &json!({ "churn_type": "delinquent" })));
    }
    let history = async || -> Vec<Value> {
        let rows = api.get("/v2/users/user-1/").await.json();
        rows.as_array().unwrap().iter().map(|row| row["status"].clone()).collect()
    };
    assert_eq!(history().await, ["active", "active", "churned_delinquent"]);
    let later = api.call("DELETE", &churn.replace("1530000000", "1540000000"), Value::Null).await;
    assert_eq!((later.status, &later.json()["effective_date"]), (200, &json!(1_540_000_000)));
    assert_eq!(history().await, ["active", "active", "churned_delinquent"], "another date moves the churn");
    for _ in 0..2 {
        assert_eq!(api.call("PUT", "/v2/unchurn/sub-1/", Value::Null).await.status, 200);
    }
    assert_eq!(history().await, ["active", "active"]);
    let without_date = api.call("DELETE", "/v2/subscriptions/sub-1/", Value::Null).await;
    assert_eq!(without_date.json(), json!({ "effective_date": ["This field is required."] }));
    let early =
        api.call("DELETE", "/v2/subscriptions/sub-1/?effective_date=1&churn_type=x", Value::Null).await;
    assert_eq!(
        early.json().as_object().unwrap().keys().collect::<Vec<_>>(),
        ["churn_type", "effective_date"]
    );
}

#[tokio::test]
async fn a_deleted_user_is_gone_with_its_subscriptions() {
    let api = Api::empty().await;
    let made = create(&api, json!({})).await;
    let path = format!("/v2/users/{}/", made["user_id"].as_str().unwrap());
    let renamed = api.call("PUT", &path, json!({ "email": "new@example.com" })).await;
    assert_eq!((renamed.status, &renamed.json()["email"]), (200, &json!("new@example.com")));
    assert_eq!(api.get("/v2/users/user-1/").await.json()[0]["email"], "new@example.com");
    assert_eq!(api.call("DELETE", &path, Value::Null).await.status, 204);
    for (method, path) in [("GET", &*path), ("GET", "/v2/users/user-1/"), ("PUT", "/v2/unchurn/sub-1/")] {
        let answer = api.call(method, path, Value::Null).await;
        assert_eq!((answer.status, answer.json()), (404, json!({ "detail": "Not found." })), "{path}");
    }
    assert_eq!(api.get("/v2/customers/").await.json(), json!([]));
}

#[tokio::test]
async fn ids_in_paths_are_percent_decoded() {
    let api = Api::empty().await;
    create(&api, json!({ "subscription_alias": "a/b ü?", "plan_id": "Scale Up", "user_alias": "x@y.z" }))
        .await;
    assert_eq!(api.call("PUT", "/v2/unchurn/a%2Fb%20%C3%BC%3F/", Value::Null).await.status, 200);
    assert_eq!(
        api.get("/v2/plans/Scale%20Up/").await.json(),
        json!({ "id": "Scale Up", "name": "Scale Up" })
    );
    assert_eq!(api.get("/v2/users/x%40y.z/").await.status, 200);
}

#[tokio::test]
async fn plans_are_made_once_and_can_be_renamed() {
    let api = Api::empty().await;
    let plan = |name: &str| json!({ "id": "web plan", "name": name });
    let made = api.call("POST", "/v2/plans/", plan("Web")).await;
    assert_eq!((made.status, made.json()), (201, plan("Web")));
    let again = api.call("POST", "/v2/plans/", plan("Web")).await;
    assert_eq!((again.status, again.json()), (400, json!({ "id": ["A plan with this ID already exists"] })));
    let renamed = api.call("PUT", "/v2/plans/web%20plan/", json!({ "name": "New" })).await;
    assert_eq!((renamed.status, renamed.json()), (200, plan("New")));
    assert_eq!(api.get("/v2/plans/").await.json(), json!([plan("New")]));
    let unknown = api.get("/v2/plans/none/").await;
    assert_eq!((unknown.status, unknown.json()), (404, json!({ "detail": "There is no plan with this ID" })));
}

#[tokio::test]
async fn only_the_private_token_as_it_is_opens_the_api() {
    let api = Api::empty().await;
    for wrong in ["", "other", "Bearer demo-private-token", "demo-public-token"] {
        let answer = api.send("GET", "/v2/plans/", wrong, &Value::Null).await.unwrap();
        assert_eq!((answer.status, answer.json()["detail"].is_string()), (401, true), "{wrong}");
    }
    assert_eq!(api.get("/v2/plans/").await.status, 200);
}

#[tokio::test]
async fn the_event_takes_the_public_token_and_counts_private_ones() {
    let api = Api::empty().await;
    let send =
        async |token, body| api.send("POST", "/dotjs/v1/customer/event", token, &body).await.unwrap().status;
    assert_eq!(send("demo-public-token", json!({ "user_id": "pwu_1" })).await, 200);
    assert_eq!(send("demo-public-token", json!({})).await, 400);
    assert_eq!(api.stats().await["private_token_leaks"], 0);
    assert_eq!(send(TOKEN, json!({ "user_id": "pwu_1" })).await, 401);
    assert_eq!(api.stats().await["private_token_leaks"], 1);
}

#[tokio::test]
async fn a_path_without_its_slash_redirects_reads_and_refuses_writes() {
    let api = Api::empty().await;
    let read = api.get("/v2/customers?page=1").await;
    assert_eq!((read.status, read.header("location")), (301, Some("/v2/customers/?page=1")));
    for (method, path) in [("POST", "/v2/subscriptions"), ("GET", "/v2/metrics/mrr/"), ("GET", "/v2/users//")]
    {
        let answer = api.call(method, path, Value::Null).await;
        assert_eq!((answer.status, answer.header("content-type")), (404, Some("text/html")), "{path}");
    }
}

#[tokio::test]
async fn a_method_that_a_path_lacks_is_405_with_those_it_has() {
    let api = Api::empty().await;
    let answer = api.call("PATCH", "/v2/users/x/", json!({})).await;
    assert_eq!((answer.status, answer.header("allow")), (405, Some("GET, PUT, DELETE")));
    assert_eq!(answer.json(), json!({ "detail": "Method \"PATCH\" not allowed." }));
}

#[tokio::test]
async fn bodies_that_are_no_json_object_are_told_apart() {
    use http_body_util::Full;
    let api = Api::empty().await;
    let send = async |content_type: &str, body: String| {
        let request = hyper::Request::post("/v2/plans/").header("host", "x").header("authorization", TOKEN);
        let request = request.header("content-type", content_type).body(Full::new(body.into())).unwrap();
        let answer = api.request(request).await.unwrap();
        (answer.status, answer.text)
    };
    let (status, text) = send("application/json; charset=utf-8", "{\"id\":".into()).await;
    assert!(status == 400 && text.contains("JSON parse error - "), "{status} {text}");
    let (status, text) = send("application/json", "[]".into()).await;
    assert!(status == 400 && text.contains("Expected a dictionary, but got list."), "{status} {text}");
    assert_eq!(send("text/plain", "{}".into()).await.0, 415);
    assert_eq!(send("application/json", " ".repeat((1 << 20) + 1)).await.0, 413);
}
