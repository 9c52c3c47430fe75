//! The simulator as its interfaces share it: state behind a lock.

use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::routing::any;

use crate::state::simulation::{Simulation, Start};
use crate::{admin, gateway, metadata};

/// Shared by all connections.
pub(crate) struct App(Mutex<Simulation>);

impl App {
    /// A fresh simulator.
    pub(crate) fn new(start: Start) -> Arc<Self> {
        Arc::new(Self(Mutex::new(Simulation::new(start))))
    }

    /// Works on the state. Nobody else does meanwhile, so keep it short and never wait in it.
    pub(crate) fn with<T>(&self, work: impl FnOnce(&mut Simulation) -> T) -> T {
        // A poisoned lock means that a handler panicked; the state is a value that no panic leaves half-written in
        // a way that would harm the next call more than an outage would.
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// All interfaces on one router.
pub(crate) fn router(app: Arc<App>) -> Router {
    let interfaces = admin::router().merge(metadata::router());
    interfaces.route("/", any(gateway::endpoint)).with_state(app)
}
