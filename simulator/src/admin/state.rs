//! What exists, and the way back to the start.

use std::sync::Arc;

use axum::extract::State;
use serde_json::json;

use super::body::{Answer, done, show as answer};
use crate::app::App;

/// Workspaces with their tasks, and processes.
pub(super) async fn show(State(app): State<Arc<App>>) -> Answer {
    app.with(|simulation| {
        let now = simulation.now();
        simulation.world.advance(now);
        let world = &simulation.world;
        answer(&json!({
            "serverTime": now.server,
            "workspaces": world.workspaces,
            "processes": world.processes.values().collect::<Vec<_>>(),
        }))
    })
}

/// Forgets everything.
pub(super) async fn reset(State(app): State<Arc<App>>) -> Answer {
    app.with(|simulation| simulation.reset());
    done()
}
