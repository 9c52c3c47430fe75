//! The asynchronous thread behind GenerateDISyncTaskConfigForCreating.

use serde::{Deserialize, Serialize};

use super::task_type::TaskType;

/// How a process goes on; captured when it starts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct ProcessPlan {
    /// How many polls are answered with "in progress" before the final answer.
    pub(crate) polls: u32,
    /// How long every poll is answered with "in progress".
    pub(crate) duration_ms: u32,
    /// The answer while it runs: a status word, null, or one of the two forms that [`InProgress`] names.
    pub(crate) in_progress: Option<String>,
    /// The final word.
    #[serde(rename = "final")]
    pub(crate) ending: Ending,
    /// Reason of a final failure.
    pub(crate) message: String,
    /// After so many polls the process is unknown.
    pub(crate) lost_after_polls: Option<u32>,
    /// In progress for ever.
    pub(crate) never_ends: bool,
}

/// How a process ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Ending {
    /// With a configuration.
    Success,
    /// With a message.
    Fail,
}

/// The ways to say "not yet": the service documents none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum InProgress {
    /// A status word of its own, or a status that is null.
    Word(Option<String>),
    /// `fail` with no message.
    FailWithoutMessage,
    /// `success` with no TaskContent.
    SuccessWithoutContent,
}

impl Default for ProcessPlan {
    fn default() -> Self {
        Self {
            polls: 0,
            duration_ms: 0,
            in_progress: Some("processing".to_owned()),
            ending: Ending::Success,
            message: "The task configuration cannot be generated.".to_owned(),
            lost_after_polls: None,
            never_ends: false,
        }
    }
}

/// One process.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Process {
    /// What Generate returned and Query asks for.
    pub(crate) process_id: i64,
    /// Workspace it belongs to.
    pub(crate) project_id: i64,
    /// Type given at the start; a poll has to name the same.
    pub(crate) task_type: TaskType,
    /// The configuration it yields.
    pub(crate) content: String,
    /// How it goes on.
    pub(crate) plan: ProcessPlan,
    /// Real milliseconds since 1970.
    pub(crate) started_ms: i64,
    /// Polls so far.
    pub(crate) polls: u32,
}

/// What a poll sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Look {
    /// No such process any more.
    Lost,
    /// Not ready.
    InProgress(InProgress),
    /// The generated configuration.
    Ready(String),
    /// It failed, with the reason.
    Failed(String),
}

impl Process {
    /// Counts a poll and tells what it sees.
    pub(crate) fn poll(&mut self, now_ms: i64) -> Look {
        self.polls += 1;
        let plan = &self.plan;
        if plan.lost_after_polls.is_some_and(|limit| self.polls > limit) {
            return Look::Lost;
        }
        let early = now_ms - self.started_ms < i64::from(plan.duration_ms);
        if plan.never_ends || early || self.polls <= plan.polls {
            return Look::InProgress(match plan.in_progress.as_deref() {
                Some("fail-without-message") => InProgress::FailWithoutMessage,
                Some("success-without-content") => InProgress::SuccessWithoutContent,
                word => InProgress::Word(word.map(str::to_owned)),
            });
        }
        match plan.ending {
            Ending::Success => Look::Ready(self.content.clone()),
            Ending::Fail => Look::Failed(plan.message.clone()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn process(plan: ProcessPlan) -> Process {
        Process {
            process_id: 1,
            project_id: 1,
            task_type: TaskType::Realtime,
            content: "{}".to_owned(),
            plan,
            started_ms: 1000,
            polls: 0,
        }
    }

    #[test]
    fn ready_at_once_unless_told_otherwise() {
        assert_eq!(
            process(ProcessPlan::default()).poll(1000),
            Look::Ready("{}".to_owned())
        );
    }

    #[test]
    fn polls_and_time_both_delay() {
        let mut process = process(ProcessPlan {
            polls: 1,
            duration_ms: 500,
            ..ProcessPlan::default()
        });
        let word = Look::InProgress(InProgress::Word(Some("processing".to_owned())));
        assert_eq!(process.poll(1000), word);
        assert_eq!(process.poll(1499), word);
        assert_eq!(process.poll(1500), Look::Ready("{}".to_owned()));
    }

    #[test]
    fn a_lost_process_stays_lost() {
        let plan = ProcessPlan {
            lost_after_polls: Some(1),
            never_ends: true,
            in_progress: None,
            ..ProcessPlan::default()
        };
        let mut process = process(plan);
        assert_eq!(process.poll(1000), Look::InProgress(InProgress::Word(None)));
        assert_eq!(process.poll(1000), Look::Lost);
        assert_eq!(process.poll(1000), Look::Lost);
    }
}
