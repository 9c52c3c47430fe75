//! What a pass saw: the input of a decision.

use jiff::{SignedDuration, Timestamp};

use crate::api::{DISyncTask, Reason};
use crate::domain::desired::Desired;
use crate::domain::failure::Failure;
use crate::domain::opaque::TaskContent;

/// Everything that a decision may depend on, besides the time.
#[derive(Debug)]
pub struct Snapshot<'a> {
    /// The resource, read from the API server in this pass.
    pub task: &'a DISyncTask,
    /// What the user wants, or why that is not known.
    pub desired: Result<Desired, Blocker>,
    /// Whether DataWorks can be called for this task, or why not.
    pub access: Result<(), Blocker>,
    /// The resource that has a better right to the task's name.
    pub rival: Option<String>,
    /// What this pass saw in DataWorks, if it was due to look.
    pub seen: Option<Seen>,
    /// How far the clock of DataWorks is ahead of the operator's, once it has answered.
    pub clock_offset: Option<SignedDuration>,
}

/// Something outside DataWorks that keeps the operator from going on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blocker {
    /// Why.
    pub reason: Reason,
    /// What is wrong and what helps.
    pub message: String,
}

/// The words that come with an answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// `Data.Status`, normalised.
    pub status: Option<String>,
    /// `Data.Message`.
    pub message: Option<String>,
    /// `RequestId`.
    pub request_id: Option<String>,
}

/// What a look at DataWorks showed.
#[derive(Clone, Debug)]
pub enum Seen {
    /// The process that generates the configuration.
    Process(Result<Process, Failure>),
    /// The task of our name.
    Named(Result<Option<Named>, Failure>),
    /// Whether the task of our FileId exists.
    Exists(Result<bool, Failure>),
}

/// A task that has our name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// The task.
    pub file: File,
    /// Whether the name is the same to the letter; the service may ignore case.
    pub exact: bool,
    /// The resource that claims it already.
    pub claimant: Option<String>,
}

/// A task as `ListFiles` shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// ID of the task.
    pub file_id: i64,
    /// Type code: 900 real-time, 23 batch.
    pub file_type: Option<i64>,
    /// When it was created, by the clock of DataWorks.
    pub created_at: Option<Timestamp>,
}

/// A process as `QueryDISyncTaskConfigProcessResult` shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Process {
    /// The configuration is there.
    Ready {
        /// To be handed to `CreateDISyncTask` unchanged.
        content: TaskContent,
        /// The words that came with it.
        answer: Answer,
    },
    /// Not finished, whatever the word.
    Running(Answer),
    /// `fail` without a reason, which may also mean "not finished".
    FailedSilently(Answer),
    /// Failed for a reason.
    Failed(Answer),
}
