//! DeleteFile: deletes a file of DataStudio, which is what a batch task is.

use crate::dataworks::envelope::Envelope;
use crate::dataworks::lenient;
use crate::dataworks::parameters::Parameters;
use crate::dataworks::port::{Effect, Operation};
use crate::domain::failure::Failure;

/// Deletes one file.
#[derive(Clone, Debug)]
pub struct DeleteFile {
    /// The workspace.
    pub project_id: i64,
    /// The file.
    pub file_id: i64,
}

/// The service took the deletion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileDeleted {
    /// The deployment that removes the scheduling node of a file that had been submitted; `None` if there was
    /// nothing to remove.
    pub deployment_id: Option<i64>,
    /// The service's ID of the call.
    pub request_id: Option<String>,
}

impl Operation for DeleteFile {
    type Answer = FileDeleted;
    const NAME: &'static str = "DeleteFile";
    const EFFECT: Effect = Effect::Write;

    fn parameters(&self) -> Parameters {
        Parameters::new()
            .body("ProjectId", self.project_id)
            .body("FileId", self.file_id)
    }

    /// The answer has no `Data`: its envelope says all but the deployment.
    fn decode(&self, envelope: &Envelope) -> Result<FileDeleted, Failure> {
        let deployment_id = lenient::id(envelope.beside("DeploymentId"));
        Ok(FileDeleted {
            deployment_id,
            request_id: envelope.request_id(),
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::dataworks::Reply;

    #[test]
    fn the_deployment_is_beside_the_data() {
        let operation = DeleteFile {
            project_id: 1,
            file_id: 2,
        };
        for (document, expected) in [
            (
                json!({"Success": true, "HttpStatusCode": 200, "DeploymentId": 30_000_471}),
                Some(30_000_471),
            ),
            (
                json!({"Success": true, "HttpStatusCode": 200, "DeploymentId": ""}),
                None,
            ),
            (json!({"Success": true}), None),
        ] {
            assert_eq!(
                operation
                    .read(&Reply::json(200, &document))
                    .unwrap()
                    .deployment_id,
                expected
            );
        }
    }
}
