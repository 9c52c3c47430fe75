//! What every pass shares.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use kube::Client;
use kube::runtime::reflector::Store;
use tokio::sync::watch;

use super::annotations::Warned;
use super::cached::Cached;
use super::caches::Caches;
use super::endpoints::EndpointPolicy;
use super::file_looks::FileLooks;
use super::last_ways::LastWays;
use super::refusals::Refusals;
use super::takeovers::Takeovers;
use crate::api::DataWorksWorkspace;
use crate::cluster::{Events, Guarded, Inputs};
use crate::dataworks::{Endpoint, Http, ServerClock};
use crate::domain::pace::Pace;

/// What every pass shares.
pub struct Context {
    /// The API server.
    pub client: Client,
    /// The HTTP client for DataWorks.
    pub http: Http,
    /// The operator's clock.
    pub now: fn() -> Timestamp,
    /// Hosts that workspaces may name.
    pub endpoints: EndpointPolicy,
    /// Publishes events.
    pub events: Events,
    pub(super) tasks: Store<Cached>,
    pub(super) workspaces: Store<Guarded<DataWorksWorkspace>>,
    pub(super) workspaces_listed: watch::Receiver<bool>,
    pub(super) inputs: Inputs,
    pub(super) refusals: Refusals,
    pub(super) last_ways: LastWays,
    pub(super) file_looks: FileLooks,
    pub(super) takeovers: Takeovers,
    pub(super) warned: Warned,
    clocks: Mutex<HashMap<Endpoint, Arc<ServerClock>>>,
    paces: Mutex<HashMap<Endpoint, Pace>>,
}

impl Context {
    /// A fresh context over these caches.
    pub fn new(
        client: Client,
        http: Http,
        now: fn() -> Timestamp,
        endpoints: EndpointPolicy,
        instance: Option<String>,
        caches: &Caches,
    ) -> Self {
        Self {
            events: Events::new(client.clone(), instance),
            inputs: Inputs::new(client.clone()),
            client,
            http,
            now,
            endpoints,
            tasks: caches.tasks.clone(),
            workspaces: caches.workspaces.clone(),
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
        let clock = clocks
            .entry(endpoint.clone())
            .or_insert_with(|| Arc::new(ServerClock::new(self.now)));
        clock.clone()
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
