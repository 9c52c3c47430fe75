//! GetDeployment: asks how far a deployment is, be it of SubmitFile, DeployFile or DeleteFile.

use serde_json::Value;

use super::accepted;
use super::deployment_state::DeploymentState;
use crate::dataworks::envelope::Envelope;
use crate::dataworks::lenient;
use crate::dataworks::parameters::Parameters;
use crate::dataworks::port::{Effect, Operation};
use crate::domain::failure::Failure;

/// Looks at one deployment.
#[derive(Clone, Debug)]
pub struct GetDeployment {
    /// The workspace.
    pub project_id: i64,
    /// The deployment.
    pub deployment_id: i64,
}

/// A deployment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deployment {
    /// How far it is.
    pub state: DeploymentState,
    /// Where it brings the files: `1` the development, `2` the production environment.
    pub to_environment: Option<i64>,
    /// What the service said of the call; it decides nothing.
    pub message: Option<String>,
    /// The service's ID of the call.
    pub request_id: Option<String>,
}

impl Operation for GetDeployment {
    type Answer = Deployment;
    const NAME: &'static str = "GetDeployment";
    const EFFECT: Effect = Effect::Read;

    fn parameters(&self) -> Parameters {
        Parameters::new()
            .body("ProjectId", self.project_id)
            .body("DeploymentId", self.deployment_id)
    }

    fn decode(&self, envelope: &Envelope) -> Result<Deployment, Failure> {
        let items = envelope.field("DeployedItems").and_then(Value::as_array);
        envelope
            .field("Deployment")
            .and_then(Value::as_object)
            .and_then(|deployment| {
                Some(Deployment {
                    state: DeploymentState::read(deployment, items.map_or(&[], Vec::as_slice), envelope)?,
                    to_environment: lenient::number(deployment.get("ToEnvironment")),
                    message: accepted::beside(envelope),
                    request_id: envelope.request_id(),
                })
            })
            .ok_or_else(|| envelope.unclear("the answer has no status of a deployment"))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::dataworks::Reply;
    use crate::dataworks::tests::refusal;
    use crate::domain::failure::Consequence;

    const OPERATION: GetDeployment = GetDeployment {
        project_id: 1,
        deployment_id: 30_000_471,
    };

    fn read(data: &Value) -> Result<Deployment, Failure> {
        let document = json!({"RequestId": "r", "Success": true, "HttpStatusCode": 200, "Data": data});
        OPERATION.read(&Reply::json(200, &document))
    }

    #[test]
    fn everything_travels_in_the_body() {
        let parameters = OPERATION.parameters();
        assert!(parameters.in_query().is_empty());
        assert_eq!(parameters.get("DeploymentId"), Some("30000471"));
    }

    #[test]
    fn a_deployment_with_and_without_its_files() {
        for data in [
            json!({"Deployment": {"Status": 1, "ToEnvironment": 2}, "DeployedItems": [{"Status": 1}]}),
            json!({"Deployment": {"Status": "1", "ToEnvironment": "2"}, "DeployedItems": null}),
        ] {
            let deployment = read(&data).unwrap();
            assert_eq!(deployment.state, DeploymentState::Succeeded, "{data}");
            assert_eq!(deployment.to_environment, Some(2), "{data}");
        }
        let data = json!({"Deployment": {"Status": 1}, "DeployedItems": [{"Status": 4}]});
        assert!(matches!(
            read(&data).unwrap().state,
            DeploymentState::Failed { .. }
        ));
    }

    #[test]
    fn a_look_may_be_refused_or_not_tell() {
        refusal::demands_of_file(&OPERATION, "no such deployment", Consequence::Refused);
        for data in [
            json!(null),
            json!({}),
            json!({"Deployment": {}}),
            json!({"Deployment": []}),
        ] {
            assert_eq!(read(&data).unwrap_err().consequence, Consequence::Retry, "{data}");
        }
    }
}
