//! The switches.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;

use super::body::{Answer, Refused, read, show as answer};
use crate::app::App;

/// The behaviour in force.
pub(super) async fn show(State(app): State<Arc<App>>) -> Answer {
    app.with(|simulation| answer(&simulation.behaviour))
}

/// The behaviour at the start with these keys changed.
pub(super) async fn replace(State(app): State<Arc<App>>, body: Bytes) -> Answer {
    let changes = read(&body)?;
    app.with(|simulation| {
        simulation.behaviour = simulation
            .start
            .behaviour
            .patched(changes)
            .map_err(Refused::bad)?;
        answer(&simulation.behaviour)
    })
}

/// The behaviour in force with these keys changed.
pub(super) async fn change(State(app): State<Arc<App>>, body: Bytes) -> Answer {
    let changes = read(&body)?;
    app.with(|simulation| {
        simulation.behaviour = simulation.behaviour.patched(changes).map_err(Refused::bad)?;
        answer(&simulation.behaviour)
    })
}
