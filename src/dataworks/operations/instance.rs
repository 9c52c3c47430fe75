//! What GetDISyncInstanceInfo tells of a task at work.

use serde_json::Value;

use super::progress::Progress;
use super::run_state::RunState;
use crate::dataworks::envelope::Envelope;
use crate::dataworks::lenient::{self, Object};
use crate::dataworks::message;

/// A task at work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Instance {
    /// A real-time task.
    RealTime(RealTimeInstance),
    /// A solution.
    Solution(SolutionInstance),
}

/// A real-time task at work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RealTimeInstance {
    /// How it runs.
    pub state: RunState,
    /// Its name.
    pub name: Option<String>,
    /// What the service said; it decides nothing.
    pub message: Option<String>,
    /// The service's ID of the call.
    pub request_id: Option<String>,
}

/// A solution at work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SolutionInstance {
    /// Its ID.
    pub id: Option<i64>,
    /// How far it is, if the service tells.
    pub progress: Option<Progress>,
    /// Its steps, in the service's order.
    pub steps: Vec<Step>,
    /// What the service said; it decides nothing.
    pub message: Option<String>,
    /// The service's ID of the call.
    pub request_id: Option<String>,
}

/// One step of a solution.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Its ID.
    pub id: Option<i64>,
    /// Its name.
    pub name: Option<String>,
    /// How far it is, if the service tells.
    pub progress: Option<Progress>,
}

impl SolutionInstance {
    /// Reads `SolutionInfo`. A solution that nobody has started may have none: no page says.
    pub(super) fn read(info: Option<&Object>, envelope: &Envelope) -> Self {
        let field = |name| info.and_then(|info| info.get(name));
        let steps = field("StepDetail").and_then(Value::as_array);
        Self {
            id: lenient::id(field("Id")),
            progress: progress(field("Status")),
            steps: steps.into_iter().flatten().filter_map(step).collect(),
            message: envelope.message(),
            request_id: envelope.request_id(),
        }
    }
}

/// `Info` is left out: a document of the service's, for people only.
fn step(entry: &Value) -> Option<Step> {
    let entry = entry.as_object()?;
    Some(Step {
        id: lenient::id(entry.get("StepId")),
        name: lenient::text(entry.get("StepName")).map(|name| message::shown(&name)),
        progress: progress(entry.get("Status")),
    })
}

fn progress(word: Option<&Value>) -> Option<Progress> {
    lenient::text(word).map(|word| Progress::of(&message::word(&word)))
}
