//! The calls of an account: never one too many, the urgent first, and shared by all who use it.

mod three_days;

use std::time::Duration;

use dataworks_operator::api::DISyncTask;
use futures::future::join_all;
use serde_json::{Value, json};
use testbed::wait::{self, Look};

use crate::rights::visits_of;
use crate::stage::*;

/// A task that is created and not deployed: three calls, and more while the generation takes its time.
fn small() -> Value {
    realtime()
}

impl Stage {
    pub async fn create_many(&self, count: usize) -> Vec<String> {
        let names: Vec<String> = (0..count).map(|n| format!("t{n:04}")).collect();
        for some in names.chunks(32) {
            join_all(some.iter().map(|name| self.create(name, small()))).await;
        }
        names
    }

    /// Waits for a visit of a task: each reads it anew.
    async fn until_visited(&self, name: &str) {
        let visits = || visits_of(self.cluster, &self.namespace, name);
        let before = visits();
        let visited = wait::until("a visit", PATIENCE, || async {
            Ok(if visits() > before {
                Look::Met(())
            } else {
                Look::NotYet(format!("none after {before}"))
            })
        });
        visited.await.unwrap();
    }

    /// Waits until the workspace's status shows this number of calls left.
    async fn until_left(&self, holds: impl Fn(u64) -> bool) {
        let looked = wait::until("the calls that are left", PATIENCE, || async {
            let workspace = self.workspaces().get("default").await.unwrap();
            let left = json!(workspace.status)["budget"]["left"].as_u64();
            Ok(match left {
                Some(left) if holds(left) => Look::Met(()),
                left => Look::NotYet(format!("{left:?}")),
            })
        });
        looked.await.unwrap();
    }
}

#[tokio::test]
async fn what_waits_for_calls_says_until_when_and_goes_on_when_there_are_more() {
    let stage = Stage::with_workspace("waits", json!({ "budget": { "callsPerDay": 20 } })).await;
    stage.create_many(12).await;
    let last = stage.by_age().await.pop().unwrap();
    let task = stage.until_reason(&last, "BudgetExhausted").await;
    let (_, _, text) = condition(&task, "Reconciling").unwrap();
    assert!(
        text.contains("of the 20 calls") && text.contains("it goes on at 20"),
        "{text}"
    );
    assert!(condition(&task, "Stalled").is_none());
    assert!(stage.counted("calls").await <= 20);
    stage.until_left(|left| left <= 20).await;
    // The account has more than was said.
    stage
        .create_workspace(json!({ "budget": { "callsPerDay": 1000 } }))
        .await;
    stage.until_ready(&last).await;
}

#[tokio::test]
async fn a_restart_overspends_nothing() {
    let mut stage = Stage::with_workspace("frugal", json!({ "budget": { "callsPerDay": 30 } })).await;
    stage.create_many(20).await;
    for calls in [4, 8, 12, 16] {
        let spent = wait::until("some calls", PATIENCE, || async {
            let made = stage.counted("calls").await;
            Ok(if made >= calls {
                Look::Met(())
            } else {
                Look::NotYet(made.to_string())
            })
        });
        spent.await.unwrap();
        stage.operator.restart().await.unwrap();
    }
    let last = stage.by_age().await.pop().unwrap();
    stage.until_reason(&last, "BudgetExhausted").await;
    stage.until_left(|left| left < 10).await;
    assert!(stage.counted("calls").await <= 30);
}

#[tokio::test]
async fn a_task_that_stands_stays_as_it_is_when_its_look_is_due_and_the_calls_are_spent() {
    let clock = fast_clock(120);
    let stage = Stage::with("stands", &["--clock", &clock], &["--clock", &clock]).await;
    stage.create_secret("simulator-secret").await;
    let spec = json!({ "budget": { "callsPerDay": 20 }, "watchInterval": "10m" });
    stage.create_workspace(spec).await;
    stage.create("orders", small()).await;
    stage.until_ready("orders").await;
    stage.create_many(6).await;
    stage.until_all_rest().await;
    // Looks go on until only what they leave to the more urgent is left.
    stage.until_left(|left| left <= 4).await;
    // A visit is over, and has written what it had to, when the next one begins.
    stage.until_visited("orders").await;
    stage.until_visited("orders").await;
    let before = stage.tasks().get("orders").await.unwrap();
    stage.until_visited("orders").await;
    stage.until_visited("orders").await;
    let after = stage.tasks().get("orders").await.unwrap();
    assert_eq!(condition(&after, "Ready").unwrap().0, "True");
    assert_eq!(after.metadata.resource_version, before.metadata.resource_version);
    assert!(stage.counted("worst24h").await <= 20);
}

#[tokio::test]
async fn a_deletion_spends_what_creations_may_not() {
    let stage = Stage::with_workspace("urgent", json!({ "budget": { "callsPerDay": 60 } })).await;
    stage.create_many(30).await;
    let order = stage.by_age().await;
    stage.until_ready(&order[0]).await;
    stage.until_all_rest().await;
    // Each that is created frees what it was expected to cost and did not.
    stage.until_left(|left| left < 12).await;
    stage.delete(&order[0]).await;
    stage.until_gone(&order[0]).await;
    assert!(stage.counted("calls").await <= 60);
}

#[tokio::test]
async fn no_second_holds_more_calls_than_the_edition_allows() {
    let stage = Stage::with_workspace("pace", json!({ "edition": "Professional" })).await;
    let names = stage.create_many(12).await;
    for name in &names {
        stage.until_ready(name).await;
    }
    assert!(stage.counted("worstSecond").await <= 5);
}

#[tokio::test]
async fn two_keys_of_one_account_share_its_calls() {
    let stage = Stage::bare("shared", &["--sts-endpoint", "{simulator}"]).await;
    stage.create_secret("simulator-secret").await;
    let other =
        json!({ "accessKeyId": "LTAI5tOther", "accessKeySecret": "other", "accountId": "1000000000000001" });
    stage.simulator.put("keys", &other).await.unwrap();
    stage
        .create_secret_named("other-keys", "LTAI5tOther", "other")
        .await;
    let budget = json!({ "budget": { "callsPerDay": 24 } });
    stage.create_workspace(budget.clone()).await;
    let mut spec = budget;
    spec["credentials"] = json!({ "secretRef": { "name": "other-keys" } });
    stage.create_workspace_named("other", spec).await;
    stage.create_many(12).await;
    for n in 0..12 {
        let mut spec = small();
        spec["workspaceRef"] = json!({ "name": "other" });
        spec["taskName"] = json!(format!("other_{n}"));
        stage.create(&format!("o{n:04}"), spec).await;
    }
    let last = stage.by_age().await.pop().unwrap();
    stage.until_reason(&last, "BudgetExhausted").await;
    assert!(stage.counted("calls").await <= 24);
}

#[tokio::test]
async fn a_service_that_throttles_is_left_in_peace() {
    for (n, throttle) in [
        json!({ "status": 400, "code": "Throttling.User", "retryAfterMs": 6000 }),
        json!({ "status": 429, "code": "Throttling.Api" }),
    ]
    .into_iter()
    .enumerate()
    {
        let stage = Stage::new(&format!("throttled-{n}")).await;
        let quota = json!({ "qps": 2, "throttle": &throttle });
        stage.simulator.put("quota", &quota).await.unwrap();
        let names = stage.create_many(8).await;
        for name in &names {
            stage.until_ready(name).await;
        }
        let (calls, throttled) = (stage.counted("calls").await, stage.counted("throttled").await);
        println!(
            "{calls} calls for {} tasks, {throttled} of them throttled",
            names.len()
        );
        assert!(throttled > 0, "the quota was never met");
        assert!(
            throttled * 2 <= calls + 16,
            "{throttled} of {calls} calls were throttled"
        );
        assert_eq!(stage.remote().await.len(), names.len());
        if let Some(pause) = throttle["retryAfterMs"].as_i64() {
            rested(&stage.call_log().await, pause);
        }
    }
}

/// After a call that was throttled none came before the pause was over that DataWorks asked for. What was under way by
/// then may have come in the first half of it.
fn rested(calls: &[Value], pause: i64) {
    let time = |call: &Value| call["timeMs"].as_i64().unwrap();
    let throttled = calls.iter().filter(|call| call["outcome"] == "throttled");
    for since in throttled.map(time) {
        let hasty: Vec<_> = calls
            .iter()
            .map(|call| time(call) - since)
            .filter(|after| *after > pause / 2 && *after < pause)
            .collect();
        assert!(
            hasty.is_empty(),
            "calls {hasty:?} ms after one that was throttled"
        );
    }
}

#[tokio::test]
async fn an_endpoint_that_hangs_slows_no_other_workspace_and_is_not_hammered() {
    let stage = Stage::new("hanging").await;
    let silent = Silent::start().await;
    stage
        .create_workspace_named("silent", json!({ "endpoint": silent.endpoint }))
        .await;
    let mut spec = small();
    spec["workspaceRef"] = json!({ "name": "silent" });
    let names: Vec<_> = (0..60).map(|n| format!("silent{n:02}")).collect();
    join_all(names.iter().map(|name| stage.create(name, spec.clone()))).await;
    let announced = |task: &DISyncTask| {
        task.status
            .as_ref()
            .is_some_and(|status| status.operation.is_some())
    };
    stage.until("silent00", "under way", announced).await;
    let given_up = async || {
        let tasks = stage.all_tasks().await;
        let is_told = |task: &&DISyncTask| condition(task, "Ready").is_some_and(|it| it.1 == "Unreachable");
        tasks.iter().filter(is_told).count()
    };
    let (begun, before) = (std::time::Instant::now(), given_up().await);
    stage.create("orders", small()).await;
    stage.until_ready("orders").await;
    let (took, after) = (begun.elapsed(), given_up().await);
    println!("Ready after {took:?} beside a workspace that hangs");
    // Whoever waits for a place waits until one of those that hang gives up.
    assert!(
        took < Duration::from_secs(10) || before == after,
        "Ready after {took:?}, and {after} gave up, {before} of them before"
    );
    // Calls give up after 30 s; then the others are not even tried.
    stage.until_reason("silent59", "Unreachable").await;
    let tried = silent.connections();
    println!("{tried} connections for 60 tasks");
    assert!(tried <= 24, "{tried} connections");
}
