//! `GetCallerIdentity` of STS: whose key it is. It needs no right and does not count as a call of DataWorks.

use crate::dataworks::envelope::Envelope;
use crate::dataworks::lenient;
use crate::dataworks::parameters::Parameters;
use crate::dataworks::port::{Effect, Operation};
use crate::domain::failure::Failure;

/// Asks STS whose key it is.
#[derive(Clone, Copy, Debug)]
pub struct GetCallerIdentity;

impl Operation for GetCallerIdentity {
    /// The ID of the Alibaba Cloud account.
    type Answer = String;

    const NAME: &'static str = "GetCallerIdentity";
    const VERSION: &'static str = "2015-04-01";
    const EFFECT: Effect = Effect::Read;

    fn parameters(&self) -> Parameters {
        Parameters::new()
    }

    fn decode(&self, envelope: &Envelope) -> Result<String, Failure> {
        lenient::text(envelope.beside("AccountId"))
            .map(|id| envelope.word(&id))
            .filter(|id| !id.is_empty())
            .ok_or_else(|| envelope.unclear("the answer has no AccountId"))
    }
}
