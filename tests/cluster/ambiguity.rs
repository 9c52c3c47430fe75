//! Answers that are lost, and kills: one task, whatever the instant.

use kube::ResourceExt;
use serde_json::json;

use crate::stage::*;

async fn creates(stage: &Stage) -> usize {
    stage
        .calls()
        .await
        .iter()
        .filter(|call| call.starts_with("CreateDISyncTask"))
        .count()
}

#[tokio::test]
async fn a_create_whose_answer_is_lost_is_found_not_repeated() {
    let stage = Stage::new("lost").await;
    let faults = [
        json!({ "kind": "resetAfter" }),
        json!({ "kind": "empty" }),
        json!({ "kind": "truncated" }),
        json!({ "kind": "error500", "effect": "first" }),
        json!({ "kind": "html", "effect": "first" }),
    ];
    for (n, mut fault) in faults.into_iter().enumerate() {
        fault["action"] = json!("CreateDISyncTask");
        stage.simulator.delete("calls").await.unwrap();
        stage.fault(fault.clone()).await;
        let name = format!("task-{n}");
        stage.create(&name, realtime()).await;
        stage.until_ready(&name).await;
        assert_eq!(creates(&stage).await, 1, "{fault}: {:?}", stage.calls().await);
        assert_eq!(stage.remote().await.len(), n + 1, "{fault}");
    }
}

#[tokio::test]
async fn a_create_that_had_no_effect_is_repeated_with_the_same_token_when_it_can_have_none_any_more() {
    let clock = fast_clock(8);
    let stage = Stage::with("none", &["--clock", &clock], &["--clock", &clock]).await;
    stage.create_secret("simulator-secret").await;
    stage.create_workspace(json!({})).await;
    stage
        .fault(json!({ "action": "CreateDISyncTask", "kind": "resetBefore" }))
        .await;
    let uid = stage.create("orders", realtime()).await.uid().unwrap();
    stage.until_ready("orders").await;
    let calls = stage.calls().await;
    let looks = calls.iter().filter(|call| call.starts_with("ListFiles")).count();
    assert_eq!((creates(&stage).await, looks), (2, 3), "{calls:?}");
    let log = stage.call_log().await;
    let sent: Vec<i64> = log
        .iter()
        .filter(|call| call["action"] == "CreateDISyncTask")
        .filter_map(|call| call["timeMs"].as_i64())
        .collect();
    assert!(
        sent[1] - sent[0] >= 39_000,
        "a call may take half a minute: {sent:?}"
    );
    let tokens = log
        .iter()
        .filter(|call| call["action"] == "CreateDISyncTask")
        .map(|call| &call["parameters"]["ClientToken"]);
    assert!(
        tokens
            .into_iter()
            .all(|token| *token == json!(format!("{uid}-create")))
    );
}

#[tokio::test]
async fn a_new_task_that_the_list_hides_is_not_made_twice() {
    for token in ["honoured", "ignored"] {
        let stage = Stage::new(token).await;
        stage
            .behave(json!({ "token": token, "listLagMs": 8000, "clockOffsetSeconds": 300 }))
            .await;
        stage
            .fault(json!({ "action": "CreateDISyncTask", "kind": "resetAfter" }))
            .await;
        stage.create("orders", realtime()).await;
        stage.until_ready("orders").await;
        assert_eq!(
            (creates(&stage).await, stage.remote().await.len()),
            (1, 1),
            "{:?}",
            stage.calls().await
        );
    }
}

#[tokio::test]
async fn a_task_whose_time_another_clock_tells_is_found_and_not_made_twice() {
    let stage = Stage::new("clocks").await;
    stage.behave(json!({ "fileClockOffsetSeconds": -20 })).await;
    let specs = [("orders", realtime()), ("daily", batch()), ("move", solution())];
    for (n, (name, spec)) in specs.into_iter().enumerate() {
        stage
            .fault(json!({ "action": "CreateDISyncTask", "kind": "resetAfter" }))
            .await;
        stage.create(name, spec).await;
        stage.until_ready(name).await;
        assert_eq!(
            (creates(&stage).await, stage.remote().await.len()),
            (n + 1, n + 1),
            "{:?}",
            stage.calls().await
        );
    }
}

#[tokio::test]
async fn a_kill_during_the_create_makes_no_second_task() {
    for token in ["honoured", "ignored"] {
        let mut stage = Stage::new("kill").await;
        stage.behave(json!({ "token": token })).await;
        stage
            .fault(json!({ "action": "CreateDISyncTask", "kind": "slow", "ms": 3000 }))
            .await;
        stage.create("orders", realtime()).await;
        let announced = |task: &dataworks_operator::api::DISyncTask| {
            use dataworks_operator::api::OperationKind::Create;
            task.status
                .as_ref()
                .and_then(|s| s.operation.as_ref())
                .is_some_and(|o| o.kind == Create)
        };
        stage.until("orders", "announced", announced).await;
        testbed::wait::until("the effect", PATIENCE, || async {
            let held = stage.remote().await.len();
            Ok(if held == 1 {
                testbed::wait::Look::Met(())
            } else {
                testbed::wait::Look::NotYet(held.to_string())
            })
        })
        .await
        .unwrap();
        stage.operator.restart().await.unwrap();
        stage.until_ready("orders").await;
        assert_eq!(
            (creates(&stage).await, stage.remote().await.len()),
            (1, 1),
            "{:?}",
            stage.calls().await
        );
    }
}

#[tokio::test]
async fn lost_answers_of_the_other_calls_do_no_harm() {
    let stage = Stage::new("others").await;
    for action in [
        "GenerateDISyncTaskConfigForCreating",
        "QueryDISyncTaskConfigProcessResult",
    ] {
        stage
            .fault(json!({ "action": action, "kind": "resetAfter" }))
            .await;
    }
    stage.create("orders", realtime()).await;
    stage.until_ready("orders").await;
    assert_eq!(stage.remote().await.len(), 1);
    for action in ["DeleteDISyncTask", "ListFiles"] {
        stage
            .fault(json!({ "action": action, "kind": "resetAfter" }))
            .await;
    }
    stage.delete("orders").await;
    stage.until_gone("orders").await;
    assert_eq!(stage.remote().await.len(), 0);
}

#[tokio::test]
async fn an_answer_survives_a_touch_of_the_object_during_the_call() {
    let stage = Stage::new("touch").await;
    stage
        .fault(json!({ "action": "CreateDISyncTask", "kind": "slow", "ms": 2000 }))
        .await;
    stage.create("orders", realtime()).await;
    let announced = |task: &dataworks_operator::api::DISyncTask| {
        use dataworks_operator::api::OperationKind::Create;
        let operation = task.status.as_ref().and_then(|status| status.operation.as_ref());
        operation.is_some_and(|operation| operation.kind == Create)
    };
    stage.until("orders", "announced", announced).await;
    stage
        .edit(
            "orders",
            json!({ "metadata": { "labels": { "touched": "yes" } } }),
        )
        .await;
    stage.until_ready("orders").await;
    let calls = stage.calls().await;
    assert!(
        !calls.iter().any(|call| call.starts_with("ListFiles")),
        "{calls:?}"
    );
    assert_eq!(creates(&stage).await, 1);
}
