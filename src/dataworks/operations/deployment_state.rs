//! How far a deployment is, by the three numbers in which GetDeployment tells it.

use serde_json::Value;

use crate::dataworks::envelope::Envelope;
use crate::dataworks::lenient::{self, Object};

/// How far a deployment is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeploymentState {
    /// It waits, or its files are being checked.
    InProgress,
    /// The files are in force.
    Succeeded,
    /// The deployment, the check before it, or one of its files failed.
    Failed {
        /// Which of them, and why, as far as the service tells.
        message: String,
    },
    /// A number that is not on the page: neither success nor failure.
    Unknown(String),
}

/// `Status` of a deployment.
const READY: &str = "0";
const SUCCESSFUL: &str = "1";
const FAILED: &str = "2";

/// `CheckingStatus` of a deployment; there is none before and after the check.
const CHECK_FAILED: &str = "7";
const CHECKING: &str = "8";

/// `Status` of a file that will not be deployed: error, deploy error, rejected.
const FILE_FAILED: [i64; 3] = [2, 4, 6];

impl DeploymentState {
    /// Reads `Deployment` and `DeployedItems`; `None` if there is no status. A deployment that is successful
    /// has yet to pass the check of its files.
    pub(super) fn read(deployment: &Object, items: &[Value], envelope: &Envelope) -> Option<Self> {
        let status = lenient::text(deployment.get("Status"))?;
        let check = lenient::text(deployment.get("CheckingStatus")).filter(|check| check != "0");
        let said = lenient::text(deployment.get("ErrorMessage")).map(|said| envelope.shown(&said));
        Some(match (status.as_str(), check.as_deref()) {
            (FAILED, _) => failed("the deployment failed", said),
            (_, Some(CHECK_FAILED)) => failed("the check before the deployment failed", said),
            _ if items.iter().any(file_failed) => failed("a file was not deployed", said),
            (READY, _) | (SUCCESSFUL, Some(CHECKING)) => Self::InProgress,
            (SUCCESSFUL, None) => Self::Succeeded,
            (SUCCESSFUL, Some(check)) => Self::Unknown(envelope.word(&format!("CheckingStatus {check}"))),
            (other, _) => Self::Unknown(envelope.word(&format!("Status {other}"))),
        })
    }
}

fn file_failed(item: &Value) -> bool {
    lenient::number(item.get("Status")).is_some_and(|status| FILE_FAILED.contains(&status))
}

/// The sample has an `ErrorMessage` of `Success`.
fn failed(what: &str, said: Option<String>) -> DeploymentState {
    let said = said.filter(|said| !said.eq_ignore_ascii_case("success"));
    let message = said.map_or_else(|| what.to_owned(), |said| format!("{what}: {said}"));
    DeploymentState::Failed { message }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::DeploymentState::{InProgress, Succeeded, Unknown};
    use super::*;
    use crate::dataworks::{Effect, Reply};

    fn failed(message: &str) -> DeploymentState {
        DeploymentState::Failed {
            message: message.into(),
        }
    }

    #[test]
    fn three_numbers_tell_it() {
        let envelope = Envelope::open(&Reply::json(200, &json!({ "Success": true })), Effect::Read).unwrap();
        let (none, deployed) = (json!([]), json!([{"FileId": 100, "Status": 1}]));
        let (waiting, rejected) = (json!([{"Status": 0}]), json!([{"Status": 1}, {"Status": "6"}]));
        for (deployment, items, expected) in [
            (json!({"Status": 0}), &waiting, Some(InProgress)),
            (
                json!({"Status": "0", "CheckingStatus": 8}),
                &none,
                Some(InProgress),
            ),
            (
                json!({"Status": 1, "CheckingStatus": "8"}),
                &none,
                Some(InProgress),
            ),
            (
                json!({"Status": 1, "ErrorMessage": "Success"}),
                &deployed,
                Some(Succeeded),
            ),
            (
                json!({"Status": "1", "CheckingStatus": ""}),
                &none,
                Some(Succeeded),
            ),
            (
                json!({"Status": 1, "CheckingStatus": null}),
                &none,
                Some(Succeeded),
            ),
            (
                json!({"Status": 2, "ErrorMessage": "no parent"}),
                &none,
                Some(failed("the deployment failed: no parent")),
            ),
            (json!({"Status": 2}), &none, Some(failed("the deployment failed"))),
            (
                json!({"Status": 1, "CheckingStatus": 7, "ErrorMessage": "Success"}),
                &none,
                Some(failed("the check before the deployment failed")),
            ),
            (
                json!({"Status": 0}),
                &rejected,
                Some(failed("a file was not deployed")),
            ),
            (
                json!({"Status": 1, "CheckingStatus": 9}),
                &none,
                Some(Unknown("CheckingStatus 9".into())),
            ),
            (json!({"Status": 3}), &none, Some(Unknown("Status 3".into()))),
            (json!({"Status": null}), &none, None),
            (json!({}), &deployed, None),
        ] {
            let state = DeploymentState::read(
                deployment.as_object().unwrap(),
                items.as_array().unwrap(),
                &envelope,
            );
            assert_eq!(state, expected, "{deployment} {items}");
        }
    }
}
