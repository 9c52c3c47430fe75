//! What goes wrong on command, as it arrives at the client.

#![allow(clippy::unwrap_used, clippy::panic)]

mod common;

use std::io::ErrorKind;
use std::time::{Duration, Instant};

use common::{Call, Simulator, content, realtime};
use serde_json::{Value, json};

fn create() -> Call {
    Call::new(
        "CreateDISyncTask",
        &realtime(&[("TaskName", "a"), ("TaskContent", &content())]),
    )
}

#[tokio::test]
async fn errors_come_in_place_of_the_operation() {
    let simulator = Simulator::start(&[]).await;
    let cases = [
        (
            json!({"kind": "throttle400"}),
            400,
            "Throttling.User",
            "throttled",
        ),
        (
            json!({"kind": "throttle429", "retryAfterMs": 1500}),
            429,
            "Throttling.User",
            "throttled",
        ),
        (json!({"kind": "error500"}), 500, "InternalError.System", "error"),
        (json!({"kind": "error503"}), 503, "ServiceUnavailable", "error"),
        (
            json!({"kind": "error", "status": 403, "code": "Forbidden.Access"}),
            403,
            "Forbidden.Access",
            "rejected",
        ),
    ];
    for (rule, status, code, outcome) in cases {
        simulator.fault(rule.clone()).await;
        let reply = simulator.send(&create()).await;
        assert_eq!(reply.error(), (status, code.to_owned()));
        let retry_after = rule["retryAfterMs"].as_u64().map(|ms| ms.to_string());
        assert_eq!(reply.headers.get("x-acs-retry-after"), retry_after.as_ref());
        let call = simulator.last_call().await;
        assert_eq!(
            (&call["outcome"], &call["executed"]),
            (&json!(outcome), &json!(0))
        );
        assert_eq!(call["fault"], rule["kind"]);
    }
    assert!(simulator.tasks().await.is_empty());
}

#[tokio::test]
async fn an_answer_can_be_lost_before_or_after_the_effect() {
    let simulator = Simulator::start(&[]).await;
    for (kind, tasks) in [("resetBefore", 0), ("resetAfter", 1)] {
        simulator
            .fault(json!({"action": "CreateDISyncTask", "kind": kind}))
            .await;
        let error = simulator.try_send(&create()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ConnectionReset);
        assert_eq!(simulator.tasks().await.len(), tasks);
        let call = simulator.last_call().await;
        assert_eq!(
            (&call["outcome"], &call["executed"]),
            (&json!("lost"), &json!(tasks))
        );
        assert_eq!(call["status"], Value::Null);
    }
}

#[tokio::test]
async fn an_error_can_hide_an_effect() {
    let simulator = Simulator::start(&[]).await;
    simulator
        .fault(json!({"kind": "error500", "effect": "first"}))
        .await;
    assert_eq!(simulator.send(&create()).await.status, 500);
    assert_eq!(simulator.tasks().await.len(), 1);
}

#[tokio::test]
async fn answers_that_are_no_answers() {
    let simulator = Simulator::start(&[]).await;
    simulator.fault(json!({"kind": "html"})).await;
    let reply = simulator.send(&create()).await;
    assert_eq!(
        (reply.status, reply.headers["content-type"].as_str()),
        (502, "text/html")
    );
    simulator.fault(json!({"kind": "html", "status": 404})).await;
    assert_eq!(simulator.send(&create()).await.status, 404);
    assert!(simulator.tasks().await.is_empty());

    simulator.fault(json!({"kind": "truncated"})).await;
    let reply = simulator.send(&create()).await;
    let length: usize = reply.headers["content-length"].parse().unwrap();
    assert!(!reply.body.is_empty() && reply.body.len() < length);
    assert_eq!(simulator.tasks().await.len(), 1);

    simulator.fault(json!({"kind": "empty"})).await;
    let reply = simulator
        .send(&Call::new("ListFiles", &[("ProjectId", "10000")]))
        .await;
    assert_eq!((reply.status, reply.body.as_str()), (200, ""));
}

/// The call that creates this task, once a fault has struck it.
async fn arrived(simulator: &Simulator, name: &str) -> Option<Value> {
    let calls = simulator.admin("GET", "calls", Value::Null).await.json();
    let mut calls = calls.as_array().cloned().unwrap_or_default().into_iter();
    calls.find(|call| call["parameters"]["TaskName"] == name && !call["fault"].is_null())
}

#[tokio::test]
async fn a_slow_answer_comes_before_or_after_its_effect() {
    let simulator = Simulator::start(&[]).await;
    for (effect, while_waiting) in [("first", 1), ("last", 0)] {
        simulator
            .fault(json!({"kind": "slow", "ms": 1500, "effect": effect}))
            .await;
        let call = Call::new(
            "CreateDISyncTask",
            &realtime(&[("TaskName", effect), ("TaskContent", &content())]),
        );
        let started = Instant::now();
        let look = simulator.until("the call", async |simulator| arrived(simulator, effect).await);
        let (reply, seen) = tokio::join!(simulator.send(&call), look);
        assert_eq!(reply.status, 200);
        assert!(started.elapsed() >= Duration::from_millis(1500));
        assert_eq!(
            (&seen["outcome"], &seen["executed"]),
            (&json!("unanswered"), &json!(while_waiting)),
            "{effect}"
        );
    }
    assert_eq!(simulator.tasks().await.len(), 2);
}

#[tokio::test]
async fn a_client_that_hangs_up_does_not_stop_the_effect() {
    let simulator = Simulator::start(&[]).await;
    simulator
        .fault(json!({"kind": "slow", "ms": 1500, "effect": "last"}))
        .await;
    let call = create();
    tokio::select! {
        _ = simulator.send(&call) => panic!("it was answered at once"),
        seen = simulator.until("the call", async |simulator| arrived(simulator, "a").await) => {
            assert_eq!(seen["executed"], 0);
        }
    }
    let made = async |simulator: &Simulator| simulator.tasks().await.pop();
    simulator.until("the task", made).await;
}

#[tokio::test]
async fn a_request_can_be_executed_twice() {
    let simulator = Simulator::start(&[]).await;
    simulator.fault(json!({"kind": "executeTwice"})).await;
    assert_eq!(
        simulator.send(&create()).await.error().1,
        "Invalid.DI.Parameter.File.Existed"
    );
    assert_eq!(simulator.last_call().await["executed"], 2);
    assert_eq!(simulator.tasks().await.len(), 1);
}

#[tokio::test]
async fn latency_is_set_by_operation() {
    let simulator = Simulator::start(&[]).await;
    simulator.behave(json!({"latencyMs": {"ListFiles": 150}})).await;
    let started = Instant::now();
    simulator.list(&[]).await;
    assert!(started.elapsed() >= Duration::from_millis(150));
}
