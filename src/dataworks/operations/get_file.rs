//! GetFile: reads a file of DataStudio with its schedule and its script.

use serde_json::Value;

use super::file::{self, File};
use super::{Schedule, TaskContent, accepted};
use crate::dataworks::codes;
use crate::dataworks::envelope::Envelope;
use crate::dataworks::lenient;
use crate::dataworks::parameters::Parameters;
use crate::dataworks::port::{Effect, Operation};
use crate::domain::failure::Failure;

/// Reads one file.
#[derive(Clone, Debug)]
pub struct GetFile {
    /// The workspace.
    pub project_id: i64,
    /// The file.
    pub file_id: i64,
}

/// A file with all that the service keeps of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileDetails {
    /// What a list shows of it.
    pub file: File,
    /// Whether it is in the recycle bin, or gone.
    pub deleted: bool,
    /// The script of a batch task.
    pub content: Option<TaskContent>,
    /// When and how it runs.
    pub schedule: Schedule,
    /// What the service said; it decides nothing.
    pub message: Option<String>,
    /// The service's ID of the call.
    pub request_id: Option<String>,
}

/// `DeletedStatus` of a file that is as good as absent. The sample and the SDK differ on the first.
const DELETED: [&str; 3] = ["RECYCLE", "RECYCLE_BIN", "DELETED"];

impl Operation for GetFile {
    type Answer = FileDetails;
    const NAME: &'static str = "GetFile";
    const EFFECT: Effect = Effect::Read;

    fn parameters(&self) -> Parameters {
        Parameters::new()
            .body("ProjectId", self.project_id)
            .body("FileId", self.file_id)
    }

    /// That a file is absent does not follow from an answer without one.
    fn decode(&self, envelope: &Envelope) -> Result<FileDetails, Failure> {
        let entry = envelope.field("File").unwrap_or(&Value::Null);
        let node = envelope.field("NodeConfiguration").unwrap_or(&Value::Null);
        let file = file::read(entry, envelope)
            .ok_or_else(|| envelope.unclear("the answer has no file with ID and name"))?;
        let deleted = lenient::text(entry.get("DeletedStatus"))
            .is_some_and(|status| DELETED.iter().any(|word| word.eq_ignore_ascii_case(&status)));
        // The script is taken untrimmed and unshortened, so not through the reader of texts.
        let content = entry
            .get("Content")
            .and_then(Value::as_str)
            .filter(|content| !content.is_empty());
        Ok(FileDetails {
            file,
            deleted,
            content: content.map(TaskContent::new),
            schedule: Schedule::read(node, entry),
            message: accepted::beside(envelope),
            request_id: envelope.request_id(),
        })
    }

    fn interpret(&self, failure: Failure) -> Result<FileDetails, Failure> {
        Err(codes::of_the_task(failure))
    }
}

#[cfg(test)]
#[path = "../tests/get_file.rs"]
mod tests;
