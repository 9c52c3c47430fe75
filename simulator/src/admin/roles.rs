//! RAM roles.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};

use super::body::{Answer, Refused, done, read, show};
use crate::app::App;
use crate::state::roles::Role;

/// All roles.
pub(super) async fn list(State(app): State<Arc<App>>) -> Answer {
    app.with(|simulation| show(&simulation.roles.values().collect::<Vec<_>>()))
}

/// Adds a role or replaces the one of this ARN.
pub(super) async fn put(State(app): State<Arc<App>>, body: Bytes) -> Answer {
    let role: Role = read(&body)?;
    app.with(|simulation| {
        let answer = show(&role);
        simulation.roles.insert(role.arn(), role);
        answer
    })
}

/// Removes the roles of this name.
pub(super) async fn remove(State(app): State<Arc<App>>, Path(role_name): Path<String>) -> Answer {
    app.with(|simulation| {
        let before = simulation.roles.len();
        simulation.roles.retain(|_, role| role.role_name != role_name);
        match simulation.roles.len() < before {
            true => done(),
            false => Err(Refused::not_found("role")),
        }
    })
}
