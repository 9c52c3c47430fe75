//! What a call is for, and what is kept for more urgent ones.

use crate::api::{DISyncTask, DISyncTaskStatus, DesiredState, TaskType};
use crate::domain::{life, look};

/// What a visit calls DataWorks for, the most urgent first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Priority {
    /// A deletion or a stop: what runs costs money, and may do harm.
    Ending,
    /// A creation or a change.
    Working,
    /// Somebody asks for a look.
    Asked,
    /// A look at how the task runs.
    Watching,
    /// A look for what somebody else changed.
    Comparing,
}

impl Priority {
    /// What the next visit of a task is for.
    pub fn of(task: &DISyncTask) -> Self {
        let status = task.status.as_ref();
        // Who is to be taken offline is stopped on the way. Nothing else has a way down.
        let is_to_stop = |status: &DISyncTaskStatus| {
            task.spec.task_type == TaskType::Realtime
                && life::wish(task) != DesiredState::Running
                && !life::has_arrived(task, status)
                && life::may_run(status)
        };
        if task.metadata.deletion_timestamp.is_some() || status.is_some_and(is_to_stop) {
            return Self::Ending;
        }
        // What waits for a person is looked at, and no more.
        let at_rest = status.is_some_and(|status| {
            status.operation.is_none()
                && status.file_id.is_some()
                && status.observed_generation == task.metadata.generation
                && (look::is_ready(status) || look::is_stalled(status))
        });
        match at_rest {
            _ if !at_rest || life::restart_is_asked_for(task) => Self::Working,
            _ if look::is_asked_for(task) => Self::Asked,
            _ => Self::Watching,
        }
    }

    /// Calls of a day's limit that this priority leaves for the more urgent ones.
    pub fn leaves(self, per_day: u32) -> u32 {
        let hundredths = match self {
            Self::Ending => 0,
            Self::Working => 5,
            Self::Asked => 10,
            Self::Watching => 20,
            Self::Comparing => 30,
        };
        u32::try_from(u64::from(per_day) * hundredths / 100).unwrap_or(u32::MAX)
    }

    /// The word in messages.
    pub fn purpose(self) -> &'static str {
        match self {
            Self::Ending => "deletions and stops",
            Self::Working => "creations and changes",
            Self::Asked => "looks that are asked for",
            Self::Watching => "looks at running tasks",
            Self::Comparing => "looks for drift",
        }
    }
}
