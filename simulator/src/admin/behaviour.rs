//! The switches.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use serde_json::Value;

use super::body::{Answer, Refused, read, show as answer};
use crate::app::App;
use crate::operations;
use crate::state::behaviour::Behaviour;

/// The behaviour in force.
pub(super) async fn show(State(app): State<Arc<App>>) -> Answer {
    app.with(|simulation| answer(&simulation.behaviour))
}

/// The behaviour at the start with these keys changed.
pub(super) async fn replace(State(app): State<Arc<App>>, body: Bytes) -> Answer {
    let changes = read(&body)?;
    app.with(|simulation| {
        simulation.behaviour = changed(&simulation.start.behaviour, changes)?;
        answer(&simulation.behaviour)
    })
}

/// The behaviour in force with these keys changed.
pub(super) async fn change(State(app): State<Arc<App>>, body: Bytes) -> Answer {
    let changes = read(&body)?;
    app.with(|simulation| {
        simulation.behaviour = changed(&simulation.behaviour, changes)?;
        answer(&simulation.behaviour)
    })
}

fn changed(base: &Behaviour, changes: Value) -> Result<Behaviour, Refused> {
    let behaviour = base.patched(changes).map_err(Refused::bad)?;
    match behaviour
        .refused
        .keys()
        .find(|action| operations::find(action).is_none())
    {
        Some(action) => Err(Refused::bad(format!(
            "refused: {action} is none of {}",
            operations::names().collect::<Vec<_>>().join(", ")
        ))),
        None => Ok(behaviour),
    }
}
