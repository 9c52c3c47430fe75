//! `AssumeRole` of STS: temporary credentials of a role, for a key that its trust policy names.

use crate::dataworks::credentials::Temporary;
use crate::dataworks::envelope::Envelope;
use crate::dataworks::parameters::Parameters;
use crate::dataworks::port::{Effect, Operation};
use crate::domain::failure::Failure;

/// Asks STS for credentials of a role.
#[derive(Clone, Debug)]
pub struct AssumeRole {
    /// ARN of the role.
    pub role_arn: String,
    /// Name of the session.
    pub session_name: String,
    /// How long the credentials live.
    pub duration_seconds: i32,
    /// What the trust policy asks for.
    pub external_id: Option<String>,
}

impl Operation for AssumeRole {
    type Answer = Temporary;

    const NAME: &'static str = "AssumeRole";
    const VERSION: &'static str = "2015-04-01";
    const EFFECT: Effect = Effect::Read;

    fn parameters(&self) -> Parameters {
        Parameters::new()
            .body("RoleArn", &self.role_arn)
            .body("RoleSessionName", &self.session_name)
            .body("DurationSeconds", self.duration_seconds)
            .body_some("ExternalId", self.external_id.as_ref())
    }

    fn decode(&self, envelope: &Envelope) -> Result<Temporary, Failure> {
        credentials(envelope)
    }
}

/// Reads the credentials of an answer.
pub(super) fn credentials(envelope: &Envelope) -> Result<Temporary, Failure> {
    let credentials = envelope.beside("Credentials").and_then(|value| value.as_object());
    let credentials = credentials.ok_or_else(|| envelope.unclear("the answer has no Credentials"))?;
    Temporary::read(credentials).map_err(|error| envelope.unclear(&error))
}
