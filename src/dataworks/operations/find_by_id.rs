//! ListFiles by ID: tells existence, version and edit time of many tasks for the price of one call.

use super::file::File;
use super::search::Search;
use crate::dataworks::parameters::Parameters;

/// As many IDs as ListFiles takes in `FileIdIn`.
const MOST_IDS: usize = 50;

/// Looks up to 50 files up. One that does not come back does not exist.
#[derive(Clone, Debug)]
pub struct FindById {
    project_id: i64,
    ids: Vec<i64>,
}

impl FindById {
    /// The searches that it takes to look all these files up: a call each, or more where the service gives smaller pages.
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

    /// The files that this search asks for.
    #[must_use]
    pub fn ids(&self) -> &[i64] {
        &self.ids
    }
}

impl Search for FindById {
    fn parameters(&self) -> Parameters {
        let ids: Vec<String> = self.ids.iter().map(ToString::to_string).collect();
        Parameters::new()
            .body("ProjectId", self.project_id)
            .body("FileIdIn", ids.join(","))
    }

    fn asks_for(&self, file: &File) -> bool {
        self.ids.contains(&file.file_id)
    }

    fn has_enough(&self, found: &[File]) -> bool {
        found.len() >= self.ids.len()
    }
}
