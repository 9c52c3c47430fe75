//! Flux's controllers for Kustomizations and HelmReleases, as processes beside the control plane. There is no controller
//! of sources: who uses this writes the status of GitRepositories and HelmCharts.

use std::path::Path;

use crate::process::{Lifetime, Process, Program};
use crate::tools::FluxTools;
use crate::{Cluster, Error, Result};

/// What both are told. Those of one team may not refer to another's sources, and dependencies are looked at often.
const FLAGS: [(&str, &str); 6] = [
    ("metrics-addr", "0"),
    ("health-addr", "0"),
    ("no-cross-namespace-refs", "true"),
    ("requeue-dependency", "1s"),
    ("interval-jitter-percentage", "0"),
    ("log-encoding", "console"),
];

/// What the one for Kustomizations is told besides: a commit holds all that it brings.
const NO_REMOTE_BASES: (&str, &str) = ("no-remote-bases", "true");

/// The running controllers; they end when this is dropped.
#[derive(Debug)]
pub struct Flux([Process; 2]);

impl Flux {
    /// Brings the definitions into the cluster, and starts the controllers with their logs in `directory`.
    pub async fn start(cluster: &Cluster, directory: &Path) -> Result<Self> {
        let tools = FluxTools::ensure().await?;
        for folder in &tools.definitions {
            let folder = folder.to_string_lossy();
            cluster
                .kubectl(&["apply", "--server-side", "-f", &folder])
                .await?;
        }
        std::fs::create_dir_all(directory).map_err(Error::path("creating", directory))?;
        let start = |name: &str, path: &Path, own: &[(&str, &str)]| {
            let program = Program::new(name, path)
                .env("KUBECONFIG", cluster.kubeconfig())
                .env("RUNTIME_NAMESPACE", "flux-system");
            let program = FLAGS
                .iter()
                .chain(own)
                .fold(program, |program, (flag, value)| program.flag(flag, value));
            Process::spawn(
                &program,
                &directory.join(format!("{name}.log")),
                Lifetime::Tethered,
            )
        };
        Ok(Self([
            start(
                "kustomize-controller",
                &tools.kustomize_controller,
                &[NO_REMOTE_BASES],
            )?,
            start("helm-controller", &tools.helm_controller, &[])?,
        ]))
    }

    /// Fails when one of them has ended, with the end of its log.
    pub fn check(&mut self) -> Result<()> {
        self.0.iter_mut().try_for_each(Process::check)
    }

    /// The ends of their logs.
    pub fn tails(&self) -> String {
        let tail = |process: &Process| process.log().tail(40);
        self.0.iter().map(tail).collect::<Vec<_>>().join("\n---\n")
    }
}
