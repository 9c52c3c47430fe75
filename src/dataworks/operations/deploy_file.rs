//! DeployFile: brings a submitted file from the development to the production environment. A workspace in
//! basic mode has only one environment.

use super::deployment_started::{self, DeploymentStarted};
use crate::dataworks::envelope::Envelope;
use crate::dataworks::parameters::Parameters;
use crate::dataworks::port::{Effect, Operation};
use crate::domain::failure::Failure;

/// Deploys one file. [`GetDeployment`](super::GetDeployment) tells when it is done.
#[derive(Clone, Debug)]
pub struct DeployFile {
    /// The workspace.
    pub project_id: i64,
    /// The file.
    pub file_id: i64,
    /// What the list of deployments says of it.
    pub comment: Option<String>,
}

impl Operation for DeployFile {
    type Answer = DeploymentStarted;
    const NAME: &'static str = "DeployFile";
    const EFFECT: Effect = Effect::Write;

    fn parameters(&self) -> Parameters {
        Parameters::new()
            .body("ProjectId", self.project_id)
            .body("FileId", self.file_id)
            .body_some("Comment", self.comment.as_ref())
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

    #[test]
    fn a_deployment_starts_or_is_refused() {
        let operation = DeployFile {
            project_id: 1,
            file_id: 100,
            comment: Some("v2".into()),
        };
        assert!(operation.parameters().in_query().is_empty());
        assert_eq!(operation.parameters().get("Comment"), Some("v2"));
        let document = json!({"Success": true, "HttpStatusCode": 200, "Data": "30000472"});
        assert_eq!(
            operation
                .read(&Reply::json(200, &document))
                .unwrap()
                .deployment_id,
            30_000_472
        );
        refusal::demands_of_file(&operation, "fileId:[100] is invalid.", Consequence::NotFound);
        refusal::demands_of_file(&operation, "the file is not submitted", Consequence::Refused);
    }
}
