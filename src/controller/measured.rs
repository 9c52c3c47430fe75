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

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;
    use crate::dataworks::AccessKey;
    use crate::dataworks::credentials::Source;
    use crate::domain::failure::Consequence;
    use crate::telemetry::metrics::Exposition;

    /// Gives a key for the node `good`, and none for others.
    struct Node;

    fn refusal() -> Failure {
        Failure {
            consequence: Consequence::Throttled { after: None },
            code: "Throttling.User".to_owned(),
            message: "for role orders-secret-role".to_owned(),
            request_id: None,
        }
    }

    impl Grant for Node {
        async fn grant(&self, chain: &Chain) -> Result<Granted, Trouble> {
            match &chain.source {
                Source::EcsRamRole(Some(name)) if name == "good" => Ok(Granted {
                    key: AccessKey::new("id", "secret", None).unwrap(),
                    life: SignedDuration::from_hours(1),
                }),
                Source::EcsRamRole(Some(_)) => Err(Trouble::Failed {
                    who: "the metadata service".to_owned(),
                    failure: Box::new(refusal()),
                }),
                _ => Err(Trouble::Missing("no role".to_owned())),
            }
        }
    }

    #[tokio::test]
    async fn requests_for_credentials_and_calls_are_counted_by_what_came_of_them() {
        let metrics = Metrics::default();
        let grants = MeasuredGrants {
            grants: Node,
            metrics: metrics.clone(),
        };
        for name in [Some("good"), Some("bad"), None] {
            let chain = Chain {
                source: Source::EcsRamRole(name.map(str::to_owned)),
                role: None,
            };
            assert_eq!(grants.grant(&chain).await.is_ok(), name == Some("good"));
        }
        let measured = Measured(metrics.clone());
        measured.made("ListFiles", None, Duration::ZERO);
        measured.made("ListFiles", Some(&refusal()), Duration::ZERO);
        let text = Exposition::new(&metrics, 0.0, || None).text();
        for expected in [
            "credential_requests_total{source=\"ecsRamRole\",outcome=\"Success\"} 1\n",
            "credential_requests_total{source=\"ecsRamRole\",outcome=\"Throttled\"} 1\n",
            "credential_requests_total{source=\"ecsRamRole\",outcome=\"Missing\"} 1\n",
            "calls_total{operation=\"ListFiles\",outcome=\"Success\"} 1\n",
            "calls_total{operation=\"ListFiles\",outcome=\"Throttled\"} 1\n",
            "call_duration_seconds_count{operation=\"ListFiles\"} 2\n",
        ] {
            assert!(text.contains(expected), "{expected} in\n{text}");
        }
        assert!(!text.contains("orders") && !text.contains("secret"), "{text}");
    }
}
