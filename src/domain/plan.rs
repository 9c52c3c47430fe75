//! What a pass does next, and what there is to say about it.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use crate::api::{Operation, OperationKind, Reason, Schedule, StartParam, TaskType};
use crate::domain::desired::{Applied, Settings};
use crate::domain::failure::{Consequence, Failure};
use crate::domain::observed::{Answer, Blocker, Closed, File};
use crate::domain::opaque::{TaskContent, TaskParam};

/// The outcome of a decision.
#[derive(Debug, PartialEq)]
#[allow(clippy::large_enum_variant)] // there is one of it, for one pass
pub enum Plan {
    /// Change something.
    Act(Action),
    /// Change nothing; tell the status.
    Note(Fact),
}

impl Plan {
    /// With what came with the generated configuration that is sent.
    #[must_use]
    pub fn of_generated(mut self, answer: &Answer) -> Self {
        if let Self::Act(Action::Call(call)) = &mut self {
            call.generated = Some(Box::new(answer.clone()));
        }
        self
    }

    /// The one name of what is decided, in metrics as in the status.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Act(Action::AddFinalizer) => "AddFinalizer",
            Self::Act(Action::RemoveFinalizer(_)) => "RemoveFinalizer",
            Self::Act(Action::Call(call)) => call.announcement.kind.as_str(),
            Self::Note(_) => "Note",
        }
    }
}

/// A change.
#[derive(Debug, PartialEq)]
pub enum Action {
    /// Put the finalizer on the resource, before anything is made in DataWorks.
    AddFinalizer,
    /// Take the finalizer off: nothing of the resource is left to care for.
    RemoveFinalizer(Farewell),
    /// Call DataWorks, after the announcement is written.
    Call(Box<Call>),
}

/// A call that changes DataWorks.
#[derive(Debug, PartialEq)]
pub struct Call {
    /// What is written to the status before the call.
    pub announcement: Operation,
    /// Kind of the task.
    pub task_type: TaskType,
    /// Name of the task in DataWorks.
    pub task_name: String,
    /// What is asked for.
    pub request: Request,
    /// Why.
    pub cause: Cause,
    /// What came with the configuration that is sent, if one was generated.
    pub generated: Option<Box<Answer>>,
}

impl Call {
    /// What the status is told of the place before the call.
    pub fn place(&self, project_id: i64) -> Place {
        Place {
            project_id,
            task_name: self.task_name.clone(),
            parts: match &self.request {
                Request::Create(_, _, applied) => applied.parts.clone(),
                _ => BTreeMap::new(),
            },
            generated: self.generated.clone(),
        }
    }
}

/// Why a change is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The spec asks for it.
    Spec,
    /// The task should run and does not, and `spec.restartPolicy` allows another start.
    Fall,
    /// Somebody else changed these, and `spec.driftPolicy` has them changed back.
    Drift(Vec<String>),
}

/// Where a task is in DataWorks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// ID of the workspace.
    pub project_id: i64,
    /// Name of the task.
    pub task_name: String,
    /// Digests of the parts that a creation makes the task from.
    pub parts: BTreeMap<String, String>,
    /// What DataWorks said of the configuration that it generated for this change.
    pub generated: Option<Box<Answer>>,
}

/// What a call asks for. The numbers are FileIds.
#[derive(Debug, PartialEq)]
pub enum Request {
    /// `GenerateDISyncTaskConfigForCreating` from this script.
    Generate(TaskParam),
    /// `CreateDISyncTask` from this configuration; it leads to what is applied then.
    Create(TaskContent, Settings, Applied),
    /// `GenerateDISyncTaskConfigForUpdating` with these tables.
    GenerateUpdate(i64, TaskParam),
    /// `UpdateDISyncTask` to this configuration, if it changes, and these settings; it leads to what is applied then.
    Update(i64, Option<TaskContent>, Settings, Applied),
    /// `UpdateFile` with this schedule.
    Schedule(i64, Box<Schedule>, Applied),
    /// `SubmitFile`.
    Submit(i64),
    /// `DeployDISyncTask`, or `DeployFile` for a batch task.
    Deploy(i64),
    /// `StartDISyncInstance`.
    Start(i64, StartParam),
    /// `StopDISyncInstance`.
    Stop(i64),
    /// `TerminateDISyncInstance`.
    Terminate(i64),
    /// `DeleteDISyncTask`, or `DeleteFile` for a batch task.
    Delete(i64),
}

/// Why the finalizer goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Farewell {
    /// DataWorks says that the task is gone.
    Gone,
    /// The policy leaves the task in DataWorks.
    Retained,
    /// No task was ever made.
    NeverCreated,
    /// The task that has the name is not the resource's, and this is whose.
    NotOurs(String),
}

/// Something that the status is told.
#[derive(Debug, PartialEq)]
pub enum Fact {
    /// `spec.suspend` is set.
    Suspended,
    /// Something outside DataWorks is missing or wrong.
    Blocked(Blocker),
    /// No call is made for now.
    Closed(Closed),
    /// Another resource has the better right to the name.
    Rival(String),
    /// Nothing is to be done for the task that exists until something changes.
    AtRest(Rest),
    /// The task is on the way to another state, or late on it.
    UnderWay(Transit),
    /// Nothing is to be done, and nothing to be said.
    Idle,
    /// No call is due before this time.
    NotDue(Timestamp),
    /// A change is about to be made, to the task that is or will be there.
    Announced(Operation, Place, Cause),
    /// DataWorks generates the configuration under this ID; the first poll comes after this pause.
    Generating(i64, Answer, SignedDuration),
    /// The process still runs.
    ProcessRunning(Answer),
    /// The process says `fail` without a reason.
    ProcessFailedSilently(Answer),
    /// The process failed.
    ProcessFailed(Answer),
    /// DataWorks does not know the process any more, in these words.
    ProcessLost(Answer),
    /// The process takes too long.
    ProcessTimedOut,
    /// The task was created, or the one that was found is ours.
    Created(i64, Answer),
    /// The task that was found is taken over; what it is made from, where nobody is to compare it.
    Adopted(File, Option<Applied>),
    /// DataWorks took a change on, which a deployment of this ID brings about, if there is one.
    Taken(Answer, Option<i64>),
    /// The task is made from this now.
    Applied(Applied, Answer),
    /// A deployment did what it should.
    DeploymentSucceeded,
    /// A deployment failed, for this reason.
    DeploymentFailed(String),
    /// The task is to be deleted and created anew for this hash, because these fields changed.
    ReplacementBegins(String, Vec<String>),
    /// The spec does not ask for a replacement any more.
    ReplacementEnds,
    /// The task is gone, and another is to be made for this reason.
    Forgotten(Reason),
    /// A look-up by name found no task.
    NameFree,
    /// A look-up for a deletion found no task; the next one, at this time, is certain.
    NameFreeYet(Timestamp),
    /// A look-up by name found a task that is not ours, and this is whose.
    NameForeign(String),
    /// A look-up by name found this task, and nothing proves whether it is ours.
    NameUnproven(i64),
    /// DataWorks took the deletion on, or has not finished it yet.
    DeletionAccepted,
    /// A call failed.
    CallFailed(Step, Failure),
    /// The pass itself failed, at this place of the code.
    Panicked(String),
}

/// A task for which nothing is to be done.
#[derive(Debug, PartialEq)]
pub struct Rest {
    /// Hash of the script and settings that the spec asks for, if it can be told.
    pub hash: Option<String>,
    /// What keeps it from being as specified, if anything does.
    pub complaint: Option<Blocker>,
    /// When it is looked at again.
    pub next_look: Timestamp,
}

/// A task on its way.
#[derive(Debug, PartialEq)]
pub struct Transit {
    /// To what.
    pub reason: Reason,
    /// What is waited for, and what helps if it does not come.
    pub message: String,
    /// Whether it takes longer than it should.
    pub late: bool,
    /// When it is looked at again; by the time that has passed, if not given.
    pub next_look: Option<Timestamp>,
}

/// The call that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Looking at the task, or looking it up.
    Look,
    /// Polling a generation.
    Poll,
    /// Making a change.
    Change(OperationKind),
}

impl Step {
    /// What has to follow from a failure of this call. Only a creation makes a task that may be there already, and only a
    /// generation has a token besides: what any other call says of a name or a token, it says of something else, and is a
    /// refusal.
    pub fn consequence(self, failure: &Failure) -> Consequence {
        use Consequence::{NameTaken, Refused, TokenMismatch};
        use OperationKind::{Create, Generate, GenerateUpdate};

        match (self, failure.consequence) {
            (Self::Change(Create | Generate), NameTaken)
            | (Self::Change(Create | Generate | GenerateUpdate), TokenMismatch) => failure.consequence,
            (_, NameTaken | TokenMismatch) => Refused,
            (_, consequence) => consequence,
        }
    }
}
