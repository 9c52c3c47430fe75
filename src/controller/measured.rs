//! Counts what the adapter of DataWorks tells of, in the words of the metrics.

use std::time::Duration;

use crate::dataworks::credentials::{Chain, Grant, Granted, Trouble};
use crate::dataworks::layers::Tally;
use crate::domain::failure::Failure;
use crate::telemetry::metrics::Metrics;

/// What came of something that went well.
const SUCCESS: &str = "Success";

/// Counts calls, and requests for temporary credentials.
#[derive(Clone, Debug)]
pub struct Measured(pub Metrics);

/// Counts what comes of asking for temporary credentials.
pub struct MeasuredGrants<G> {
    /// Whom to ask.
    pub grants: G,
    /// Where it is counted.
    pub metrics: Metrics,
}

impl Tally for Measured {
    fn made(&self, operation: &'static str, failure: Option<&Failure>, took: Duration) {
        self.0.calls.made(operation, outcome(failure), took);
    }
}

impl<G: Grant> Grant for MeasuredGrants<G> {
    async fn grant(&self, chain: &Chain) -> Result<Granted, Trouble> {
        let granted = self.grants.grant(chain).await;
        let outcome = match &granted {
            Ok(_) => SUCCESS,
            Err(Trouble::Missing(_)) => "Missing",
            Err(Trouble::Failed { failure, .. }) => outcome(Some(failure)),
        };
        self.metrics.upkeep.asked_for_credentials(chain.kind(), outcome);
        granted
    }
}

fn outcome(failure: Option<&Failure>) -> &'static str {
    failure.map_or(SUCCESS, |failure| failure.consequence.as_str())
}
