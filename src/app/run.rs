//! From options to a running operator, and its end.

use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt;
use kube::{Client, Config};
use thiserror::Error;
use tokio::signal::unix::{SignalKind, signal};
use tracing::{info, warn};

use super::clock::now;
use super::health::{Readiness, serve};
use crate::controller::{self, Caches, Context, EndpointPolicy, Scope, Shard};
use crate::dataworks::Http;
use crate::dataworks::http::NoHttp;
use crate::domain::clock::{Clock, Course};

/// How long visits under way may take to finish after a signal. What they leave undone is resumed from the status.
const GRACE: Duration = Duration::from_secs(20);

/// What the command line says.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where the probes are served.
    pub health_address: SocketAddr,
    /// Which resources are watched.
    pub scope: Scope,
    /// Hosts that workspaces may name.
    pub endpoints: EndpointPolicy,
    /// Visits of one workspace's tasks at once.
    pub concurrency: u16,
    /// The tasks that this installation works on.
    pub shard: Shard,
    /// The course that time takes, if not its own; for trials.
    pub course: Option<Course>,
    /// Name of this instance in events.
    pub instance: Option<String>,
}

/// Why the operator could not start, or had to stop.
#[derive(Debug, Error)]
pub enum StartError {
    /// No cluster is configured.
    #[error("no cluster: set KUBECONFIG, or run in a Pod with a ServiceAccount: {0}")]
    NoCluster(#[from] kube::config::InferConfigError),
    /// The configured cluster cannot be used.
    #[error("the cluster cannot be used: {0}")]
    Cluster(#[from] kube::Error),
    /// No HTTP client.
    #[error(transparent)]
    NoHttp(#[from] NoHttp),
    /// The probes cannot be served.
    #[error("the probes cannot be served at {0}: {1}")]
    Probes(SocketAddr, std::io::Error),
    /// Signals cannot be heard.
    #[error("signals cannot be heard: {0}")]
    Signals(std::io::Error),
}

/// Runs the operator until SIGTERM or SIGINT.
///
/// # Errors
///
/// What keeps it from starting.
pub async fn run(options: Options) -> Result<(), StartError> {
    controller::hush_panics();
    let mut config = Config::infer().await?;
    // Its many quick retries would hold a visit for minutes; ours are slower and start from a fresh read.
    config.default_retry = false;
    let client = Client::try_from(config)?;
    let caches = Caches::default();
    let context = Context::new(
        client,
        Http::new()?,
        Clock::new(now, options.course),
        options.endpoints,
        options.instance,
        options.concurrency,
        options.shard,
        &caches,
    );

    let stop = signalled().map_err(StartError::Signals)?.shared();
    let readiness = Readiness::default();
    let becoming_ready = become_ready(caches.filled(), readiness.clone(), stop.clone());
    let address = options.health_address;
    let probes = serve(address, readiness.clone(), stop.clone())
        .map(|served| served.map_err(|error| StartError::Probes(address, error)));
    let work = controller::run(caches, Arc::new(context), options.scope, stop.clone());
    let grace = async move {
        stop.await;
        info!("stops: visits under way are finished");
        readiness.stopping();
        tokio::time::sleep(GRACE).await;
        warn!("some visits did not finish in time; they are resumed after the next start");
    };
    tokio::select! {
        ended = futures::future::try_join3(work.map(Ok), becoming_ready.map(Ok), probes) => drop(ended?),
        () = grace => {}
    }
    info!("stopped");
    Ok(())
}

/// Says so when the caches are filled, unless the end comes first.
async fn become_ready(
    filled: impl Future<Output = ()>,
    readiness: Readiness,
    stop: impl Future<Output = ()>,
) {
    tokio::select! {
        () = filled => {
            readiness.ready();
            info!("ready");
        }
        () = stop => {}
    }
}

/// Resolves at SIGTERM or SIGINT.
fn signalled() -> std::io::Result<impl Future<Output = ()> + Send + 'static> {
    let (mut term, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    Ok(async move {
        tokio::select! {
            _ = term.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}
