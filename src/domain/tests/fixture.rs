//! Tasks to decide about.

use jiff::Timestamp;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::Time;
use serde_json::{Value, json};

use crate::api::{
    DISyncTask, DISyncTaskStatus, FINALIZER, Operation, OperationKind, OperationState, Reason, Script,
};
use crate::domain::desired::{Desired, desired};
use crate::domain::observed::{Blocker, Snapshot};
use crate::domain::plan::Place;
use crate::domain::schedule::GENERATION_DEADLINE;
use crate::domain::workspace::Workspace;

pub(super) const UID: &str = "3f1e9c52-7a64-4d0b-8e21-9b5d6c7a8f90";

pub(super) fn now() -> Timestamp {
    "2026-11-24T12:00:00Z".parse().unwrap()
}

pub(super) fn script() -> Value {
    json!({
        "type": "realtime", "version": "1.0",
        "setting": { "resourceGroup": "S_res_group_1_2", "taskType": "oneclick_to_odps" },
        "steps": [
            { "stepType": "mysql", "category": "reader", "name": "Reader",
              "parameter": { "connection": [ { "datasource": "orders_db", "table": ["orders"] } ] } },
            { "stepType": "odps", "category": "writer", "name": "Writer", "parameter": { "datasource": "dw" } }
        ]
    })
}

/// A held real-time task, seen in its generation 1.
pub(super) fn task() -> DISyncTask {
    let mut task: DISyncTask = serde_json::from_value(json!({
        "apiVersion": "dataworks.alibabacloud.com/v1alpha1", "kind": "DISyncTask",
        "metadata": { "name": "orders-rt", "namespace": "team", "uid": UID, "generation": 1,
                      "creationTimestamp": "2026-11-24T11:00:00Z", "finalizers": [FINALIZER] },
        "spec": { "taskType": "DI_REALTIME", "taskParam": script() },
        "status": { "observedGeneration": 1 }
    }))
    .unwrap();
    task.spec.deletion_policy = None;
    task
}

pub(super) fn offline() -> DISyncTask {
    let mut task = task();
    let mut job = script();
    job["type"] = json!("job");
    task.spec = serde_json::from_value(json!({ "taskType": "DI_OFFLINE", "taskContent": job })).unwrap();
    task
}

pub(super) fn deleting(mut task: DISyncTask) -> DISyncTask {
    task.metadata.deletion_timestamp = Some(Time(now()));
    task
}

pub(super) fn with(mut task: DISyncTask, change: impl FnOnce(&mut DISyncTaskStatus)) -> DISyncTask {
    change(task.status.get_or_insert_default());
    task
}

pub(super) fn operation(kind: OperationKind, state: OperationState) -> Operation {
    Operation {
        kind,
        state,
        attempt: 1,
        client_token: Some("token".into()),
        payload_hash: wanted(&task()).hash,
        announced_at: Time(now()),
        started_at: Some(Time(now())),
        deadline: Time(now() + GENERATION_DEADLINE),
        unresolved_since: (kind == OperationKind::Create).then(|| Time(now())),
        polls: 0,
        empty_look_ups: 0,
        silent_failures: 0,
    }
}

/// A task with this operation under way.
pub(super) fn amid(kind: OperationKind, state: OperationState) -> DISyncTask {
    with(task(), |status| {
        status.process_id = Some(7);
        status.operation = Some(operation(kind, state));
    })
}

pub(super) fn created() -> DISyncTask {
    let hash = wanted(&task()).hash;
    with(task(), |status| {
        status.file_id = Some(42);
        status.applied_hash = Some(hash);
    })
}

pub(super) fn wanted(task: &DISyncTask) -> Desired {
    let spec = &task.spec;
    let script = spec.task_param.as_ref().or(spec.task_content.as_ref()).unwrap();
    desired(task, script, "spec", &Workspace::default()).unwrap()
}

/// A snapshot in which nothing is wrong and nothing was seen.
pub(super) fn snapshot(task: &DISyncTask) -> Snapshot<'_> {
    Snapshot {
        task,
        desired: Ok(wanted(task)),
        access: Ok(()),
        rival: None,
        seen: None,
        clock_offset: Some(jiff::SignedDuration::ZERO),
    }
}

pub(super) fn place() -> Place {
    Place {
        project_id: 0,
        task_name: "orders_rt".into(),
    }
}

pub(super) fn blocker(reason: Reason) -> Blocker {
    Blocker {
        reason,
        message: "why".into(),
    }
}

pub(super) fn edited(mut task: DISyncTask) -> DISyncTask {
    let mut script = script();
    script["steps"][0]["parameter"]["connection"][0]["table"] = json!(["orders", "items"]);
    task.spec.task_param = Some(Script::from(&script));
    task.metadata.generation = Some(2);
    task
}
