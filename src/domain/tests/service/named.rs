//! What the service shows of a task that was looked up by its name.

use jiff::SignedDuration;
use serde_json::Value;

use super::Service;
use super::task::Task;
use crate::api::{DISyncTask, TaskType};
use crate::domain::comparison::{self, Compared};
use crate::domain::desired::Desired;
use crate::domain::observed::{File, Likeness, Named};
use crate::domain::{identity, ownership};

impl Service {
    /// It is compared with what is desired, where only that tells whose it is.
    pub(super) fn named(&self, found: &Task, task: &DISyncTask, desired: Option<&Desired>) -> Named {
        let file = File {
            file_id: found.id,
            project_id: 7,
            name: found.name.clone(),
            committed: self.quirks.commits.then_some(found.committed),
            file_type: identity::file_type(self.task_type),
            created_at: Some(found.created - SignedDuration::from_secs(self.quirks.behind)),
        };
        let offset = Some(SignedDuration::from_secs(self.quirks.offset));
        let likeness = desired
            .filter(|desired| ownership::is_told_by_content(task, desired, &file, offset))
            .map_or(Likeness::Unknown, |desired| self.likeness(found, desired));
        Named {
            file,
            exact: true,
            claimant: None,
            likeness,
        }
    }

    fn likeness(&self, found: &Task, desired: &Desired) -> Likeness {
        let script: Value = serde_json::from_str(&desired.script).unwrap_or_default();
        let held = found.held.content.to_string();
        let compared = match self.task_type {
            TaskType::Realtime if self.quirks.readable => comparison::realtime(&script, &held),
            TaskType::Offline if self.quirks.readable => comparison::offline(&script, &held),
            _ => return Likeness::Unknown,
        };
        match compared {
            Compared::Same => Likeness::Same,
            Compared::Different(_) => Likeness::Different,
            Compared::Unreadable => Likeness::Unknown,
        }
    }
}
