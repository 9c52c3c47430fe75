//! What every pass shares.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use std::time::Duration;

use futures::channel::mpsc;
use jiff::{SignedDuration, Timestamp};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kube::runtime::controller::Action as Visit;
use kube::runtime::reflector::{ObjectRef, Store};
use kube::{Client, Resource};
use tokio::sync::watch;

use super::annotations::Warned;
use super::budget::{Accounts, Place, Queues};
use super::cached::Cached;
use super::caches::Caches;
use super::conflicts::Conflicts;
use super::endpoints::EndpointPolicy;
use super::file_looks::FileLooks;
use super::index::Index;
use super::last_ways::LastWays;
use super::measured::{Measured, MeasuredGrants};
use super::refusals::Refusals;
use super::selector::Shard;
use super::takeovers::Takeovers;
use super::tenancy::OperatorIdentity;
use super::turns::Turns;
use super::watched::Watched;
use crate::api::{DISyncTask, DataWorksWorkspace};
use crate::cluster::{Events, Guarded, Inputs, Ledgers};
use crate::dataworks::credentials::{Issuer, Keyring, Metadata};
use crate::dataworks::layers::Tally;
use crate::dataworks::{Endpoint, Http, ServerClock};
use crate::domain::clock::Clock;
use crate::domain::pace::Pace;
use crate::domain::report::Notice;
use crate::telemetry::metrics::Metrics;

/// The shortest rest between two visits that nothing woke.
const SHORTEST_REST: Duration = Duration::from_millis(20);

/// How long a visit may take: longer than its calls may, and no longer than a visit that hangs should keep its place.
/// The API server is asked without a bound of its own, and what it is asked may be swallowed on the way.
const DEADLINE: Duration = Duration::from_secs(120);

/// What the administrator chose.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The operator's clock.
    pub clock: Clock,
    /// Hosts that workspaces may name.
    pub endpoints: EndpointPolicy,
    /// The operator's own identity, and who may use it.
    pub identity: OperatorIdentity,
    /// Name of this instance in events.
    pub instance: Option<String>,
    /// Visits of one workspace's tasks at once.
    pub concurrency: u16,
    /// The tasks that this installation works on.
    pub shard: Shard,
    /// What is counted.
    pub metrics: Metrics,
}

/// What every pass shares.
pub struct Context {
    /// The API server.
    pub client: Client,
    /// The HTTP client for DataWorks.
    pub http: Http,
    /// The operator's clock.
    pub clock: Clock,
    /// Hosts that workspaces may name.
    pub endpoints: EndpointPolicy,
    /// The operator's own identity, and who may use it.
    pub(super) identity: OperatorIdentity,
    events: Events,
    pub(super) tasks: Store<Cached>,
    pub(super) index: Index,
    pub(super) workspaces: Store<Guarded<DataWorksWorkspace>>,
    pub(super) wake: mpsc::UnboundedSender<ObjectRef<Cached>>,
    pub(super) tasks_watched: watch::Receiver<Watched>,
    pub(super) workspaces_watched: watch::Receiver<Watched>,
    pub(super) inputs: Inputs,
    pub(super) keyring: Keyring<MeasuredGrants<Issuer>>,
    pub(super) refusals: Refusals,
    pub(super) last_ways: LastWays,
    pub(super) file_looks: FileLooks,
    pub(super) takeovers: Takeovers,
    pub(super) warned: Warned,
    pub(super) accounts: Accounts,
    pub(super) queues: Queues,
    pub(super) turns: Turns,
    pub(super) conflicts: Conflicts,
    pub(super) shard: Shard,
    pub(super) metrics: Metrics,
    /// How long a visit may take.
    pub(super) deadline: Duration,
    clocks: Mutex<HashMap<Endpoint, Arc<ServerClock>>>,
    paces: Mutex<HashMap<Endpoint, Pace>>,
}

impl Context {
    /// A fresh context over these caches.
    pub fn new(client: Client, http: Http, settings: Settings, caches: &Caches) -> Self {
        let (identity, clock, metrics) = (settings.identity, settings.clock, settings.metrics);
        let metadata = Metadata::new(identity.metadata.clone(), &identity.environment);
        let tally = Arc::new(Measured(metrics.clone()));
        let grants = MeasuredGrants {
            grants: Issuer::new(http.clone(), metadata, clock, tally),
            metrics: metrics.clone(),
        };
        Self {
            events: Events::new(client.clone(), settings.instance),
            inputs: Inputs::new(client.clone()),
            accounts: Accounts::new(Ledgers::new(client.clone()), metrics.clone()),
            queues: Queues::default(),
            keyring: Keyring::new(grants),
            identity,
            client,
            http,
            clock,
            endpoints: settings.endpoints,
            turns: Turns::new(settings.concurrency, caches.wake.clone()),
            shard: settings.shard,
            metrics,
            tasks: caches.tasks.clone(),
            index: caches.index.clone(),
            workspaces: caches.workspaces.clone(),
            wake: caches.wake.clone(),
            tasks_watched: caches.tasks_watched.subscribe(),
            workspaces_watched: caches.workspaces_watched.subscribe(),
            refusals: Refusals::default(),
            last_ways: LastWays::default(),
            file_looks: FileLooks::default(),
            takeovers: Takeovers::default(),
            warned: Warned::default(),
            conflicts: Conflicts::default(),
            deadline: DEADLINE,
            clocks: Mutex::default(),
            paces: Mutex::default(),
        }
    }

    /// Publishes an event about a task.
    pub(super) async fn publish(&self, task: &DISyncTask, action: &str, notice: &Notice, now: Timestamp) {
        self.metrics
            .work
            .told(notice.event_type(), notice.reason.as_str());
        self.events.publish(task, action, notice, now).await;
    }

    /// Counts calls.
    pub(super) fn tally(&self) -> Arc<dyn Tally> {
        Arc::new(Measured(self.metrics.clone()))
    }

    /// The clock of the service behind an endpoint, as far as it is known.
    pub(super) fn clock_of(&self, endpoint: &Endpoint) -> Arc<ServerClock> {
        let mut clocks = self.clocks.lock().unwrap_or_else(PoisonError::into_inner);
        let clock = clocks.entry(endpoint.clone()).or_insert_with(|| {
            let clock = self.clock;
            Arc::new(ServerClock::new(move || clock.now()))
        });
        clock.clone()
    }

    /// Forgets what no workspace uses any more. Visits under way hold what they use.
    pub(super) fn forget_the_unused(&self) {
        let workspaces = self.workspaces.state();
        let place = |meta: &ObjectMeta| {
            let (namespace, name) = (meta.namespace.clone(), meta.name.clone());
            (namespace.unwrap_or_default(), name.unwrap_or_default())
        };
        let places: HashSet<Place> = workspaces.iter().map(|cached| place(cached.meta())).collect();
        let endpoints: HashSet<Endpoint> = workspaces
            .iter()
            .filter_map(|cached| self.endpoints.endpoint_of(cached.0.as_ref().ok()?).ok())
            .collect();
        self.accounts.retain(&places, &endpoints);
        let mut clocks = self.clocks.lock().unwrap_or_else(PoisonError::into_inner);
        clocks.retain(|endpoint, _| endpoints.contains(endpoint));
        let mut paces = self.paces.lock().unwrap_or_else(PoisonError::into_inner);
        paces.retain(|endpoint, _| endpoints.contains(endpoint));
    }

    /// The next visit, unless something wakes the resource before, after a pause.
    pub(super) fn rest(&self, pause: SignedDuration) -> Visit {
        let pause = self.clock.on_the_wall(pause);
        Visit::requeue(Duration::try_from(pause).unwrap_or_default().max(SHORTEST_REST))
    }

    /// How long the first poll of a generation by this service waits.
    pub(super) fn first_poll(&self, endpoint: &Endpoint) -> SignedDuration {
        let paces = self.paces.lock().unwrap_or_else(PoisonError::into_inner);
        paces.get(endpoint).copied().unwrap_or_default().first_poll()
    }

    /// Learns from a generation that a service finished.
    pub(super) fn learn_pace(&self, endpoint: &Endpoint, learn: impl FnOnce(&mut Pace)) {
        let mut paces = self.paces.lock().unwrap_or_else(PoisonError::into_inner);
        learn(paces.entry(endpoint.clone()).or_default());
    }
}
