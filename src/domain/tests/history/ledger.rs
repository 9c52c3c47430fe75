//! What was done and answered, kept apart from the status, and what justifies a change of DataWorks.

use std::collections::BTreeMap;

use super::super::service::{Run, Service, Task};
use super::event::Hand;
use super::resource::{corrects, deletes, recreates};
use crate::api::{DISyncTask, DesiredState, OperationKind, TaskType};
use crate::domain::desired::{Desired, FOLDER_PART};
use crate::domain::failure::Failure;
use crate::domain::plan::{Call, Fact, Request};

/// What cannot be changed in a task.
type Fixed = (Option<String>, Option<String>);

/// What an observer of all calls and answers knows.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    pub(super) adopted: bool,
    /// What the spec said when it was taken over.
    pub(super) adopted_for: BTreeMap<String, String>,
    /// Whether the spec says anything that a task that was taken over has to follow.
    touched: bool,
    /// What cannot be changed in the task, as it was made or last known to be.
    pub(super) made: Option<Fixed>,
    /// The hash that the task was last known to be made from; none in doubt.
    applied: Option<String>,
    /// Whether somebody else changed the configuration.
    edited_by_hand: bool,
    /// Whether that was before the operator had read the version that it left, so that nobody can tell.
    pub(super) edited_unseen: bool,
    /// Whether a version may not be deployed that should be.
    deployment_owed: bool,
    /// Whether a deployment was ever begun: what came of it may never be told.
    pub(super) published: bool,
    /// Whether something other runs than is deployed.
    restart_owed: bool,
    /// What a start carried last: the parameter and the annotation.
    started: Option<String>,
    /// Whether somebody else paused or started a task that was where it should be.
    moved_by_hand: bool,
}

/// What a start of the task carries.
fn start_of(task: &DISyncTask) -> String {
    let annotations = task.metadata.annotations.clone().unwrap_or_default();
    format!(
        "{:?} {:?}",
        task.spec.start_param,
        annotations.get(crate::api::RESTART)
    )
}

/// What cannot be changed, of what a task is made from.
pub(super) fn fixed(parts: &BTreeMap<String, String>) -> Fixed {
    let source = parts.get("steps[0].parameter.connection[0].datasource");
    (parts.get(FOLDER_PART).cloned(), source.cloned())
}

impl Ledger {
    pub(super) fn edited(&mut self) {
        self.touched = true;
        self.moved_by_hand = false;
    }

    pub(super) fn touched_by_hand(&mut self, hand: Hand, task: &DISyncTask) {
        let status = task.status.clone().unwrap_or_default();
        let wish = task.spec.desired_state.unwrap_or_default();
        match hand {
            Hand::Stop | Hand::Start => {
                self.moved_by_hand = status.reached_state == Some(wish) && status.operation.is_none();
            }
            Hand::EditTables | Hand::EditOther => {
                self.edited_by_hand = true;
                let moving = status.operation.is_some() || status.reached_state.is_none();
                self.edited_unseen |= status.file.is_none() || moving;
            }
            Hand::Delete | Hand::Rename => {}
        }
    }

    /// What was taken over was compared with this.
    pub(super) fn compared(&mut self, desired: Option<&Desired>) {
        self.adopted_for = desired.map(|desired| desired.parts.clone()).unwrap_or_default();
    }

    /// A fact that no call of this pass led to.
    pub(super) fn noted(&mut self, fact: &Fact, task: &DISyncTask, desired: Option<&Desired>) {
        match fact {
            Fact::Adopted(..) => {
                *self = Self {
                    adopted: true,
                    adopted_for: desired.map(|desired| desired.parts.clone()).unwrap_or_default(),
                    made: desired.map(|desired| fixed(&desired.parts)),
                    applied: desired.map(|desired| desired.hash.clone()),
                    started: Some(start_of(task)),
                    edited_unseen: self.edited_by_hand,
                    ..Self::default()
                };
            }
            Fact::DeploymentSucceeded => self.deployment_owed = false,
            Fact::Applied(applied, _) => self.applied = Some(applied.hash.clone()),
            Fact::Forgotten(_) => *self = Self::default(),
            _ => {}
        }
    }

    /// A call was announced, and nobody knows its outcome until it is told.
    pub(super) fn announced(&mut self, call: &Call) {
        match &call.request {
            Request::Update(..) | Request::Schedule(..) => self.applied = None,
            Request::Submit(_) | Request::Deploy(_) => self.published = true,
            _ => {}
        }
    }

    /// A call reached the service.
    pub(super) fn performed(&mut self, call: &Call, outcome: &Result<Fact, Failure>, task: &DISyncTask) {
        match &call.request {
            Request::Create(_, _, applied) if outcome.is_ok() => {
                *self = Self {
                    made: Some(fixed(&applied.parts)),
                    deployment_owed: true,
                    touched: true,
                    ..Self::default()
                };
            }
            Request::Update(..) | Request::Schedule(..) => {
                self.deployment_owed = true;
                self.edited_unseen |= self.edited_by_hand;
            }
            Request::Deploy(_) => {
                self.restart_owed = true;
                self.moved_by_hand = false;
                // What is deployed is read anew, and taken for what the operator left.
                self.edited_unseen |= self.edited_by_hand;
            }
            Request::Terminate(_) => self.deployment_owed = true,
            Request::Start(..) if outcome.is_ok() => {
                self.restart_owed = false;
                self.moved_by_hand = false;
                self.started = Some(start_of(task));
            }
            _ => {}
        }
    }

    /// The answer was written down.
    pub(super) fn told(&mut self, call: &Call, fact: &Fact) {
        match (&call.request, fact) {
            (Request::Create(_, _, applied), Fact::Created(..)) => {
                self.applied = Some(applied.hash.clone());
            }
            (Request::Update(_, content, _, applied), Fact::Applied(..)) => {
                self.applied = Some(applied.hash.clone());
                self.edited_by_hand &= content.is_none();
            }
            (Request::Deploy(_), Fact::Taken(_, None)) => self.deployment_owed = false,
            _ => {}
        }
    }

    /// Whether the spec wants another task in the place of this one.
    pub(super) fn is_replaced(&self, task: &DISyncTask, desired: Option<&Desired>) -> bool {
        let differs = desired.is_some_and(|desired| self.made.as_ref() != Some(&fixed(&desired.parts)));
        recreates(task) && differs && task.metadata.deletion_timestamp.is_none()
    }

    /// Whether the spec justifies a call at this moment, or why it does not.
    pub(super) fn judge(
        &self,
        call: &Call,
        task: &DISyncTask,
        desired: Option<&Desired>,
        service: &Service,
    ) -> Result<(), String> {
        let deleted = task.metadata.deletion_timestamp.is_some();
        let goes = (deleted && deletes(task, self.adopted)) || self.is_replaced(task, desired);
        let wish = task.spec.desired_state.unwrap_or_default();
        let runs = wish == DesiredState::Running;
        let demand = |justified: bool, why: &str| if justified { Ok(()) } else { Err(why.to_owned()) };
        demand(!task.spec.suspend, "it is suspended")?;
        let down = matches!(
            call.announcement.kind,
            OperationKind::Stop | OperationKind::Terminate | OperationKind::Delete
        );
        demand(!deleted || down, "the resource is being deleted")?;
        // What ran when it was taken over is kept running.
        let ran = task
            .status
            .as_ref()
            .is_some_and(|status| status.started_hash.is_some());
        let kept_running = call.announcement.kind == OperationKind::Start && ran;
        demand(
            !self.adopted || self.touched || corrects(task) || goes || kept_running,
            "the task was taken over, and nothing was asked for since",
        )?;
        let moved = self.moved_by_hand && !corrects(task);
        match call.announcement.kind {
            OperationKind::Generate => Ok(()),
            OperationKind::Create => demand(service.ours().next().is_none(), "a task is there"),
            OperationKind::GenerateUpdate | OperationKind::Update | OperationKind::Schedule => demand(
                self.applied.as_ref() != desired.map(|desired| &desired.hash)
                    || (corrects(task) && self.edited_by_hand)
                    || (corrects(task) && self.adopted),
                "nothing differs",
            ),
            OperationKind::Submit | OperationKind::Deploy => demand(
                wish != DesiredState::Created && (self.deployment_owed || self.adopted),
                "nothing is to be deployed",
            ),
            OperationKind::Start => {
                demand(runs, "it should not run")?;
                let goes_on = |task: &Task| matches!(task.run, Run::Running | Run::Unconfirmed);
                let twice = self.started == Some(start_of(task)) && !self.restart_owed;
                demand(
                    task.spec.task_type != TaskType::Solution
                        || !service.quirks.readable
                        || !(twice && service.tasks.values().any(goes_on)),
                    "the solution was started already, and shows it",
                )?;
                let paused = service.tasks.values().any(|task| task.run == Run::Off("PAUSE"));
                demand(
                    !(moved && paused),
                    "somebody paused it, and that is not to be corrected",
                )
            }
            OperationKind::Stop => demand(
                goes || (!runs && !moved)
                    || (runs && (self.restart_owed || self.started != Some(start_of(task)))),
                "it should go on",
            ),
            OperationKind::Terminate => {
                demand(goes || wish == DesiredState::Created, "it should stay deployed")
            }
            OperationKind::Delete => {
                demand(goes, "it should stay")?;
                demand(
                    task.spec.task_type != TaskType::Solution,
                    "solutions cannot be deleted",
                )
            }
        }
    }
}
