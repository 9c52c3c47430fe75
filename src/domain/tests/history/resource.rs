//! The resource of a history, and the edits that its CRD lets through.

use serde_json::json;

use super::super::service::{LOST, script_of};
use super::event::{Beginning, Edit};
use crate::api::{
    DISyncTask, DeletionPolicy, DesiredState, DriftPolicy, FailoverLimit, RECONCILE_REQUESTED_AT, RESTART,
    ReplacePolicy, RestartPolicy, Schedule, Script, StartParam, TaskType,
};

pub(super) const UID: &str = "3f1e9c52-7a64-4d0b-8e21-9b5d6c7a8f90";
/// The task of somebody else.
pub(super) const FOREIGN: i64 = 1;

/// The script that the spec holds, in parts.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Wanted {
    pub(super) tables: Vec<&'static str>,
    pub(super) source: &'static str,
    /// Whether a step is missing, which costs no call.
    pub(super) broken: bool,
}

impl Wanted {
    pub(super) fn new() -> Self {
        Self {
            tables: vec!["orders"],
            source: "orders_db",
            broken: false,
        }
    }

    fn script(&self, task_type: TaskType) -> Script {
        let kind = match task_type {
            TaskType::Offline => "job",
            TaskType::Realtime | TaskType::Solution => "realtime",
        };
        let mut script = script_of(kind, self.source, &self.tables);
        if self.broken {
            script["steps"] = json!([]);
        }
        Script::from(&script)
    }

    fn is_changed(&mut self, edit: &Edit) -> bool {
        let before = self.clone();
        match edit {
            Edit::AddTable(table) => self.tables.push(table),
            Edit::RemoveTable(table) if self.tables.len() > 1 => self.tables.retain(|known| known != table),
            Edit::Source(source) => self.source = source,
            Edit::BreakScript => self.broken = true,
            Edit::LoseTable => self.tables.push(LOST),
            Edit::Mend => {
                self.broken = false;
                self.tables.retain(|table| *table != LOST);
                if self.tables.is_empty() {
                    self.tables.push("orders");
                }
            }
            _ => {}
        }
        self.tables.sort_unstable();
        self.tables.dedup();
        *self != before
    }
}

pub(super) fn task(task_type: TaskType, beginning: &Beginning) -> DISyncTask {
    let mut task: DISyncTask = serde_json::from_value(json!({
        "apiVersion": "dataworks.alibabacloud.com/v1alpha1", "kind": "DISyncTask",
        "metadata": { "name": "orders-rt", "namespace": "team", "uid": UID, "generation": 1,
                      "creationTimestamp": "2026-11-24T11:00:00Z" },
        "spec": { "taskType": task_type.as_str() }
    }))
    .unwrap();
    match beginning {
        Beginning::Fresh | Beginning::Foreign => {}
        Beginning::Adopted { by_name: true, .. } => {
            task.spec.adoption = serde_json::from_value(json!("IfExists")).unwrap();
        }
        Beginning::Adopted { by_name: false, .. } => {
            task.spec.adoption = serde_json::from_value(json!({ "fileId": FOREIGN })).unwrap();
        }
    }
    put_script(&mut task, &Wanted::new());
    task
}

fn put_script(task: &mut DISyncTask, wanted: &Wanted) {
    let script = Some(wanted.script(task.spec.task_type));
    match task.spec.task_type {
        TaskType::Offline => task.spec.task_content = script,
        TaskType::Realtime | TaskType::Solution => task.spec.task_param = script,
    }
}

/// Makes an edit. What the CRD refuses for the type is not made.
pub(super) fn edit(task: &mut DISyncTask, wanted: &mut Wanted, edit: &Edit) {
    let before = task.spec.clone();
    if wanted.is_changed(edit) {
        put_script(task, wanted);
    }
    let (real_time, solution) = (
        task.spec.task_type == TaskType::Realtime,
        task.spec.task_type == TaskType::Solution,
    );
    let spec = &mut task.spec;
    match edit {
        Edit::Folder(name) => spec.folder_path = Some(format!("Business Flow/{name}/Data Integration")),
        Edit::Group(group) => spec.resource_group = Some((*group).to_owned()),
        Edit::Cu(halves) => spec.cu = Some(f64::from(*halves) / 2.0),
        Edit::State(state) if real_time || *state != DesiredState::Stopped => {
            spec.desired_state = Some(*state)
        }
        Edit::StartParam(count) if real_time => {
            spec.start_param = Some(Box::new(StartParam {
                failover_limit: Some(FailoverLimit {
                    count: *count,
                    interval: 30,
                }),
                ..StartParam::default()
            }));
        }
        Edit::Cron(cron) if spec.task_type == TaskType::Offline => {
            let schedule = |cron: &str| Schedule {
                cron_express: Some(cron.to_owned()),
                ..Schedule::default()
            };
            spec.schedule = cron.map(|cron| Box::new(schedule(cron)));
        }
        Edit::Drift(policy) => spec.drift_policy = Some(*policy),
        Edit::Replace(policy) if !solution => spec.replace_policy = Some(*policy),
        Edit::RestartLimit(limit) if spec.task_type != TaskType::Offline => {
            spec.restart_policy = Some(RestartPolicy { limit: *limit });
        }
        Edit::DeletePolicy if !solution => spec.deletion_policy = Some(DeletionPolicy::Delete),
        Edit::RetainPolicy => spec.deletion_policy = Some(DeletionPolicy::Retain),
        Edit::Suspend(on) => spec.suspend = *on,
        Edit::RestartAnnotation(n) => annotate(task, RESTART, *n),
        Edit::ReconcileAnnotation(n) => annotate(task, RECONCILE_REQUESTED_AT, *n),
        _ => {}
    }
    if task.spec != before {
        task.metadata.generation = task.metadata.generation.map(|generation| generation + 1);
    }
}

fn annotate(task: &mut DISyncTask, key: &str, n: u8) {
    let annotations = task.metadata.annotations.get_or_insert_default();
    annotations.insert(key.to_owned(), n.to_string());
}

/// What becomes of the task with the resource, by the documentation.
pub(super) fn deletes(task: &DISyncTask, adopted: bool) -> bool {
    match (task.spec.task_type, task.spec.deletion_policy) {
        (TaskType::Solution, _) => false,
        (_, Some(policy)) => policy == DeletionPolicy::Delete,
        (_, None) => !adopted,
    }
}

pub(super) fn corrects(task: &DISyncTask) -> bool {
    task.spec.drift_policy == Some(DriftPolicy::Correct)
}

pub(super) fn recreates(task: &DISyncTask) -> bool {
    task.spec.replace_policy == Some(ReplacePolicy::Recreate)
}
