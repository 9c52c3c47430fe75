//! Installations that share the resources by their labels: each works on its own, and both spend one budget.

use serde_json::json;
use testbed::OperatorOptions;

use crate::stage::*;

#[tokio::test]
async fn each_works_on_its_own_and_all_know_the_names_and_the_budget_of_all() {
    let stage = Stage::bare("shards", &["--selector", "shard=a"]).await;
    stage.create_secret("simulator-secret").await;
    stage
        .create_workspace(json!({ "edition": "Professional", "budget": { "callsPerDay": 40 } }))
        .await;
    let in_shard = |shard: &str| json!({ "metadata": { "labels": { "shard": shard } } });
    for (name, shard) in [("mine", "a"), ("theirs", "b")] {
        stage.create(name, realtime()).await;
        stage.edit(name, in_shard(shard)).await;
    }
    stage.until_ready("mine").await;
    let theirs = stage.tasks().get("theirs").await.unwrap();
    assert_eq!(
        theirs.status.unwrap().observed_generation,
        Some(-1),
        "nobody's yet"
    );

    let mut other = stage
        .join_with(OperatorOptions {
            args: vec!["--selector".into(), "shard=b".into()],
            ..OperatorOptions::default()
        })
        .await;
    stage.until_ready("theirs").await;

    // A name that the other installation has is taken.
    let mut spec = realtime();
    spec["taskName"] = json!("mine");
    stage.create("rival", spec).await;
    stage.edit("rival", in_shard("b")).await;
    stage.until_reason("rival", "NameConflict").await;
    assert_eq!(stage.remote().await.len(), 2);

    // A task that is handed over is kept by the other.
    stage.edit("mine", in_shard("b")).await;
    stage.delete("mine").await;
    stage.until_gone("mine").await;

    // More in each shard than there are calls for: shards take no turns.
    for n in 0..24 {
        let name = format!("more{n:02}");
        stage.create(&name, realtime()).await;
        stage
            .edit(&name, in_shard(if n % 2 == 0 { "a" } else { "b" }))
            .await;
    }
    let last = stage.by_age().await.pop().unwrap();
    stage.until_reason(&last, "BudgetExhausted").await;
    assert!(stage.counted("calls").await <= 40);
    other.check().unwrap();
}
