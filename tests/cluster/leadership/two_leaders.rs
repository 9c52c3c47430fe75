//! What no election prevents: two that act on the same resources. The announcements keep them from harm.

use std::collections::BTreeMap;

use serde_json::json;

use crate::stage::*;
use crate::updating::tables;

const TASKS: usize = 20;

#[tokio::test]
async fn two_that_both_act_make_every_task_once() {
    let stage = Stage::new("two-leaders").await;
    let _other = stage.join(stage.cluster).await;
    let names: Vec<_> = (0..TASKS).map(|number| format!("task-{number}")).collect();
    for name in &names {
        stage.create(name, running()).await;
    }
    for name in &names {
        stage.until_ready(name).await;
    }
    let (gone, kept) = names.split_at(5);
    for name in kept {
        let more = ["molin_di_test_in_pk_v4", "orders"];
        stage.edit(name, tables(&more)).await;
    }
    for name in gone {
        stage.delete(name).await;
    }
    for name in gone {
        stage.until_gone(name).await;
    }
    for name in kept {
        stage.until_ready(name).await;
    }
    let remote = stage.remote().await;
    assert_eq!(remote.len(), kept.len());
    for task in &remote {
        assert!(task["content"].as_str().unwrap().contains("\"orders\""), "{task}");
    }
    let mut effects: BTreeMap<String, u64> = BTreeMap::new();
    for call in stage.call_log().await {
        let action = call["action"].as_str().unwrap_or_default().to_owned();
        if call["outcome"] == "success" {
            *effects.entry(action).or_default() += call["executed"].as_u64().unwrap_or_default();
        }
    }
    println!("two leaders: what took effect: {effects:?}");
    assert_eq!(effects["CreateDISyncTask"], TASKS as u64);
    assert_eq!(effects["DeleteDISyncTask"], gone.len() as u64);
}

#[tokio::test]
async fn two_that_both_act_spend_one_budget() {
    let spec = json!({ "edition": "Professional", "budget": { "callsPerDay": 40 } });
    let stage = Stage::with_workspace("two-spenders", spec).await;
    let other = stage.join(stage.cluster).await;
    let names = stage.create_many(TASKS).await;
    stage.until_all_rest().await;
    stage.delete(&names[0]).await;
    stage
        .edit(&names[1], json!({ "spec": { "desiredState": "Running" } }))
        .await;
    stage.until_all_rest().await;
    let calls = stage.counted("calls").await;
    println!("two leaders: {calls} calls of 40");
    assert!(calls <= 40, "{calls}");
    drop(other);
}
