//! A resource, its operator, the service and the time, and what befalls them.

use jiff::{SignedDuration, Timestamp};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::Time;

use super::super::service::{BY_HAND, Run, Service, Version, script_of};
use super::event::{Beginning, Edit, Event, Hand, Script, Whim};
use super::ledger::Ledger;
use super::refused::Refused;
use super::resource::{self, FOREIGN, Wanted};
use crate::api::{DISyncTask, DISyncTaskStatus, TaskType};
use crate::domain::desired::Desired;
use crate::domain::look;
use crate::domain::observed::Blocker;
use crate::domain::workspace::Workspace;

/// How often the task is looked at while nothing changes.
pub(super) const WATCH: SignedDuration = SignedDuration::from_mins(20);
pub(super) const PROJECT: i64 = 7;

/// A resource, its operator, the service and the time.
pub(super) struct World {
    pub(super) task: DISyncTask,
    pub(super) wanted: Wanted,
    pub(super) service: Service,
    pub(super) ledger: Ledger,
    pub(super) refused: Refused,
    pub(super) now: Timestamp,
    pub(super) visit_at: Timestamp,
    pub(super) released: bool,
    /// Looks and changes.
    pub(super) calls: usize,
    pub(super) changes: usize,
    pub(super) passes: usize,
    /// What must not be.
    pub(super) wrong: Vec<String>,
    pub(super) log: Option<Vec<String>>,
    pub(super) known: Option<(Identity, Result<Desired, Blocker>)>,
    pub(super) workspace: Workspace,
    pub(super) clock_known: bool,
    pub(super) key_rests_until: Timestamp,
}

/// What a desired task depends on: the generation of the spec, and the name that the status recorded.
pub(super) type Identity = (Option<i64>, Option<String>);

impl World {
    pub(super) fn new(script: &Script, log: bool) -> Self {
        let now = "2026-11-24T12:00:00Z".parse().unwrap();
        let mut service = Service::new(script.task_type, script.quirks.clone());
        let long_ago = now - SignedDuration::from_hours(24);
        begin(&mut service, script, long_ago);
        Self {
            task: resource::task(script.task_type, &script.beginning),
            wanted: Wanted::new(),
            service,
            ledger: Ledger::default(),
            refused: Refused::default(),
            now,
            visit_at: now,
            released: false,
            calls: 0,
            changes: 0,
            passes: 0,
            wrong: Vec::new(),
            log: log.then(Vec::new),
            known: None,
            workspace: Workspace {
                project_id: PROJECT,
                ..Workspace::default()
            },
            clock_known: false,
            key_rests_until: long_ago,
        }
    }

    pub(super) fn status(&self) -> DISyncTaskStatus {
        self.task.status.clone().unwrap_or_default()
    }

    pub(super) fn say(&mut self, what: impl FnOnce() -> String) {
        if let Some(log) = &mut self.log {
            let what = what();
            log.push(format!("{:.0} {what}", self.now));
        }
    }

    pub(super) fn happen(&mut self, event: &Event) {
        self.say(|| format!("---- {event:?}"));
        match event {
            Event::Pass => self.pass(None),
            Event::PassWith(fault) => self.pass(Some(fault)),
            Event::Edit(edit) => self.edit(edit),
            Event::Console(hand) => self.put_hand_on(*hand),
            Event::Service(whim) => self.indulge(whim),
            Event::Wait(seconds) => self.now += SignedDuration::from_secs(*seconds),
            Event::Restart => self.restart(),
            Event::Delete => self.delete(),
        }
    }

    pub(super) fn edit(&mut self, edit: &Edit) {
        if self.released {
            return;
        }
        let before = (
            self.task.metadata.generation,
            self.task.metadata.annotations.clone(),
        );
        resource::edit(&mut self.task, &mut self.wanted, edit);
        if before
            != (
                self.task.metadata.generation,
                self.task.metadata.annotations.clone(),
            )
        {
            self.ledger.edited();
            self.visit_at = self.now;
        }
    }

    fn put_hand_on(&mut self, hand: Hand) {
        let now = self.now;
        let done = match hand {
            Hand::Stop => self.service.stopped_by_hand(now),
            Hand::Start => self.service.started_by_hand(now),
            Hand::Delete => self.service.deleted_by_hand(now),
            Hand::EditTables => self.service.tables_edited_by_hand(now),
            Hand::EditOther => self.service.other_edited_by_hand(now),
            // A task whose ID is not known yet is found by its name alone.
            Hand::Rename => self.status().file_id.is_some() && self.service.renamed_by_hand(now),
        };
        if done {
            self.ledger.touched_by_hand(hand, &self.task);
        }
    }

    fn indulge(&mut self, whim: &Whim) {
        match whim {
            Whim::Falls(to) => {
                self.service.falls(to, self.now);
            }
            Whim::ForgetsProcesses => self.service.forget_processes(),
            Whim::FailsNextDeployment => self.service.fail_next_deployment(),
            Whim::AsksForConfirmation => self.service.ask_for_confirmation(),
        }
    }

    /// What the operator keeps in memory is lost.
    pub(super) fn restart(&mut self) {
        self.clock_known = false;
        self.key_rests_until = self.now;
        self.visit_at = self.now;
    }

    fn delete(&mut self) {
        if self.task.metadata.deletion_timestamp.is_none() {
            self.task.metadata.deletion_timestamp = Some(Time(self.now));
            self.task.metadata.generation = self.task.metadata.generation.map(|generation| generation + 1);
            self.ledger.edited();
            self.released = !look::holds(&self.task);
            self.visit_at = self.now;
        }
    }
}

fn begin(service: &mut Service, script: &Script, now: Timestamp) {
    let kind = if script.task_type == TaskType::Offline {
        "job"
    } else {
        "realtime"
    };
    let (differs, deployed, runs) = match script.beginning {
        Beginning::Fresh => return,
        Beginning::Foreign => (false, false, false),
        Beginning::Adopted {
            differs,
            deployed,
            runs,
            ..
        } => (differs, deployed, runs),
    };
    let tables: &[&str] = if differs { &["items"] } else { &["orders"] };
    let held = Version {
        content: script_of(kind, "orders_db", tables),
        ..Version::default()
    };
    let id = service.add("orders_rt".to_owned(), held.clone(), false, now);
    assert_eq!(id, FOREIGN);
    let Some(task) = service.tasks.get_mut(&id).filter(|_| deployed) else {
        return;
    };
    task.committed = true;
    task.deployed = Some(held.clone());
    task.run = Run::Off("NORUN");
    if runs && script.task_type != TaskType::Offline {
        task.run = Run::Running;
        task.runs = Some((held, BY_HAND.to_owned()));
    }
}
