//! The paths: what leads up to each, what is done, and what the world is like when it is done.

use serde_json::{Value, json};

use crate::scenes::*;
use crate::stage::*;

/// Something that a person asks for, and all that the operator does for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Path {
    Workspace,
    Broken,
    CreateRealtime,
    CreateBatch,
    CreateSolution,
    AddTable,
    Stop,
    Start,
    TakeOffline,
    DeleteRunning,
    DeleteBatch,
    AdoptByName,
    AdoptById,
    Recreate,
    CorrectDrift,
}

pub const NAME: &str = "orders";

impl Path {
    pub const ALL: [Self; 15] = [
        Self::Workspace,
        Self::Broken,
        Self::CreateRealtime,
        Self::CreateBatch,
        Self::CreateSolution,
        Self::AddTable,
        Self::Stop,
        Self::Start,
        Self::TakeOffline,
        Self::DeleteRunning,
        Self::DeleteBatch,
        Self::AdoptByName,
        Self::AdoptById,
        Self::Recreate,
        Self::CorrectDrift,
    ];

    pub fn title(self) -> &'static str {
        match self {
            Self::Workspace => "tell a workspace that it can be used",
            Self::Broken => "tell a resource that does not decode",
            Self::CreateRealtime => "create a real-time task and run it",
            Self::CreateBatch => "create a batch task with a schedule and deploy it",
            Self::CreateSolution => "create a solution and run it",
            Self::AddTable => "add a table to a running task",
            Self::Stop => "stop",
            Self::Start => "start",
            Self::TakeOffline => "take a running task offline",
            Self::DeleteRunning => "delete a running task",
            Self::DeleteBatch => "delete a deployed batch task",
            Self::AdoptByName => "adopt a running task by its name",
            Self::AdoptById => "adopt a running task by its ID",
            Self::Recreate => "delete a task and create it anew for another sink",
            Self::CorrectDrift => "correct an edit in the console",
        }
    }

    /// A word for names of namespaces.
    pub fn word(self) -> String {
        format!("{self:?}").to_lowercase()
    }

    /// What is there before the path begins. The workspace comes first, but where the path is about it.
    pub async fn prepare(self, stage: &Stage) {
        stage.create_secret("simulator-secret").await;
        if self == Self::Workspace {
            return;
        }
        let budget = match self {
            // So few that each call is reserved by a write of its own.
            Self::CreateBatch => json!({ "budget": { "callsPerDay": 199 } }),
            _ => json!({}),
        };
        stage.create_workspace(budget).await;
        match self {
            Self::Workspace | Self::CreateRealtime | Self::CreateBatch | Self::CreateSolution => {}
            Self::Broken => undecodable(stage).await,
            Self::AddTable | Self::Stop | Self::TakeOffline | Self::DeleteRunning => {
                ready(stage, running()).await;
            }
            Self::Start => {
                ready(stage, with(running(), json!({ "desiredState": "Stopped" }))).await;
            }
            Self::DeleteBatch => {
                ready(stage, daily()).await;
            }
            Self::AdoptByName | Self::AdoptById => by_hand(stage).await,
            Self::Recreate => {
                ready(stage, with(running(), json!({ "replacePolicy": "Recreate" }))).await;
            }
            Self::CorrectDrift => watched(stage).await,
        }
    }

    /// What the person does.
    pub async fn act(self, stage: &Stage) {
        let edit = |spec: Value| async move { drop(stage.edit(NAME, json!({ "spec": spec })).await) };
        let create = |spec: Value| async move { drop(stage.create(NAME, spec).await) };
        match self {
            Self::Workspace => stage.create_workspace(json!({})).await,
            Self::Broken => unsuspend(stage).await,
            Self::CreateRealtime => create(running()).await,
            Self::CreateBatch => create(daily()).await,
            Self::CreateSolution => {
                create(json!({ "taskType": "DI_SOLUTION", "taskParam": script("holo") })).await;
            }
            Self::AddTable => edit(json!({ "taskParam": more_tables() })).await,
            Self::Stop => edit(json!({ "desiredState": "Stopped" })).await,
            Self::Start => edit(json!({ "desiredState": "Running" })).await,
            Self::TakeOffline => edit(json!({ "desiredState": "Created" })).await,
            Self::DeleteRunning | Self::DeleteBatch => stage.delete(NAME).await,
            Self::AdoptByName => {
                let adopting = json!({ "adoption": "IfExists", "taskName": "by_hand" });
                create(with(running(), adopting)).await;
            }
            Self::AdoptById => {
                let file_id = stage.remote().await[0]["fileId"].clone();
                create(with(running(), json!({ "adoption": { "fileId": file_id } }))).await;
            }
            Self::Recreate => edit(json!({ "taskParam": other_sink() })).await,
            Self::CorrectDrift => {
                let task = stage.remote().await.remove(0);
                let file_id = task["fileId"].as_i64().unwrap();
                stage.console(file_id, edited(&task)).await;
                stage.ask(NAME).await;
            }
        }
    }

    /// Lets the next look come soon, where a path begins with one that may have been struck.
    pub async fn looks_again(self, stage: &Stage) {
        if self == Self::CorrectDrift {
            stage.create_workspace(json!({ "watchInterval": "10s" })).await;
        }
    }

    /// Waits until the path has come to its end.
    pub async fn ends(self, stage: &Stage) {
        match self {
            Self::Workspace => workspace_is_ready(stage).await,
            Self::Broken => is_told(stage).await,
            Self::DeleteRunning | Self::DeleteBatch => stage.until_gone(NAME).await,
            Self::CorrectDrift => {
                stage
                    .until(NAME, "corrected", |task| {
                        let status = task.status.as_ref().unwrap();
                        status.last_correction_time.is_some()
                            && condition(task, "Ready").is_some_and(|ready| ready.0 == "True")
                    })
                    .await;
            }
            _ => drop(stage.until_ready(NAME).await),
        }
    }

    /// The tasks that DataWorks holds at the end, by what matters of them.
    pub fn leaves(self) -> Option<Value> {
        Some(match self {
            Self::Workspace | Self::Broken | Self::DeleteRunning | Self::DeleteBatch => return None,
            Self::CreateBatch => json!({ "deployed": true }),
            // It did all that it had to do.
            Self::CreateSolution => json!({ "deployed": true }),
            Self::Stop => json!({ "deployed": true, "runState": "PAUSE" }),
            Self::TakeOffline => json!({ "deployed": false }),
            _ => json!({ "deployed": true, "runState": "RUN" }),
        })
    }
}
