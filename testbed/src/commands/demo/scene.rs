//! What the acts of the demo share: the cluster, the processes, and the terminal that a person looks at.

use serde_json::Value;

use super::remote::Remote;
use super::stage::NAMESPACE;
use crate::commands::shell;
use crate::commands::steps::Steps;
use crate::{Cluster, Error, Operator, Result, Simulator};

/// The task of `examples/` whose life is shown.
pub(super) const TASK: &str = "mysql-to-maxcompute";

/// The running demo.
#[derive(Debug)]
pub(super) struct Scene<'a> {
    pub(super) cluster: &'a Cluster,
    pub(super) operator: &'a mut Operator,
    pub(super) simulator: &'a Simulator,
    pub(super) steps: &'a mut Steps,
}

impl Scene<'_> {
    /// Shows a kubectl command, runs it in the namespace of the examples, and shows what it printed.
    pub(super) async fn kubectl(&self, args: &[&str]) -> Result<()> {
        self.show_command(args);
        self.say(&self.cluster.kubectl(&in_namespace(args)).await?);
        Ok(())
    }

    /// Changes the spec of the task, as a person does it who has kubectl and no Git.
    pub(super) async fn patch(&self, patch: &str) -> Result<()> {
        self.kubectl(&["patch", "dist", TASK, "--type=merge", "-p", patch])
            .await
    }

    /// Shows a kubectl command as it is, or will be, run.
    pub(super) fn show_command(&self, args: &[&str]) {
        let command = [&["kubectl"], &in_namespace(args)[..]].concat();
        self.say(&format!("$ {}", shell::line(&command)));
    }

    /// Says something under the heading of the step.
    pub(super) fn say(&self, text: &str) {
        self.steps.show(text);
    }

    /// The task as the API server has it.
    pub(super) async fn task(&self) -> Result<Value> {
        let get = in_namespace(&["get", "dist", TASK]);
        self.cluster.kubectl_json(&get).await
    }

    /// The task as DataWorks has it, which is shown too.
    pub(super) async fn show_remote(&self, when: &str, file_id: i64) -> Result<Remote> {
        let remote = Remote::get(self.simulator, file_id).await?;
        self.say(&format!("DataWorks {when}: {remote}"));
        Ok(remote)
    }
}

/// The ID of the task in DataWorks.
pub(super) fn file_id(task: &Value) -> Result<i64> {
    let found = task.pointer("/status/fileId").and_then(Value::as_i64);
    found.ok_or_else(|| Error::State(format!("{TASK} has no task in DataWorks")))
}

/// A step that did not show what it is there to show.
pub(super) fn ensure(shown: bool, otherwise: impl FnOnce() -> String) -> Result<()> {
    if shown {
        Ok(())
    } else {
        Err(Error::State(otherwise()))
    }
}

fn in_namespace<'a>(args: &[&'a str]) -> Vec<&'a str> {
    [args, &["-n", NAMESPACE]].concat()
}
