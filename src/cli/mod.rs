//! The command line.

mod arguments;
mod reference;

use std::process::ExitCode;

use arguments::RunArgs;
use clap::{Parser, Subcommand};

use crate::api;
use crate::app::{self, LeasePlace, Options};
use crate::controller::{EndpointPolicy, OperatorIdentity, Scope};
use crate::dataworks::credentials::Environment;
use crate::telemetry;

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
