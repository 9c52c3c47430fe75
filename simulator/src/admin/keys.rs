//! AccessKeys.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};

use super::body::{Answer, Refused, done, read, show};
use crate::app::App;
use crate::state::keys::AccessKey;

/// Keys without their secrets.
pub(super) async fn list(State(app): State<Arc<App>>) -> Answer {
    app.with(|simulation| {
        show(
            &simulation
                .keys
                .values()
                .map(AccessKey::public)
                .collect::<Vec<_>>(),
        )
    })
}

/// Adds a key or replaces the one of this id.
pub(super) async fn put(State(app): State<Arc<App>>, body: Bytes) -> Answer {
    let key: AccessKey = read(&body)?;
    app.with(|simulation| {
        let answer = show(&key.public());
        simulation.keys.insert(key.access_key_id.clone(), key);
        answer
    })
}

/// Removes a key.
pub(super) async fn remove(State(app): State<Arc<App>>, Path(access_key_id): Path<String>) -> Answer {
    match app.with(|simulation| simulation.keys.remove(&access_key_id)) {
        Some(_) => done(),
        None => Err(Refused::not_found("key")),
    }
}
