//! ListFiles by exact name: tells whether a task of this name exists.

use super::file::File;
use super::search::Search;
use crate::dataworks::parameters::Parameters;

/// Looks a name up, among files of every type: the type of a solution is not documented.
#[derive(Clone, Debug)]
pub struct FindByName {
    /// The workspace.
    pub project_id: i64,
    /// The name.
    pub name: String,
}

impl Search for FindByName {
    fn parameters(&self) -> Parameters {
        Parameters::new()
            .body("ProjectId", self.project_id)
            .body("ExactFileName", &self.name)
    }

    /// Case is let through: no page says whether names that differ in it collide, so the caller may see it.
    fn asks_for(&self, file: &File) -> bool {
        file.name.to_lowercase() == self.name.to_lowercase()
    }

    fn has_enough(&self, found: &[File]) -> bool {
        found.iter().any(|file| file.name == self.name)
    }
}
