//! What an administrator and a user see of the installed chart.

use crate::stage::*;

#[tokio::test]
async fn the_columns_and_the_documentation_are_there() {
    let stage = Stage::new("columns").await;
    stage.create("orders", realtime()).await;
    stage.until_ready("orders").await;
    let table = stage
        .cluster
        .kubectl(&["get", "dist", "-n", &stage.namespace])
        .await
        .unwrap();
    let header: Vec<_> = table.lines().next().unwrap().split_whitespace().collect();
    assert_eq!(
        header,
        ["NAME", "TYPE", "PHASE", "READY", "REASON", "TASK-ID", "AGE"],
        "{table}"
    );
    assert!(
        table.contains("DI_REALTIME") && table.contains("Created") && table.contains("True"),
        "{table}"
    );
    let wide = stage
        .cluster
        .kubectl(&["get", "dist", "-o", "wide", "-n", &stage.namespace])
        .await
        .unwrap();
    assert!(wide.contains("PROCESS-ID") && wide.contains("MESSAGE"), "{wide}");
    let workspaces = stage
        .cluster
        .kubectl(&["get", "dww", "-n", &stage.namespace])
        .await
        .unwrap();
    assert!(workspaces.contains("Valid"), "{workspaces}");
    let explained = stage
        .cluster
        .kubectl(&["explain", "disynctask.spec.taskParam.steps.parameter"])
        .await
        .unwrap();
    assert!(explained.contains("sources that a reader reads"), "{explained}");
    for path in [
        "disynctask.spec",
        "disynctask.status",
        "dataworksworkspace.spec",
        "disynctask.spec.taskParam",
    ] {
        let text = stage
            .cluster
            .kubectl(&["explain", "--recursive", path])
            .await
            .unwrap();
        assert!(text.contains("FIELDS:"), "{text}");
    }
    let waited = [
        "wait",
        "--for=condition=Ready",
        "dist/orders",
        "--timeout=10s",
        "-n",
        &stage.namespace,
    ];
    stage.cluster.kubectl(&waited).await.unwrap();
}

#[tokio::test]
async fn a_resource_that_no_operator_saw_does_not_look_current() {
    let mut stage = Stage::new("unseen").await;
    stage.operator.kill().await.unwrap();
    let task = stage.create("orders", realtime()).await;
    assert_eq!(task.status.unwrap().observed_generation, Some(-1));
}
