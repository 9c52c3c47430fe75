//! The call limits.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;

use super::body::{Answer, Refused, read, show as answer};
use crate::app::App;
use crate::state::quota::Quota;

/// Limits, and the use of each account.
pub(super) async fn show(State(app): State<Arc<App>>) -> Answer {
    app.with(|simulation| {
        let now = simulation.now().server;
        answer(&simulation.quota.report(now))
    })
}

/// Sets the limits and starts to count anew.
pub(super) async fn replace(State(app): State<Arc<App>>, body: Bytes) -> Answer {
    let limits = read(&body)?;
    app.with(|simulation| {
        simulation.quota = Quota::new(limits).map_err(Refused::bad)?;
        let now = simulation.now().server;
        answer(&simulation.quota.report(now))
    })
}
