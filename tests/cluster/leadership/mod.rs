//! Several operators on one stage, and which of them acts.

use std::time::{Duration, Instant};

use dataworks_operator::api::DISyncTask;
use jiff::Timestamp;
use serde_json::json;
use testbed::wait::{Look, until};
use testbed::{Operator, Signal};

use crate::rights::writes_of;
use crate::stage::*;

mod cut_off;
mod pace;
mod probes;
mod two_leaders;

/// In what time another one leads when the leader is gone, on a machine where all tests run at once.
const SOON: Duration = Duration::from_secs(40);

/// Waits until the operator has logged this.
async fn logged(operator: &Operator, text: &str) -> Instant {
    let look = || async {
        Ok(match operator.log().read().contains(text) {
            true => Look::Met(Instant::now()),
            false => Look::NotYet(operator.log().tail(20)),
        })
    };
    until(text, PATIENCE, look).await.unwrap()
}

/// When the operator has logged this, by its own clock.
fn time_of(operator: &Operator, text: &str) -> Timestamp {
    let log = operator.log().read();
    let line = log.lines().find(|line| line.contains(text)).unwrap();
    line.split_whitespace().next().unwrap().parse().unwrap()
}

/// What was written in the namespace, once nothing more is.
async fn settled_writes(stage: &Stage) -> Vec<String> {
    let mut last = (Vec::new(), Instant::now());
    let look = || {
        let writes = writes_of(stage.cluster, &stage.namespace);
        if writes != last.0 {
            last = (writes, Instant::now());
        }
        std::future::ready(Ok(match last.1.elapsed() > Duration::from_secs(1) {
            true => Look::Met(last.0.clone()),
            false => Look::NotYet(format!("{} writes", last.0.len())),
        }))
    };
    until("the writes to end", PATIENCE, look).await.unwrap()
}

/// A stage whose operator leads, and one that stands by.
async fn led(name: &str) -> (Stage, Operator) {
    let stage = Stage::led(name).await;
    logged(&stage.operator, "leads").await;
    logged(&stage.operator, "ready").await;
    let standby = stage.join(stage.cluster).await;
    logged(&standby, "stands by").await;
    (stage, standby)
}

#[tokio::test]
async fn a_leader_that_is_killed_is_replaced_and_its_task_is_finished() {
    let (mut stage, standby) = led("killed").await;
    stage.behave(json!({ "process": { "durationMs": 3000 } })).await;
    stage.create("orders", realtime()).await;
    let generating = |task: &DISyncTask| {
        let status = task.status.as_ref();
        status.is_some_and(|status| status.process_id.is_some())
    };
    stage.until("orders", "in the middle", generating).await;
    stage.operator.kill().await.unwrap();
    let killed = Instant::now();
    let took = logged(&standby, "leads").await - killed;
    let task = stage.until_ready("orders").await;
    println!(
        "killed: another one leads after {took:.1?}, the task is Ready after {:.1?}",
        killed.elapsed()
    );
    // A lease of 15 seconds has to run out.
    assert!(took < SOON, "{took:?}");
    let remote = stage.remote().await;
    assert_eq!(remote.len(), 1);
    assert_eq!(remote[0]["fileId"], json!(task.status.unwrap().file_id));
    assert_eq!(
        stage.mutations().await,
        ["GenerateDISyncTaskConfigForCreating", "CreateDISyncTask"]
    );
}

#[tokio::test]
async fn a_leader_that_is_asked_to_end_hands_over_at_once() {
    let (mut stage, standby) = led("ended").await;
    stage.create("orders", realtime()).await;
    stage.until_ready("orders").await;
    let asked = Instant::now();
    let status = stage.operator.terminate().await.unwrap();
    assert!(status.success(), "{status}\n{}", stage.operator.log().tail(20));
    logged(&stage.operator, "released the lease").await;
    let took = logged(&standby, "leads").await - asked;
    stage.create("more", realtime()).await;
    stage.until_ready("more").await;
    println!(
        "ended: another one leads after {took:.1?}, a new task is Ready after {:.1?}",
        asked.elapsed()
    );
    // A lease that was not released would have to run out first, for 13 seconds at least.
    assert!(took < Duration::from_secs(10), "{took:?}");
}

/// The leader is stopped with calls under way and more to come, and goes on after its term.
#[tokio::test]
async fn a_leader_that_was_frozen_past_its_term_changes_nothing_any_more() {
    let (mut stage, mut standby) = led("frozen").await;
    let slow = json!({
        "latencyMs": { "GenerateDISyncTaskConfigForCreating": 1000, "CreateDISyncTask": 1000 },
        "process": { "durationMs": 500 }
    });
    stage.behave(slow).await;
    let names: Vec<_> = (0..6).map(|number| format!("task-{number}")).collect();
    for name in &names {
        stage.create(name, running()).await;
    }
    stage.until_called("CreateDISyncTask").await;
    stage.operator.signal(Signal::Freeze).unwrap();
    let frozen = Instant::now();
    let took = logged(&standby, "leads").await - frozen;
    for name in &names {
        stage.until_ready(name).await;
    }
    println!(
        "frozen: another one leads after {took:.1?}, all tasks are Ready after {:.1?}",
        frozen.elapsed()
    );
    assert_eq!(stage.remote().await.len(), names.len());
    // What is sent from here on is not the new leader's. Its lease holds for longer than this takes.
    standby.signal(Signal::Freeze).unwrap();
    let writes = settled_writes(&stage).await;
    let calls = stage.calls().await;
    stage.operator.signal(Signal::Thaw).unwrap();
    logged(&stage.operator, "lost the lease").await;
    logged(&stage.operator, "stands by").await;
    let metrics = stage.operator.metrics_address().await.unwrap();
    let (told, answer) = scrape(&metrics).await;
    let value = |name: &str| told.value(&format!("dataworks_operator_{name}"), &[]);
    assert_eq!(value("leader"), Some(0.0), "{answer}");
    assert_eq!(
        value("lease_transitions_total"),
        Some(2.0),
        "won and lost: {answer}"
    );
    assert_eq!(value("tasks"), None, "{answer}");
    tokio::time::sleep(Duration::from_secs(3)).await;
    assert_eq!(stage.calls().await, calls);
    assert_eq!(writes_of(stage.cluster, &stage.namespace), writes);
    // It is as good as new.
    drop(standby);
    stage.create("more", realtime()).await;
    stage.until_ready("more").await;
}
