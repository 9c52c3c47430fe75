//! A task as DataWorks holds it, read by the operation that its type takes.

use std::collections::BTreeMap;

use serde_json::Value;

use super::way::Way;
use crate::api::TaskType;
use crate::dataworks::DataWorks;
use crate::dataworks::operations::{GetFile, GetTask, Schedule, TaskContent};
use crate::domain::comparison::{self, Compared};
use crate::domain::desired::Desired;
use crate::domain::failure::Failure;
use crate::domain::fingerprints;
use crate::domain::observed::Likeness;

/// What DataWorks shows of a task that is asked for by its FileId.
pub struct Held {
    /// Whether it lies in the recycle bin.
    pub deleted: bool,
    /// When and how it runs, where DataWorks schedules it.
    pub schedule: Option<Schedule>,
    task_type: TaskType,
    /// None of a solution.
    content: Option<TaskContent>,
}

/// Asks for it.
pub async fn read(task_type: TaskType, file_id: i64, way: &Way) -> Result<Held, Failure> {
    let (client, project_id) = (&way.client, way.project_id());
    Ok(match task_type {
        TaskType::Offline => {
            let file = client.call(&GetFile { project_id, file_id }).await?;
            Held {
                deleted: file.deleted,
                schedule: Some(file.schedule),
                task_type,
                content: file.content,
            }
        }
        TaskType::Realtime | TaskType::Solution => {
            let query = GetTask {
                project_id,
                task_type: task_type.as_str(),
                file_id,
            };
            Held {
                deleted: false,
                schedule: None,
                task_type,
                content: client.call(&query).await?.content,
            }
        }
    })
}

impl Held {
    /// How its configuration compares with the script of `desired`; `None` if DataWorks shows none.
    pub fn compared(&self, desired: &Desired) -> Option<Compared> {
        let compare = match self.task_type {
            TaskType::Realtime => comparison::realtime,
            TaskType::Offline => comparison::offline,
            TaskType::Solution => return None,
        };
        let script = serde_json::from_str(&desired.script).unwrap_or_default();
        self.content
            .as_ref()
            .map(|content| compare(&script, content.as_str()))
    }

    /// Whether it may be the task that `desired` was to make. A schedule does not count: a task is given one after it
    /// was created.
    pub fn likeness(&self, desired: &Desired) -> Likeness {
        match self.compared(desired) {
            Some(Compared::Same) => Likeness::Same,
            Some(Compared::Different(_)) => Likeness::Different,
            Some(Compared::Unreadable) | None => Likeness::Unknown,
        }
    }

    /// Digests of the parts of its configuration. The script of a batch task may hold what is worth guessing: of it none
    /// are kept.
    pub fn parts(&self) -> BTreeMap<String, String> {
        if self.task_type == TaskType::Offline {
            return BTreeMap::new();
        }
        let text = self.content.as_ref().map_or("", TaskContent::as_str);
        fingerprints::of(&serde_json::from_str(text).unwrap_or_else(|_| Value::from(text)))
    }
}
