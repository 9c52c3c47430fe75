//! What the demo has started and created so far.

use std::path::{Path, PathBuf};

use crate::chart;
use crate::tools::Tools;
use crate::{Cluster, ControlPlane, Error, Operator, Result, Simulator, layout};

/// The namespace of the examples.
pub(super) const NAMESPACE: &str = "dataworks-demo";

/// The processes of the demo and its traces in a cluster. Processes end when this is dropped.
#[derive(Debug)]
pub(super) struct Stage {
    pub(super) directory: PathBuf,
    pub(super) operator: Option<Operator>,
    pub(super) simulator: Option<Simulator>,
    control_plane: Option<ControlPlane>,
    /// The kubeconfig of a user, when there is one.
    foreign: Option<PathBuf>,
    /// What to remove from a user's cluster.
    pub(super) traces: Option<Traces>,
}

/// What the demo creates in a cluster that outlives it.
#[derive(Debug)]
pub(super) struct Traces {
    pub(super) cluster: Cluster,
    /// Was the namespace of the release there before?
    pub(super) keep_release_namespace: bool,
}

impl Stage {
    pub(super) fn prepare() -> Result<Self> {
        let run = layout::checkout().join(".run");
        let directory = run.join(format!("demo-{}", std::process::id()));
        std::fs::create_dir_all(&directory).map_err(Error::path("creating", &directory))?;
        let foreign = std::env::var_os("KUBECONFIG")
            .filter(|value| !value.is_empty())
            .map(PathBuf::from);
        // A shell that has sourced .run/env is not meant: an operator is at work there already.
        let foreign = foreign.filter(|kubeconfig| !kubeconfig.starts_with(&run));
        Ok(Self {
            directory,
            operator: None,
            simulator: None,
            control_plane: None,
            foreign,
            traces: None,
        })
    }

    pub(super) fn path(&self) -> &Path {
        &self.directory
    }

    pub(super) fn directory(&self) -> std::path::Display<'_> {
        self.directory.display()
    }

    /// The title of the step that opens the cluster.
    pub(super) fn cluster_step(&self) -> &'static str {
        match self.foreign {
            Some(_) => "Using the cluster of $KUBECONFIG",
            None => "Starting etcd, kube-apiserver and kube-controller-manager",
        }
    }

    pub(super) async fn open_cluster(&mut self, tools: &Tools) -> Result<Cluster> {
        if let Some(kubeconfig) = &self.foreign {
            return Ok(Cluster::new(kubeconfig, tools.clone()));
        }
        let control_plane = ControlPlane::start(&self.directory.join("control-plane"), tools).await?;
        Ok(self.control_plane.insert(control_plane).cluster().clone())
    }

    /// Creates the namespaces and the release, and remembers what has to be removed again.
    pub(super) async fn install(&mut self, cluster: &Cluster) -> Result<()> {
        if self.foreign.is_some() {
            let there = cluster
                .kubectl(&["get", "namespace", NAMESPACE, "--ignore-not-found", "-o", "name"])
                .await?;
            if cluster.holds_operator().await? || !there.trim().is_empty() {
                return Err(Error::State(format!(
                    "the cluster of $KUBECONFIG already holds the operator, its definitions or the namespace \
                     {NAMESPACE}, and the demo would change them: unset KUBECONFIG to let the demo start a cluster \
                     of its own, or name another one"
                )));
            }
            let release = [
                "get",
                "namespace",
                chart::NAMESPACE,
                "--ignore-not-found",
                "-o",
                "name",
            ];
            let keep_release_namespace = !cluster.kubectl(&release).await?.trim().is_empty();
            self.traces = Some(Traces {
                cluster: cluster.clone(),
                keep_release_namespace,
            });
        }
        cluster.create_namespace(NAMESPACE).await?;
        let namespace = format!("watchNamespaces={{{NAMESPACE}}}");
        cluster
            .install_chart(&[&namespace, "endpoints.allowLoopback=true"])
            .await
    }

    /// Prints the end of the log that tells most about a failure. An interruption needs none, and the log of a
    /// process that has ended is in the error already.
    pub(super) fn show_log(&self, error: &Error) {
        if let (Some(operator), false) = (
            &self.operator,
            matches!(error, Error::Exited { .. } | Error::Interrupted),
        ) {
            let log = operator.log();
            eprintln!("\nThe end of {}:\n{}\n", log.path().display(), log.tail(40));
        }
    }

    /// Ends the processes; the directory stays when its logs are still wanted.
    pub(super) fn close(&mut self, succeeded: bool) {
        self.operator = None;
        self.simulator = None;
        self.control_plane = None;
        if succeeded {
            // What cannot be removed does no harm: it is git-ignored, and `make clean` removes it.
            let _ = std::fs::remove_dir_all(&self.directory);
        }
    }
}
