//! What every pass shares.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use std::time::Duration;

use futures::channel::mpsc;
use jiff::SignedDuration;
use kube::Client;
use kube::runtime::controller::Action as Visit;
use kube::runtime::reflector::{ObjectRef, Store};
use tokio::sync::watch;

use super::annotations::Warned;
use super::budget::Accounts;
use super::cached::Cached;
use super::caches::Caches;
use super::endpoints::EndpointPolicy;
use super::file_looks::FileLooks;
use super::index::Index;
use super::last_ways::LastWays;
use super::refusals::Refusals;
use super::selector::Shard;
use super::takeovers::Takeovers;
use super::tenancy::OperatorIdentity;
use super::turns::Turns;
use crate::api::DataWorksWorkspace;
use crate::cluster::{Events, Guarded, Inputs, Ledgers};
use crate::dataworks::credentials::{Issuer, Keyring, Metadata};
use crate::dataworks::{Endpoint, Http, ServerClock};
use crate::domain::clock::Clock;
use crate::domain::pace::Pace;

/// The shortest rest between two visits that nothing woke.
const SHORTEST_REST: Duration = Duration::from_millis(20);

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
    /// Publishes events.
    pub events: Events,
    pub(super) tasks: Store<Cached>,
    pub(super) index: Index,
    pub(super) workspaces: Store<Guarded<DataWorksWorkspace>>,
    pub(super) wake: mpsc::UnboundedSender<ObjectRef<Cached>>,
    pub(super) tasks_listed: watch::Receiver<bool>,
    pub(super) workspaces_listed: watch::Receiver<bool>,
    pub(super) inputs: Inputs,
    pub(super) keyring: Keyring<Issuer>,
    pub(super) refusals: Refusals,
    pub(super) last_ways: LastWays,
    pub(super) file_looks: FileLooks,
    pub(super) takeovers: Takeovers,
    pub(super) warned: Warned,
    pub(super) accounts: Accounts,
    pub(super) turns: Turns,
    pub(super) shard: Shard,
    clocks: Mutex<HashMap<Endpoint, Arc<ServerClock>>>,
    paces: Mutex<HashMap<Endpoint, Pace>>,
}

impl Context {
    /// A fresh context over these caches.
    pub fn new(client: Client, http: Http, settings: Settings, caches: &Caches) -> Self {
        let identity = settings.identity;
        let metadata = Metadata::new(identity.metadata.clone(), &identity.environment);
        Self {
            events: Events::new(client.clone(), settings.instance),
            inputs: Inputs::new(client.clone()),
            accounts: Accounts::new(Ledgers::new(client.clone())),
            keyring: Keyring::new(Issuer::new(http.clone(), metadata, settings.clock)),
            identity,
            client,
            http,
            clock: settings.clock,
            endpoints: settings.endpoints,
            turns: Turns::new(settings.concurrency),
            shard: settings.shard,
            tasks: caches.tasks.clone(),
            index: caches.index.clone(),
            workspaces: caches.workspaces.clone(),
            wake: caches.wake.clone(),
            tasks_listed: caches.tasks_listed.subscribe(),
            workspaces_listed: caches.workspaces_listed.subscribe(),
            refusals: Refusals::default(),
            last_ways: LastWays::default(),
            file_looks: FileLooks::default(),
            takeovers: Takeovers::default(),
            warned: Warned::default(),
            clocks: Mutex::default(),
            paces: Mutex::default(),
        }
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
