//! From `kubectl delete` to no task in DataWorks.

use serde_json::json;

use crate::stage::*;

#[tokio::test]
async fn the_task_goes_before_its_resource() {
    let stage = Stage::new("gone").await;
    stage.create("orders", realtime()).await;
    stage.create("daily", batch()).await;
    for name in ["orders", "daily"] {
        stage.until_ready(name).await;
    }
    stage.simulator.delete("calls").await.unwrap();
    stage.delete("orders").await;
    stage.until_gone("orders").await;
    assert_eq!(
        stage.calls().await,
        [
            "ListFiles success",
            "DeleteDISyncTask success",
            "ListFiles success"
        ]
    );
    stage.simulator.delete("calls").await.unwrap();
    stage.delete("daily").await;
    stage.until_gone("daily").await;
    assert_eq!(
        stage.calls().await,
        ["ListFiles success", "DeleteFile success", "ListFiles success"]
    );
    assert_eq!(stage.remote().await.len(), 0);
    stage.until_event("orders", "Normal Deleted").await;
}

#[tokio::test]
async fn a_task_that_somebody_deleted_already_lets_its_resource_go() {
    let stage = Stage::new("already").await;
    stage.create("orders", realtime()).await;
    let file_id = stage.until_ready("orders").await.status.unwrap().file_id.unwrap();
    stage.simulator.delete(&format!("tasks/{file_id}")).await.unwrap();
    stage.delete("orders").await;
    stage.until_gone("orders").await;
}

#[tokio::test]
async fn retain_needs_no_call_and_no_key() {
    let stage = Stage::new("retain").await;
    stage
        .create(
            "kept",
            json!({ "taskType": "DI_REALTIME", "taskParam": script("odps"), "deletionPolicy": "Retain", "desiredState": "Created" }),
        )
        .await;
    stage.create("solution", solution()).await;
    for name in ["kept", "solution"] {
        stage.until_ready(name).await;
    }
    stage.simulator.delete("calls").await.unwrap();
    stage.secrets().delete("keys", &Default::default()).await.unwrap();
    stage
        .workspaces()
        .delete("default", &Default::default())
        .await
        .unwrap();
    for name in ["kept", "solution"] {
        stage.delete(name).await;
        stage.until_gone(name).await;
        stage.until_event(name, "Normal Retained").await;
    }
    assert_eq!(stage.calls().await, [""; 0]);
    assert_eq!(stage.remote().await.len(), 2);
}

#[tokio::test]
async fn without_a_key_a_deletion_waits_and_says_what_helps() {
    let mut stage = Stage::new("keyless").await;
    for name in ["orders", "other"] {
        let mut spec = realtime();
        spec["taskName"] = json!(name);
        stage.create(name, spec).await;
        stage.until_ready(name).await;
    }
    stage.secrets().delete("keys", &Default::default()).await.unwrap();
    // An operator that never saw the key cannot use it.
    stage.operator.restart().await.unwrap();
    for name in ["orders", "other"] {
        stage.delete(name).await;
        let waiting = stage.until_reason(name, "CredentialsNotFound").await;
        assert!(
            message(&waiting).contains("no Secret keys"),
            "{}",
            message(&waiting)
        );
        assert!(
            message(&waiting).contains("set spec.deletionPolicy to Retain"),
            "{}",
            message(&waiting)
        );
    }
    stage
        .edit("other", json!({ "spec": { "deletionPolicy": "Retain" } }))
        .await;
    stage.until_gone("other").await;
    stage.create_secret("simulator-secret").await;
    stage.until_gone("orders").await;
    assert_eq!(stage.remote().await.len(), 1, "the retained one");
}

#[tokio::test]
async fn what_was_never_created_goes_at_once_whatever_is_wrong() {
    let stage = Stage::bare("never", &[]).await;
    stage.create("orders", realtime()).await;
    stage.until_reason("orders", "WorkspaceNotFound").await;
    stage.delete("orders").await;
    stage.until_gone("orders").await;
}

#[tokio::test]
async fn a_refused_deletion_is_shown_and_tried_again() {
    let stage = Stage::new("refuse").await;
    stage.create("orders", realtime()).await;
    stage.until_ready("orders").await;
    stage
        .fault(json!({ "action": "DeleteDISyncTask", "times": 1, "kind": "error", "status": 403, "code": "Forbidden.Access", "message": "Access is forbidden." }))
        .await;
    stage.delete("orders").await;
    let stalled = stage.until_reason("orders", "DeletionFailed").await;
    assert!(message(&stalled).contains("Forbidden.Access"));
    stage.until_gone("orders").await;
    assert_eq!(stage.remote().await.len(), 0);
}

#[tokio::test]
async fn an_interrupted_creation_leaves_no_task_behind() {
    let stage = Stage::new("midway").await;
    for seconds in [0, -20] {
        stage.behave(json!({ "fileClockOffsetSeconds": seconds })).await;
        stage
            .fault(json!({ "action": "CreateDISyncTask", "kind": "resetAfter" }))
            .await;
        stage.create("orders", realtime()).await;
        stage.until_reason("orders", "OutcomeUnknown").await;
        stage.delete("orders").await;
        stage.until_gone("orders").await;
        assert_eq!(
            stage.remote().await.len(),
            0,
            "{seconds}: {:?}",
            stage.calls().await
        );
    }
}

#[tokio::test]
async fn a_namespace_goes_in_one_go_and_leaves_no_task_but_the_retained() {
    let stage = Stage::new("whole").await;
    let kept = json!({ "taskType": "DI_REALTIME", "taskParam": script("kafka"), "deletionPolicy": "Retain" });
    stage.create("kept", kept).await;
    stage.create("orders", running()).await;
    stage.create("daily", batch()).await;
    let lost = json!({ "workspaceRef": { "name": "other" }, "taskType": "DI_REALTIME", "taskParam": script("odps") });
    stage.create("unready", lost).await;
    let by_hand = json!({ "name": "by_hand", "type": "DI_REALTIME", "projectId": 10000 });
    let file_id = stage.simulator.post("tasks", &by_hand).await.unwrap()["fileId"].clone();
    // Nothing of it is ever changed.
    let adopted = json!({ "taskType": "DI_REALTIME", "adoption": { "fileId": file_id }, "driftPolicy": "Ignore",
                          "taskParam": script("odps"), "desiredState": "Created", "deletionPolicy": "Delete" });
    stage.create("adopted", adopted).await;
    for name in ["kept", "orders", "daily", "adopted"] {
        stage.until_ready(name).await;
    }
    stage.until_reason("unready", "WorkspaceNotFound").await;
    // The Secret and the workspace go first, as they may.
    stage.secrets().delete("keys", &Default::default()).await.unwrap();
    stage
        .workspaces()
        .delete("default", &Default::default())
        .await
        .unwrap();
    let namespaces: kube::Api<k8s_openapi::api::core::v1::Namespace> = kube::Api::all(stage.client.clone());
    namespaces
        .delete(&stage.namespace, &Default::default())
        .await
        .unwrap();
    for name in ["kept", "orders", "daily", "adopted", "unready"] {
        stage.until_gone(name).await;
    }
    let left: Vec<_> = stage
        .remote()
        .await
        .iter()
        .map(|task| task["name"].clone())
        .collect();
    assert_eq!(left, [json!("kept")]);
}

#[tokio::test]
async fn a_deletion_in_doubt_costs_few_calls() {
    let stage = Stage::new("doubt").await;
    stage
        .fault(json!({ "action": "CreateDISyncTask", "kind": "resetBefore" }))
        .await;
    stage.create("orders", realtime()).await;
    stage
        .until("orders", "looked up once", |task| {
            message(task).contains("no task has the name so far")
        })
        .await;
    stage.delete("orders").await;
    stage.until_gone("orders").await;
    let calls = stage.calls().await;
    let looks = calls.iter().filter(|call| call.starts_with("ListFiles")).count();
    assert!(looks <= 3, "{calls:?}");
}

#[tokio::test]
async fn a_workspace_that_leads_elsewhere_loses_nothing() {
    let stage = Stage::new("moved").await;
    stage
        .simulator
        .post("workspaces", &json!({ "projectId": 20000 }))
        .await
        .unwrap();
    stage.create("orders", realtime()).await;
    stage.until_ready("orders").await;
    let calls = stage.calls().await.len();
    stage
        .workspaces()
        .delete("default", &Default::default())
        .await
        .unwrap();
    stage.until_reason("orders", "WorkspaceNotFound").await;
    stage.create_workspace(json!({ "projectId": 20000 })).await;
    let moved = stage.until_reason("orders", "WorkspaceChanged").await;
    assert!(
        message(&moved).contains("with projectId 10000"),
        "{}",
        message(&moved)
    );
    stage.delete("orders").await;
    stage
        .until("orders", "told that its deletion waits", |task| {
            message(task).contains("The deletion waits")
        })
        .await;
    assert_eq!(
        (stage.calls().await.len(), stage.remote().await.len()),
        (calls, 1)
    );
    stage
        .workspaces()
        .delete("default", &Default::default())
        .await
        .unwrap();
    stage.create_workspace(json!({})).await;
    stage.until_gone("orders").await;
    assert_eq!(stage.remote().await.len(), 0);
}

#[tokio::test]
async fn a_service_that_does_not_say_how_a_task_runs_does_not_keep_it_from_going() {
    let stage = Stage::new("untold").await;
    let mut spec = running();
    spec["progressDeadlineSeconds"] = json!(1);
    stage.create("orders", spec).await;
    stage.until_ready("orders").await;
    let no = json!({ "message": "No." });
    stage
        .behave(json!({ "refused": { "GetDISyncInstanceInfo": no, "DeleteDISyncTask": no } }))
        .await;
    stage.delete("orders").await;
    stage.until_reason("orders", "DeletionFailed").await;
    stage
        .behave(json!({ "refused": { "GetDISyncInstanceInfo": no } }))
        .await;
    stage.ask("orders").await;
    stage.until_gone("orders").await;
    assert_eq!(stage.remote().await.len(), 0);
    assert!(stage.mutations().await.contains(&"StopDISyncInstance".to_owned()));
}
