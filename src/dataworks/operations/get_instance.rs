//! GetDISyncInstanceInfo: tells how a real-time task runs. What it tells of a solution says less than GetDISyncTask
//! does, and is not asked for.

use super::run_state::RunState;
use crate::dataworks::envelope::{Envelope, Outcome};
use crate::dataworks::parameters::Parameters;
use crate::dataworks::port::{Effect, Operation};
use crate::domain::failure::Failure;

/// Looks at one real-time task at work.
#[derive(Clone, Debug)]
pub struct GetInstance {
    /// The workspace.
    pub project_id: i64,
    /// The task.
    pub file_id: i64,
}

/// A real-time task at work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instance {
    /// How it runs.
    pub state: RunState,
    /// Its name.
    pub name: Option<String>,
    /// What the service said; it decides nothing.
    pub message: Option<String>,
    /// The service's ID of the call.
    pub request_id: Option<String>,
}

impl Operation for GetInstance {
    type Answer = Instance;
    const NAME: &'static str = "GetDISyncInstanceInfo";
    const EFFECT: Effect = Effect::Read;

    fn parameters(&self) -> Parameters {
        Parameters::new()
            .query("ProjectId", self.project_id)
            .query("TaskType", "DI_REALTIME")
            .query("FileId", self.file_id)
    }

    /// `fail` is taken for a query that failed, though it stands where a run state is expected: the page has it
    /// for that, and for no state.
    fn decode(&self, envelope: &Envelope) -> Result<Instance, Failure> {
        if envelope.outcome() == Outcome::Failed {
            return Err(envelope.refused());
        }
        let word = envelope
            .text("Status")
            .ok_or_else(|| envelope.unclear("the answer has no run state"))?;
        Ok(Instance {
            state: RunState::of(&envelope.word(&word)),
            name: envelope.text("Name").map(|name| envelope.shown(&name)),
            message: envelope.message(),
            request_id: envelope.request_id(),
        })
    }
}

#[cfg(test)]
#[path = "../tests/get_instance.rs"]
mod tests;
