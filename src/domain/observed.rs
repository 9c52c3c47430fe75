//! What a pass saw: the input of a decision.

use std::collections::BTreeMap;

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
    /// Why no call is made for now, though DataWorks could be called.
    pub closed: Option<Closed>,
    /// The resource that has a better right to the task's name.
    pub rival: Option<String>,
    /// What this pass saw in DataWorks, if it was due to look.
    pub seen: Option<Seen>,
    /// How far the clock of DataWorks is ahead of the operator's, once it has answered.
    pub clock_offset: Option<SignedDuration>,
    /// How often the task is looked at while nothing changes.
    pub watch_interval: SignedDuration,
}

impl Snapshot<'_> {
    /// What this pass saw of the task that exists, if it looked.
    pub fn sight(&self) -> Option<&Sight> {
        match &self.seen {
            Some(Seen::Task(Ok(sight))) => Some(sight),
            _ => None,
        }
    }

    /// Whether the last version of the task was submitted, if this pass saw that.
    pub fn is_committed(&self) -> Option<bool> {
        match self.sight()?.file.as_ref()? {
            Listing::There(listed) => listed.committed,
            Listing::Missing | Listing::Absent => None,
        }
    }

    /// How the task runs, if this pass looked.
    pub fn run(&self) -> Option<&Run> {
        self.sight()?.run.as_ref()
    }
}

/// Something outside DataWorks that keeps the operator from going on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blocker {
    /// Why.
    pub reason: Reason,
    /// What is wrong and what helps.
    pub message: String,
}

/// Why no call is made for now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closed {
    /// Why, and until when.
    pub blocker: Blocker,
    /// When calls are made again.
    pub until: Timestamp,
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
    /// The task of our FileId.
    Task(Result<Sight, Failure>),
    /// The task that the spec wants to take over by its ID.
    Candidate(Result<Option<Named>, Failure>),
    /// A deployment of a batch task.
    Deployment(Result<Deployment, Failure>),
}

/// What a look at an existing task showed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sight {
    /// Its file; `None` if that was not looked at.
    pub file: Option<Listing>,
    /// How it runs; `None` if that was not looked at.
    pub run: Option<Run>,
    /// When the file was looked at, which may have been for another task.
    pub looked_at: Option<Timestamp>,
}

/// A task in the list of DataWorks.
#[derive(Clone, Debug, PartialEq)]
pub enum Listing {
    /// No list shows it, and what asks for it is refused in words that do not tell why.
    Missing,
    /// DataWorks says itself that there is none, or none but in the recycle bin.
    Absent,
    /// It is there.
    There(Listed),
}

impl Sight {
    /// Whether the task is not to be found, or DataWorks says that there is none.
    pub fn lacks_it(&self) -> bool {
        self.file == Some(Listing::Missing) || self.tells_of_absence()
    }

    /// Whether DataWorks says that there is no such task.
    pub fn tells_of_absence(&self) -> bool {
        let gone = |run: &Run| run.activity == Activity::Gone;
        self.file == Some(Listing::Absent) || self.run.as_ref().is_some_and(gone)
    }
}

/// A task that is in the list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Listed {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: Option<i64>,
    /// When it was edited last, by the clock of DataWorks.
    pub edited_at: Option<Timestamp>,
    /// Whether its last version was submitted.
    pub committed: Option<bool>,
    /// The configuration, if it was read because the file had changed.
    pub detail: Option<Detail>,
}

/// The configuration of a task, compared with what the spec says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Detail {
    /// Paths of the spec that the task differs in.
    pub differs: Vec<String>,
    /// Digests of its parts.
    pub parts: BTreeMap<String, String>,
}

/// How a task runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// What it does.
    pub activity: Activity,
    /// The word of DataWorks.
    pub word: String,
    /// When it was started last, in the words of DataWorks, which tells it of solutions only.
    pub start_time: Option<String>,
}

/// What a task does, real-time task or solution.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Activity {
    /// It runs; a solution: it did all that it had to do.
    Running,
    /// It is deployed, and was not started or is about to start: a solution says the same of both.
    Committed,
    /// It is on the way to running.
    Starting,
    /// It is on the way to a stop.
    Stopping,
    /// It was paused, which only somebody's hand does.
    Paused,
    /// It does not run: it never started, was stopped, fell, or there is no instance.
    Idle,
    /// It failed, by the word.
    Failed,
    /// It waits for a person.
    AwaitsPerson,
    /// It was deleted.
    Gone,
    /// A word that no page has.
    Unknown,
}

/// A deployment of a batch task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deployment {
    /// How far it is.
    pub progress: DeploymentProgress,
    /// Whether it leads to the production environment; a workspace in basic mode has no other.
    pub to_production: Option<bool>,
}

/// How far a deployment is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeploymentProgress {
    /// Not finished, or a number that no page has.
    Running,
    /// Finished.
    Succeeded,
    /// Failed, and this is why.
    Failed(String),
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
    /// How its configuration compares with the one that ours was to have.
    pub likeness: Likeness,
}

/// How the configuration of a task compares with the one that our creation was to make.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Likeness {
    /// It was not read, for want of a need or of something to compare it with.
    #[default]
    Unknown,
    /// Nothing is seen to differ.
    Same,
    /// It differs.
    Different,
}

/// A task as `ListFiles` shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// ID of the task.
    pub file_id: i64,
    /// ID of the workspace that it is in.
    pub project_id: i64,
    /// Name of the task.
    pub name: String,
    /// Whether its last version was submitted.
    pub committed: Option<bool>,
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
