//! A control plane of its own, whose parts come late, are taken away and come back.

use std::time::Duration;

use serde_json::json;
use testbed::wait::{self, Look};
use testbed::{ControlPlane, Scratch, Tools, chart};
use tokio::time::sleep;

use crate::stage::*;

/// Waits until the operator has logged this since `from`.
async fn until_logged(stage: &mut Stage, from: usize, words: &str) {
    let log = stage.operator.log().clone();
    let operator = &mut stage.operator;
    wait::until(words, PATIENCE, || {
        let look = operator.check().map(|()| {
            let text = log.read();
            let tail = text.get(from..).unwrap_or_default();
            if tail.contains(words) {
                Look::Met(())
            } else {
                Look::NotYet(log.tail(5))
            }
        });
        std::future::ready(look)
    })
    .await
    .unwrap();
}

#[tokio::test]
async fn the_operator_outlasts_definitions_that_come_late_lost_rights_and_a_lost_store() {
    let scratch = Scratch::new("outage").unwrap();
    let tools = Tools::ensure().await.unwrap();
    let mut plane = ControlPlane::start(scratch.path(), &tools).await.unwrap();
    // A stage borrows its cluster for as long as the tests last.
    let cluster: &'static _ = Box::leak(Box::new(plane.cluster().clone()));
    cluster.install_chart_without_definitions().await.unwrap();

    let mut stage = Stage::upon(cluster, "late", &[]).await;
    until_logged(&mut stage, 0, "a watch broke off").await;
    stage.until_readyz(503, "[-] resources-watched: ").await;
    cluster.install_chart(&[]).await.unwrap();
    stage.create_secret("simulator-secret").await;
    stage.create_workspace(json!({})).await;
    stage.create("late", realtime()).await;
    stage.until_ready("late").await;
    stage.until_readyz(200, "[+] resources-watched").await;

    let binding = cluster
        .kubectl(&["get", "clusterrolebinding", chart::RELEASE, "-o", "yaml"])
        .await
        .unwrap();
    cluster
        .kubectl(&["delete", "clusterrolebinding", chart::RELEASE])
        .await
        .unwrap();
    let logged = stage.operator.log().read().len();
    stage.create("unseen", realtime()).await;
    until_logged(&mut stage, logged, "forbidden").await;
    assert_eq!(stage.remote().await.len(), 1);
    stage.until_readyz(503, "is forbidden").await;
    stage.operator.check().unwrap();
    cluster.apply("default", &binding).await.unwrap();
    stage.until_readyz(200, "[+] resources-watched").await;
    stage.until_ready("unseen").await;

    plane.kill_store().await.unwrap();
    sleep(Duration::from_secs(10)).await;
    stage.operator.check().unwrap();
    plane.start_store().unwrap();
    wait::until("the API server to be back", PATIENCE, || async {
        Ok(match stage.tasks().get("late").await {
            Ok(_) => Look::Met(()),
            Err(error) => Look::NotYet(error.to_string()),
        })
    })
    .await
    .unwrap();
    stage.create("after", realtime()).await;
    stage.until_ready("after").await;
    stage.delete("late").await;
    stage.until_gone("late").await;
    stage.operator.check().unwrap();
    assert_eq!(stage.remote().await.len(), 2);
    drop(stage);
    drop(plane);
}
