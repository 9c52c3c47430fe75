//! A DataWorks in memory, as harsh as its contract allows.

mod console;
mod named;
mod perform;
mod quirks;
mod show;
mod steps;
mod task;

use std::collections::{BTreeMap, HashMap};

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use crate::api::TaskType;
use crate::domain::failure::{Consequence, Failure};
pub(super) use console::BY_HAND;
pub(super) use perform::LOST;
pub(super) use quirks::{NameRule, Quirks};
use show::Row;
pub(super) use task::{Run, Task, Version, script_of};

/// The service, with one task type in use.
pub(super) struct Service {
    pub(super) task_type: TaskType,
    pub(super) quirks: Quirks,
    pub(super) tasks: BTreeMap<i64, Task>,
    /// What no client of it may do, whatever it knows.
    pub(super) violations: Vec<String>,
    processes: BTreeMap<i64, Process>,
    deployments: BTreeMap<i64, Deployment>,
    tokens: HashMap<String, (String, i64)>,
    /// The look at the file that may be shared.
    shared: Option<(Timestamp, Option<Row>)>,
    last_id: i64,
    next_deployment_fails: bool,
    next_start_waits_for_person: bool,
}

struct Process {
    ready: Timestamp,
    outcome: Result<Value, String>,
    /// Polls that say `fail` without a reason before it is finished.
    silent: u32,
}

struct Deployment {
    file_id: i64,
    version: Version,
    done: Timestamp,
    to_production: bool,
    failed: Option<String>,
}

impl Service {
    pub(super) fn new(task_type: TaskType, quirks: Quirks) -> Self {
        Self {
            task_type,
            quirks,
            tasks: BTreeMap::new(),
            violations: Vec::new(),
            processes: BTreeMap::new(),
            deployments: BTreeMap::new(),
            tokens: HashMap::new(),
            shared: None,
            last_id: 0,
            next_deployment_fails: false,
            next_start_waits_for_person: false,
        }
    }

    fn id(&mut self) -> i64 {
        self.last_id += 1;
        self.last_id
    }

    /// Its clock.
    pub(super) fn clock(&self, now: Timestamp) -> Timestamp {
        now + SignedDuration::from_secs(self.quirks.offset)
    }

    /// Tasks that the resource made and that exist.
    pub(super) fn ours(&self) -> impl Iterator<Item = &Task> {
        self.tasks.values().filter(|task| task.ours)
    }

    /// Lets what takes time come to its end.
    pub(super) fn settle(&mut self, now: Timestamp) {
        let stopped = self.quirks.stopped();
        self.tasks.values_mut().for_each(|task| task.settle(now, stopped));
        for deployment in self.deployments.values_mut().filter(|it| it.done <= now) {
            let published = deployment.to_production && deployment.failed.is_none();
            if let Some(task) = self.tasks.get_mut(&deployment.file_id).filter(|_| published) {
                task.deployed = Some(deployment.version.clone());
                deployment.to_production = false;
            }
        }
    }

    pub(super) fn forget_processes(&mut self) {
        self.processes.clear();
    }

    pub(super) fn fail_next_deployment(&mut self) {
        self.next_deployment_fails = true;
    }

    pub(super) fn ask_for_confirmation(&mut self) {
        self.next_start_waits_for_person = self.task_type == TaskType::Solution;
    }
}

pub(super) fn failure(consequence: Consequence, message: &str) -> Failure {
    Failure {
        consequence,
        code: "Code".into(),
        message: message.into(),
        request_id: None,
    }
}

fn refused(message: &str) -> Failure {
    failure(Consequence::Refused, message)
}

fn unknown() -> Failure {
    failure(Consequence::NotFound, "fileId:[0] is invalid.")
}
