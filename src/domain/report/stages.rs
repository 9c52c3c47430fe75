//! What the stages of a task's life leave in the status.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::Time;

use super::Next;
use super::draft::Draft;
use super::refusal::is_step;
use crate::api::{
    DISyncTask, DISyncTaskStatus, DesiredState, Operation, OperationKind, OperationState, Reason,
};
use crate::domain::desired::Applied;
use crate::domain::life::{self, DESIRED_STATE, DOUBTFUL, OUTDATED};
use crate::domain::observed::{Answer, Blocker, File};
use crate::domain::plan::{Cause, Place};

fn is_down(kind: OperationKind) -> bool {
    matches!(
        kind,
        OperationKind::Stop | OperationKind::Terminate | OperationKind::Delete
    )
}

fn is_change(kind: OperationKind) -> bool {
    matches!(
        kind,
        OperationKind::GenerateUpdate | OperationKind::Update | OperationKind::Schedule
    )
}

impl Draft<'_> {
    pub(super) fn announced(
        &mut self,
        task: &DISyncTask,
        operation: &Operation,
        place: &Place,
        cause: &Cause,
    ) {
        let now = self.now;
        if !self.is_repeat(operation.kind) {
            // A repeat leaves on display what the last try failed at.
            if let Some(said) = &place.generated {
                self.answered(said);
            }
            self.leave_in_doubt();
            // What failed on the way up says nothing of the way down, whose refusals would count for hopeless at once.
            if is_down(operation.kind)
                && !self
                    .status
                    .operation
                    .as_ref()
                    .is_some_and(|last| is_down(last.kind))
            {
                self.status.failures = None;
            }
        }
        match operation.kind {
            OperationKind::Generate | OperationKind::GenerateUpdate => {
                self.forget_refusal();
                self.status.process_id = None;
                self.answered(&Answer::default());
            }
            OperationKind::Update => self.forget_refusal(),
            OperationKind::Create => self.status.applied_parts.clone_from(&place.parts),
            OperationKind::Start => {
                // Known before the call: what runs after a lost answer was started like this.
                self.status.started_hash = Some(life::wanted_start(task));
                self.status.last_start_time = Some(Time(now));
                self.status.not_running_since = None;
                self.status.last_handled_restart = life::restart_request(task);
                self.status.restarts = match cause {
                    Cause::Fall => Some(self.status.restarts.unwrap_or(0).saturating_add(1)),
                    Cause::Spec if self.is_repeat(OperationKind::Start) => self.status.restarts,
                    Cause::Spec | Cause::Drift(_) => None,
                };
            }
            _ => {}
        }
        if is_step(operation.kind) && self.status.reached_state != Some(life::wish(task)) {
            // From here on it is on its way, and what is undone of that is nobody else's doing.
            self.status.reached_state = None;
        }
        if let Cause::Drift(paths) = cause {
            self.status.last_correction_time = Some(Time(now));
            if is_change(operation.kind) {
                self.status.corrected_drift = life::drift_digest(paths);
            }
            if operation.kind == OperationKind::Deploy {
                // From here on the way up is the operator's.
                self.status.reached_state = None;
            }
        }
        self.status
            .task_name
            .get_or_insert_with(|| place.task_name.clone());
        self.status.project_id.get_or_insert(place.project_id);
        self.status.attempts = self.status.attempts.max(Some(operation.attempt));
        self.status.operation = Some(Box::new(operation.clone()));
        // After a kill the outcome is looked for at once, whatever pause an earlier failure asked for.
        self.status.next_poll_time = None;
    }

    /// What may have come of an operation whose outcome nobody asks for any more.
    pub(super) fn leave_in_doubt(&mut self) {
        let Some(operation) = &self.status.operation else {
            return;
        };
        let open = !matches!(operation.state, OperationState::Failed | OperationState::Deferred);
        match operation.kind {
            // The last version may be deployed, so that another deployment may be refused.
            OperationKind::Deploy
                if operation.state == OperationState::Announced || operation.unresolved_since.is_some() =>
            {
                self.status.deployed_hash = Some(DOUBTFUL.to_owned());
            }
            // It may be deployed.
            OperationKind::Deploy if open => {
                self.status
                    .deployed_hash
                    .get_or_insert_with(|| OUTDATED.to_owned());
            }
            // What was not changed may be another time.
            kind if is_change(kind) && operation.state == OperationState::Failed => {
                self.status.corrected_drift = None;
            }
            // What was stopped has to be started anew, whatever it was started with.
            OperationKind::Stop if open => self.start_is_outdated(),
            // It may not be.
            OperationKind::Terminate if operation.state == OperationState::Announced => {
                self.status.deployed_hash = Some(DOUBTFUL.to_owned());
            }
            _ => {}
        }
    }

    fn is_repeat(&self, kind: OperationKind) -> bool {
        life::is_under_way(self.status, kind)
    }

    /// DataWorks took a change on. What a look has to prove stays on the status as under way.
    pub(super) fn taken(&mut self, deployment_id: Option<i64>) -> Next {
        self.accepted();
        let kind = self.status.operation.as_ref().map(|operation| operation.kind);
        match (kind, deployment_id) {
            (Some(OperationKind::Submit | OperationKind::Deploy | OperationKind::Delete), Some(id)) => {
                if let Some(operation) = &mut self.status.operation {
                    operation.deployment_id = Some(id);
                }
                let pause = self.between_looks();
                self.after(pause)
            }
            (Some(OperationKind::Deploy | OperationKind::Submit), None) => {
                self.deployed();
                Next::Now
            }
            (Some(OperationKind::Terminate), _) => {
                self.status.deployed_hash = None;
                self.status.started_hash = None;
                self.status.run_state = None;
                self.status.next_poll_time = None;
                Next::Now
            }
            _ => {
                let pause = self.between_looks();
                self.after(pause)
            }
        }
    }

    pub(super) fn deployed(&mut self) {
        self.status.deployed_hash.clone_from(&self.status.applied_hash);
        let paused = self.status.reached_state == Some(DesiredState::Running)
            && self.status.drift.iter().any(|path| path == DESIRED_STATE);
        if !paused {
            // What runs is the version before. What somebody paused does not, and stays so.
            self.start_is_outdated();
        }
        self.status.file = None;
        // Of a batch task no look tells it.
        self.status.drift.retain(|path| path != DESIRED_STATE);
        self.finish();
    }

    fn forget_refusal(&mut self) {
        self.status.refused_hash = None;
        self.status.refusal = None;
        self.status.refused_until = None;
    }

    fn start_is_outdated(&mut self) {
        self.status.started_hash = self.status.started_hash.take().map(|_| OUTDATED.to_owned());
    }

    pub(super) fn applied(&mut self, applied: &Applied) {
        // Without a call that was announced just now, another text says the same.
        let changed = self.status.operation.as_ref().is_some_and(|operation| {
            matches!(operation.kind, OperationKind::Update | OperationKind::Schedule)
                && operation.state == OperationState::Announced
        });
        if changed {
            self.status.applied_hash = Some(applied.hash.clone());
            self.status.deployed_hash = self.status.deployed_hash.take().map(|_| OUTDATED.to_owned());
            // What was changed is read anew, and compared with the spec.
            self.status.file = None;
            self.status.drift.retain(|path| path == DESIRED_STATE);
        } else {
            life::rename_applied(self.status, &applied.hash);
        }
        self.status.applied_parts.clone_from(&applied.parts);
        self.forget_refusal();
        self.finish();
    }

    pub(super) fn adopted(&mut self, task: &DISyncTask, file: &File, applied: Option<&Applied>) {
        let status = &mut *self.status;
        status.file_id = Some(file.file_id);
        status.project_id = Some(file.project_id);
        status.task_name = Some(file.name.clone());
        status.adopted = true;
        status.reached_state = Some(life::wish(task));
        status.applied_hash = applied.map(|applied| applied.hash.clone());
        status.applied_parts = applied.map(|applied| applied.parts.clone()).unwrap_or_default();
        // Whether it is deployed only DataWorks knows. A file that was never submitted is not.
        status.deployed_hash = (file.committed != Some(false)).then(|| {
            status
                .applied_hash
                .clone()
                .unwrap_or_else(|| "adopted".to_owned())
        });
        status.last_handled_restart = life::restart_request(task);
        if status.deployed_hash.is_none() && life::wish(task) != DesiredState::Created {
            status.drift = vec![DESIRED_STATE.to_owned()];
        }
        self.finish();
    }

    /// The task is gone; what is made next is another, with tokens of its own.
    pub(super) fn forgotten(&mut self, reason: Reason) {
        let corrected = (reason == Reason::Correcting).then_some(Time(self.now));
        let old = std::mem::take(self.status);
        *self.status = DISyncTaskStatus {
            observed_generation: old.observed_generation,
            phase: old.phase,
            task_name: old.task_name,
            project_id: old.project_id,
            attempts: old.attempts,
            // What is made next is not taken over, whatever spec.adoption says.
            adopted: old.adopted,
            last_correction_time: corrected.or(old.last_correction_time),
            last_handled_reconcile_at: old.last_handled_reconcile_at,
            last_handled_restart: old.last_handled_restart,
            conditions: old.conditions,
            ..DISyncTaskStatus::default()
        };
    }

    /// The task is where it should be, or cannot be brought there.
    pub(super) fn at_rest(&mut self, task: &DISyncTask, complaint: Option<&Blocker>) {
        self.leave_in_doubt();
        let wish = life::wish(task);
        if complaint.is_some_and(|complaint| complaint.reason == Reason::TaskMissing) {
            self.status.run_state = None;
        }
        let elsewhere = complaint.is_some_and(|complaint| {
            matches!(
                complaint.reason,
                Reason::NotRunning
                    | Reason::NotSupported
                    | Reason::ConfirmationPending
                    | Reason::TaskMissing
                    | Reason::StopFailed
            )
        });
        if !elsewhere {
            self.status.reached_state = Some(wish);
        }
        if life::restart_is_asked_for(task) {
            // What waits for a person is not restarted before that person came.
            self.start_is_outdated();
        }
        self.status.last_handled_restart =
            life::restart_request(task).or(self.status.last_handled_restart.take());
        if wish != DesiredState::Running {
            self.status.restarts = None;
            // However it came to be down, the next start is another.
            self.start_is_outdated();
        }
        self.finish();
    }
}
