//! Imports whose service fails in every way: no row is lost, none is repeated, and what every row meets stops them.

use crate::support::{
    csv, end,
    import::{begin, has_exactly, import, reach},
    made, room, write,
};
use profitwell_api_server::testing::{Api, TOKEN};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn faults_of_every_kind_lose_no_row_and_repeat_none() {
    let api = Api::empty().await;
    let file = write(&room("faults").join("file.csv"), csv(400, 100));
    let post = |fault: &str, processed: bool, count: u32, seed: u32| {
        json!({ "fault": fault, "processed": processed, "count": count, "probability": 0.2, "seed": seed,
            "method": "POST", "path": "/v2/subscriptions/" })
    };
    for fault in [
        post("reset", true, 8, 1),
        post("reset", false, 8, 2),
        post("html500", true, 4, 3),
        post("html500", false, 4, 4),
        post("truncated_body", true, 4, 5),
        post("garbage", true, 4, 6),
        post("hang", true, 2, 7),
        post("throttle", false, 2, 8),
    ] {
        api.fault(fault).await;
    }
    let said = import(&api, &file, &[]).await.ends(0);
    assert_eq!(said.json()["created"], 400, "{}", said.err);
    has_exactly(&api, 400).await;
    let stats = api.stats().await;
    assert!(stats["faults"].as_u64().unwrap() > 20, "{stats}");
    assert_eq!((&stats["overlaps"], &stats["throttled"]), (&json!(0), &json!(0)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_network_stops_an_import_in_bounded_time() {
    let api = Api::empty().await;
    let file = write(&room("lost").join("file.csv"), csv(1000, 1000));
    api.fault(json!({ "fault": "delay", "pause_ms": 50, "method": "POST", "count": null })).await;
    let mut child = begin(&api, &file, &[]);
    reach(&api, &mut child, 100).await;
    let there = made(&api).await.len();
    api.end().await;
    let said = end(child).await.ends(8);
    assert!(said.err.contains("[connection_failed]") || said.err.contains("[interrupted]"), "{}", said.err);
    assert!(said.json()["created"].as_u64().unwrap() >= there as u64 - 64, "{}", said.out);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_is_down_stops_an_import_and_fails_no_row() {
    let api = Api::empty().await;
    let room = room("down");
    let file = write(&room.join("file.csv"), csv(40, 40));
    api.fault(json!({ "fault": "html500", "count": null })).await;
    import(&api, &file, &[]).await.ends(7);
    assert!(!room.join("file.csv.failed.csv").exists());
    api.send("DELETE", "/_control/faults", TOKEN, &json!(null)).await.unwrap();
    import(&api, &file, &["--resume"]).await.ends(0);
    has_exactly(&api, 40).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_is_no_subscription_creates_nothing_and_ten_of_them_stop_the_import() {
    for (fault, shown) in [
        ("html200", "<h1>Please log in</h1>"),
        ("empty204", "no content"),
        ("empty_object", "{}"),
        ("garbage", "{\"detail\": \"cut"),
    ] {
        let api = Api::empty().await;
        let room = room(&format!("answer-{fault}"));
        let file = write(&room.join("file.csv"), csv(40, 40));
        // Nothing was done; then it was, and only the answer is wrong.
        for processed in [false, true] {
            api.fault(json!({ "fault": fault, "method": "POST", "processed": processed, "count": if processed { Some(5) } else { None } })).await;
            if processed {
                let said = import(&api, &file, &["--resume"]).await.ends(0);
                assert_eq!(said.json()["created"], 40, "{}", said.out);
            } else {
                let said = import(&api, &file, &[]).await.ends(7);
                assert!(said.err.contains("[unexpected_answer]") && said.err.contains(shown), "{}", said.err);
                assert_eq!(said.json()["created"], 0, "{}", said.out);
                assert!(!room.join("file.csv.failed.csv").exists());
                api.send("DELETE", "/_control/faults", TOKEN, &json!(null)).await.unwrap();
            }
        }
        has_exactly(&api, 40).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_every_row_meets_stops_the_import_instead_of_filling_the_file_of_failed_rows() {
    let api = Api::empty().await;
    let room = room("alike");
    let file = write(&room.join("file.csv"), csv(200, 200));
    api.fault(json!({ "fault": "forbidden", "count": null })).await;
    let said = import(&api, &file, &[]).await.ends(4);
    assert!(said.err.contains("403"), "{}", said.err);
    assert!(api.stats().await["faults"].as_u64().unwrap() <= 64, "at once");
    api.send("DELETE", "/_control/faults", TOKEN, &json!(null)).await.unwrap();

    let large =
        write(&room.join("large.csv"), csv(200, 200).replace("pro,month,1", "pro,month,99999999999991"));
    let said = import(&api, &large, &[]).await.ends(3);
    assert!(said.err.contains("10 rows in a row") && said.err.contains("less than or equal"), "{}", said.err);
    let summary = said.json();
    assert_eq!((&summary["failed"], &summary["left"]), (&json!(0), &json!(200)));
    assert!(!room.join("large.csv.failed.csv").exists());
    import(&api, &file, &["--resume"]).await.ends(0);
    has_exactly(&api, 200).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn throttling_fails_no_row_and_stops_an_import_only_where_waiting_is_no_use() {
    let api = Api::empty().await;
    let room = room("throttled");
    let file = write(&room.join("file.csv"), csv(40, 40));
    api.fault(json!({ "fault": "throttle", "retry_after": 1, "count": 150 })).await;
    let said = import(&api, &file, &[]).await.ends(0);
    assert_eq!((&said.json()["created"], &said.json()["failed"]), (&json!(40), &json!(0)), "{}", said.err);

    // Without a header the documented window is waited for.
    let bare = write(&room.join("bare.csv"), csv(40, 40).replace("s-", "bare-"));
    api.fault(json!({ "fault": "throttle", "count": 50 })).await;
    let said = import(&api, &bare, &[]).await.ends(0);
    assert_eq!((&said.json()["created"], &said.json()["failed"]), (&json!(40), &json!(0)), "{}", said.err);

    let day = write(&room.join("day.csv"), csv(40, 40).replace("s-", "day-"));
    api.fault(json!({ "fault": "throttle", "retry_after": 86400, "count": null })).await;
    let said = import(&api, &day, &[]).await.ends(6);
    assert!(said.err.contains("[throttled]") && said.err.contains("--resume continues"), "{}", said.err);
    api.send("DELETE", "/_control/faults", TOKEN, &json!(null)).await.unwrap();

    api.fault(json!({ "fault": "throttle", "retry_after": 1, "count": null })).await;
    let said = import(&api, &day, &["--resume"]).await.ends(6);
    assert_eq!((&said.json()["created"], &said.json()["failed"]), (&json!(0), &json!(0)));
    assert!(!room.join("day.csv.failed.csv").exists());
    api.send("DELETE", "/_control/faults", TOKEN, &json!(null)).await.unwrap();
    assert_eq!(import(&api, &day, &["--resume"]).await.ends(0).json()["created"], 40);
}
