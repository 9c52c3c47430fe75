//! What a pass does next, and what there is to say about it.

use jiff::{SignedDuration, Timestamp};

use crate::api::{Operation, TaskType};
use crate::domain::desired::Settings;
use crate::domain::failure::Failure;
use crate::domain::observed::{Answer, Blocker};
use crate::domain::opaque::{TaskContent, TaskParam};

/// The outcome of a decision.
#[derive(Debug, PartialEq)]
pub enum Plan {
    /// Change something.
    Act(Action),
    /// Change nothing; tell the status.
    Note(Fact),
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
}

/// Where a task is in DataWorks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// ID of the workspace.
    pub project_id: i64,
    /// Name of the task.
    pub task_name: String,
}

/// What a call asks for.
#[derive(Debug, PartialEq)]
pub enum Request {
    /// `GenerateDISyncTaskConfigForCreating` from this script.
    Generate(TaskParam),
    /// `CreateDISyncTask` from this configuration.
    Create(TaskContent, Settings),
    /// `DeleteDISyncTask`, or `DeleteFile` for a batch task, of this FileId.
    Delete(i64),
}

impl Request {
    /// The one name of the action, in log, event and test.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Generate(_) => "Generate",
            Self::Create(..) => "Create",
            Self::Delete(_) => "Delete",
        }
    }
}

/// Why the finalizer goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Farewell {
    /// DataWorks says that the task is gone.
    Gone,
    /// The policy leaves the task in DataWorks.
    Retained,
    /// No task was ever made.
    NeverCreated,
}

/// Something that the status is told.
#[derive(Debug, PartialEq)]
pub enum Fact {
    /// `spec.suspend` is set.
    Suspended,
    /// Something outside DataWorks is missing or wrong.
    Blocked(Blocker),
    /// Another resource has the better right to the name.
    Rival(String),
    /// The task exists as specified.
    Settled,
    /// The task exists, and the spec asks for another.
    UpdateUnsupported,
    /// Nothing is to be done until something changes.
    Idle,
    /// No call is due before this time.
    NotDue(Timestamp),
    /// A change is about to be made, to the task that is or will be there.
    Announced(Operation, Place),
    /// DataWorks generates the configuration under this ID; the first poll comes after this pause.
    Generating(i64, Answer, SignedDuration),
    /// The process still runs.
    ProcessRunning(Answer),
    /// The process says `fail` without a reason.
    ProcessFailedSilently(Answer),
    /// The process failed.
    ProcessFailed(Answer),
    /// DataWorks does not know the process any more.
    ProcessLost,
    /// The process takes too long.
    ProcessTimedOut,
    /// The task was created, or the one that was found is ours.
    Created(i64, Answer),
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

/// The call that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Starting the generation.
    Generate,
    /// Polling it.
    Poll,
    /// Creating the task.
    Create,
    /// Looking a task up.
    LookUp,
    /// Deleting the task.
    Delete,
}
