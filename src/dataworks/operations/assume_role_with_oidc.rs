//! `AssumeRoleWithOIDC` of STS: temporary credentials of a role, for the token of a ServiceAccount that its trust policy
//! names. The call is not signed; the token travels in the body, which no access log keeps.

use secrecy::{ExposeSecret, SecretString};

use super::assume_role::credentials;
use crate::dataworks::credentials::Temporary;
use crate::dataworks::envelope::Envelope;
use crate::dataworks::parameters::Parameters;
use crate::dataworks::port::{Effect, Operation};
use crate::domain::failure::Failure;

/// Asks STS for credentials of a role.
#[derive(Clone, Debug)]
pub struct AssumeRoleWithOidc {
    /// ARN of the role.
    pub role_arn: String,
    /// ARN of the provider that issued the token.
    pub provider_arn: String,
    /// The token.
    pub token: SecretString,
    /// Name of the session.
    pub session_name: String,
}

impl Operation for AssumeRoleWithOidc {
    type Answer = Temporary;

    const NAME: &'static str = "AssumeRoleWithOIDC";
    const VERSION: &'static str = "2015-04-01";
    const EFFECT: Effect = Effect::Read;

    fn parameters(&self) -> Parameters {
        Parameters::new()
            .body("OIDCProviderArn", &self.provider_arn)
            .body("RoleArn", &self.role_arn)
            .body("OIDCToken", self.token.expose_secret())
            .body("RoleSessionName", &self.session_name)
            .body("DurationSeconds", 3_600)
    }

    fn decode(&self, envelope: &Envelope) -> Result<Temporary, Failure> {
        credentials(envelope)
    }
}
