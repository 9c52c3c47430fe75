//! Calls of the cloud API.

use std::time::Duration;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

/// In seconds. A call that is not answered is given up after 30.
const DURATIONS: [f64; 8] = [0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 30.0];

/// Counts calls of the cloud API.
#[derive(Debug)]
pub struct Calls {
    made: Family<Made, Counter>,
    took: Family<Operation, Histogram, fn() -> Histogram>,
    refused: Family<Refused, Counter>,
    waiting: Gauge,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Made {
    operation: &'static str,
    outcome: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Operation {
    operation: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Refused {
    reason: &'static str,
}

/// A call that waits for its leave, until this is dropped.
#[derive(Debug)]
pub struct Waiting(Gauge);

impl Default for Calls {
    fn default() -> Self {
        Self {
            made: Family::default(),
            took: Family::new_with_constructor(|| Histogram::new(DURATIONS)),
            refused: Family::default(),
            waiting: Gauge::default(),
        }
    }
}

impl Calls {
    /// Counts a call that was made: of which operation, what came of it in one word, and how long it took.
    pub fn made(&self, operation: &'static str, outcome: &'static str, took: Duration) {
        self.made.get_or_create(&Made { operation, outcome }).inc();
        let took_so_far = self.took.get_or_create(&Operation { operation });
        took_so_far.observe(took.as_secs_f64());
    }

    /// Counts a call that was not made, for this reason.
    pub fn refused(&self, reason: &'static str) {
        self.refused.get_or_create(&Refused { reason }).inc();
    }

    /// A call begins to wait for its leave.
    pub fn waiting(&self) -> Waiting {
        self.waiting.inc();
        Waiting(self.waiting.clone())
    }

    pub(super) fn register(&self, registry: &mut Registry) {
        registry.register(
            "calls",
            "Calls of DataWorks, STS included, that were made and came to an end, by what came of them",
            self.made.clone(),
        );
        registry.register_with_unit(
            "call_duration",
            "How long these calls took",
            Unit::Seconds,
            self.took.clone(),
        );
        registry.register(
            "calls_refused",
            "Calls that a visit was about to make and the operator did not, for the budget or because calls rest",
            self.refused.clone(),
        );
        registry.register(
            "calls_waiting",
            "Calls that wait for their leave: for the pace of the account, or for its ledger",
            self.waiting.clone(),
        );
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.dec();
    }
}
