//! The words that become labels.

use std::collections::HashMap;

use k8s_openapi::apimachinery::pkg::apis::meta::v1::Condition;

use crate::api::{ConditionType, DISyncTask, Phase, Reason};
use crate::telemetry::metrics::TaskLabels;

/// A word that is none of ours.
pub(super) const UNKNOWN: &str = "Unknown";

/// The words of reasons. What an object says is looked up here, so that no other text becomes a label.
pub(super) struct Words(HashMap<&'static str, &'static str>);

impl Words {
    pub(super) fn new() -> Self {
        Self(
            Reason::ALL
                .iter()
                .map(|reason| (reason.as_str(), reason.as_str()))
                .collect(),
        )
    }

    pub(super) fn of(&self, task: &DISyncTask) -> TaskLabels {
        let status = task.status.as_ref();
        let phase = status.and_then(|status| status.phase).unwrap_or(Phase::Pending);
        let conditions = status.map_or(&[][..], |status| &status.conditions);
        let (ready, reason) = self.ready(conditions);
        let stalled = ConditionType::Stalled
            .among(conditions)
            .is_some_and(|stalled| stalled.status == "True");
        TaskLabels {
            r#type: task.spec.task_type.as_str(),
            phase: phase.as_str(),
            ready,
            stalled: if stalled { "True" } else { "False" },
            reason,
        }
    }

    /// Status and reason of the condition Ready; an object that nobody told anything yet is pending.
    pub(super) fn ready(&self, conditions: &[Condition]) -> (&'static str, &'static str) {
        let Some(ready) = ConditionType::Ready.among(conditions) else {
            return (UNKNOWN, Reason::Pending.as_str());
        };
        let status = match ready.status.as_str() {
            "True" => "True",
            "False" => "False",
            _ => UNKNOWN,
        };
        (
            status,
            self.0.get(ready.reason.as_str()).copied().unwrap_or(UNKNOWN),
        )
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use crate::api::OperationKind;
    use crate::controller::error::Error;
    use crate::domain::failure::Consequence;

    #[test]
    fn the_page_lists_every_word_of_an_outcome_an_action_and_a_result() {
        let page = include_str!("../../../docs/metrics.md");
        let error = Error::DeadlineExceeded(Duration::ZERO);
        let outcomes = Consequence::OF_CALLS.map(Consequence::as_str);
        let actions = OperationKind::ALL.map(OperationKind::as_str);
        let words = outcomes.into_iter().chain(actions).chain([error.as_str()]);
        for word in words {
            assert!(page.contains(&format!("`{word}`")), "{word}");
        }
    }
}
