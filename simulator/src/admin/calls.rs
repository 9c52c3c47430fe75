//! What was called.

use std::sync::Arc;

use axum::extract::{Query, State};
use serde::Deserialize;

use super::body::{Answer, done, show};
use crate::app::App;

/// Narrows the list down.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Filter {
    action: Option<String>,
    #[serde(default)]
    after: u64,
}

/// Calls in order.
pub(super) async fn list(State(app): State<Arc<App>>, Query(filter): Query<Filter>) -> Answer {
    app.with(|simulation| show(&simulation.calls.list(filter.action.as_deref(), filter.after)))
}

/// Number of calls by operation and outcome.
pub(super) async fn counts(State(app): State<Arc<App>>) -> Answer {
    app.with(|simulation| show(&simulation.calls.counts()))
}

/// Forgets the calls.
pub(super) async fn clear(State(app): State<Arc<App>>) -> Answer {
    app.with(|simulation| simulation.calls.clear());
    done()
}
