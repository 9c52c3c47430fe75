//! What somebody else does to a task in the console, and what befalls it.

use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use super::Service;
use super::task::{Run, Task, reader_mut};
use crate::api::TaskType;

/// What a task was started with that somebody else started.
pub(in crate::domain::tests) const BY_HAND: &str = "by hand";

impl Service {
    /// The task that a hand is put on: the one that is there.
    fn any(&mut self, now: Timestamp) -> Option<&mut Task> {
        self.settle(now);
        self.tasks.values_mut().next_back()
    }

    pub(in crate::domain::tests) fn stopped_by_hand(&mut self, now: Timestamp) -> bool {
        let word = self.quirks.stopped();
        let real_time = self.task_type == TaskType::Realtime;
        let task = self.any(now).filter(|task| task.is_active() && real_time);
        task.map(|task| {
            task.run = Run::Off(word);
            task.runs = None;
        })
        .is_some()
    }

    pub(in crate::domain::tests) fn started_by_hand(&mut self, now: Timestamp) -> bool {
        let wait = SignedDuration::from_secs(self.quirks.step);
        let runs = self.task_type != TaskType::Offline;
        let task = self
            .any(now)
            .filter(|task| runs && !task.is_active() && task.deployable <= now);
        let Some(task) = task else { return false };
        let Some(version) = task.deployed.clone() else {
            return false;
        };
        task.runs = Some((version, BY_HAND.to_owned()));
        task.starts += 1;
        task.run = Run::Waiting(now + wait);
        true
    }

    pub(in crate::domain::tests) fn deleted_by_hand(&mut self, now: Timestamp) -> bool {
        let Some(id) = self.any(now).map(|task| task.id) else {
            return false;
        };
        self.tasks.remove(&id).is_some()
    }

    pub(in crate::domain::tests) fn renamed_by_hand(&mut self, now: Timestamp) -> bool {
        let clock = self.clock(now);
        self.any(now)
            .map(|task| {
                task.name = format!("{}_x", task.name.trim_end_matches("_x"));
                task.edited_at = clock;
            })
            .is_some()
    }

    /// Of a solution nothing of this kind is seen.
    pub(in crate::domain::tests) fn tables_edited_by_hand(&mut self, now: Timestamp) -> bool {
        let (clock, solution) = (self.clock(now), self.task_type == TaskType::Solution);
        let Some(task) = self.any(now).filter(|_| !solution) else {
            return false;
        };
        if let Some(reader) = reader_mut(&mut task.held.content) {
            reader["table"] = json!(["by_hand"]);
        }
        task.touch(clock);
        true
    }

    pub(in crate::domain::tests) fn other_edited_by_hand(&mut self, now: Timestamp) -> bool {
        let (clock, real_time) = (self.clock(now), self.task_type == TaskType::Realtime);
        let Some(task) = self.any(now).filter(|_| real_time) else {
            return false;
        };
        task.held.content["setting"] = json!({ "jvmOption": format!("-Xmx{}m", task.version) });
        task.touch(clock);
        true
    }

    /// A task that runs falls to this state.
    pub(in crate::domain::tests) fn falls(&mut self, to: &Run, now: Timestamp) -> bool {
        let offline = self.task_type == TaskType::Offline;
        let task = self.any(now).filter(|task| task.run == Run::Running && !offline);
        task.map(|task| task.run = to.clone()).is_some()
    }
}
