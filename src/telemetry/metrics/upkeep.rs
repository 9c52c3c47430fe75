//! What keeps the operator going: the lease, the watches, temporary credentials, the ledgers of calls.

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;

/// Counts what keeps the operator going.
#[derive(Debug, Default)]
pub struct Upkeep {
    leads: Gauge,
    transitions: Family<Transition, Counter>,
    watch_errors: Family<Watch, Counter>,
    renewals: Family<Renewal, Counter>,
    ledger_conflicts: Counter,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Transition {
    transition: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Watch {
    resource: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Renewal {
    source: &'static str,
    outcome: &'static str,
}

impl Upkeep {
    /// This process acts, without an election.
    pub fn acts(&self) {
        self.leads.set(1);
    }

    /// This process won the lease.
    pub fn won(&self) {
        self.leads.set(1);
        self.count("Won");
    }

    /// This process lost the lease.
    pub fn lost(&self) {
        self.leads.set(0);
        self.count("Lost");
    }

    /// The watch of this resource, by its plural, broke off.
    pub fn watch_broke_off(&self, resource: &'static str) {
        self.watch_errors.get_or_create(&Watch { resource }).inc();
    }

    /// Temporary credentials were asked for: of which source, and what came of it in one word.
    pub fn asked_for_credentials(&self, source: &'static str, outcome: &'static str) {
        self.renewals.get_or_create(&Renewal { source, outcome }).inc();
    }

    /// Somebody else wrote a ledger first.
    pub fn ledger_conflict(&self) {
        self.ledger_conflicts.inc();
    }

    fn count(&self, transition: &'static str) {
        self.transitions.get_or_create(&Transition { transition }).inc();
    }

    pub(super) fn register(&self, registry: &mut Registry) {
        registry.register(
            "leader",
            "1 while this process acts, 0 while it stands by",
            self.leads.clone(),
        );
        registry.register(
            "lease_transitions",
            "How often this process won and lost the lease",
            self.transitions.clone(),
        );
        registry.register(
            "watch_errors",
            "Watches of the API server that broke off and were opened again",
            self.watch_errors.clone(),
        );
        registry.register(
            "credential_requests",
            "Requests for temporary credentials, by where they come from and what came of it",
            self.renewals.clone(),
        );
        registry.register(
            "ledger_conflicts",
            "Writes of a ledger of calls that another replica or installation was faster with",
            self.ledger_conflicts.clone(),
        );
    }
}
