//! Objects that do not decode, and views that are wrong for a while: the others go on, and all of it heals.

use dataworks_operator::api::DISyncTask;
use kube::api::{DynamicObject, Patch, PatchParams};
use kube::core::ApiResource;
use kube::{Api, Client};
use serde_json::{Value, json};

use crate::stage::*;

fn untyped(client: &Client, namespace: &str) -> Api<DynamicObject> {
    Api::namespaced_with(client.clone(), namespace, &ApiResource::erase::<DISyncTask>(&()))
}

/// Waits until the object's text holds `words`.
async fn until_it_says(api: &Api<DynamicObject>, name: &str, words: &str) {
    let told = testbed::wait::until(words, PATIENCE, || async {
        let text = serde_json::to_string(&api.get(name).await.unwrap().data).unwrap();
        Ok(if text.contains(words) {
            testbed::wait::Look::Met(())
        } else {
            testbed::wait::Look::NotYet(text)
        })
    });
    told.await.unwrap();
}

#[tokio::test]
async fn a_task_that_does_not_decode_is_told_and_heals() {
    let mut stage = Stage::new("decode").await;
    let mut suspended = realtime();
    suspended["suspend"] = json!(true);
    stage.create("broken", suspended).await;
    stage.until_reason("broken", "Suspended").await;
    let api = untyped(&stage.client, &stage.namespace);
    let merge = |change: Value| Patch::Merge(change);
    let none = PatchParams::default();
    // The schema has no upper bound here, and the operator's own type has.
    let status = merge(json!({ "status": { "failures": 5_000_000_000_u64 } }));
    api.patch_status("broken", &none, &status).await.unwrap();
    api.patch("broken", &none, &merge(json!({ "spec": { "suspend": false } })))
        .await
        .unwrap();
    until_it_says(&api, "broken", "status.failures: invalid value").await;
    let told = api.get("broken").await.unwrap().metadata.resource_version;
    stage.operator.restart().await.unwrap();
    stage.create("sound", batch()).await;
    stage.until_ready("sound").await;
    let still = api.get("broken").await.unwrap().metadata.resource_version;
    assert_eq!(still, told, "it is told once");

    api.patch_status("broken", &none, &merge(json!({ "status": { "failures": null } })))
        .await
        .unwrap();
    api.patch("broken", &none, &merge(json!({ "spec": { "cu": 1.0 } })))
        .await
        .unwrap();
    let healed = stage.until_ready("broken").await;
    assert_eq!(condition(&healed, "Stalled"), None);
}

#[tokio::test]
async fn a_script_that_is_nested_too_deeply_stops_nobody_and_is_in_no_log() {
    let mut stage = Stage::new("deep").await;
    let mut deep = json!("hush-hush");
    for _ in 0..150 {
        deep = json!({ "x": deep });
    }
    let mut script = script("odps");
    script["setting"]["x"] = deep;
    let object =
        json!({ "metadata": { "name": "deep" }, "spec": { "taskType": "DI_REALTIME", "taskParam": script } });
    let text = format!(
        "{{\"apiVersion\":\"dataworks.alibabacloud.com/v1alpha1\",\"kind\":\"DISyncTask\",{}",
        &object.to_string()[1..]
    );
    let create = ["create", "-n", &stage.namespace, "-f", "-"];
    stage.cluster.kubectl_with_input(&create, &text).await.unwrap();
    let told = [
        "wait",
        "dist/deep",
        "--for=condition=Stalled",
        "--timeout=300s",
        "-n",
        &stage.namespace,
    ];
    if let Err(error) = stage.cluster.kubectl(&told).await {
        panic!("{error}\n{}", stage.operator.log().tail(20));
    }
    stage.operator.restart().await.unwrap();
    stage.create("sound", realtime()).await;
    stage.until_ready("sound").await;
    assert!(
        !stage.operator.log().read().contains("hush-hush"),
        "the script is in the log"
    );
}

#[tokio::test]
async fn a_workspace_that_was_gone_for_a_while_leaves_no_trace() {
    let mut stage = Stage::new("while").await;
    stage.create("orders", realtime()).await;
    stage.until_ready("orders").await;
    let calls = stage.calls().await.len();
    stage
        .workspaces()
        .delete("default", &Default::default())
        .await
        .unwrap();
    stage.until_reason("orders", "WorkspaceNotFound").await;
    stage.operator.restart().await.unwrap();
    stage.create_workspace(json!({})).await;
    stage.until_ready("orders").await;
    assert_eq!(stage.calls().await.len(), calls);
}

#[tokio::test]
async fn the_probes_answer_while_the_api_server_does_not() {
    let stage = Stage::new("probes").await;
    let scratch = testbed::Scratch::new("probes").unwrap();
    let nobody = nobody_listens();
    let dead = nobody.local_addr().unwrap();
    let kubeconfig = scratch.path().join("dead.kubeconfig");
    let text = std::fs::read_to_string(stage.cluster.kubeconfig()).unwrap();
    let alive = text
        .split('"')
        .find(|word| word.starts_with("https://127.0.0.1:"))
        .unwrap();
    std::fs::write(&kubeconfig, text.replace(alive, &format!("https://{dead}"))).unwrap();
    let options = testbed::OperatorOptions {
        env: vec![("KUBECONFIG".into(), kubeconfig.to_string_lossy().into_owned())],
        ..Default::default()
    };
    let mut operator = testbed::Operator::start(stage.cluster, scratch.path(), &options)
        .await
        .unwrap();
    let address = operator.health_address().await.unwrap();
    assert_eq!(status_of(&address, "livez").await, 200, "it lives");
    assert_eq!(status_of(&address, "readyz").await, 503, "and is not ready");
}

async fn status_of(address: &str, path: &str) -> u16 {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
    let request = format!("GET /{path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer.split(' ').nth(1).unwrap().parse().unwrap()
}
