//! Nobody waits for those who hang, who are many, or who are less urgent.

use std::time::{Duration, Instant};

use dataworks_operator::api::FINALIZER;
use futures::future::join_all;
use serde_json::{Value, json};
use testbed::wait::{self, Look};
use testbed::{ControlPlane, Scratch, Tools};

use crate::stage::*;

/// A task of this workspace that is created and not deployed.
fn small(workspace: &str) -> Value {
    let mut spec = realtime();
    spec["workspaceRef"] = json!({ "name": workspace });
    spec
}

#[tokio::test]
async fn a_task_that_is_deleted_while_it_waits_goes_before_the_others() {
    let stage = Stage::bare("overtaking", &["--concurrency", "1"]).await;
    stage.create_secret("simulator-secret").await;
    stage.create_workspace(json!({})).await;
    stage.behave(json!({ "latencyMs": { "*": 1000 } })).await;
    for n in 0..30 {
        stage.create(&format!("t{n:02}"), realtime()).await;
    }
    stage.create("goner", realtime()).await;
    let held = json!({ "metadata": { "finalizers": [FINALIZER] } });
    stage.edit("goner", held).await;
    let before = stage.calls().await.len();
    // Two turns later it waits behind all the others, which are older.
    let turns = wait::until("two turns", PATIENCE, || async {
        let calls = stage.calls().await.len();
        Ok(match calls >= before + 2 {
            true => Look::Met(calls),
            false => Look::NotYet(format!("{calls} calls")),
        })
    });
    let begun = turns.await.unwrap();
    stage.delete("goner").await;
    stage.until_gone("goner").await;
    let calls = stage.calls().await.len() - begun;
    println!("it went after {calls} calls for the others");
    // A call takes a second, and the deletion may be seen some of them late. The others make ninety.
    assert!(calls <= 10, "{calls} calls for the others went first");
}

#[tokio::test]
async fn endpoints_that_hang_keep_out_no_workspace_however_many_they_are() {
    let (workspaces, places) = (24, 4);
    let stage = Stage::bare("many-hang", &["--concurrency", &places.to_string()]).await;
    stage.create_secret("simulator-secret").await;
    stage.create_workspace(json!({})).await;
    let silent = join_all((0..workspaces).map(|_| Silent::start())).await;
    for (n, silent) in silent.iter().enumerate() {
        let workspace = format!("silent{n:02}");
        let spec = json!({ "endpoint": silent.endpoint });
        stage.create_workspace_named(&workspace, spec).await;
        let tasks = (0..places).map(|task| (format!("{workspace}-{task}"), small(&workspace)));
        join_all(tasks.map(async |(name, spec)| stage.create(&name, spec).await)).await;
    }
    // All places that workspaces share are taken, and each workspace hangs in its own.
    let hanging = wait::until("all to hang", PATIENCE, || async {
        let each: Vec<_> = silent.iter().map(Silent::connections).collect();
        let shared = each.iter().sum::<usize>() >= places * 16;
        Ok(match shared && each.iter().all(|connections| *connections > 0) {
            true => Look::Met(()),
            false => Look::NotYet(format!("{each:?}")),
        })
    });
    hanging.await.unwrap();
    let begun = Instant::now();
    stage.create("orders", realtime()).await;
    stage.until_ready("orders").await;
    println!(
        "Ready after {:.1?} beside {workspaces} workspaces that hang",
        begun.elapsed()
    );
    // Behind one that gives up after 30 s at most, and not behind all.
    assert!(begun.elapsed() < Duration::from_secs(60), "{:?}", begun.elapsed());
}

/// The tasks that were created, in order.
async fn created(stage: &Stage) -> Vec<String> {
    let name = |call: &Value| call["parameters"]["TaskName"].as_str().map(ToOwned::to_owned);
    let mut calls = stage.call_log().await;
    calls.retain(|call| call["action"] == "CreateDISyncTask");
    calls.iter().filter_map(name).collect()
}

#[tokio::test]
async fn a_namespace_with_hundreds_of_tasks_does_not_starve_one_with_a_single_task() {
    let scratch = Scratch::new("starving").unwrap();
    let tools = Tools::ensure().await.unwrap();
    let plane = ControlPlane::start(scratch.path(), &tools).await.unwrap();
    // A stage borrows its cluster for as long as the tests last.
    let cluster: &'static _ = Box::leak(Box::new(plane.cluster().clone()));
    cluster.install_chart(&[]).await.unwrap();
    let mut stage = Stage::everywhere(cluster, "crowded").await;
    // Nobody has a start: all of them are there when the operator begins.
    stage.operator.kill().await.unwrap();
    let budget = json!({ "budget": { "callsPerDay": 40 } });
    stage.create_secret("simulator-secret").await;
    stage.create_workspace(budget.clone()).await;
    let names: Vec<_> = (0..300).map(|n| format!("t{n:03}")).collect();
    for some in names.chunks(32) {
        join_all(some.iter().map(|name| stage.create(name, realtime()))).await;
    }
    stage.move_to("single").await;
    stage.create_secret("simulator-secret").await;
    stage.create_workspace(budget).await;
    stage.create("orders", realtime()).await;
    stage.operator.restart().await.unwrap();
    stage.until_ready("orders").await;
    // Nor does the single one keep out the many.
    let some = wait::until("some creations", PATIENCE, || async {
        let created = created(&stage).await;
        Ok(match created.len() > 2 {
            true => Look::Met(created),
            false => Look::NotYet(format!("{created:?}")),
        })
    });
    let creations = some.await.unwrap();
    println!("created in this order: {creations:?}");
    // It is the youngest of all, and was among the few that the calls of a day suffice for.
    assert!(creations.contains(&"orders".to_owned()), "{creations:?}");
    assert!(stage.counted("calls").await <= 40);
    drop(stage);
    drop(plane);
}
