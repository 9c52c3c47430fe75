//! What a history is made of, in words that read as a script.

use super::super::service::{Quirks, Run};
use crate::api::{DesiredState, DriftPolicy, ReplacePolicy, TaskType};

/// One thing that happens.
#[derive(Clone, Debug)]
pub(super) enum Event {
    /// A pass, at the time that the last one named.
    Pass,
    /// A pass in which this goes wrong.
    PassWith(Fault),
    /// Somebody edits the resource.
    Edit(Edit),
    /// Somebody works in the console.
    Console(Hand),
    /// The service does this by itself.
    Service(Whim),
    /// So many seconds pass without a visit.
    Wait(i64),
    /// The operator is started again.
    Restart,
    /// The resource is deleted.
    Delete,
}

/// What goes wrong in a pass.
#[derive(Clone, Debug)]
pub(super) enum Fault {
    /// The look is answered like this.
    LookFails(Refusal),
    /// The operator is killed before anything is written.
    KilledBeforeWrite,
    /// It is killed between announcement and call.
    KilledBeforeCall,
    /// It is killed between call and report.
    KilledAfterCall,
    /// The call is answered like this, without effect.
    CallFails(Refusal),
    /// Nobody knows whether the call had an effect. It had none.
    NoAnswer,
    /// Nobody knows whether the call had an effect. It had.
    AnswerLost,
    /// The resource is edited between announcement and report.
    EditedMeanwhile(Edit),
}

/// An answer without effect.
#[derive(Clone, Copy, Debug)]
pub(super) enum Refusal {
    Broken,
    Throttled,
    NotMade,
    Denied,
    Refused,
    Forbidden,
    KeyRefused,
}

/// An edit of the resource.
#[derive(Clone, Debug)]
pub(super) enum Edit {
    AddTable(&'static str),
    RemoveTable(&'static str),
    Source(&'static str),
    Folder(&'static str),
    Group(&'static str),
    Cu(u8),
    State(DesiredState),
    StartParam(u32),
    Cron(Option<&'static str>),
    Drift(DriftPolicy),
    Replace(ReplacePolicy),
    RestartLimit(u32),
    DeletePolicy,
    RetainPolicy,
    RestartAnnotation(u8),
    ReconcileAnnotation(u8),
    Suspend(bool),
    BreakScript,
    LoseTable,
    Mend,
}

/// A hand in the console.
#[derive(Clone, Copy, Debug)]
pub(super) enum Hand {
    Stop,
    Start,
    Delete,
    EditTables,
    EditOther,
    Rename,
}

/// What the service does by itself.
#[derive(Clone, Debug)]
pub(super) enum Whim {
    Falls(Run),
    ForgetsProcesses,
    FailsNextDeployment,
    AsksForConfirmation,
}

/// How a history begins.
#[derive(Clone, Debug)]
pub(super) enum Beginning {
    /// No task has the name.
    Fresh,
    /// Somebody's task has it, and is none of ours.
    Foreign,
    /// Somebody's task is taken over by name, or by ID; it may differ from the spec, and be deployed and run.
    Adopted {
        by_name: bool,
        differs: bool,
        deployed: bool,
        runs: bool,
    },
}

/// A history.
#[derive(Clone, Debug)]
pub(super) struct Script {
    pub(super) task_type: TaskType,
    pub(super) quirks: Quirks,
    pub(super) beginning: Beginning,
    pub(super) events: Vec<Event>,
}
