//! ListFiles by ID: tells existence, version and edit time of many tasks for the price of one call.

use super::file::{self, Files, PAGE_SIZE};
use crate::dataworks::envelope::Envelope;
use crate::dataworks::parameters::Parameters;
use crate::dataworks::port::{Effect, Operation};
use crate::domain::failure::Failure;

/// As many IDs as ListFiles takes in `FileIdIn`.
const MOST_IDS: usize = 50;

/// Looks up to 50 files up. One that does not come back does not exist.
#[derive(Clone, Debug)]
pub struct FindById {
    project_id: i64,
    ids: Vec<i64>,
}

impl FindById {
    /// The calls that it takes to look all these files up.
    #[must_use]
    pub fn batches(project_id: i64, ids: &[i64]) -> Vec<Self> {
        ids.chunks(MOST_IDS)
            .map(|ids| Self {
                project_id,
                ids: ids.to_vec(),
            })
            .collect()
    }

    /// Looks one file up.
    #[must_use]
    pub fn one(project_id: i64, id: i64) -> Self {
        Self {
            project_id,
            ids: vec![id],
        }
    }

    /// The files that this call asks for.
    #[must_use]
    pub fn ids(&self) -> &[i64] {
        &self.ids
    }
}

impl Operation for FindById {
    type Answer = Files;
    const NAME: &'static str = "ListFiles";
    const EFFECT: Effect = Effect::Read;

    fn parameters(&self) -> Parameters {
        let ids: Vec<String> = self.ids.iter().map(ToString::to_string).collect();
        Parameters::new()
            .body("ProjectId", self.project_id)
            .body("FileIdIn", ids.join(","))
            .body("PageNumber", 1)
            .body("PageSize", PAGE_SIZE)
    }

    fn decode(&self, envelope: &Envelope) -> Result<Files, Failure> {
        file::found(envelope, self.ids.len(), |file| self.ids.contains(&file.file_id))
    }
}
