//! The resume handle of a task: which change of DataWorks is under way, written before the call that makes it.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::Time;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A change of DataWorks that was announced. What is here after a restart says what may have happened, and how to
/// find out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Operation {
    /// Which change.
    pub kind: OperationKind,
    /// How far it came.
    pub state: OperationState,
    /// Counts the attempts of this resource, from 1. It rises with every new change and after a definitive refusal: a
    /// call whose outcome is unknown is repeated as the same attempt, with the same token.
    #[schemars(range(min = 1))]
    pub attempt: u32,
    /// The ClientToken of the call, where the operation has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 64))]
    pub client_token: Option<String>,
    /// Hash of what the call carries.
    #[schemars(length(max = 64))]
    pub payload_hash: String,
    /// When it was announced, by the operator's clock.
    pub announced_at: Time,
    /// When it was announced, by the clock of DataWorks; absent while DataWorks has not answered this operator yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub started_at: Option<Time>,
    /// When waiting for it ends, by the operator's clock.
    pub deadline: Time,
    /// When the first create whose outcome is still unknown was announced, by the same clock as startedAt, or
    /// announcedAt in its absence: a task of this name that is not older may be ours. Of a deploy or terminate, which no
    /// look shows: when the first one was announced whose outcome is unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unresolved_since: Option<Time>,
    /// Polls that found the process running.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub polls: u32,
    /// Look-ups in a row that did not find the task.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub empty_look_ups: u32,
    /// When the first of them was made, by the clock of the operator that made it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub empty_since: Option<Time>,
    /// ID of the process whose configuration an update carries.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub process_id: Option<i64>,
    /// ID of the deployment that SubmitFile or DeployFile started.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deployment_id: Option<i64>,
    /// StartTime that DataWorks showed of a solution when its start was announced. One that shows another was started
    /// since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 128))]
    pub start_time_before: Option<String>,
    /// Polls in a row that said `fail` without a reason, which may also mean "not finished".
    #[serde(default, skip_serializing_if = "is_zero")]
    pub silent_failures: u32,
    /// Processes in a row, started for the same payload, that DataWorks did not know any more when they were polled.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub lost_processes: u32,
}

#[allow(clippy::trivially_copy_pass_by_ref)] // serde asks for a reference
fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// The changes of DataWorks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum OperationKind {
    /// GenerateDISyncTaskConfigForCreating, and the process that it starts.
    Generate,
    /// CreateDISyncTask.
    Create,
    /// GenerateDISyncTaskConfigForUpdating, and the process that it starts.
    GenerateUpdate,
    /// UpdateDISyncTask.
    Update,
    /// UpdateFile, for the schedule of a batch task.
    Schedule,
    /// SubmitFile of a batch task, and the deployment that it starts.
    Submit,
    /// DeployDISyncTask, or DeployFile of a batch task and the deployment that it starts.
    Deploy,
    /// StartDISyncInstance, until the task runs.
    Start,
    /// StopDISyncInstance, until the task does not run.
    Stop,
    /// TerminateDISyncInstance, which takes the task offline.
    Terminate,
    /// DeleteDISyncTask or DeleteFile.
    Delete,
}

impl OperationKind {
    /// Every kind, in the order of the documentation.
    pub const ALL: [Self; 11] = [
        Self::Generate,
        Self::Create,
        Self::GenerateUpdate,
        Self::Update,
        Self::Schedule,
        Self::Submit,
        Self::Deploy,
        Self::Start,
        Self::Stop,
        Self::Terminate,
        Self::Delete,
    ];

    /// The one name of the action, in log, event and test.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Generate => "Generate",
            Self::Create => "Create",
            Self::GenerateUpdate => "GenerateUpdate",
            Self::Update => "Update",
            Self::Schedule => "Schedule",
            Self::Submit => "Submit",
            Self::Deploy => "Deploy",
            Self::Start => "Start",
            Self::Stop => "Stop",
            Self::Terminate => "Terminate",
            Self::Delete => "Delete",
        }
    }
}

/// How far an announced change came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum OperationState {
    /// Written before the call. Found at the start of a pass it means: the outcome is unknown.
    Announced,
    /// DataWorks took it on and works on it.
    Accepted,
    /// The call certainly had no effect (refused for its rate, not delivered): it is repeated with the same token.
    Deferred,
    /// The name is taken or the token was used before: a look-up decides whose the task is.
    Contested,
    /// DataWorks refused it: the next attempt takes a new token.
    Failed,
}
