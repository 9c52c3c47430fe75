//! The days of an account that has many more tasks than calls.

use std::collections::HashSet;
use std::time::Duration;

use dataworks_operator::api::DISyncTask;
use serde_json::json;

use super::small;
use crate::stage::*;

impl Stage {
    /// Whether each of these resources has a task in DataWorks.
    async fn have_a_task(&self, names: &[String]) -> Vec<bool> {
        let remote = self.remote().await;
        let there: HashSet<&str> = remote.iter().filter_map(|task| task["name"].as_str()).collect();
        names.iter().map(|name| there.contains(name.as_str())).collect()
    }
}

#[tokio::test]
async fn slow_a_thousand_tasks_of_the_basic_edition_for_three_days() {
    // 8 minutes a second: three days take nine minutes. On a faster clock a busy machine lets reserved calls lapse.
    let started = std::time::Instant::now();
    let (factor, days) = (480, 3);
    let clock = fast_clock(factor);
    let stage = Stage::with("basic", &["--clock", &clock], &["--clock", &clock]).await;
    let quota = json!({ "perDay": 100, "day": "both" });
    stage.simulator.put("quota", &quota).await.unwrap();
    stage.create_secret("simulator-secret").await;
    stage.create_workspace(json!({ "edition": "Basic" })).await;
    // The API server tells age in whole seconds: those that may get their turn differ in it.
    for n in 0..100 {
        stage.create(&format!("old{n:04}"), small()).await;
        if n % 10 == 9 {
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    }
    stage.create_many(900).await;
    let simulated = |days: u64| Duration::from_secs(days * 86_400 / u64::from(factor));

    tokio::time::sleep(simulated(days).saturating_sub(started.elapsed())).await;
    assert!(stage.counted("worst24h").await <= 100);
    assert_eq!(stage.counted("throttled").await, 0);
    let created = stage.have_a_task(&stage.by_age().await).await;
    let count = created.iter().filter(|created| **created).count();
    println!(
        "{count} tasks of 1,000 in {days} days with {} calls, {} in the worst 24 hours",
        stage.counted("calls").await,
        stage.counted("worst24h").await
    );
    assert!(count >= 20, "{count} tasks only");
    let tasks = stage.all_tasks().await;
    let is_begun = |task: &DISyncTask| {
        let status = task.status.as_ref();
        status.is_some_and(|status| status.operation.is_some() || status.file_id.is_some())
    };
    let age = |task: &DISyncTask| task.metadata.creation_timestamp.clone();
    let youngest = tasks
        .iter()
        .filter(|task| is_begun(task))
        .map(age)
        .max()
        .flatten();
    let passed_over = tasks
        .iter()
        .filter(|task| age(task) < youngest && !is_begun(task));
    let passed_over = passed_over.count();
    assert!(passed_over <= 1, "{passed_over} older ones were passed over");
}
