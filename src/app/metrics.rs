//! `/metrics`, and whose state it tells of.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use axum::Router;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use axum::routing::get;

use super::clock::now;
use super::listening::listening;
use super::run::StartError;
use crate::controller::{self, Context};
use crate::telemetry::metrics::{CONTENT_TYPE, Exposition, Metrics, Survey};

/// What the controller knows now, while there is one. Each term has its own. Clones tell of the same.
#[derive(Clone, Default)]
pub(super) struct Known(Arc<Mutex<Weak<Context>>>);

impl Known {
    /// From now on, what this one knows, as long as it lives.
    pub(super) fn by(&self, context: &Arc<Context>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Arc::downgrade(context);
    }

    /// A survey of it.
    pub(super) fn survey(&self) -> Option<Survey> {
        let context = self.0.lock().unwrap_or_else(PoisonError::into_inner).upgrade();
        context.map(|context| controller::survey(&context))
    }
}

/// Serves what is counted and known, for as long as it is polled. Without an address it waits for ever.
pub(super) async fn serve(
    address: Option<SocketAddr>,
    counted: &Metrics,
    known: Known,
) -> Result<(), StartError> {
    let Some(address) = address else {
        return std::future::pending().await;
    };
    let started = now().as_duration().as_secs_f64();
    let exposition = Exposition::new(counted, started, move || known.survey());
    let metrics = Router::new()
        .route("/metrics", get(exposed))
        .with_state(Arc::new(exposition));
    listening(address, metrics, "/metrics")
        .await
        .map_err(|error| StartError::Metrics(address, error))
}

async fn exposed(State(exposition): State<Arc<Exposition>>) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, CONTENT_TYPE)], exposition.text())
}
