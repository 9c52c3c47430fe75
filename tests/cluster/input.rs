//! Bad input: the field and the remedy are named, and no call is spent.

use k8s_openapi::api::core::v1::{ConfigMap, Secret};
use serde_json::{Value, json};

use crate::stage::*;
#[tokio::test]
async fn a_wrong_script_costs_no_call() {
    let stage = Stage::new("scripts").await;
    let connection = "/steps/0/parameter/connection/0";
    let changed = |pointer: &str, value: Value| {
        let mut script = script("odps");
        *script.pointer_mut(pointer).unwrap() = value;
        json!({ "taskType": "DI_REALTIME", "taskParam": script })
    };
    let at = "spec.taskParam.steps[0].parameter.connection[0]";
    let mut both = script("odps");
    both["steps"][0]["parameter"]["connection"][0]["table"] = json!(["a"]);
    let job = |kind: &str| {
        let mut job = job();
        job["type"] = json!(kind);
        json!({ "taskType": "DI_OFFLINE", "taskContent": job })
    };
    let cases = [
        (
            changed("/steps", json!([])),
            "spec.taskParam.steps: the script needs steps".to_owned(),
        ),
        (
            changed("/steps/0/category", json!("writer")),
            "spec.taskParam.steps: no step has category reader".into(),
        ),
        (
            changed("/steps/1/category", json!("reader")),
            "spec.taskParam.steps: no step has category writer".into(),
        ),
        (
            changed(&format!("{connection}/selectedTables"), Value::Null),
            format!("{at}: says no tables"),
        ),
        (
            json!({ "taskType": "DI_REALTIME", "taskParam": both }),
            format!("{at}: has both"),
        ),
        (
            changed("/setting/taskType", json!("oneclick_to_kafka")),
            "spec.taskParam.steps[1].stepType: the writer of oneclick_to_kafka must be kafka".into(),
        ),
        (
            changed(connection, json!({ "datasource": "d", "table": ["a", "a"] })),
            format!("{at}.table[1]: a is listed twice"),
        ),
        (
            changed(connection, json!({ "datasource": "d", "table": [""] })),
            format!("{at}.table[0]: a table needs a name"),
        ),
        (
            changed("/setting/taskType", json!("")),
            "spec.taskParam.setting.taskType".into(),
        ),
        (job("realtime"), "spec.taskContent.type: must be job".into()),
        (
            json!({ "taskType": "DI_REALTIME", "taskName": "a", "taskParam": { "setting": { "name": "b" } } }),
            "spec.taskParam.setting.name: \"b\" differs".into(),
        ),
    ];
    for (n, (spec, _)) in cases.iter().enumerate() {
        stage.create(&format!("bad-{n}"), spec.clone()).await;
    }
    for (n, (_, expected)) in cases.iter().enumerate() {
        let stalled = stage.until_reason(&format!("bad-{n}"), "InvalidSpec").await;
        assert!(
            message(&stalled).contains(expected),
            "{expected}: {}",
            message(&stalled)
        );
        assert_eq!(condition(&stalled, "Stalled").unwrap().0, "True");
    }
    assert_eq!(stage.calls().await, [""; 0]);
    // An edit heals it.
    stage
        .edit("bad-1", json!({ "spec": { "taskParam": script("odps") } }))
        .await;
    stage.until_ready("bad-1").await;
}

#[tokio::test]
async fn a_name_that_dataworks_refuses_is_named() {
    let stage = Stage::new("naming").await;
    let long = "x".repeat(140);
    stage.create(&long, realtime()).await;
    let stalled = stage.until_reason(&long, "InvalidSpec").await;
    assert!(
        message(&stalled).contains("metadata.name") && message(&stalled).contains("anew with spec.taskName")
    );
    assert_eq!(stage.calls().await, [""; 0]);
}

#[tokio::test]
async fn a_missing_script_heals_when_it_appears() {
    let stage = Stage::new("missing").await;
    let from = |field: &str| json!({ "taskType": "DI_REALTIME", "scriptFrom": { field: { "name": "scripts", "key": "a" } } });
    stage.create("map", from("configMapKeyRef")).await;
    stage.create("secret", from("secretKeyRef")).await;
    for (name, expected) in [("map", "no ConfigMap scripts"), ("secret", "no Secret scripts")] {
        let waiting = stage.until_reason(name, "ScriptNotFound").await;
        assert!(message(&waiting).contains(expected), "{}", message(&waiting));
    }
    stage
        .apply_object::<ConfigMap>(json!({ "metadata": { "name": "scripts" }, "data": { "b": "x" } }))
        .await;
    stage
        .until("map", "told of the key", |task| {
            message(task).contains("has no key a")
        })
        .await;
    let text = script("odps").to_string();
    stage
        .apply_object::<ConfigMap>(json!({ "metadata": { "name": "scripts" }, "data": { "a": text } }))
        .await;
    stage
        .apply_object::<Secret>(
            json!({ "metadata": { "name": "scripts" }, "stringData": { "a": "type: [hush" } }),
        )
        .await;
    let broken = stage.until_reason("secret", "InvalidSpec").await;
    assert!(message(&broken).contains("neither JSON nor YAML") && !message(&broken).contains("hush"));
    stage.until_ready("map").await;
}

#[tokio::test]
async fn a_missing_workspace_or_secret_heals_when_it_appears() {
    let stage = Stage::bare("world", &[]).await;
    stage.create("orders", realtime()).await;
    let waiting = stage.until_reason("orders", "WorkspaceNotFound").await;
    assert!(
        message(&waiting).contains("no DataWorksWorkspace default"),
        "{}",
        message(&waiting)
    );
    stage.create_workspace(json!({})).await;
    let waiting = stage.until_reason("orders", "CredentialsNotFound").await;
    assert!(
        message(&waiting).contains("no Secret keys in namespace"),
        "{}",
        message(&waiting)
    );
    let half = json!({ "metadata": { "name": "keys" }, "stringData": { "accessKeyId": "LTAI5tSimulator" } });
    stage.apply_object::<Secret>(half).await;
    stage
        .until("orders", "told of the key", |task| {
            message(task).contains("secret is empty")
        })
        .await;
    assert_eq!(stage.calls().await, [""; 0]);
    // A trailing newline, as editors leave it.
    stage.create_secret("simulator-secret\n").await;
    stage.until_ready("orders").await;
}

#[tokio::test]
async fn an_endpoint_needs_leave() {
    // No workspace leads to the simulator, not even for the moment that it takes to see an edit.
    let stage = Stage::bare("endpoint", &[]).await;
    stage.create_secret("simulator-secret").await;
    for (n, (endpoint, reason)) in [
        ("http://10.0.0.1", "EndpointNotAllowed"),
        ("ftp://dataworks.cn-shanghai.aliyuncs.com", "InvalidSpec"),
    ]
    .into_iter()
    .enumerate()
    {
        stage.create_workspace(json!({ "endpoint": endpoint })).await;
        let name = format!("orders-{n}");
        stage.create(&name, realtime()).await;
        let stalled = stage.until_reason(&name, reason).await;
        assert!(
            message(&stalled).contains("spec.endpoint"),
            "{}",
            message(&stalled)
        );
    }
    assert_eq!(stage.calls().await, [""; 0]);
}
