//! SubmitFile: commits a file of DataStudio to the development environment, which makes it deployable.

use super::deployment_started::{self, DeploymentStarted};
use crate::dataworks::envelope::Envelope;
use crate::dataworks::parameters::Parameters;
use crate::dataworks::port::{Effect, Operation};
use crate::domain::failure::Failure;

/// Submits one file. [`GetDeployment`](super::GetDeployment) tells when it is done.
#[derive(Clone, Debug)]
pub struct SubmitFile {
    /// The workspace.
    pub project_id: i64,
    /// The file.
    pub file_id: i64,
    /// What the history of the file says of it.
    pub comment: Option<String>,
    /// Whether the check before a deployment is left out. The service checks if this is not sent.
    pub skip_all_deploy_file_extensions: Option<bool>,
}

impl Operation for SubmitFile {
    type Answer = DeploymentStarted;
    const NAME: &'static str = "SubmitFile";
    const EFFECT: Effect = Effect::Write;

    fn parameters(&self) -> Parameters {
        Parameters::new()
            .body("ProjectId", self.project_id)
            .body("FileId", self.file_id)
            .body_some("Comment", self.comment.as_ref())
            .body_some(
                "SkipAllDeployFileExtensions",
                self.skip_all_deploy_file_extensions,
            )
    }

    fn decode(&self, envelope: &Envelope) -> Result<DeploymentStarted, Failure> {
        deployment_started::read(envelope)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::dataworks::Reply;
    use crate::dataworks::tests::refusal;
    use crate::domain::failure::Consequence;

    fn operation(comment: Option<&str>, skip: Option<bool>) -> SubmitFile {
        SubmitFile {
            project_id: 1,
            file_id: 100,
            comment: comment.map(str::to_owned),
            skip_all_deploy_file_extensions: skip,
        }
    }

    #[test]
    fn everything_travels_in_the_body() {
        let parameters = operation(Some("v2"), Some(true)).parameters();
        assert!(parameters.in_query().is_empty());
        assert_eq!(parameters.get("Comment"), Some("v2"));
        assert_eq!(parameters.get("SkipAllDeployFileExtensions"), Some("true"));
        assert_eq!(operation(None, None).parameters().in_body().len(), 2);
    }

    #[test]
    fn a_submission_is_a_deployment_or_refused() {
        let operation = operation(None, None);
        let document = json!({"Success": true, "HttpStatusCode": 200, "Data": 30_000_471});
        assert_eq!(
            operation
                .read(&Reply::json(200, &document))
                .unwrap()
                .deployment_id,
            30_000_471
        );
        refusal::demands_of_file(&operation, "fileId:[100] is invalid.", Consequence::NotFound);
        refusal::demands_of_file(&operation, "the parent does not exist", Consequence::Refused);
    }
}
