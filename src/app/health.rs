//! `/livez` and `/readyz`.

use std::net::SocketAddr;
use std::time::Instant;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;

use super::gates::Gates;
use super::listening::listening;

/// Serves the probes, for as long as it is polled.
pub(super) async fn serve(address: SocketAddr, gates: Gates) -> std::io::Result<()> {
    let probes = Router::new()
        .route("/livez", get(livez))
        .route("/readyz", get(readyz))
        .with_state(gates);
    listening(address, probes, "/livez and /readyz").await
}

async fn livez(State(gates): State<Gates>) -> (StatusCode, &'static str) {
    match gates.alive(Instant::now()) {
        true => (StatusCode::OK, "ok\n"),
        false => (StatusCode::SERVICE_UNAVAILABLE, "the leader election is stuck\n"),
    }
}

async fn readyz(State(gates): State<Gates>) -> (StatusCode, String) {
    let (ready, lines) = gates.answer();
    let status = if ready {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    (status, lines)
}
