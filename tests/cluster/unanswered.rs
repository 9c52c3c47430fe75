//! Tasks that get no answer which DataWorks wrote: who is kept waiting by that, and what is told of it.

use dataworks_operator::api::DISyncTask;
use futures::future::join_all;
use jiff::Timestamp;
use serde_json::{Value, json};
use testbed::wait::{self, Look};

use crate::rights::writes_since;
use crate::stage::*;

const GENERATE: &str = "GenerateDISyncTaskConfigForCreating";

/// Whether a task was told that it got no answer, or that its calls rest.
fn is_told(task: &DISyncTask) -> bool {
    condition(task, "Ready").is_some_and(|(_, reason, _)| ["Unreachable", "ServiceError"].contains(&&*reason))
}

impl Stage {
    /// Creates more tasks than may get no answer before calls rest, and waits until each was told of one or the other.
    async fn create_unanswered(&self, count: usize, spec: Value) -> Vec<String> {
        let names: Vec<_> = (0..count).map(|n| format!("bad{n:02}")).collect();
        join_all(names.iter().map(|name| self.create(name, spec.clone()))).await;
        let told = wait::until("all to be told of silence", PATIENCE, || async {
            let tasks = self.all_tasks().await;
            let told = tasks.iter().filter(|task| is_told(task)).count();
            Ok(match told == count {
                true => Look::Met(()),
                false => Look::NotYet(format!("{told} of {count}")),
            })
        });
        told.await.unwrap();
        names
    }

    async fn until_called_often(&self, action: &str, count: usize) {
        let called = wait::until("calls", PATIENCE, || async {
            let mut actions = self.actions().await;
            actions.retain(|called| called == action);
            Ok(match actions.len() >= count {
                true => Look::Met(()),
                false => Look::NotYet(format!("{} of {count}", actions.len())),
            })
        });
        called.await.unwrap();
    }
}

#[tokio::test]
async fn a_workspace_that_is_not_answered_keeps_no_other_of_its_endpoint_waiting() {
    let stage = Stage::with("one-of-two", &[], &["--project-id", "20000"]).await;
    stage.create_secret("simulator-secret").await;
    stage.create_workspace(json!({})).await;
    stage
        .create_workspace_named("bad", json!({ "projectId": 20000 }))
        .await;
    stage
        .fault(json!({ "projectId": 20000, "times": 0, "kind": "html" }))
        .await;
    let mut spec = realtime();
    spec["workspaceRef"] = json!({ "name": "bad" });
    stage.create_unanswered(8, spec).await;
    for name in ["first", "second"] {
        stage.create(name, realtime()).await;
        stage.until_ready(name).await;
        let events = stage.events(name).await;
        assert!(!events.iter().any(|it| it.contains("Unreachable")), "{events:?}");
    }
}

#[tokio::test]
async fn a_task_that_was_not_tried_yet_tries_before_those_that_got_no_answer() {
    let stage = Stage::new("tries-first").await;
    stage
        .fault(json!({ "action": GENERATE, "times": 0, "kind": "html" }))
        .await;
    stage.create_unanswered(8, realtime()).await;
    let before = stage.actions().await.len();
    stage.create("job", batch()).await;
    stage.until_ready("job").await;
    let since = stage.actions().await.split_off(before);
    let tried = since.iter().take_while(|action| *action == GENERATE).count();
    // One of them may have begun by then.
    assert!(tried <= 1, "{since:?}");
}

#[tokio::test]
#[allow(clippy::disallowed_methods)] // the API server's log is of the wall clock
async fn what_waits_for_an_answer_is_told_so_once_however_often_another_tries() {
    let stage = Stage::new("told-once").await;
    stage.fault(json!({ "times": 0, "kind": "html" })).await;
    let names = stage.create_unanswered(12, realtime()).await;
    let (since, called) = (Timestamp::now(), stage.actions().await.len());
    stage.until_called_often(GENERATE, called + 4).await;
    let tried = stage.actions().await.len() - called;
    let mut writes = writes_since(stage.cluster, &stage.namespace, since);
    writes.retain(|write| write.contains("disynctasks"));
    println!("{} writes, and {tried} tries", writes.len());
    // Who tries announces it, and tells what came of it.
    assert!(writes.len() <= 2 * tried + 2, "{tried} tries: {writes:?}");
    for name in names {
        let events = stage.events(&name).await;
        assert!(events.len() <= 2, "{name}: {events:?}");
    }
}
