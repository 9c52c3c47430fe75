//! A Kubernetes cluster, ours or a user's: kubectl, Helm, and ways to sign in.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::Value;

use crate::tools::Tools;
use crate::{Error, Result, command, control_plane, kubeconfig};

/// A cluster that a kubeconfig leads to.
#[derive(Debug, Clone)]
pub struct Cluster {
    kubeconfig: PathBuf,
    tools: Tools,
}

impl Cluster {
    /// The cluster of this kubeconfig.
    pub fn new(kubeconfig: &Path, tools: Tools) -> Self {
        Self {
            kubeconfig: kubeconfig.to_path_buf(),
            tools,
        }
    }

    /// The administrator's kubeconfig.
    pub fn kubeconfig(&self) -> &Path {
        &self.kubeconfig
    }

    /// The binaries that belong to it.
    pub fn tools(&self) -> &Tools {
        &self.tools
    }

    /// The audit log of the API server, one JSON object a line, when the cluster is one of ours.
    pub fn audit_log(&self) -> Option<PathBuf> {
        let log = self.kubeconfig.with_file_name(control_plane::AUDIT_LOG);
        log.is_file().then_some(log)
    }

    /// Runs kubectl and returns what it printed.
    pub async fn kubectl<S: AsRef<OsStr>>(&self, args: &[S]) -> Result<String> {
        command::run(&self.tools.kubectl, &self.kubeconfig, args, None).await
    }

    /// Runs kubectl with a text on its standard input, for `-f -`.
    pub async fn kubectl_with_input<S: AsRef<OsStr>>(&self, args: &[S], input: &str) -> Result<String> {
        command::run(&self.tools.kubectl, &self.kubeconfig, args, Some(input)).await
    }

    /// Runs kubectl with `-o json` and returns what it printed.
    pub async fn kubectl_json(&self, args: &[&str]) -> Result<Value> {
        let text = self.kubectl(&[args, &["-o", "json"]].concat()).await?;
        serde_json::from_str(&text).map_err(Error::json(format!("kubectl {}", args.join(" "))))
    }

    /// Runs Helm and returns what it printed.
    pub async fn helm<S: AsRef<OsStr>>(&self, args: &[S]) -> Result<String> {
        command::run(&self.tools.helm, &self.kubeconfig, args, None).await
    }

    /// Applies manifests, given as text, to a namespace.
    pub async fn apply(&self, namespace: &str, manifests: &str) -> Result<String> {
        self.kubectl_with_input(&["apply", "-n", namespace, "-f", "-"], manifests)
            .await
    }

    /// Creates a namespace.
    pub async fn create_namespace(&self, name: &str) -> Result<()> {
        self.kubectl(&["create", "namespace", name]).await.map(drop)
    }

    /// Writes a kubeconfig that signs in as a ServiceAccount, with its namespace as the default one.
    pub async fn service_account_kubeconfig(
        &self,
        namespace: &str,
        name: &str,
        validity: Duration,
        path: &Path,
    ) -> Result<()> {
        let server = self.server().await?;
        let token = self.service_account_token(namespace, name, validity).await?;
        kubeconfig::write(path, &server, name, &token, namespace)
    }

    /// A token of a ServiceAccount.
    pub async fn service_account_token(
        &self,
        namespace: &str,
        name: &str,
        validity: Duration,
    ) -> Result<String> {
        let duration = format!("--duration={}s", validity.as_secs());
        let token = self
            .kubectl(&["create", "token", name, "-n", namespace, &duration])
            .await?;
        Ok(token.trim().to_owned())
    }

    /// The API server, as the kubeconfig names it.
    pub(crate) async fn server(&self) -> Result<kubeconfig::Server> {
        let view = self
            .kubectl_json(&["config", "view", "--raw", "--minify", "--flatten"])
            .await?;
        kubeconfig::Server::of_current_context(&view)
    }
}
