//! The types of the API's values.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::world::{TOKEN, World, answer};
use profitwell_api::{
    Cents, ChurnType, Currency, CustomerStatus, Intervention, PlanInterval, PrivateToken, PublicToken,
    Status, UnixSeconds, company, customers, metrics, plans, subscriptions,
};
use serde_json::{Value, json};

#[test]
fn words_that_are_not_known_survive_a_round_trip() {
    fn round<T: serde::Serialize + serde::de::DeserializeOwned>(json: &Value) {
        assert_eq!(&serde_json::to_value(serde_json::from_value::<T>(json.clone()).unwrap()).unwrap(), json);
    }
    for word in ["active", "trialing", "churned_voluntary", "paused_by_a_future_version", ""] {
        round::<Status>(&json!(word));
        round::<CustomerStatus>(&json!(word));
        round::<PlanInterval>(&json!(word));
        round::<ChurnType>(&json!(word));
        round::<Intervention>(&json!(word));
        round::<Currency>(&json!(word));
    }
    let mut subscription: Value = serde_json::from_str(crate::world::SUBSCRIPTION).unwrap();
    subscription["status"] = json!("frozen");
    subscription["plan_interval"] = json!("week");
    subscription["meta"] = json!({"churn_type": "voluntary", "more": [1, 2]});
    subscription["coupon"] = json!({"percent": 12.5});
    round::<subscriptions::Subscription>(&subscription);
    round::<customers::Customer>(&json!({"customer_id": "cus_1", "email": null, "first_name": null,
        "last_name": "L", "mrr_cents": 4166, "plans": ["pro"], "status": "sleeping", "created_on": "2020-01-01",
        "activated_on": null, "churned_on": null, "updated_on": "2020-05-20T18:45:22Z",
        "total_spend_cents": 12_000, "segment": "new"}));
    round::<metrics::Metrics>(&json!({"data": {"a_new_metric": [{"date": "2026-08", "value": 55000.0},
        {"date": "2026-09", "value": null}]}, "currency": "usd"}));
    round::<company::Settings>(&json!({"id": "1", "name": "A", "timezone": "UTC", "currency": "usd",
        "created_at": "2020-01-01"}));
    round::<plans::Plan>(&json!({"id": "1", "name": "A", "archived": false}));
}

#[test]
fn currencies_are_three_letters_in_lower_case() {
    for code in ["usd", "eur", "btc", "xyz"] {
        assert_eq!(Currency::new(code).unwrap().as_str(), code);
    }
    for code in ["", "us", "usdt", "USD", "Usd", "us1", "u d", "üs"] {
        assert!(Currency::new(code).is_err(), "{code:?}");
    }
}

#[test]
fn tokens_are_one_word_of_ascii_and_the_private_one_is_never_shown() {
    for bad in ["", "  ", "two words", "line\nbreak", "n\u{f6}n-ascii", "nul\0"] {
        let error = PrivateToken::new(bad).unwrap_err().to_string();
        assert!(error.starts_with("private token: "), "{error}");
        assert!(bad.trim().is_empty() || !error.contains(bad), "{error}");
        assert!(PublicToken::new(bad).is_err());
    }
    let token = PrivateToken::new(format!(" {TOKEN}\r\n")).unwrap();
    let world = World::answering([answer(200, "")]);
    let client = world.client();
    world.run(client.check()).unwrap();
    let outgoing = format!("{:?}", world.sent.borrow());
    for shown in [format!("{token:?} {token} {token:#?}"), format!("{client:?} {client:#?}"), outgoing] {
        assert!(!shown.contains("s3cr3t"), "{shown}");
    }
}

#[test]
fn amounts_of_customers_are_rounded_to_whole_cents() {
    let customer = |mrr: &str| {
        serde_json::from_str::<customers::Customer>(&format!(
            r#"{{"customer_id":"cus_1","mrr_cents":{mrr}}}"#
        ))
        .map(|customer| customer.mrr_cents.map(Cents::get))
        .map_err(|error| error.to_string())
    };
    for (sent, cents) in [
        ("5000", Some(5000)),
        ("4166.67", Some(4167)),
        ("4166.4", Some(4166)),
        ("-0.5", Some(-1)),
        ("5000.0", Some(5000)),
        ("-9223372036854775808", Some(i64::MIN)),
        ("null", None),
    ] {
        assert_eq!(customer(sent), Ok(cents), "{sent}");
    }
    for sent in ["9223372036854775808", "1e19", "\"5000\"", "true"] {
        assert!(customer(sent).is_err(), "{sent}");
    }
}

#[test]
fn points_in_time_are_rounded_down_to_whole_seconds() {
    let half = Duration::from_millis(500);
    for (time, seconds) in [
        (UNIX_EPOCH, 0),
        (UNIX_EPOCH + half, 0),
        (UNIX_EPOCH - half, -1),
        (UNIX_EPOCH - 2 * half, -1),
        (UNIX_EPOCH + Duration::from_secs(1_514_764_800) + half, 1_514_764_800),
    ] {
        assert_eq!(UnixSeconds::from(time), UnixSeconds::new(seconds));
    }
    for seconds in [0, -1, 1_514_764_800] {
        let time = SystemTime::try_from(UnixSeconds::new(seconds)).unwrap();
        assert_eq!(UnixSeconds::from(time), UnixSeconds::new(seconds));
    }
}

#[test]
#[cfg(feature = "jiff")]
fn points_in_time_are_those_of_jiff() {
    for (text, seconds) in [
        ("2018-01-01T00:00:00Z", 1_514_764_800),
        ("1969-12-31T23:59:59.5Z", -1),
        ("1970-01-01T00:00:00.5Z", 0),
    ] {
        assert_eq!(UnixSeconds::from(text.parse::<jiff::Timestamp>().unwrap()), UnixSeconds::new(seconds));
    }
    let second = jiff::Timestamp::try_from(UnixSeconds::new(1_514_764_800)).unwrap();
    assert_eq!(second.to_string(), "2018-01-01T00:00:00Z");
    assert!(jiff::Timestamp::try_from(UnixSeconds::new(i64::MAX)).is_err());
}
