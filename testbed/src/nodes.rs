//! A node for a control plane: the scheduler, and kwok, which says what a kubelet would say. Pods become ready there, so
//! that Deployments become available and Helm can wait for them; no container runs.

use std::path::Path;
use std::time::Duration;

use serde_json::json;

use crate::process::{Lifetime, Process, Program};
use crate::tools::NodeTools;
use crate::wait::{self, Look};
use crate::{Cluster, Error, Result};

const NODE: &str = "node";
const PATIENCE: Duration = Duration::from_secs(60);

/// A running scheduler and kwok; they end when this is dropped.
#[derive(Debug)]
pub struct Nodes([Process; 2]);

impl Nodes {
    /// Brings a node into the cluster, and returns when Pods can be scheduled to it. The logs are in `directory`.
    pub async fn start(cluster: &Cluster, directory: &Path) -> Result<Self> {
        let tools = NodeTools::ensure().await?;
        std::fs::create_dir_all(directory).map_err(Error::path("creating", directory))?;
        let start = |program: Program| {
            let log = directory.join(format!("{}.log", program.name));
            Process::spawn(&program, &log, Lifetime::Tethered)
        };
        let mut nodes = Self([start(scheduler(cluster, &tools))?, start(kwok(cluster, &tools))?]);
        let node = json!({ "apiVersion": "v1", "kind": "Node", "metadata": { "name": NODE } });
        cluster
            .kubectl_with_input(&["create", "-f", "-"], &node.to_string())
            .await?;
        nodes.ready(cluster).await?;
        // The API server puts the taint onto every new node. The controller that lifts it from a node that is ready would
        // also look for heartbeats.
        let taint = "node.kubernetes.io/not-ready:NoSchedule-";
        cluster.kubectl(&["taint", "node", NODE, taint]).await?;
        Ok(nodes)
    }

    async fn ready(&mut self, cluster: &Cluster) -> Result<()> {
        let path = r#"jsonpath={.status.conditions[?(@.type=="Ready")].status}"#;
        wait::until("the node to be ready", PATIENCE, || {
            let alive = self.0.iter_mut().try_for_each(Process::check);
            async move {
                alive?;
                let status = cluster.kubectl(&["get", "node", NODE, "-o", path]).await?;
                Ok(match status.as_str() {
                    "True" => Look::Met(()),
                    other => Look::NotYet(format!("Ready is {other:?}")),
                })
            }
        })
        .await
    }
}

fn scheduler(cluster: &Cluster, tools: &NodeTools) -> Program {
    Program::new("kube-scheduler", &tools.scheduler)
        .flag("kubeconfig", cluster.kubeconfig())
        .flag("leader-elect", "false")
        // It serves nothing: one port less that could be taken.
        .flag("secure-port", "0")
}

fn kwok(cluster: &Cluster, tools: &NodeTools) -> Program {
    let program = Program::new("kwok", &tools.kwok)
        .flag("kubeconfig", cluster.kubeconfig())
        .flag("manage-all-nodes", "true")
        // Nobody here looks at the leases of nodes.
        .flag("node-lease-duration-seconds", "0");
    tools
        .stages
        .iter()
        .fold(program, |program, stage| program.flag("config", stage))
}
