//! What both operations answer that bring a file into another environment.

use super::accepted;
use crate::dataworks::envelope::Envelope;
use crate::dataworks::lenient;
use crate::domain::failure::Failure;

/// The deployment that was started.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeploymentStarted {
    /// What [`GetDeployment`](super::GetDeployment) asks with.
    pub deployment_id: i64,
    /// What the service said; filled on success too, so it decides nothing.
    pub message: Option<String>,
    /// The service's ID of the call.
    pub request_id: Option<String>,
}

/// `Data` is the ID itself. Without one it is open what was started.
pub(super) fn read(envelope: &Envelope) -> Result<DeploymentStarted, Failure> {
    let deployment_id = lenient::id(envelope.beside("Data"))
        .ok_or_else(|| envelope.unclear("the answer has no ID of a deployment"))?;
    Ok(DeploymentStarted {
        deployment_id,
        message: accepted::beside(envelope),
        request_id: envelope.request_id(),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::dataworks::{Effect, Reply};
    use crate::domain::failure::Consequence;

    fn read(data: &Value) -> Result<DeploymentStarted, Failure> {
        let document = json!({"RequestId": "r", "Success": true, "HttpStatusCode": 200, "Data": data});
        super::read(&Envelope::open(&Reply::json(200, &document), Effect::Write)?)
    }

    #[test]
    fn the_data_is_the_id() {
        for data in [json!(30_000_471), json!("30000471")] {
            assert_eq!(read(&data).unwrap().deployment_id, 30_000_471, "{data}");
        }
        for data in [json!(null), json!(0), json!(""), json!(true), json!({})] {
            assert_eq!(
                read(&data).unwrap_err().consequence,
                Consequence::Ambiguous,
                "{data}"
            );
        }
    }
}
