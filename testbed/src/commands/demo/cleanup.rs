//! Removing what the demo created in a cluster that outlives it.

use super::stage::{NAMESPACE, Stage, Traces};
use crate::commands::steps::Steps;
use crate::{Cluster, Error, Result, chart};

/// Removes the traces, as far as possible; the error lists what could not be removed.
pub(super) async fn run(stage: &mut Stage, steps: &Steps) -> Result<()> {
    let Some(Traces {
        cluster,
        keep_release_namespace,
    }) = stage.traces.take()
    else {
        return Ok(());
    };
    let mut left = Vec::new();
    let mut note = |outcome: Result<String>| match outcome {
        Ok(text) => steps.show(&text),
        Err(error) => left.push(error.to_string()),
    };
    // The operator still runs and deletes the tasks in the simulator, too.
    let all = ["delete", "dist", "--all", "-n", NAMESPACE, "--ignore-not-found"];
    if cluster
        .kubectl(&[&all[..], &["--timeout=60s"]].concat())
        .await
        .is_err()
    {
        note(release_tasks(&cluster).await);
    }
    note(
        cluster
            .kubectl(&[
                "delete",
                "namespace",
                NAMESPACE,
                "--ignore-not-found",
                "--timeout=120s",
            ])
            .await,
    );
    let uninstall = [
        "uninstall",
        chart::RELEASE,
        "--namespace",
        chart::NAMESPACE,
        "--ignore-not-found",
    ];
    note(cluster.helm(&uninstall).await);
    note(
        cluster
            .kubectl(&[&["delete", "crd", "--ignore-not-found"][..], &chart::CRDS].concat())
            .await,
    );
    if !keep_release_namespace {
        let delete = [
            "delete",
            "namespace",
            chart::NAMESPACE,
            "--ignore-not-found",
            "--timeout=120s",
        ];
        note(cluster.kubectl(&delete).await);
    }
    if left.is_empty() {
        return Ok(());
    }
    Err(Error::State(format!(
        "the demo could not remove all that it created:\n{}",
        left.join("\n")
    )))
}

/// Without an operator nobody lifts the finalizers. The tasks are in our simulator only, which ends with us.
async fn release_tasks(cluster: &Cluster) -> Result<String> {
    let names = cluster
        .kubectl(&["get", "dist", "-n", NAMESPACE, "-o", "name"])
        .await?;
    let mut told = String::new();
    for name in names.lines() {
        let patch = r#"{"metadata":{"finalizers":null}}"#;
        told += &cluster
            .kubectl(&["patch", name, "-n", NAMESPACE, "--type=merge", "-p", patch])
            .await?;
    }
    Ok(told)
}
