//! What every pass shares.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use kube::Client;
use kube::runtime::reflector::Store;

use super::cached::Cached;
use super::endpoints::EndpointPolicy;
use super::last_ways::LastWays;
use super::refusals::Refusals;
use crate::api::DataWorksWorkspace;
use crate::cluster::{Events, Inputs};
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
    pub(super) workspaces: Store<DataWorksWorkspace>,
    pub(super) inputs: Inputs,
    pub(super) refusals: Refusals,
    pub(super) last_ways: LastWays,
    clocks: Mutex<HashMap<Endpoint, Arc<ServerClock>>>,
    pace: Mutex<Pace>,
}

impl Context {
    /// A fresh context over these caches.
    pub fn new(
        client: Client,
        http: Http,
        now: fn() -> Timestamp,
        endpoints: EndpointPolicy,
        instance: Option<String>,
        caches: &super::Caches,
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
            refusals: Refusals::default(),
            last_ways: LastWays::default(),
            clocks: Mutex::default(),
            pace: Mutex::default(),
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

    /// How long the first poll of a generation waits.
    pub(super) fn first_poll(&self) -> SignedDuration {
        self.pace
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .first_poll()
    }

    /// Learns from a generation that is finished.
    pub(super) fn learn_pace(&self, learn: impl FnOnce(&mut Pace)) {
        learn(&mut self.pace.lock().unwrap_or_else(PoisonError::into_inner));
    }
}
