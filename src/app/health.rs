//! `/livez` and `/readyz`.

use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use tokio::net::TcpListener;
use tracing::info;

/// How far the operator is.
#[derive(Clone, Default)]
pub(super) struct Readiness(Arc<AtomicU8>);

const READY: u8 = 1;
const STOPPING: u8 = 2;

impl Readiness {
    /// The caches are filled.
    pub(super) fn ready(&self) {
        // A stop that came first stands.
        let _ = self
            .0
            .compare_exchange(0, READY, Ordering::Relaxed, Ordering::Relaxed);
    }

    /// No new work is taken on.
    pub(super) fn stopping(&self) {
        self.0.store(STOPPING, Ordering::Relaxed);
    }

    fn answer(&self) -> (StatusCode, &'static str) {
        match self.0.load(Ordering::Relaxed) {
            READY => (StatusCode::OK, "ok\n"),
            STOPPING => (StatusCode::SERVICE_UNAVAILABLE, "stopping\n"),
            _ => (
                StatusCode::SERVICE_UNAVAILABLE,
                "the resources are not listed yet\n",
            ),
        }
    }
}

/// Serves the probes until `stop` resolves.
pub(super) async fn serve(
    address: SocketAddr,
    readiness: Readiness,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let probes = Router::new()
        .route("/livez", get(|| async { "ok\n" }))
        .route(
            "/readyz",
            get(|State(readiness): State<Readiness>| async move { readiness.answer() }),
        )
        .with_state(readiness);
    let listener = TcpListener::bind(address).await?;
    info!(address = %listener.local_addr()?, "serves /livez and /readyz");
    axum::serve(listener, probes).with_graceful_shutdown(stop).await
}
