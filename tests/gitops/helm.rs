//! Helm waits for tasks as it waits for Deployments.

use serde_json::{Value, json};
use testbed::Scratch;

use crate::stage::*;

const CHART: &str = "apiVersion: v2\nname: orders\nversion: 1.0.0\n";

fn task(spec: &Value) -> String {
    let api = "dataworks.alibabacloud.com/v1alpha1";
    json!({ "apiVersion": api, "kind": "DISyncTask", "metadata": { "name": "orders" }, "spec": spec })
        .to_string()
}

#[tokio::test]
async fn helm_returns_when_the_task_is_as_its_spec_says() {
    let stage = Stage::with("helm", &[], &["--process-duration-ms", "1500"]).await;
    stage.create_secret("simulator-secret").await;
    stage.create_workspace(json!({})).await;
    let scratch = Scratch::new("chart").unwrap();
    let chart = scratch.path();
    std::fs::create_dir(chart.join("templates")).unwrap();
    std::fs::write(chart.join("Chart.yaml"), CHART).unwrap();
    std::fs::write(chart.join("templates/task.yaml"), task(&running())).unwrap();
    let chart = chart.to_string_lossy();
    let install = [
        "install",
        "orders",
        &chart,
        "--namespace",
        &stage.namespace,
        "--wait",
        "--timeout",
        "2m",
    ];
    stage.cluster.helm(&install).await.unwrap();
    let task = stage.tasks().get("orders").await.unwrap();
    assert_eq!(condition(&task, "Ready").unwrap().1, "Running");
}
