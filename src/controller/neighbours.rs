//! The resources whose tasks live in the same workspace of DataWorks, wherever they are in the cluster.

use std::sync::Arc;

use kube::ResourceExt;

use super::cached::Cached;
use super::context::Context;
use super::gather::workspace_of;
use crate::api::{DISyncTask, DataWorksWorkspace};

/// A workspace of DataWorks, whichever resource leads to it.
#[derive(Debug, PartialEq, Eq)]
struct Place {
    project_id: i64,
    /// The region, to which all hosts of Alibaba Cloud for it lead; or another endpoint.
    service: String,
}

/// The cached tasks that live where the tasks of `workspace` do, and of which `holds` is true. That is asked first: it
/// leaves few, and where a task lives takes longer to tell.
pub fn neighbours(
    workspace: &DataWorksWorkspace,
    context: &Context,
    holds: impl Fn(&DISyncTask) -> bool,
) -> Vec<Arc<Cached>> {
    let mut cached = context.tasks.state();
    cached.retain(|cached| cached.0.as_ref().is_ok_and(&holds));
    let here = place_of(workspace, context);
    cached.retain(|cached| {
        let lives_in = |task| workspace_of(task, context).map(|workspace| place_of(&workspace, context));
        cached
            .0
            .as_ref()
            .is_ok_and(|task| lives_in(task).as_ref() == Some(&here))
    });
    cached
}

/// The cached tasks that name this workspace resource.
pub fn tasks_of(workspace: &DataWorksWorkspace, context: &Context) -> Vec<Arc<Cached>> {
    let mut cached = context.tasks.state();
    cached.retain(|cached| {
        cached.0.as_ref().is_ok_and(|task| {
            task.namespace() == workspace.namespace() && task.spec.workspace_ref.name == workspace.name_any()
        })
    });
    cached
}

/// Those that decode, which all neighbours do.
pub fn tasks(neighbours: &[Arc<Cached>]) -> impl Iterator<Item = &DISyncTask> {
    neighbours.iter().filter_map(|cached| cached.0.as_ref().ok())
}

fn place_of(workspace: &DataWorksWorkspace, context: &Context) -> Place {
    let endpoint = context.endpoints.endpoint_of(workspace).ok();
    let elsewhere = endpoint.filter(|endpoint| !endpoint.is_alibaba_cloud());
    Place {
        project_id: workspace.spec.project_id,
        service: elsewhere.map_or_else(
            || workspace.spec.region_id.clone(),
            |endpoint| endpoint.to_string(),
        ),
    }
}
