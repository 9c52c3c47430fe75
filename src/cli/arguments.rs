//! The arguments of `dataworks-operator run`, each with its variable.

use std::net::SocketAddr;

use clap::ArgAction;
use tracing::level_filters::LevelFilter;

use crate::controller::{AllowedHost, Shard};
use crate::dataworks::Endpoint;
use crate::domain::clock::Course;
use crate::telemetry::LogFormat;

/// All that `run` takes. The chart gives most of it.
#[derive(Debug, clap::Args)]
pub(super) struct RunArgs {
    /// Where /livez and /readyz are served.
    #[arg(long, env = "HEALTH_ADDRESS", default_value = "127.0.0.1:8080")]
    pub(super) health_address: SocketAddr,
    /// Where /metrics is served, such as 127.0.0.1:8081, in the format of Prometheus; without it, nowhere.
    #[arg(long, env = "METRICS_ADDRESS")]
    pub(super) metrics_address: Option<SocketAddr>,
    /// How log lines look.
    #[arg(long, env = "LOG_FORMAT", value_enum, default_value = "json")]
    pub(super) log_format: LogFormat,
    /// Least level that is logged: error, warn, info, debug or trace.
    #[arg(long, env = "LOG_LEVEL", default_value = "info")]
    pub(super) log_level: LevelFilter,
    /// Watch this namespace only; without it, all. Repeatable.
    #[arg(long = "watch-namespace", env = "WATCH_NAMESPACE", value_delimiter = ',')]
    pub(super) watch_namespaces: Vec<String>,
    /// Work on the tasks with these labels only, such as shard=a: a label selector. Installations that
    /// share the resources so have to be in one namespace, where they share the ledgers of calls.
    #[arg(long, env = "SELECTOR")]
    pub(super) selector: Option<Shard>,
    /// Tasks of one workspace that are worked on at once.
    #[arg(long, env = "CONCURRENCY", default_value_t = 16, value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(super) concurrency: u16,
    /// Let workspaces name endpoints on this machine, such as the simulator's.
    #[arg(long, env = "ALLOW_LOOPBACK_ENDPOINTS")]
    pub(super) allow_loopback_endpoints: bool,
    /// Let workspaces name this host as their endpoint, beside those of Alibaba Cloud: by TLS, or with http:// before it
    /// also without. Repeatable.
    #[arg(
        long = "allow-endpoint-host",
        env = "ALLOW_ENDPOINT_HOSTS",
        value_delimiter = ','
    )]
    pub(super) allow_endpoint_hosts: Vec<AllowedHost>,
    /// Let workspaces of this namespace use the operator's own identity: credentials.oidc, ecsRamRole and environment.
    /// Repeatable; without it, none may.
    #[arg(
        long = "operator-identity-namespace",
        env = "OPERATOR_IDENTITY_NAMESPACES",
        value_delimiter = ','
    )]
    pub(super) operator_identity_namespaces: Vec<String>,
    /// Where STS is asked for roles, and whose a key is: a host or URL; http:// only for this machine, and for hosts that
    /// are allowed with it. Without it, that of the workspace's region; and calls through endpoints outside Alibaba Cloud
    /// are counted for each key.
    #[arg(long, env = "STS_ENDPOINT")]
    pub(super) sts_endpoint: Option<Endpoint>,
    /// For trials: where the metadata service of the node is.
    #[arg(long, hide = true, default_value = "http://100.100.100.200")]
    pub(super) metadata_endpoint: Endpoint,
    /// For trials: a simulated course of time, START*FACTOR.
    #[arg(long, hide = true)]
    pub(super) clock: Option<Course>,
    /// Name of this instance in events and in the lease; the chart gives the name of the Pod.
    #[arg(long, env = "POD_NAME")]
    pub(super) instance: Option<String>,
    /// Act only while this process holds the lease. With false, no other operator may act on the same resources.
    #[arg(
        long,
        env = "LEADER_ELECT",
        default_value_t = true,
        action = ArgAction::Set,
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "true"
    )]
    pub(super) leader_elect: bool,
    /// Name of the Lease that the replicas share.
    #[arg(long, env = "LEASE_NAME", default_value = "dataworks-operator")]
    pub(super) lease_name: String,
    /// Namespace of the Lease; without it, that of the kubeconfig or of the ServiceAccount.
    #[arg(long, env = "POD_NAMESPACE")]
    pub(super) lease_namespace: Option<String>,
}
