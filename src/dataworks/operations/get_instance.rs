//! GetDISyncInstanceInfo: tells how a task runs. `Data.Status` is the run state of a real-time task, but the
//! result of the query for a solution.

use super::instance::{Instance, RealTimeInstance, SolutionInstance};
use super::run_state::RunState;
use crate::dataworks::envelope::{Envelope, Outcome};
use crate::dataworks::message;
use crate::dataworks::parameters::Parameters;
use crate::dataworks::port::{Effect, Operation};
use crate::domain::failure::Failure;

/// Looks at one task at work.
#[derive(Clone, Debug)]
pub struct GetInstance {
    /// The workspace.
    pub project_id: i64,
    /// `DI_REALTIME` or `DI_SOLUTION`.
    pub task_type: &'static str,
    /// The task.
    pub file_id: i64,
}

impl Operation for GetInstance {
    type Answer = Instance;
    const NAME: &'static str = "GetDISyncInstanceInfo";
    const EFFECT: Effect = Effect::Read;

    fn parameters(&self) -> Parameters {
        Parameters::new()
            .query("ProjectId", self.project_id)
            .query("TaskType", self.task_type)
            .query("FileId", self.file_id)
    }

    /// Only the task type tells which of the two an answer is.
    fn decode(&self, envelope: &Envelope) -> Result<Instance, Failure> {
        if self.task_type == "DI_SOLUTION" {
            solution(envelope).map(Instance::Solution)
        } else {
            real_time(envelope).map(Instance::RealTime)
        }
    }
}

/// `fail` is taken for a query that failed, though it stands where a run state is expected: the page has it
/// for that, and for no state.
fn real_time(envelope: &Envelope) -> Result<RealTimeInstance, Failure> {
    if envelope.outcome() == Outcome::Failed {
        return Err(envelope.refused());
    }
    let word = envelope
        .text("Status")
        .ok_or_else(|| envelope.unclear("the answer has no run state"))?;
    Ok(RealTimeInstance {
        state: RunState::of(&message::word(&word)),
        name: envelope.text("Name"),
        message: envelope.message(),
        request_id: envelope.request_id(),
    })
}

fn solution(envelope: &Envelope) -> Result<SolutionInstance, Failure> {
    let info = envelope.field("SolutionInfo").and_then(|info| info.as_object());
    match (envelope.outcome(), info) {
        (Outcome::Failed, _) => Err(envelope.refused()),
        (Outcome::Missing | Outcome::Other(_), None) => {
            Err(envelope.unclear("the answer holds neither a status nor a solution"))
        }
        (Outcome::Done | Outcome::Missing | Outcome::Other(_), info) => {
            Ok(SolutionInstance::read(info, envelope))
        }
    }
}

#[cfg(test)]
#[path = "../tests/get_instance.rs"]
mod tests;
