//! Reads the configuration of a task that has our name, and compares it with what ours was to be made from.

use serde_json::Value;

use super::way::Way;
use crate::api::TaskType;
use crate::dataworks::DataWorks;
use crate::dataworks::operations::{GetFile, GetTask};
use crate::domain::comparison::{self, Compared};
use crate::domain::desired::Desired;
use crate::domain::failure::Failure;
use crate::domain::observed::Likeness;

/// How the task compares with what is desired. A schedule does not count: a task is given one after it was created.
pub async fn read(file_id: i64, desired: &Desired, way: &Way) -> Result<Likeness, Failure> {
    let (client, project_id) = (&way.client, way.project_id());
    let (held, compare): (_, fn(&Value, &str) -> Compared) = match desired.task_type {
        TaskType::Solution => return Ok(Likeness::Unknown),
        TaskType::Realtime => {
            let query = GetTask {
                project_id,
                task_type: desired.task_type.as_str(),
                file_id,
            };
            (client.call(&query).await?.content, comparison::realtime)
        }
        TaskType::Offline => {
            let query = GetFile { project_id, file_id };
            (client.call(&query).await?.content, comparison::offline)
        }
    };
    let script = serde_json::from_str(&desired.script).unwrap_or_default();
    let compared = held.map(|held| compare(&script, held.as_str()));
    Ok(match compared {
        Some(Compared::Same) => Likeness::Same,
        Some(Compared::Different(_)) => Likeness::Different,
        // What the service does not show is not held against it.
        Some(Compared::Unreadable) | None => Likeness::Unknown,
    })
}
