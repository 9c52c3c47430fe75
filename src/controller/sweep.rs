//! Forgets what is remembered of resources that are no more.

use std::collections::HashSet;
use std::time::Duration;

use kube::Resource;

use super::context::Context;
use super::neighbours::workspace_key;

/// How often. What is forgotten late is a little memory, and a key that its namespace took along.
const PAUSE: Duration = Duration::from_secs(60);

/// Sweeps for ever.
pub async fn keep_sweeping(context: &Context) {
    loop {
        tokio::time::sleep(PAUSE).await;
        sweep(context);
    }
}

fn sweep(context: &Context) {
    let tasks = context.tasks.state();
    let uids = tasks
        .iter()
        .filter_map(|cached| cached.meta().uid.clone())
        .collect();
    context.warned.keep(&uids);
    context.conflicts.keep(&uids);

    // A deletion may still go the way that was open last.
    let named = tasks
        .iter()
        .filter_map(|cached| cached.0.as_ref().ok())
        .map(workspace_key);
    context.last_ways.keep(&named.collect());

    let workspaces = context.workspaces.state();
    let decoded = workspaces.iter().filter_map(|cached| cached.0.as_ref().ok());
    let places: HashSet<_> = decoded
        .filter_map(|workspace| {
            let endpoint = context.endpoints.endpoint_of(workspace).ok()?;
            Some((endpoint, workspace.spec.project_id))
        })
        .collect();
    context.file_looks.keep(&places);
}
