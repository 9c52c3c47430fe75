//! The command line.

mod reference;

use std::net::SocketAddr;
use std::process::ExitCode;

use clap::{ArgAction, Parser, Subcommand};
use tracing::level_filters::LevelFilter;

use crate::api;
use crate::app::{self, LeasePlace, Options};
use crate::controller::{AllowedHost, EndpointPolicy, OperatorIdentity, Scope, Shard};
use crate::dataworks::Endpoint;
use crate::dataworks::credentials::Environment;
use crate::domain::clock::Course;
use crate::telemetry::{self, LogFormat};

/// Kubernetes operator for the Data Integration tasks of Alibaba Cloud DataWorks.
#[derive(Debug, Parser)]
#[command(version, about)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the operator against the cluster of KUBECONFIG, or the one it runs in.
    Run(Box<RunArgs>),
    /// Print the CustomResourceDefinitions as YAML.
    Crd {
        /// Print this one only: disynctasks or dataworksworkspaces.
        plural: Option<String>,
    },
    /// Print the reference of the custom resources as Markdown.
    Reference,
}

#[derive(Debug, clap::Args)]
struct RunArgs {
    /// Where /livez and /readyz are served.
    #[arg(long, env = "HEALTH_ADDRESS", default_value = "127.0.0.1:8080")]
    health_address: SocketAddr,
    /// Where /metrics is served, such as 127.0.0.1:8081, in the format of Prometheus; without it, nowhere.
    #[arg(long, env = "METRICS_ADDRESS")]
    metrics_address: Option<SocketAddr>,
    /// How log lines look.
    #[arg(long, env = "LOG_FORMAT", value_enum, default_value = "json")]
    log_format: LogFormat,
    /// Least level that is logged: error, warn, info, debug or trace.
    #[arg(long, env = "LOG_LEVEL", default_value = "info")]
    log_level: LevelFilter,
    /// Watch this namespace only; without it, all. Repeatable.
    #[arg(long = "watch-namespace", env = "WATCH_NAMESPACE", value_delimiter = ',')]
    watch_namespaces: Vec<String>,
    /// Work on the tasks with these labels only, such as shard=a: a label selector. Installations that
    /// share the resources so have to be in one namespace, where they share the ledgers of calls.
    #[arg(long, env = "SELECTOR")]
    selector: Option<Shard>,
    /// Tasks of one workspace that are worked on at once.
    #[arg(long, env = "CONCURRENCY", default_value_t = 16, value_parser = clap::value_parser!(u16).range(1..=256))]
    concurrency: u16,
    /// Let workspaces name endpoints on this machine, such as the simulator's.
    #[arg(long, env = "ALLOW_LOOPBACK_ENDPOINTS")]
    allow_loopback_endpoints: bool,
    /// Let workspaces name this host as their endpoint, beside those of Alibaba Cloud: by TLS, or with http:// before it
    /// also without. Repeatable.
    #[arg(
        long = "allow-endpoint-host",
        env = "ALLOW_ENDPOINT_HOSTS",
        value_delimiter = ','
    )]
    allow_endpoint_hosts: Vec<AllowedHost>,
    /// Let workspaces of this namespace use the operator's own identity: credentials.oidc, ecsRamRole and environment.
    /// Repeatable; without it, none may.
    #[arg(
        long = "operator-identity-namespace",
        env = "OPERATOR_IDENTITY_NAMESPACES",
        value_delimiter = ','
    )]
    operator_identity_namespaces: Vec<String>,
    /// Where STS is asked for roles, and whose a key is: a host or URL; http:// only for this machine, and for hosts that
    /// are allowed with it. Without it, that of the workspace's region; and calls through endpoints outside Alibaba Cloud
    /// are counted for each key.
    #[arg(long, env = "STS_ENDPOINT")]
    sts_endpoint: Option<Endpoint>,
    /// For trials: where the metadata service of the node is.
    #[arg(long, hide = true, default_value = "http://100.100.100.200")]
    metadata_endpoint: Endpoint,
    /// For trials: a simulated course of time, START*FACTOR.
    #[arg(long, hide = true)]
    clock: Option<Course>,
    /// Name of this instance in events and in the lease; the chart gives the name of the Pod.
    #[arg(long, env = "POD_NAME")]
    instance: Option<String>,
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
    leader_elect: bool,
    /// Name of the Lease that the replicas share.
    #[arg(long, env = "LEASE_NAME", default_value = "dataworks-operator")]
    lease_name: String,
    /// Namespace of the Lease; without it, that of the kubeconfig or of the ServiceAccount.
    #[arg(long, env = "POD_NAMESPACE")]
    lease_namespace: Option<String>,
}

impl Cli {
    /// Does what the command line says.
    pub fn execute(self) -> ExitCode {
        match self.command {
            Command::Run(args) => run(*args),
            Command::Crd { plural } => print_crds(plural.as_deref()),
            Command::Reference => print_reference(),
        }
    }
}

/// An empty environment variable names nothing.
fn named(mut names: Vec<String>) -> Vec<String> {
    names.retain(|name| !name.is_empty());
    names.sort();
    names.dedup();
    names
}

fn run(args: RunArgs) -> ExitCode {
    if let Err(error) = telemetry::start(args.log_format, args.log_level) {
        return fail(&error);
    }
    let environment = Environment::read(|name| std::env::var(name).ok());
    let sts_region = match environment.sts_region() {
        Ok(region) => region,
        Err(trouble) => return fail(&trouble),
    };
    let endpoints = EndpointPolicy {
        loopback: args.allow_loopback_endpoints,
        hosts: args.allow_endpoint_hosts,
        sts: args.sts_endpoint,
        vpc: environment.is_in_vpc(),
        sts_region,
    };
    let endpoints = match endpoints.checked() {
        Ok(endpoints) => endpoints,
        Err(trouble) => return fail(&trouble),
    };
    let options = Options {
        health_address: args.health_address,
        metrics_address: args.metrics_address,
        scope: Scope {
            namespaces: named(args.watch_namespaces),
        },
        endpoints,
        identity: OperatorIdentity {
            namespaces: args
                .operator_identity_namespaces
                .into_iter()
                .filter(|namespace| !namespace.is_empty())
                .collect(),
            environment,
            metadata: args.metadata_endpoint,
        },
        concurrency: args.concurrency,
        shard: args.selector.unwrap_or_default(),
        course: args.clock,
        instance: args.instance.filter(|instance| !instance.is_empty()),
        lease: args.leader_elect.then_some(LeasePlace {
            name: args.lease_name,
            namespace: args.lease_namespace.filter(|namespace| !namespace.is_empty()),
        }),
    };
    let outcome = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(app::StartError::Signals)
        .and_then(|runtime| runtime.block_on(app::run(options)));
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(&error),
    }
}

fn print_crds(plural: Option<&str>) -> ExitCode {
    let all = [api::disynctask_crd(), api::workspace_crd()];
    let chosen: Vec<_> = all
        .iter()
        .filter(|crd| plural.is_none_or(|plural| crd.spec.names.plural == plural))
        .collect();
    if chosen.is_empty() {
        return fail(&"there is no such CustomResourceDefinition: say disynctasks or dataworksworkspaces");
    }
    for crd in chosen {
        match serde_saphyr::to_string(crd) {
            Ok(text) if plural.is_some() => print!("{text}"),
            Ok(text) => print!("---\n{text}"),
            Err(error) => return fail(&error),
        }
    }
    ExitCode::SUCCESS
}

fn print_reference() -> ExitCode {
    match reference::reference() {
        Ok(page) => {
            print!("{page}");
            ExitCode::SUCCESS
        }
        Err(error) => fail(&error),
    }
}

fn fail(error: &dyn std::fmt::Display) -> ExitCode {
    eprintln!("dataworks-operator: {error}");
    ExitCode::FAILURE
}
