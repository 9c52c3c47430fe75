//! ListFiles by exact name: tells whether a task of this name exists.

use super::file::{self, Files, PAGE_SIZE};
use crate::dataworks::envelope::Envelope;
use crate::dataworks::parameters::Parameters;
use crate::dataworks::port::{Effect, Operation};
use crate::domain::failure::Failure;

/// Looks a name up, among files of every type: the type of a solution is not documented.
#[derive(Clone, Debug)]
pub struct FindByName {
    /// The workspace.
    pub project_id: i64,
    /// The name.
    pub name: String,
}

impl Operation for FindByName {
    type Answer = Files;
    const NAME: &'static str = "ListFiles";
    const EFFECT: Effect = Effect::Read;

    fn parameters(&self) -> Parameters {
        Parameters::new()
            .body("ProjectId", self.project_id)
            .body("ExactFileName", &self.name)
            .body("PageNumber", 1)
            .body("PageSize", PAGE_SIZE)
    }

    /// Case is let through: no page says whether names that differ in it collide, so the caller may see it.
    fn decode(&self, envelope: &Envelope) -> Result<Files, Failure> {
        let name = self.name.to_lowercase();
        file::found(envelope, 1, |file| file.name.to_lowercase() == name)
    }
}
