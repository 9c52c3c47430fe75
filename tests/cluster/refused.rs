//! What DataWorks refused of a script: what that costs, and what has it sent again.

use std::time::Duration;

use dataworks_operator::api::DISyncTask;
use k8s_openapi::api::core::v1::ConfigMap;
use kube::ResourceExt;
use serde_json::{Value, json};
use testbed::wait::{self, Look};

use crate::stage::*;
use crate::updating::tables;

/// 12 minutes a second: an hour takes 5 s, a day takes two minutes. A signature is good for a quarter of an hour, which is
/// more than a call takes to arrive on a busy machine.
const FACTOR: u32 = 720;

fn simulated(hours: u64) -> Duration {
    Duration::from_secs(hours * 3600) / FACTOR
}

fn nowhere() -> Value {
    let mut script = script("odps");
    script["steps"][1]["parameter"]["datasource"] = json!("nowhere");
    script
}

impl Stage {
    async fn fast(name: &str, factor: u32) -> Self {
        let clock = fast_clock(factor);
        let stage = Self::with(name, &["--clock", &clock], &["--clock", &clock]).await;
        stage.create_secret("simulator-secret").await;
        stage.create_workspace(json!({})).await;
        stage
    }

    /// Makes the data source in DataWorks that the scripts name.
    async fn mend_data_sources(&self) {
        let missing = json!({ "projectId": 10000, "name": "nowhere" });
        self.simulator.post("datasources", &missing).await.unwrap();
    }

    async fn write_script(&self, script: &Value) {
        let text = script.to_string();
        let map = json!({ "metadata": { "name": "scripts" }, "data": { "orders.json": text } });
        self.apply_object::<ConfigMap>(map).await;
    }
}

#[tokio::test]
async fn a_refused_script_costs_its_first_calls_only_until_something_changes() {
    let mut stage = Stage::fast("refused", FACTOR).await;
    let poor = json!({ "taskType": "DI_REALTIME", "taskParam": nowhere(), "desiredState": "Created" });
    for name in ["edited", "asked"] {
        stage.create(name, poor.clone()).await;
    }
    stage.write_script(&nowhere()).await;
    let source = json!({ "configMapKeyRef": { "name": "scripts", "key": "orders.json" } });
    let elsewhere = json!({ "taskType": "DI_REALTIME", "scriptFrom": source, "desiredState": "Created" });
    stage.create("elsewhere", elsewhere).await;
    for name in ["edited", "asked", "elsewhere"] {
        let stalled = stage.until_reason(name, "GenerationFailed").await;
        let text = message(&stalled);
        assert!(text.contains("mend") && text.contains("once a day"), "{text}");
        assert_eq!(condition(&stalled, "Stalled").unwrap().0, "True");
    }
    stage
        .fault(json!({ "action": "CreateDISyncTask", "kind": "error", "status": 400, "code": "Param.Invalid", "message": "Invalid path." }))
        .await;
    stage.create("daily", batch()).await;
    let stalled = stage.until_reason("daily", "CreationFailed").await;
    assert!(message(&stalled).contains("once a day"), "{}", message(&stalled));

    let first = stage.actions().await;
    tokio::time::sleep(simulated(2)).await;
    stage.operator.restart().await.unwrap();
    tokio::time::sleep(simulated(2)).await;
    assert_eq!(
        stage.actions().await,
        first,
        "four hours and a restart cost nothing"
    );

    // Each of them heals at once: nobody waits for a day.
    let begun = std::time::Instant::now();
    let mended = json!({ "spec": { "taskParam": script("odps") } });
    stage.edit("edited", mended).await;
    stage.write_script(&script("odps")).await;
    stage.ask("daily").await;
    for name in ["edited", "elsewhere", "daily"] {
        stage.until_ready(name).await;
    }
    assert!(begun.elapsed() < simulated(16), "{:?}", begun.elapsed());

    // What is missing is made in DataWorks.
    stage.mend_data_sources().await;
    stage.ask("asked").await;
    stage.until_ready("asked").await;
}

#[tokio::test]
async fn slow_a_refused_script_is_sent_again_once_a_day() {
    let stage = Stage::fast("daily", FACTOR).await;
    let poor = json!({ "taskType": "DI_REALTIME", "taskParam": nowhere(), "desiredState": "Created" });
    stage.create("orders", poor).await;
    stage.until_reason("orders", "GenerationFailed").await;
    stage.mend_data_sources().await;
    let task = stage.until_ready("orders").await;
    assert_eq!(task.status.unwrap().attempts, Some(2));
    let log = stage.call_log().await;
    let sent: Vec<i64> = log
        .iter()
        .filter(|call| call["action"] == "GenerateDISyncTaskConfigForCreating")
        .filter_map(|call| call["timeMs"].as_i64())
        .collect();
    // In simulated time, as the service saw them.
    let hours = (sent[1] - sent[0]) / 3_600_000;
    assert!((24..48).contains(&hours), "{hours} hours: {sent:?}");
}

#[tokio::test]
async fn an_edit_that_is_refused_leaves_the_task_watched() {
    let stage = Stage::fast("kept", 600).await;
    stage.create_workspace(json!({ "watchInterval": "10m" })).await;
    stage.create("orders", running()).await;
    stage.until_ready("orders").await;
    stage
        .fault(
            json!({ "action": "GenerateDISyncTaskConfigForUpdating", "kind": "error", "status": 400,
                       "code": "Invalid.DI.Parameter", "message": "table orders already exists" }),
        )
        .await;
    let more = tables(&["molin_di_test_in_pk_v4", "orders"]);
    stage.edit("orders", more).await;
    let is_kept = |task: &DISyncTask| {
        let text = message(task);
        text.contains("goes on as it was") && text.contains("once a day")
    };
    let kept = stage.until("orders", "kept as it was", is_kept).await;
    assert_eq!(condition(&kept, "Ready").unwrap().1, "GenerationFailed");
    let updates = |actions: &[String]| {
        actions
            .iter()
            .filter(|action| action.starts_with("GenerateDISyncTaskConfigForUpdating"))
            .count()
    };
    let looks = |actions: &[String]| {
        actions
            .iter()
            .filter(|action| *action == "GetDISyncInstanceInfo")
            .count()
    };
    let before = stage.actions().await;
    let looked = wait::until("looks at the task", PATIENCE, || async {
        let seen = looks(&stage.actions().await);
        Ok(if seen >= looks(&before) + 3 {
            Look::Met(())
        } else {
            Look::NotYet(seen.to_string())
        })
    });
    looked.await.unwrap();
    assert_eq!((updates(&before), updates(&stage.actions().await)), (1, 1));
    stage.ask("orders").await;
    stage.until_ready("orders").await;
}

#[tokio::test]
async fn a_name_that_is_there_already_costs_few_calls_whichever_call_says_so() {
    let stage = Stage::fast("there", FACTOR).await;
    let poll = "QueryDISyncTaskConfigProcessResult";
    for action in [poll, "UpdateFile"] {
        stage
            .fault(
                json!({ "action": action, "kind": "error", "times": 0, "status": 400,
                           "code": "Invalid.DI.Parameter", "message": "table orders already exists" }),
            )
            .await;
    }
    stage.create("polled", realtime()).await;
    let mut scheduled = batch();
    scheduled["schedule"] = json!({ "cronExpress": "00 30 05 * * ?" });
    stage.create("scheduled", scheduled).await;
    for (name, reason) in [("polled", "GenerationFailed"), ("scheduled", "UpdateFailed")] {
        let stalled = stage.until_reason(name, reason).await;
        assert_eq!(condition(&stalled, "Stalled").unwrap().1, reason, "{name}");
        assert!(
            message(&stalled).contains("table orders already exists"),
            "{}",
            message(&stalled)
        );
    }
    // An hour and a half: calls once a second would be thousands.
    tokio::time::sleep(simulated(3) / 2).await;
    let actions = stage.actions().await;
    let made = |action: &str| actions.iter().filter(|made| *made == action).count();
    assert_eq!(made(poll), 1);
    assert!((2..=12).contains(&made("UpdateFile")), "{actions:?}");
    stage.simulator.delete("faults").await.unwrap();
    for name in ["polled", "scheduled"] {
        stage.ask(name).await;
        stage.until_ready(name).await;
    }
}

#[tokio::test]
async fn a_process_that_is_lost_again_and_again_is_a_refusal() {
    let stage = Stage::fast("forgotten", FACTOR).await;
    stage
        .fault(json!({ "action": "QueryDISyncTaskConfigProcessResult", "kind": "error", "times": 0, "status": 400,
                       "code": "Invalid.DI.Parameter", "message": "The parameter is invalid." }))
        .await;
    stage.create("orders", realtime()).await;
    let stalled = stage.until_reason("orders", "GenerationFailed").await;
    let text = message(&stalled);
    assert!(
        text.contains("The parameter is invalid.") && text.contains("once a day"),
        "{text}"
    );
    let before = stage.actions().await;
    let polls = before.iter().filter(|action| action.starts_with("Query")).count();
    assert_eq!(polls, 5, "{before:?}");
    tokio::time::sleep(simulated(2)).await;
    assert_eq!(stage.actions().await, before, "two hours cost nothing");
    stage.simulator.delete("faults").await.unwrap();
    stage.ask("orders").await;
    stage.until_ready("orders").await;
}

#[tokio::test]
async fn a_token_that_was_used_otherwise_is_given_up_when_no_task_came_of_it() {
    let stage = Stage::fast("token", 600).await;
    stage
        .fault(
            json!({ "action": "CreateDISyncTask", "kind": "error", "status": 400,
                       "code": "IdempotentParameterMismatch", "message": "Used with other parameters." }),
        )
        .await;
    let uid = stage.create("orders", realtime()).await.uid().unwrap();
    stage.until_ready("orders").await;
    let log = stage.call_log().await;
    let mut tokens: Vec<&str> = log
        .iter()
        .filter(|call| call["action"] == "CreateDISyncTask")
        .filter_map(|call| call["parameters"]["ClientToken"].as_str())
        .collect();
    // On a busy machine a signature may end on the way: such a call is repeated.
    tokens.dedup();
    assert_eq!(tokens, [format!("{uid}-create"), format!("{uid}-create-g1-a2")]);
    let is_look = |call: &&Value| call["action"] == "ListFiles" && call["outcome"] == "success";
    let looks = log.iter().filter(is_look).count();
    assert_eq!((looks, stage.remote().await.len()), (7, 1));
}
