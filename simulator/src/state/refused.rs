//! Operations that are refused on command, as if by a rule of the service.

use serde::{Deserialize, Serialize};

use super::task_type::TaskType;

/// A refusal to come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct RefusedPlan {
    /// Only for tasks of this type.
    #[serde(default)]
    pub(crate) task_type: Option<TaskType>,
    /// Code of an HTTP error; without one it is a failure inside HTTP 200. `businessErrors` can put both elsewhere.
    #[serde(default)]
    pub(crate) code: Option<String>,
    /// The reason.
    #[serde(default = "reason")]
    pub(crate) message: String,
}

fn reason() -> String {
    "The parameter is invalid.".to_owned()
}

impl RefusedPlan {
    /// True if it strikes a call with this `TaskType`.
    pub(crate) fn is_for(&self, task_type: Option<&str>) -> bool {
        let asked = task_type.and_then(TaskType::parse);
        self.task_type.is_none_or(|wanted| asked == Some(wanted))
    }
}
