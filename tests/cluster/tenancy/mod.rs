//! Tenants that attack: the operator lends them neither its identity nor its network, and no tenant gets at what is
//! another's. Each attack is tried, and the same trap is shown to hear what is allowed.

mod endpoints;
mod identity;
mod proxy;
mod redirects;
mod references;
mod secrets;
mod sharing;
mod trap;

use dataworks_operator::api::DataWorksWorkspace;
use serde_json::{Value, json};
use trap::Trap;

use crate::stage::*;

/// A task in a workspace of this name.
fn task_in(workspace: &str) -> Value {
    let mut task = realtime();
    task["workspaceRef"] = json!({ "name": workspace });
    task
}

impl Stage {
    /// A workspace and a task in it, both of this name.
    async fn create_pair(&self, name: &str, workspace: Value) {
        self.create_workspace_named(name, workspace).await;
        self.create(name, task_in(name)).await;
    }

    /// The same, where the workspace names a region and no endpoint.
    async fn create_regional_pair(&self, name: &str, region: &str, credentials: Value) {
        let spec = json!({ "projectId": 10000, "regionId": region, "edition": "Enterprise", "credentials": credentials });
        self.apply_object::<DataWorksWorkspace>(json!({ "metadata": { "name": name }, "spec": spec }))
            .await;
        self.create(name, task_in(name)).await;
    }

    /// Waits until the task says one of these reasons, and returns the message.
    async fn until_refused(&self, name: &str, reasons: &[&str]) -> String {
        let told = |task: &_| {
            condition(task, "Ready").is_some_and(|(_, reason, _)| reasons.contains(&reason.as_str()))
        };
        message(&self.until(name, &reasons.join(" or "), told).await)
    }
}
