//! Tasks to decide about.

use jiff::{SignedDuration, Timestamp};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::Time;
use serde_json::{Value, json};

use crate::api::{
    DISyncTask, DISyncTaskStatus, DesiredState, FINALIZER, Operation, OperationKind, OperationState, Reason,
    Script,
};
use crate::domain::desired::{Desired, desired};
use crate::domain::life;
use crate::domain::observed::{Activity, Blocker, Listed, Listing, Process, Run, Seen, Sight, Snapshot};
use crate::domain::opaque::TaskContent;
use crate::domain::plan::Place;
use crate::domain::schedule::GENERATION_DEADLINE;
use crate::domain::workspace::{WATCH_INTERVAL, Workspace};

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

/// A solution of the same script.
pub(super) fn solution() -> DISyncTask {
    let mut task = task();
    task.spec.task_type = crate::api::TaskType::Solution;
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
        empty_since: None,
        process_id: matches!(kind, OperationKind::GenerateUpdate | OperationKind::Update).then_some(7),
        deployment_id: None,
        start_time_before: None,
        silent_failures: 0,
        lost_processes: 0,
    }
}

/// A task with this operation under way.
pub(super) fn amid(kind: OperationKind, state: OperationState) -> DISyncTask {
    with(task(), |status| {
        status.process_id = Some(7);
        status.operation = Some(Box::new(operation(kind, state)));
    })
}

/// A task that was just created.
pub(super) fn created() -> DISyncTask {
    made(task())
}

/// The same of any type.
pub(super) fn made(task: DISyncTask) -> DISyncTask {
    let wanted = wanted(&task);
    with(task, |status| {
        status.file_id = Some(42);
        status.applied_hash = Some(wanted.hash);
        status.applied_parts = wanted.parts;
    })
}

/// A task whose last version is deployed.
pub(super) fn deployed(task: DISyncTask) -> DISyncTask {
    with(task, |status| {
        status.deployed_hash.clone_from(&status.applied_hash)
    })
}

/// A task that was started as it should be, two hours ago.
pub(super) fn started(task: DISyncTask) -> DISyncTask {
    let wanted = life::wanted_start(&task);
    with(deployed(task), |status| {
        status.started_hash = Some(wanted);
        status.last_start_time = Some(Time(ago(7200)));
    })
}

/// A task that came to be in this state, which the spec names.
pub(super) fn arrived(mut task: DISyncTask, state: DesiredState) -> DISyncTask {
    task.spec.desired_state = Some(state);
    let hash = wanted(&task).hash;
    with(task, |status| {
        status.reached_state = Some(state);
        status.observed_hash = Some(hash);
    })
}

/// A real-time task that runs as it should.
pub(super) fn running() -> DISyncTask {
    arrived(started(created()), DesiredState::Running)
}

/// The task, which this state is asked of.
pub(super) fn wishing(mut task: DISyncTask, state: DesiredState) -> DISyncTask {
    task.spec.desired_state = Some(state);
    task
}

/// The task with an operation on it.
pub(super) fn during(task: DISyncTask, kind: OperationKind, state: OperationState) -> DISyncTask {
    let hash = wanted(&task).hash;
    with(task, |status| {
        let mut operation = operation(kind, state);
        operation.client_token = None;
        operation.payload_hash = hash;
        operation.deadline = Time(now() + SignedDuration::from_mins(5));
        status.operation = Some(Box::new(operation));
    })
}

/// The same, and the operation was announced so many seconds ago and has no time left.
pub(super) fn overdue(task: DISyncTask, seconds: i64) -> DISyncTask {
    with(task, |status| {
        let operation = status.operation.as_mut().unwrap();
        operation.announced_at = Time(ago(seconds));
        operation.deadline = Time(now());
    })
}

pub(super) fn ago(seconds: i64) -> Timestamp {
    now() - SignedDuration::from_secs(seconds)
}

/// A look at how the task runs.
pub(super) fn runs(activity: Activity) -> Seen {
    Seen::Task(Ok(Sight {
        run: Some(Run {
            activity,
            word: format!("{activity:?}"),
            start_time: None,
        }),
        ..Sight::default()
    }))
}

/// A look at the list as well.
pub(super) fn both(file: Listing, activity: Activity) -> Seen {
    let Seen::Task(Ok(sight)) = runs(activity) else {
        unreachable!("it was just made")
    };
    Seen::Task(Ok(Sight {
        file: Some(file),
        ..sight
    }))
}

/// A look at the list alone.
pub(super) fn lists(file: Listing) -> Seen {
    Seen::Task(Ok(Sight {
        file: Some(file),
        ..Sight::default()
    }))
}

pub(super) fn there() -> Listing {
    Listing::There(listed())
}

pub(super) fn listed() -> Listed {
    Listed {
        name: "orders_rt".into(),
        version: Some(1),
        edited_at: Some(ago(3600)),
        committed: Some(false),
        detail: None,
    }
}

pub(super) fn committed() -> Listing {
    Listing::There(Listed {
        committed: Some(true),
        ..listed()
    })
}

/// A generation that is finished.
pub(super) fn generated() -> Seen {
    Seen::Process(Ok(Process::Ready {
        content: TaskContent::new("{}"),
        answer: Default::default(),
    }))
}

pub(super) fn wanted(task: &DISyncTask) -> Desired {
    let spec = &task.spec;
    let script = spec.task_param.as_ref().or(spec.task_content.as_ref()).unwrap();
    let path = match spec.task_param {
        Some(_) => "spec.taskParam",
        None => "spec.taskContent",
    };
    desired(task, script, path, &Workspace::default()).unwrap()
}

/// A snapshot in which nothing is wrong and nothing was seen.
pub(super) fn snapshot(task: &DISyncTask) -> Snapshot<'_> {
    Snapshot {
        task,
        desired: Ok(wanted(task)),
        access: Ok(()),
        closed: None,
        rival: None,
        seen: None,
        clock_offset: Some(SignedDuration::ZERO),
        watch_interval: WATCH_INTERVAL,
    }
}

pub(super) fn place() -> Place {
    Place {
        project_id: 0,
        task_name: "orders_rt".into(),
        parts: Default::default(),
        generated: None,
    }
}

pub(super) fn blocker(reason: Reason) -> Blocker {
    Blocker {
        reason,
        message: "why".into(),
    }
}

/// The task with another table.
pub(super) fn edited(task: DISyncTask) -> DISyncTask {
    rewritten(task, |script| {
        script["steps"][0]["parameter"]["connection"][0]["table"] = json!(["orders", "items"]);
    })
}

/// The task with another script.
pub(super) fn rewritten(mut task: DISyncTask, change: impl FnOnce(&mut Value)) -> DISyncTask {
    let mut script = script();
    change(&mut script);
    match task.spec.task_content {
        Some(_) => task.spec.task_content = Some(Script::from(&script)),
        None => task.spec.task_param = Some(Script::from(&script)),
    }
    task.metadata.generation = Some(2);
    task
}
