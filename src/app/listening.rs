//! Serves routes at an address.

use std::net::SocketAddr;

use axum::Router;
use tokio::net::TcpListener;
use tracing::info;

/// Serves these routes, for as long as it is polled, and tells the log where they are.
pub(super) async fn listening(address: SocketAddr, routes: Router, paths: &str) -> std::io::Result<()> {
    let listener = TcpListener::bind(address).await?;
    info!(address = %listener.local_addr()?, "serves {paths}");
    axum::serve(listener, routes).await
}
