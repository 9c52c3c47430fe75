//! From options to a running operator, and its end.

use std::future::Future;
use std::net::SocketAddr;

use futures::FutureExt;
use kube::Client;
use thiserror::Error;
use tokio::signal::unix::{SignalKind, signal};
use tracing::info;

use super::api_server::api_server;
use super::clock::now;
use super::gates::Gates;
use super::metrics::Known;
use super::work::Work;
use super::{health, metrics};
use crate::cluster::lease::Election;
use crate::controller::{self, EndpointPolicy, OperatorIdentity, Scope, Settings, Shard};
use crate::dataworks::Http;
use crate::dataworks::http::NoHttp;
use crate::domain::clock::{Clock, Course};
use crate::telemetry::metrics::Metrics;

/// What the command line says.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where the probes are served.
    pub health_address: SocketAddr,
    /// Where the metrics are served, if anywhere.
    pub metrics_address: Option<SocketAddr>,
    /// Which resources are watched.
    pub scope: Scope,
    /// Hosts that workspaces may name.
    pub endpoints: EndpointPolicy,
    /// The operator's own identity, and who may use it.
    pub identity: OperatorIdentity,
    /// Visits of one workspace's tasks at once.
    pub concurrency: u16,
    /// The tasks that this installation works on.
    pub shard: Shard,
    /// The course that time takes, if not its own; for trials.
    pub course: Option<Course>,
    /// Name of this instance in events and in the lease.
    pub instance: Option<String>,
    /// The lease that it must hold to act; without one it acts at once.
    pub lease: Option<LeasePlace>,
}

/// Where the lease is.
#[derive(Clone, Debug)]
pub struct LeasePlace {
    /// Its name.
    pub name: String,
    /// Its namespace; without one, that of the kubeconfig or of the ServiceAccount.
    pub namespace: Option<String>,
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
    /// The metrics cannot be served.
    #[error("the metrics cannot be served at {0}: {1}")]
    Metrics(SocketAddr, std::io::Error),
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
    let client = Client::try_from(api_server().await?)?;
    let election = options
        .lease
        .map(|place| election(&client, place, options.instance.as_deref()));
    let gates = Gates::new(election.as_ref().map(Election::standing));
    let (counted, known) = (Metrics::default(), Known::default());
    let work = Work {
        client,
        http: Http::new()?,
        scope: options.scope,
        settings: Settings {
            clock: Clock::new(now, options.course),
            endpoints: options.endpoints,
            identity: options.identity,
            instance: options.instance,
            concurrency: options.concurrency,
            shard: options.shard,
            metrics: counted.clone(),
        },
        gates: gates.clone(),
        known: known.clone(),
    };
    let stop = signalled().map_err(StartError::Signals)?.shared();
    let working = async {
        match election {
            Some(election) => work.when_leading(election, stop).await,
            None => {
                counted.upkeep.acts();
                work.until_stopped(stop).await;
            }
        }
    };
    let address = options.health_address;
    tokio::select! {
        served = health::serve(address, gates) => served.map_err(|error| StartError::Probes(address, error))?,
        served = metrics::serve(options.metrics_address, &counted, known) => served?,
        () = working => {}
    }
    info!("stopped");
    Ok(())
}

fn election(client: &Client, place: LeasePlace, instance: Option<&str>) -> Election {
    let namespace = place.namespace.as_deref().unwrap_or(client.default_namespace());
    let instance = instance.unwrap_or(env!("CARGO_PKG_NAME"));
    Election::new(client.clone(), namespace, &place.name, instance, now)
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
