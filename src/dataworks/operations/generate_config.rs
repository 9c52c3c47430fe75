//! GenerateDISyncTaskConfigForCreating: starts the thread that expands a short script into a configuration.

use super::TaskParam;
use super::generated::{self, Generated};
use crate::dataworks::envelope::Envelope;
use crate::dataworks::parameters::Parameters;
use crate::dataworks::port::{Effect, Operation};
use crate::domain::failure::Failure;

/// Asks for a configuration; for `DI_REALTIME` and `DI_SOLUTION`.
#[derive(Clone, Debug)]
pub struct GenerateConfig {
    /// The workspace.
    pub project_id: i64,
    /// `DI_REALTIME` or `DI_SOLUTION`.
    pub task_type: &'static str,
    /// The short script.
    pub task_param: TaskParam,
    /// A repeat with the same token and parameters gives the first answer again.
    pub client_token: String,
}

impl Operation for GenerateConfig {
    type Answer = Generated;
    const NAME: &'static str = "GenerateDISyncTaskConfigForCreating";
    const EFFECT: Effect = Effect::Write;

    fn parameters(&self) -> Parameters {
        Parameters::new()
            .query("ProjectId", self.project_id)
            .query("TaskType", self.task_type)
            .query("TaskParam", self.task_param.as_str())
            .query("ClientToken", &self.client_token)
    }

    fn decode(&self, envelope: &Envelope) -> Result<Generated, Failure> {
        generated::read(envelope)
    }
}
