//! What the tools of GitOps say of resources: kstatus, which Flux and Helm ask, and Argo CD with our health checks.

use std::path::PathBuf;

use serde::Deserialize;
use serde_json::Value;

use crate::{Error, Result, command, layout, tools};

/// The ConfigMap with the health checks, from the root of the checkout.
pub const HEALTH_CHECKS: &str = "deploy/argocd/argocd-cm.yaml";

/// The program that judges.
#[derive(Debug, Clone)]
pub struct Judge(PathBuf);

/// What both say of one resource.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Verdicts {
    /// `Current`, `InProgress`, `Failed` or `Terminating`.
    pub kstatus: Verdict,
    /// `Healthy`, `Progressing`, `Degraded` or `Suspended`.
    pub argocd: Verdict,
}

/// What one of them says.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Verdict {
    /// Its word for it.
    pub status: String,
    /// And why.
    pub message: String,
}

impl Judge {
    /// Finds the program, and builds it when it is missing or out of date.
    pub async fn ensure() -> Result<Self> {
        tools::judge().await.map(Self)
    }

    /// The verdicts on these resources, in their order.
    pub async fn judge(&self, resources: &[Value]) -> Result<Vec<Verdicts>> {
        let lines: String = resources.iter().map(|resource| format!("{resource}\n")).collect();
        let checks = layout::checkout().join(HEALTH_CHECKS);
        let answers = command::feed(&self.0, &[checks], &lines).await?;
        let verdicts = answers.lines().map(serde_json::from_str);
        verdicts
            .collect::<Result<_, _>>()
            .map_err(Error::json("the judge"))
    }
}
