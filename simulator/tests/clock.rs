//! A clock that runs faster than that of the machine.

#![allow(clippy::unwrap_used, clippy::disallowed_methods)]

mod common;

use common::{Call, Simulator};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

const START: &str = "2026-01-01T00:00:00Z";
const FACTOR: i32 = 60;

/// The simulated time now, worked out anew.
fn simulated() -> Timestamp {
    let start: Timestamp = START.parse().unwrap();
    start + Timestamp::now().duration_since(start) * FACTOR
}

async fn start() -> Simulator {
    Simulator::start(&["--clock", &format!("{START}*{FACTOR}")]).await
}

fn signed_at(call: Call, time: Timestamp) -> Call {
    call.with("Timestamp", &time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
}

/// Ten seconds of the machine: more than a call takes on a slow one.
fn is_now(time: Timestamp) -> bool {
    simulated().duration_since(time).abs() < SignedDuration::from_secs(10 * i64::from(FACTOR))
}

#[tokio::test]
async fn the_server_lives_in_the_simulated_time() {
    let simulator = start().await;
    let list = || Call::new("ListFiles", &[("ProjectId", "10000")]);
    let reply = simulator.send(&list()).await;
    assert_eq!(reply.error().1, "InvalidTimeStamp.Expired", "of the machine");
    let date = jiff::fmt::rfc2822::parse(&reply.headers["date"]).unwrap();
    assert!(is_now(date.timestamp()), "{date}");
    let call = Call::new(
        "CreateDISyncTask",
        &common::realtime(&[("TaskName", "a"), ("TaskContent", &common::content())]),
    );
    assert_eq!(simulator.send(&signed_at(call, simulated())).await.status, 200);
    let created = simulator.tasks().await[0]["createTime"].as_i64().unwrap();
    let called = simulator.last_call().await["timeMs"].as_i64().unwrap();
    for ms in [created, called] {
        assert!(is_now(Timestamp::from_millisecond(ms).unwrap()), "{ms}");
    }
    let state = simulator.admin("GET", "state", Value::Null).await.json();
    assert!(is_now(state["serverTime"].as_str().unwrap().parse().unwrap()));
}

#[tokio::test]
async fn two_that_are_told_the_same_agree() {
    let (first, second) = (start().await, start().await);
    for simulator in [first, second] {
        let state = simulator.admin("GET", "state", Value::Null).await.json();
        assert!(is_now(state["serverTime"].as_str().unwrap().parse().unwrap()));
    }
}

#[tokio::test]
async fn what_takes_a_minute_is_done_in_a_second() {
    let simulator = start().await;
    simulator.behave(json!({"process": {"durationMs": 60_000}})).await;
    let send = |action: &'static str, field: &'static str, value: String| {
        let call = Call::new(action, &common::realtime(&[(field, &value)]));
        let call = signed_at(call, simulated());
        let simulator = &simulator;
        async move { simulator.send(&call).await.data() }
    };
    let script = common::script();
    let started = send("GenerateDISyncTaskConfigForCreating", "TaskParam", script).await;
    let id = started["ProcessId"].to_string();
    tokio::time::sleep(std::time::Duration::from_millis(1100)).await;
    let done = send("QueryDISyncTaskConfigProcessResult", "AsyncProcessId", id).await;
    assert_eq!(done["Status"], "success");
    assert!(done["TaskContent"].is_string());
}
