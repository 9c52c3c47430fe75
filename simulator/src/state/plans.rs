//! The script of instances: how long things take, where they lead, and what is refused.

use serde::{Deserialize, Serialize};

use super::wait::Wait;

/// How real-time tasks go, and what holds for starts of solutions too.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct InstancePlan {
    /// From the start to RUN, and from 8 on for a solution.
    pub(crate) start: Wait,
    /// From the stop to the word after it.
    pub(crate) stop: Wait,
    /// From DeployDISyncTask until a start is possible.
    pub(crate) deploy: Wait,
    /// The word after a stop.
    pub(crate) after_stop: Stopped,
    /// What is seen of a new task.
    pub(crate) before_deploy: Undeployed,
    /// What is seen of a task that was terminated.
    pub(crate) after_terminate: Undeployed,
    /// An end that comes by itself to what is started.
    pub(crate) fall: FallPlan,
    /// DeployDISyncTask submits the task and then fails.
    pub(crate) submits_only: bool,
    /// When an edit reaches a running task.
    pub(crate) update_applies: UpdateApplies,
    /// What a call answers that has nothing to do.
    pub(crate) repeated: Repeated,
    /// When a real-time task can be deleted.
    pub(crate) delete: Deletable,
}

/// The word after a stop.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub(crate) enum Stopped {
    /// Still deployed.
    #[default]
    Pause,
    /// Not running.
    Norun,
}

/// What is seen of a task that is not deployed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Undeployed {
    /// An instance that does not run.
    #[default]
    #[serde(rename = "NORUN")]
    Norun,
    /// No instance.
    #[serde(rename = "absent")]
    Absent,
}

/// An end that comes by itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct FallPlan {
    /// The word it ends with; null for no such end.
    pub(crate) to: Option<String>,
    /// How long after the start.
    pub(crate) after_ms: u32,
}

/// When an edit reaches a running task.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum UpdateApplies {
    /// With the next start, if it was deployed before.
    #[default]
    Restart,
    /// As soon as it is deployed.
    Deploy,
    /// At once.
    Update,
}

/// What a call answers that has nothing to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Repeated {
    /// A start of what runs or is about to.
    pub(crate) start: Verdict,
    /// A stop of what does not run or is about not to.
    pub(crate) stop: Verdict,
    /// A deployment of what is deployed already.
    pub(crate) deploy: Verdict,
    /// A termination of what is not deployed.
    pub(crate) terminate: Verdict,
}

/// One of two answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Verdict {
    /// Nothing to do, so it is done.
    Success,
    /// Nothing to do, so it makes no sense.
    Fail,
}

/// When a real-time task can be deleted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Deletable {
    /// Unless it runs, starts or stops.
    #[default]
    Stopped,
    /// When it is not deployed.
    Undeployed,
    /// Always.
    Always,
}

impl Default for Repeated {
    fn default() -> Self {
        Self {
            start: Verdict::Fail,
            stop: Verdict::Fail,
            deploy: Verdict::Success,
            terminate: Verdict::Fail,
        }
    }
}
