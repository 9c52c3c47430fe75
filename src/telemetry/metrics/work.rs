//! Visits of tasks, the passes that they are made of, and the events that they publish.

use std::time::Duration;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

/// In seconds. A visit, of which a pass is a part, is given up after 120.
const DURATIONS: [f64; 7] = [0.02, 0.1, 0.5, 2.0, 10.0, 30.0, 120.0];

/// Counts visits, passes and events.
#[derive(Debug)]
pub struct Work {
    visits: Family<Visit, Counter>,
    passes: Family<Pass, Counter>,
    passes_took: Histogram,
    events: Family<Event, Counter>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Visit {
    result: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Pass {
    action: &'static str,
    result: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Event {
    r#type: &'static str,
    reason: &'static str,
}

impl Default for Work {
    fn default() -> Self {
        Self {
            visits: Family::default(),
            passes: Family::default(),
            passes_took: Histogram::new(DURATIONS),
            events: Family::default(),
        }
    }
}

impl Work {
    /// Counts a visit that ended so.
    pub fn visited(&self, result: &'static str) {
        self.visits.get_or_create(&Visit { result }).inc();
    }

    /// Counts a pass: what it did, how it ended, and how long it took.
    pub fn passed(&self, action: &'static str, result: &'static str, took: Duration) {
        self.passes.get_or_create(&Pass { action, result }).inc();
        self.passes_took.observe(took.as_secs_f64());
    }

    /// Counts an event of this type (`Normal`, `Warning`) and reason.
    pub fn told(&self, r#type: &'static str, reason: &'static str) {
        self.events.get_or_create(&Event { r#type, reason }).inc();
    }

    pub(super) fn register(&self, registry: &mut Registry) {
        registry.register(
            "visits",
            "Visits of tasks that had something to do, by how they ended",
            self.visits.clone(),
        );
        registry.register(
            "passes",
            "Passes, of which a visit has some: by what was decided, and how the pass ended",
            self.passes.clone(),
        );
        registry.register_with_unit(
            "pass_duration",
            "How long passes took, calls of DataWorks and of the API server included",
            Unit::Seconds,
            self.passes_took.clone(),
        );
        registry.register(
            "events",
            "Events about tasks: every transition, such as Drifted, Correcting, Restarting or OutcomeUnknown",
            self.events.clone(),
        );
    }
}
