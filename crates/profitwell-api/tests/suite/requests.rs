//! What every request looks like on the wire, and which are never made.

use crate::world::{TOKEN, World, answer};
use profitwell_api::{
    Cents, ChurnType, Currency, CustomerEvent, Intervention, PlanInterval, PublicToken, Request, Status,
    UnixSeconds, company,
    customers::{self, CustomerQuery, Direction},
    gdpr,
    metrics::{self, MetricsQuery},
    pace::Family,
    plans,
    retain::{self, UnsubscribedQuery},
    retry::Repeat,
    status,
    subscriptions::{self, Change, NewSubscription},
    traits::{self, Who},
    users,
};
use serde_json::{Value, json};

const JANUARY: UnixSeconds = UnixSeconds::new(1_514_764_800);

fn new_subscription() -> NewSubscription {
    NewSubscription::new("a@example.com", "pro", PlanInterval::Month, Cents::new(5000), JANUARY)
}

fn change() -> Change {
    Change {
        plan_id: "pro".into(),
        plan_interval: PlanInterval::Year,
        value: Cents::new(60_000),
        effective_date: JANUARY,
        status: None,
    }
}

/// Request, method and target, body, rate limit, what may be done without an answer.
#[expect(clippy::too_many_lines, reason = "one row each")]
fn endpoints() -> Vec<(Request, &'static str, Value, Family, Repeat)> {
    use Family::{All, Anonymization, Exclusions, Metrics, Plans, Traits};
    use Repeat::{Once, Safe};
    let cus = Who::CustomerId("cus_1".into());
    let some = MetricsQuery {
        plan_id: Some("Scale Up".into()),
        metrics: vec!["recurring_revenue".into(), "churned_customers".into()],
    };
    vec![
        (status::check(), "GET /v2/api-status/", Value::Null, All, Safe),
        (
            subscriptions::create(&new_subscription()).unwrap(),
            "POST /v2/subscriptions/",
            json!({"email": "a@example.com", "plan_id": "pro", "plan_interval": "month", "value": 5000,
                "effective_date": 1_514_764_800}),
            All,
            Once,
        ),
        (
            subscriptions::create(&NewSubscription {
                user_alias: Some("u1".into()),
                subscription_alias: Some("s1".into()),
                plan_currency: Some(Currency::new("eur").unwrap()),
                status: Some(Status::Trialing),
                value: Cents::new(0),
                ..new_subscription()
            })
            .unwrap(),
            "POST /v2/subscriptions/",
            json!({"user_alias": "u1", "subscription_alias": "s1", "email": "a@example.com", "plan_id": "pro",
                "plan_interval": "month", "plan_currency": "eur", "status": "trialing", "value": 0,
                "effective_date": 1_514_764_800}),
            All,
            Repeat::LookUp,
        ),
        (
            subscriptions::update("pws_1", &change()).unwrap(),
            "PUT /v2/subscriptions/pws_1/",
            json!({"plan_id": "pro", "plan_interval": "year", "value": 60_000, "effective_date": 1_514_764_800}),
            All,
            Safe,
        ),
        (
            subscriptions::churn("pws_1", JANUARY, None).unwrap(),
            "DELETE /v2/subscriptions/pws_1/?effective_date=1514764800",
            Value::Null,
            All,
            Safe,
        ),
        (
            subscriptions::churn("pws_1", JANUARY, Some(&ChurnType::Delinquent)).unwrap(),
            "DELETE /v2/subscriptions/pws_1/?effective_date=1514764800&churn_type=delinquent",
            Value::Null,
            All,
            Safe,
        ),
        (subscriptions::unchurn("pws_1").unwrap(), "PUT /v2/unchurn/pws_1/", Value::Null, All, Safe),
        (subscriptions::list("pwu_1").unwrap(), "GET /v2/users/pwu_1/", Value::Null, All, Safe),
        (
            users::update("pwu_1", "b@example.com").unwrap(),
            "PUT /v2/users/pwu_1/",
            json!({"email": "b@example.com"}),
            All,
            Safe,
        ),
        (users::delete("pwu_1").unwrap(), "DELETE /v2/users/pwu_1/", Value::Null, All, Safe),
        (plans::list(), "GET /v2/plans/", Value::Null, Plans, Safe),
        (
            plans::create("pro", "Pro").unwrap(),
            "POST /v2/plans/",
            json!({"id": "pro", "name": "Pro"}),
            Plans,
            Once,
        ),
        (plans::get("Scale Up").unwrap(), "GET /v2/plans/Scale%20Up/", Value::Null, Plans, Safe),
        (plans::update("pro", "Pro+").unwrap(), "PUT /v2/plans/pro/", json!({"name": "Pro+"}), Plans, Safe),
        (metrics::monthly(&MetricsQuery::default()), "GET /v2/metrics/monthly/", Value::Null, Metrics, Safe),
        (
            metrics::monthly(&some),
            "GET /v2/metrics/monthly/?plan_id=Scale%20Up&metrics=recurring_revenue%2Cchurned_customers",
            Value::Null,
            Metrics,
            Safe,
        ),
        (
            metrics::daily("2026-08", &some).unwrap(),
            "GET /v2/metrics/daily/?month=2026-08&plan_id=Scale%20Up&metrics=recurring_revenue%2Cchurned_customers",
            Value::Null,
            Metrics,
            Safe,
        ),
        (metrics::plan_ids(None), "GET /v2/metrics/plans/", Value::Null, All, Safe),
        (metrics::plan_ids(Some(3)), "GET /v2/metrics/plans/?limit=3", Value::Null, All, Safe),
        (
            metrics::exclude_customer("cus_1").unwrap(),
            "POST /v2/metrics/exclude_customer/cus_1/",
            Value::Null,
            Exclusions,
            Once,
        ),
        (company::settings(), "GET /v2/company/settings/", Value::Null, Metrics, Safe),
        (
            customers::page(&CustomerQuery::default(), 1, 250),
            "GET /v2/customers/?direction=asc&page=1&per_page=250",
            Value::Null,
            All,
            Safe,
        ),
        (
            customers::page(
                &CustomerQuery {
                    start_date: Some(UnixSeconds::new(1_589_976_000)),
                    end_date: Some(UnixSeconds::new(1_590_000_000)),
                    email: Some("a+b@example.com".into()),
                    direction: Direction::Desc,
                    limit: None,
                },
                2,
                10,
            ),
            "GET /v2/customers/?start_date=1589976000&end_date=1590000000\
             &email=a%2Bb%40example.com&direction=desc&page=2&per_page=10",
            Value::Null,
            All,
            Safe,
        ),
        (customers::get("cus_1").unwrap(), "GET /v2/customers/cus_1/", Value::Null, All, Safe),
        (
            traits::of_customer("cus_1").unwrap(),
            "GET /v2/customer_traits/customer/cus_1/",
            Value::Null,
            Traits,
            Safe,
        ),
        (
            traits::set(&cus, "Team", "Red").unwrap(),
            "PUT /v2/customer_traits/trait/",
            json!({"customer_id": "cus_1", "category": "Team", "trait": "Red"}),
            Traits,
            Safe,
        ),
        (
            traits::set(&Who::Email("a@example.com".into()), "Team", "Red").unwrap(),
            "PUT /v2/customer_traits/trait/",
            json!({"email": "a@example.com", "category": "Team", "trait": "Red"}),
            Traits,
            Safe,
        ),
        (
            traits::remove(&cus, "Team", "Red").unwrap(),
            "DELETE /v2/customer_traits/trait/",
            json!({"customer_id": "cus_1", "category": "Team", "trait": "Red"}),
            Traits,
            Safe,
        ),
        (
            traits::remove_category("Team").unwrap(),
            "DELETE /v2/customer_traits/category/",
            json!({"category": "Team"}),
            Traits,
            Safe,
        ),
        (
            gdpr::anonymize_by_email("a@example.com").unwrap(),
            "POST /v2/gdpr/anonymize_by_email/a%40example.com/",
            Value::Null,
            Anonymization,
            Once,
        ),
        (
            gdpr::anonymize_by_customer_id("cus_1").unwrap(),
            "POST /v2/gdpr/anonymize_by_customer_id/cus_1/",
            Value::Null,
            Anonymization,
            Once,
        ),
        (
            retain::unsubscribed_customers(&Intervention::Reactivation, &UnsubscribedQuery::default())
                .unwrap(),
            "GET /v2/retain/unsubscribed_customers/reactivation/",
            Value::Null,
            All,
            Safe,
        ),
        (
            retain::unsubscribed_customers(
                &Intervention::TermOptimization,
                &UnsubscribedQuery {
                    start_date: Some(UnixSeconds::new(1_589_976_000)),
                    end_date: Some(UnixSeconds::new(1_590_000_000)),
                    page: Some(2),
                    per_page: Some(50),
                },
            )
            .unwrap(),
            "GET /v2/retain/unsubscribed_customers/term_optimization/\
             ?start_date=1589976000&end_date=1590000000&page=2&per_page=50",
            Value::Null,
            All,
            Safe,
        ),
        (
            retain::stop("cus_1", &[Intervention::Retain, Intervention::Reactivation], true).unwrap(),
            "POST /v2/retain/stop/",
            json!({"customer_id": "cus_1", "intervention_types[]": ["retain", "reactivation"], "forever": true}),
            All,
            Once,
        ),
    ]
}

#[test]
fn every_endpoint_has_its_method_path_query_body_limit_and_repeat() {
    for (request, line, body, family, repeat) in endpoints() {
        assert_eq!(format!("{} {}", request.method().as_str(), request.target()), line);
        assert_eq!(request.body().cloned().unwrap_or_default(), body, "{line}");
        assert_eq!(request.family(), family, "{line}");
        assert_eq!(request.repeat(), repeat, "{line}");
    }
}

#[test]
fn every_endpoint_of_version_2_travels_to_the_base_url_with_the_bare_token() {
    for (request, line, body, ..) in endpoints() {
        let world = World::answering([answer(200, "[]")]);
        world.run(world.client().call(&request)).unwrap();
        let (method, target) = line.split_once(' ').unwrap();
        assert_eq!(world.lines(), [format!("{method} https://api.profitwell.com{target}")]);
        let sent = world.sent.borrow();
        let header = |name| {
            let mut found = sent[0].1.headers().iter().filter(|(other, _)| other == name);
            (found.next().map(|(_, value)| value.as_str()), found.count())
        };
        assert_eq!(header("authorization"), (Some(TOKEN), 0));
        assert_eq!(header("content-type").0, (!body.is_null()).then_some("application/json"));
        let sent_body = sent[0].1.body().map(|text| serde_json::from_str::<Value>(text).unwrap());
        assert_eq!(sent_body.unwrap_or_default(), body, "{line}");
    }
}

#[test]
fn a_customer_event_goes_to_its_own_host_with_the_public_token_alone() {
    let world = World::answering([answer(200, "")]);
    let event = CustomerEvent::new(PublicToken::new("pk_public").unwrap(), "cus_1").unwrap();
    world.run(world.client().customer_event(&event)).unwrap();
    assert_eq!(world.lines(), ["POST https://api.profitwell-events.com/dotjs/v1/customer/event"]);
    let (_, sent) = &world.sent.borrow()[0];
    assert_eq!(sent.body(), Some(r#"{"user_id":"cus_1"}"#));
    assert!(sent.headers().contains(&("authorization".into(), "pk_public".into())));
    assert!(sent.headers().iter().all(|(_, value)| !value.contains(TOKEN)));
}

#[test]
fn awkward_ids_stay_one_segment() {
    for (id, segment) in [
        ("a/b", "a%2Fb"),
        ("a?b#c", "a%3Fb%23c"),
        ("a b", "a%20b"),
        ("100%", "100%25"),
        ("%2e%2e", "%252e%252e"),
        ("a+b@example.com", "a%2Bb%40example.com"),
        ("naïve", "na%C3%AFve"),
        ("日本", "%E6%97%A5%E6%9C%AC"),
        ("a\\b", "a%5Cb"),
        ("a\nb", "a%0Ab"),
        ("a;b=c,d&e", "a%3Bb%3Dc%2Cd%26e"),
        ("...", "..."),
        ("-._~", "-._~"),
    ] {
        let path = format!("/v2/users/{segment}/");
        assert_eq!(subscriptions::list(id).unwrap().path(), path);
        assert_eq!(users::delete(id).unwrap().path(), path);
    }
}

#[test]
fn ids_that_would_make_another_path_are_refused() {
    for id in ["", ".", ".."] {
        for (what, request) in [
            ("user", subscriptions::list(id)),
            ("user", users::update(id, "a@example.com")),
            ("user", users::delete(id)),
            ("subscription", subscriptions::update(id, &change())),
            ("subscription", subscriptions::churn(id, JANUARY, None)),
            ("subscription", subscriptions::unchurn(id)),
            ("plan", plans::get(id)),
            ("plan", plans::create(id, "name")),
            ("plan", plans::update(id, "name")),
            ("customer", customers::get(id)),
            ("customer", metrics::exclude_customer(id)),
            ("customer", traits::of_customer(id)),
            ("email", gdpr::anonymize_by_email(id)),
            ("customer", gdpr::anonymize_by_customer_id(id)),
        ] {
            assert!(request.is_err(), "{what} {id:?}");
        }
    }
}

#[test]
fn arguments_that_the_service_would_refuse_are_named_before_anything_is_sent() {
    let alias = |length: usize| Some("ä".repeat(length));
    let refused = |new: NewSubscription| subscriptions::create(&new).unwrap_err().field;
    let base = new_subscription;
    assert!(subscriptions::create(&NewSubscription { user_alias: alias(36), ..base() }).is_ok());
    assert_eq!(refused(NewSubscription { user_alias: alias(37), ..base() }), "user_alias");
    assert_eq!(refused(NewSubscription { subscription_alias: alias(37), ..base() }), "subscription_alias");
    assert_eq!(refused(NewSubscription { subscription_alias: alias(0), ..base() }), "subscription_alias");
    assert_eq!(refused(NewSubscription { email: String::new(), ..base() }), "email");
    assert_eq!(refused(NewSubscription { plan_id: String::new(), ..base() }), "plan_id");
    assert_eq!(refused(NewSubscription { status: Some(Status::Trialing), ..base() }), "value");
    let capitals = serde_json::from_value(json!("USD")).unwrap();
    assert_eq!(refused(NewSubscription { plan_currency: Some(capitals), ..base() }), "plan_currency");

    let who = Who::Email(String::new());
    assert_eq!(traits::set(&who, "c", "t").unwrap_err().field, "email");
    assert_eq!(traits::remove(&Who::CustomerId("c".into()), "", "t").unwrap_err().field, "category");
    assert_eq!(traits::set(&Who::CustomerId("c".into()), "c", "").unwrap_err().field, "trait");
    assert_eq!(traits::remove_category("").unwrap_err().field, "category");
    assert_eq!(users::update("u", "").unwrap_err().field, "email");
    assert_eq!(plans::create("p", "").unwrap_err().field, "name");
    assert_eq!(retain::stop("", &[Intervention::Retain], false).unwrap_err().field, "customer_id");
    assert_eq!(retain::stop("cus_1", &[], false).unwrap_err().field, "interventions");

    let late = UnixSeconds::new(1_514_764_800_000);
    assert_eq!(refused(NewSubscription { effective_date: late, ..base() }), "effective_date");
    assert_eq!(subscriptions::churn("s", late, None).unwrap_err().field, "effective_date");
    for month in ["", "2026", "2026-8", "26-08", "2026-08-01", "August", "2026/08"] {
        assert_eq!(metrics::daily(month, &MetricsQuery::default()).unwrap_err().field, "month", "{month}");
    }
}

#[test]
fn only_a_subscription_with_an_alias_and_a_known_user_can_be_looked_up() {
    let repeat = |user_id: Option<&str>, user_alias: Option<&str>, subscription_alias: Option<&str>| {
        let owned = |text: Option<&str>| text.map(str::to_owned);
        subscriptions::create(&NewSubscription {
            user_id: owned(user_id),
            user_alias: owned(user_alias),
            subscription_alias: owned(subscription_alias),
            ..new_subscription()
        })
        .unwrap()
        .repeat()
    };
    assert_eq!(repeat(None, None, None), Repeat::Once);
    assert_eq!(repeat(None, None, Some("s")), Repeat::Once);
    assert_eq!(repeat(None, Some("u"), None), Repeat::Once);
    assert_eq!(repeat(None, Some("u"), Some("s")), Repeat::LookUp);
    assert_eq!(repeat(Some("pwu_1"), None, Some("s")), Repeat::LookUp);
}
