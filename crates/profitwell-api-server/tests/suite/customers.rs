//! The local server of the documented API: customers and what is counted of them.

use std::collections::BTreeSet;

use profitwell_api_server::Options;
use profitwell_api_server::testing::Api;
use serde_json::{Value, json};

/// 2024-01-01
const START: i64 = 1_704_067_200;

async fn seeded(customers: u32, cap: u32) -> Api {
    let options = Options { seed_customers: 0, rate_scale: 1000, customers_cap: cap, ..Options::default() };
    let api = Api::with(options).await;
    let updates = json!({ "from": START, "per_second": 3 });
    let answer =
        api.call("POST", "/_control/seed", json!({ "customers": customers, "updates": updates })).await;
    assert_eq!(answer.json()["users"], customers);
    api
}

async fn emails(api: &Api, query: &str) -> Vec<String> {
    let answer = api.get(&format!("/v2/customers/?{query}")).await;
    assert_eq!(answer.status, 200, "{query}: {}", answer.text);
    let rows = answer.json();
    rows.as_array().unwrap().iter().map(|row| row["email"].as_str().unwrap().to_owned()).collect()
}

async fn subscribe(api: &Api, changes: Value) -> Value {
    let mut body = json!({
        "user_alias": "user-1", "email": "ada@example.com", "plan_id": "web", "plan_interval": "month",
        "value": 5000, "effective_date": START,
    });
    body.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    let answer = api.call("POST", "/v2/subscriptions/", body).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    answer.json()
}

#[tokio::test]
async fn a_customer_is_the_sum_of_its_subscriptions() {
    let api = Api::empty().await;
    let made = subscribe(&api, json!({ "subscription_alias": "one" })).await;
    subscribe(&api, json!({ "plan_id": "extra", "plan_interval": "year", "value": 12000 })).await;
    let path = format!("/v2/customers/{}/", made["user_id"].as_str().unwrap());
    let customer = api.get(&path).await.json();
    assert_eq!(
        [&customer["mrr_cents"], &customer["plans"], &customer["status"], &customer["activated_on"]],
        [&json!(6000), &json!(["extra", "web"]), &json!("active"), &json!("2024-01-01T00:00:00Z")]
    );
    assert_eq!(
        api.call("DELETE", "/v2/subscriptions/one/?effective_date=1704153600", Value::Null).await.status,
        200
    );
    let customer = api.get(&path).await.json();
    assert_eq!([&customer["mrr_cents"], &customer["plans"]], [&json!(1000), &json!(["extra"])]);
    assert_eq!(api.get("/v2/customers/user-1/").await.status, 404, "an alias is not a customer's id");
}

#[tokio::test]
async fn a_customer_without_active_subscriptions_says_how_it_went() {
    let api = Api::empty().await;
    let churn = |kind| format!("/v2/subscriptions/sub/?effective_date=1704153600&churn_type={kind}");
    for (trial, kind, status) in [
        (false, "voluntary", "churned_voluntary"),
        (false, "delinquent", "churned_delinquent"),
        (true, "voluntary", "churned_trial"),
    ] {
        let first =
            if trial { json!({ "status": "trialing", "value": 0 }) } else { json!({ "status": "active" }) };
        let made = subscribe(&api, first).await;
        let id = made["subscription_id"].as_str().unwrap();
        let customer = format!("/v2/customers/{}/", made["user_id"].as_str().unwrap());
        assert_eq!(api.get(&customer).await.json()["status"], made["status"]);
        assert_eq!(
            api.call("DELETE", &churn(kind).replace("sub/", &format!("{id}/")), Value::Null).await.status,
            200
        );
        let shown = api.get(&customer).await.json();
        let expected = [json!(status), json!("2024-01-02T00:00:00Z"), json!(0)];
        assert_eq!([&shown["status"], &shown["churned_on"], &shown["mrr_cents"]], expected.each_ref());
        assert_eq!(api.call("DELETE", "/v2/users/user-1/", Value::Null).await.status, 204);
    }
}

#[tokio::test]
async fn customers_come_by_their_last_change_from_the_start_date_and_before_the_end_date() {
    let api = seeded(9, 1000).await;
    let all = emails(&api, "").await;
    assert_eq!(all.len(), 9);
    let mut reversed = emails(&api, "direction=desc&date_field=updated_on").await;
    reversed.reverse();
    assert_eq!(reversed, all);
    for query in [
        "start_date=1704067201&end_date=1704067202",
        "start_date=2024-01-01T00:00:01Z&end_date=2024-01-01T00:00:02Z",
        "start_date=2024-01-01%2000:00:01&end_date=2024-01-01%2000:00:02",
    ] {
        assert_eq!(emails(&api, query).await, all[3..6], "{query}");
    }
    assert_eq!(emails(&api, "start_date=2024-01-02").await, [""; 0]);
    assert_eq!(emails(&api, "start_date=1704067202&end_date=1704067201").await, [""; 0]);
    assert_eq!(emails(&api, &format!("email={}", all[4].to_uppercase())).await, all[4..5]);
}

#[tokio::test]
async fn pages_end_at_the_cap_and_the_walk_goes_on_from_the_last_date() {
    let api = seeded(1000, 100).await;
    let beyond = api.get("/v2/customers/?per_page=50&page=3").await;
    assert_eq!((beyond.status, beyond.json()["page"].is_array()), (400, true));
    assert_eq!(api.get("/v2/customers/?per_page=251").await.status, 400);
    assert_eq!(emails(&api, "per_page=40&page=2").await.len(), 40);

    let (mut seen, mut start, mut requests) = (BTreeSet::new(), json!(START), 0);
    loop {
        let mut last = Value::Null;
        for page in 1..=2 {
            let start = start.to_string().replace('"', "");
            let rows =
                api.get(&format!("/v2/customers/?per_page=50&page={page}&start_date={start}")).await.json();
            requests += 1;
            for row in rows.as_array().unwrap() {
                seen.insert(row["customer_id"].as_str().unwrap().to_owned());
                last = row["updated_on"].clone();
            }
        }
        if last == start || last.is_null() || requests > 100 {
            break;
        }
        start = last;
    }
    assert_eq!(seen.len(), 1000);
}

#[tokio::test]
async fn a_changed_customer_moves_to_the_end() {
    let api = seeded(9, 1000).await;
    let first = emails(&api, "").await.remove(0);
    assert_eq!(api.call("PUT", "/v2/unchurn/demo-sub-0000/", Value::Null).await.status, 200);
    assert_eq!(emails(&api, "").await[0], first, "nothing to take back: nothing changed");
    assert_eq!(api.call("PUT", "/v2/users/demo-user-0000/", json!({ "email": first })).await.status, 200);
    assert_eq!(emails(&api, "").await[8], first);
}

#[tokio::test]
async fn traits_ignore_case_and_have_a_limit_in_each_category() {
    let api = seeded(2, 1000).await;
    let rows = api.get("/v2/customers/").await.json();
    let [one, two] = [0, 1].map(|index| rows[index]["customer_id"].as_str().unwrap().to_owned());
    let path = "/v2/customer_traits/trait/";
    let by_id = |id: &str, category: &str, name: &str| json!({ "customer_id": id, "category": category, "trait": name });
    assert_eq!(api.call("PUT", path, by_id(&one, "Size", "Large")).await.status, 200);
    let again = api.call("PUT", path, by_id(&one, "SIZE", "large")).await;
    assert_eq!((again.status, again.text.contains("Customer already has trait")), (400, true));
    let of = async |id: &str| api.get(&format!("/v2/customer_traits/customer/{id}/")).await.json();
    assert_eq!(of(&one).await, json!([{ "category": "Size", "trait": "Large" }]));

    let email = json!({ "email": rows[1]["email"], "category": "size", "trait": "LARGE" });
    assert_eq!(api.call("PUT", path, email.clone()).await.status, 200);
    assert_eq!(of(&two).await, json!([{ "category": "Size", "trait": "Large" }]));
    for index in 1..100 {
        assert_eq!(api.call("PUT", path, by_id(&one, "Size", &index.to_string())).await.status, 200);
    }
    let full = api.call("PUT", path, by_id(&one, "Size", "100")).await;
    assert_eq!((full.status, full.text.contains("hit trait limit")), (400, true));

    assert_eq!(api.call("DELETE", path, email.clone()).await.status, 204);
    assert_eq!(api.call("DELETE", path, email).await.status, 404);
    let category = json!({ "category": "sIzE" });
    assert_eq!(api.call("DELETE", "/v2/customer_traits/category/", category).await.status, 204);
    assert_eq!(of(&one).await, json!([]));
    let neither = api.call("PUT", path, json!({ "category": "a", "trait": "b" })).await;
    assert_eq!(neither.json(), json!({ "non_field_errors": ["Either customer_id or email is required."] }));
    assert_eq!(api.call("PUT", path, by_id("pwu_x", "a", "b")).await.status, 404);
}

#[tokio::test]
async fn an_anonymized_customer_has_no_email_and_no_name_left() {
    let api = seeded(2, 1000).await;
    let rows = api.get("/v2/customers/").await.json();
    let [one, two] = [0, 1].map(|index| rows[index]["customer_id"].as_str().unwrap());
    let by_id = format!("/v2/gdpr/anonymize_by_customer_id/{one}/");
    let by_email =
        format!("/v2/gdpr/anonymize_by_email/{}/", rows[1]["email"].as_str().unwrap().replace('@', "%40"));
    assert_eq!(api.call("POST", &by_id, Value::Null).await.status, 200);
    assert_eq!(api.call("POST", &by_email, Value::Null).await.status, 200);
    assert_eq!(api.call("POST", &by_email, Value::Null).await.status, 404);
    for id in [one, two] {
        let shown = api.get(&format!("/v2/customers/{id}/")).await.json();
        assert_eq!([&shown["email"], &shown["first_name"]], [&json!("anonymized"), &Value::Null]);
    }
}

#[tokio::test]
async fn retain_lists_whom_it_was_told_to_leave_alone() {
    let api = seeded(2, 1000).await;
    let id = api.get("/v2/customers/").await.json()[0]["customer_id"].clone();
    let stop = json!({ "customer_id": id, "intervention_types[]": ["term_optimization"], "forever": true });
    for _ in 0..2 {
        assert_eq!(api.call("POST", "/v2/retain/stop/", stop.clone()).await.status, 200);
    }
    let list = async |kind: &str| api.get(&format!("/v2/retain/unsubscribed_customers/{kind}/")).await;
    let rows = list("term_optimization").await.json();
    assert_eq!((rows.as_array().unwrap().len(), &rows[0]["customer_id"]), (1, &id));
    assert_eq!(list("reactivation").await.json(), json!([]));
    assert_eq!(list("retain").await.status, 404);
    let wrong = json!({ "customer_id": "x", "intervention_types[]": ["x"], "forever": "no" });
    let answer = api.call("POST", "/v2/retain/stop/", wrong).await;
    assert_eq!(
        answer.json().as_object().unwrap().keys().collect::<Vec<_>>(),
        ["forever", "intervention_types[]"]
    );
}

#[tokio::test]
async fn metrics_follow_what_was_written() {
    let api = Api::empty().await;
    let made = subscribe(&api, json!({ "subscription_alias": "one" })).await;
    subscribe(
        &api,
        json!({ "user_alias": "user-2", "plan_id": "big", "plan_interval": "year", "value": 120_000 }),
    )
    .await;
    let revenue = async |query: &str| {
        let metrics = api.get(&format!("/v2/metrics/monthly/?metrics=recurring_revenue{query}")).await.json();
        let rows = metrics["data"]["recurring_revenue"].as_array().unwrap().clone();
        assert_eq!((metrics["data"].as_object().unwrap().len(), rows.len()), (1, 12));
        rows[11]["value"].as_f64().unwrap()
    };
    assert_eq!(revenue("").await.to_bits(), 150.0_f64.to_bits());
    assert_eq!(revenue("&plan_id=big").await.to_bits(), 100.0_f64.to_bits());
    assert_eq!(api.get("/v2/metrics/plans/").await.json(), json!({ "plan_ids": ["big", "web"] }));
    assert_eq!(api.get("/v2/metrics/plans/?limit=1").await.json(), json!({ "plan_ids": ["big"] }));

    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    let churn = format!("/v2/subscriptions/one/?effective_date={now}");
    assert_eq!(api.call("DELETE", &churn, Value::Null).await.status, 200);
    assert_eq!(revenue("").await.to_bits(), 100.0_f64.to_bits());
    assert_eq!(api.call("PUT", "/v2/unchurn/one/", Value::Null).await.status, 200);
    assert_eq!(revenue("").await.to_bits(), 150.0_f64.to_bits());
    let exclude = format!("/v2/metrics/exclude_customer/{}/", made["user_id"].as_str().unwrap());
    assert_eq!(api.call("POST", &exclude, Value::Null).await.status, 200);
    assert_eq!(revenue("").await.to_bits(), 100.0_f64.to_bits());
    let unknown = api.get("/v2/metrics/monthly/?metrics=mrr&plan_id=none").await;
    assert_eq!(unknown.json().as_object().unwrap().keys().collect::<Vec<_>>(), ["metrics", "plan_id"]);
}

#[tokio::test]
async fn metrics_have_the_documented_names_and_dates() {
    let api = Api::with(Options { rate_scale: 1000, ..Options::default() }).await;
    let monthly = api.get("/v2/metrics/monthly/").await.json();
    assert_eq!(monthly["data"].as_object().unwrap().len(), 42);
    let month = monthly["data"]["new_customers"][11]["date"].as_str().unwrap();
    let daily = api.get(&format!("/v2/metrics/daily/?month={month}")).await.json();
    assert_eq!(daily["data"].as_object().unwrap().len(), 15);
    assert_eq!(daily["data"]["recurring_revenue"][0]["date"], format!("{month}-01"));
    let today = daily["data"]["recurring_revenue"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(today["value"], monthly["data"]["recurring_revenue"][11]["value"]);
    let previous = monthly["data"]["new_customers"][10]["date"].as_str().unwrap();
    assert_eq!(api.get(&format!("/v2/metrics/daily/?month={previous}")).await.status, 200);
    for wrong in ["", "?month=2020-01", "?month=now"] {
        let answer = api.get(&format!("/v2/metrics/daily/{wrong}")).await;
        assert_eq!((answer.status, answer.json()["month"].is_array()), (400, true), "{wrong}");
    }
    let settings = api.get("/v2/company/settings/").await.json();
    assert_eq!(
        settings.as_object().unwrap().keys().collect::<Vec<_>>(),
        ["currency", "id", "name", "timezone"]
    );
    assert_eq!(api.get("/v2/api-status/").await.status, 200);
}
