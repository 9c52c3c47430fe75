//! Deployments of files: what SubmitFile, DeployFile and DeleteFile start and GetDeployment watches.

use serde::{Deserialize, Serialize};

use super::clock::Now;
use super::wait::{Wait, Waiting};

/// How a deployment goes; captured when it starts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct DeploymentPlan {
    /// How many looks see it under way.
    pub(crate) looks: u32,
    /// How long every look sees it under way.
    pub(crate) duration_ms: u32,
    /// It stays under way.
    pub(crate) never_ends: bool,
    /// The kinds that fail.
    pub(crate) fails: Vec<Kind>,
    /// `ErrorMessage` of those that fail.
    pub(crate) message: String,
    /// A submission is checked, and its `CheckingStatus` says so.
    pub(crate) checking: bool,
    /// A file without `InputList` cannot be submitted.
    pub(crate) needs_input: bool,
}

impl Default for DeploymentPlan {
    fn default() -> Self {
        Self {
            looks: 0,
            duration_ms: 0,
            never_ends: false,
            fails: Vec::new(),
            message: "The deployment failed.".to_owned(),
            checking: false,
            needs_input: false,
        }
    }
}

/// What a deployment does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Kind {
    /// Brings a file from the editor to the development environment.
    Submit,
    /// Brings it from there to the production environment.
    Deploy,
    /// Takes the node of a deleted file away.
    Delete,
}

/// How far it is, as `Status` counts it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Stage {
    /// Under way.
    Ready = 0,
    /// Done.
    Successful = 1,
    /// Failed.
    Failed = 2,
}

/// What one is for.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct NewDeployment {
    /// What it does.
    pub(crate) kind: Kind,
    /// The file.
    pub(crate) file_id: i64,
    /// Its version.
    pub(crate) file_version: i32,
    /// Its `CheckingStatus` is shown.
    pub(crate) checked: bool,
}

/// One deployment.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Deployment {
    /// What SubmitFile returned and GetDeployment asks for.
    pub(crate) deployment_id: i64,
    /// What was asked for.
    #[serde(flatten)]
    pub(crate) what: NewDeployment,
    /// How far it is.
    pub(crate) stage: Stage,
    /// Reason of a failure.
    pub(crate) message: Option<String>,
    /// In the server's time.
    pub(crate) create_time: i64,
    /// When it ended, in the server's time.
    pub(crate) execute_time: Option<i64>,
    #[serde(skip)]
    waiting: Waiting,
    #[serde(skip)]
    failure: Option<String>,
}

impl Deployment {
    /// Starts one.
    pub(crate) fn new(deployment_id: i64, what: NewDeployment, plan: &DeploymentPlan, now: Now) -> Self {
        let wait = Wait {
            looks: plan.looks,
            duration_ms: plan.duration_ms,
            never_ends: plan.never_ends,
        };
        Self {
            deployment_id,
            what,
            stage: Stage::Ready,
            message: None,
            create_time: now.server_ms(),
            execute_time: None,
            waiting: Waiting::new(wait, now.ms()),
            failure: plan.fails.contains(&what.kind).then(|| plan.message.clone()),
        }
    }

    /// Ends it if its time has come; true if it just succeeded.
    pub(crate) fn advance(&mut self, now: Now) -> bool {
        if self.stage != Stage::Ready || self.waiting.end(now.ms()).is_none() {
            return false;
        }
        self.execute_time = Some(now.server_ms());
        self.message.clone_from(&self.failure);
        self.stage = if self.failure.is_some() {
            Stage::Failed
        } else {
            Stage::Successful
        };
        self.stage == Stage::Successful
    }

    /// Counts a look.
    pub(crate) fn look(&mut self) {
        self.waiting.look();
    }
}
