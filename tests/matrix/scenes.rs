//! What the paths are made of: specs, what is there before, and what is waited for.

use dataworks_operator::api::DISyncTask;
use kube::api::{DynamicObject, Patch, PatchParams};
use kube::core::ApiResource;
use kube::{Api, ResourceExt};
use serde_json::{Value, json};
use testbed::wait::{self, Look};

use crate::paths::NAME;
use crate::stage::*;

pub fn with(mut spec: Value, more: Value) -> Value {
    let (Value::Object(spec_fields), Value::Object(more)) = (&mut spec, more) else {
        unreachable!()
    };
    spec_fields.extend(more);
    spec
}

pub async fn ready(stage: &Stage, spec: Value) {
    stage.create(NAME, spec).await;
    stage.until_ready(NAME).await;
}

pub fn daily() -> Value {
    json!({
        "taskType": "DI_OFFLINE", "taskContent": job(),
        "schedule": { "cronExpress": "00 30 05 * * ?", "inputList": ["demo_root"] }
    })
}

pub fn more_tables() -> Value {
    let mut script = script("odps");
    script["steps"][0]["parameter"]["connection"][0]["selectedTables"][0]["schema"][0]["tableInfos"] =
        json!([ { "table": "molin_di_test_in_pk_v4" }, { "table": "orders" } ]);
    script
}

pub fn other_sink() -> Value {
    let mut script = script("odps");
    script["steps"][1]["parameter"]["datasource"] = json!("dw");
    script
}

/// A running task whose resource is gone.
pub async fn by_hand(stage: &Stage) {
    let retained = json!({ "taskName": "by_hand", "deletionPolicy": "Retain" });
    stage.create("maker", with(running(), retained)).await;
    stage.until_ready("maker").await;
    stage.delete("maker").await;
    stage.until_gone("maker").await;
}

/// A running task that was read in DataWorks, so that what changes from then on is drift.
pub async fn watched(stage: &Stage) {
    ready(stage, with(running(), json!({ "driftPolicy": "Correct" }))).await;
    stage.ask(NAME).await;
    stage.until_baseline(NAME).await;
}

/// The edit of a person who puts another table in place of those that are there.
pub fn edited(task: &Value) -> Value {
    let mut content: Value = serde_json::from_str(task["content"].as_str().unwrap()).unwrap();
    for connection in content["steps"][0]["parameter"]["connection"]
        .as_array_mut()
        .unwrap()
    {
        connection["selectedTables"][0]["schema"][0]["tableInfos"] =
            json!([ { "table": "by_hand", "tableName": "by_hand", "enable": true } ]);
    }
    json!({ "content": content.to_string() })
}

pub fn untyped(stage: &Stage) -> Api<DynamicObject> {
    Api::namespaced_with(
        stage.client.clone(),
        &stage.namespace,
        &ApiResource::erase::<DISyncTask>(&()),
    )
}

/// A suspended task with a status that the schema allows and the operator's type does not.
pub async fn undecodable(stage: &Stage) {
    stage
        .create(NAME, with(realtime(), json!({ "suspend": true })))
        .await;
    stage.until_reason(NAME, "Suspended").await;
    let status = Patch::Merge(json!({ "status": { "failures": 5_000_000_000_u64 } }));
    untyped(stage)
        .patch_status(NAME, &PatchParams::default(), &status)
        .await
        .unwrap();
}

pub async fn unsuspend(stage: &Stage) {
    let resumed = Patch::Merge(json!({ "spec": { "suspend": false } }));
    untyped(stage)
        .patch(NAME, &PatchParams::default(), &resumed)
        .await
        .unwrap();
}

pub async fn is_told(stage: &Stage) {
    let api = untyped(stage);
    wait::until("the resource to be told", PATIENCE, || async {
        let object = api.get(NAME).await.unwrap();
        let text = object.data.to_string();
        let of_now = object.data["status"]["observedGeneration"] == json!(object.metadata.generation);
        Ok(if of_now && text.contains("status.failures: invalid value") {
            Look::Met(())
        } else {
            Look::NotYet(text)
        })
    })
    .await
    .unwrap();
}

pub async fn workspace_is_ready(stage: &Stage) {
    wait::until("the workspace to be ready", PATIENCE, || async {
        let workspace = stage.workspaces().get("default").await.unwrap();
        let conditions = workspace
            .status
            .as_ref()
            .map(|status| json!(status.conditions))
            .unwrap_or_default();
        let ready = conditions.to_string().contains("\"Valid\"");
        Ok(if ready {
            Look::Met(())
        } else {
            Look::NotYet(format!("{}: {conditions}", workspace.name_any()))
        })
    })
    .await
    .unwrap();
}
