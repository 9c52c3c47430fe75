//! Call limits on the wire.

#![allow(clippy::unwrap_used)]

mod common;

use common::{Call, Reply, Simulator};
use serde_json::{Value, json};

const ACCOUNT: &str = "1000000000000001";

fn list() -> Call {
    Call::new("ListFiles", &[("ProjectId", "10000")])
}

async fn limit(simulator: &Simulator, limits: Value) {
    let reply = simulator.admin("PUT", "quota", limits).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
}

async fn used(simulator: &Simulator, account: &str) -> Value {
    let report = simulator.admin("GET", "quota", Value::Null).await.json();
    report["accounts"][account].clone()
}

async fn throttled(limits: Value) -> Reply {
    let simulator = Simulator::start(&[]).await;
    limit(&simulator, limits).await;
    simulator.send(&list()).await
}

#[tokio::test]
async fn a_call_is_throttled_in_each_of_the_documented_ways() {
    for (status, code) in [
        (400, "Throttling.User"),
        (429, "Throttling"),
        (429, "Throttling.Api"),
    ] {
        for after in [json!(null), json!(1500)] {
            let throttle = json!({"status": status, "code": code, "retryAfterMs": after});
            let reply = throttled(json!({"perDay": 0, "throttle": throttle})).await;
            assert_eq!(reply.error(), (status, code.to_owned()));
            let header = reply.headers.get("x-acs-retry-after").map(String::as_str);
            assert_eq!(header, after.as_i64().map(|_| "1500"));
        }
    }
    let usual = throttled(json!({"qps": 0})).await;
    assert_eq!(usual.error(), (429, "Throttling.User".to_owned()));
    assert!(!usual.headers.contains_key("x-acs-retry-after"));
}

#[tokio::test]
async fn the_keys_of_an_account_share_its_quota() {
    let simulator = Simulator::start(&[]).await;
    for (id, account) in [("second", ACCOUNT), ("foreign", "7")] {
        let key = json!({"accessKeyId": id, "accessKeySecret": "s", "accountId": account});
        simulator.admin("PUT", "keys", key).await;
    }
    limit(&simulator, json!({"perDay": 2})).await;
    let with = |id: &str| list().with("AccessKeyId", id).secret("s");
    assert_eq!(simulator.send(&list()).await.status, 200);
    assert_eq!(simulator.send(&with("second")).await.status, 200);
    assert_eq!(simulator.send(&with("second")).await.status, 429);
    assert_eq!(simulator.send(&list()).await.status, 429);
    assert_eq!(simulator.send(&with("foreign")).await.status, 200);
    let report = used(&simulator, ACCOUNT).await;
    assert_eq!(report["worst24h"], json!({"all": 4, "read": 4, "write": 0}));
    assert_eq!(report["throttled"]["all"], 2);
    assert_eq!(used(&simulator, "7").await["calls"]["all"], 1);
}

#[tokio::test]
async fn every_call_of_a_known_key_counts_and_no_other() {
    let simulator = Simulator::start(&[]).await;
    limit(&simulator, json!({})).await;
    simulator.send(&list().secret("wrong")).await;
    simulator
        .send(&list().with("Timestamp", &common::timestamp(-1000)))
        .await;
    simulator.send(&list().with("AccessKeyId", "none")).await;
    simulator.send(&list().with("Action", "DescribeRegions")).await;
    simulator.create("a", &[]).await;
    let report = used(&simulator, ACCOUNT).await;
    assert_eq!(report["calls"], json!({"all": 3, "read": 2, "write": 1}));
}

#[tokio::test]
async fn a_day_passes_on_a_fast_clock() {
    // A day in 864 milliseconds, from now on: this fast, a start long ago would lie beyond the end of the calendar.
    let clock = format!("{}*100000", common::timestamp(0));
    let simulator = Simulator::start(&["--clock", &clock]).await;
    limit(&simulator, json!({"perDay": 1})).await;
    let mut passed = Vec::new();
    for _ in 0..2 {
        passed.push(simulator.send(&list()).await.error().1);
        tokio::time::sleep(std::time::Duration::from_millis(900)).await;
    }
    // The window of a signature is nine milliseconds, so both are refused; and both are counted, a day apart.
    assert_eq!(passed, ["InvalidTimeStamp.Expired", "InvalidTimeStamp.Expired"]);
    let report = used(&simulator, ACCOUNT).await;
    assert_eq!(
        (
            &report["calls"]["all"],
            &report["worst24h"]["all"],
            &report["throttled"]["all"]
        ),
        (&json!(2), &json!(1), &json!(0))
    );
}
