//! The resources whose tasks live in the same workspace of DataWorks, wherever they are in the cluster.

use std::sync::Arc;

use kube::ResourceExt;
use kube::runtime::reflector::ObjectRef;

use super::cached::Cached;
use super::context::Context;
use super::gather::workspace_of;
use super::service::service;
use crate::api::{DISyncTask, DataWorksWorkspace};

/// A workspace of DataWorks, whichever resource leads to it.
#[derive(Debug, PartialEq, Eq)]
struct Place {
    project_id: i64,
    service: String,
}

/// The cached tasks that live where the tasks of `workspace` do, and of which `holds` is true. That is asked first: it
/// leaves few, and where a task lives takes longer to tell.
pub fn neighbours(
    workspace: &DataWorksWorkspace,
    context: &Context,
    holds: impl Fn(&DISyncTask) -> bool,
) -> Vec<Arc<Cached>> {
    let cached = context
        .tasks
        .state_filter(|cached| cached.0.as_ref().is_ok_and(&holds));
    living_where(workspace, context, cached)
}

/// Those that claim this name in DataWorks, or would.
pub fn namesakes(workspace: &DataWorksWorkspace, context: &Context, name: &str) -> Vec<Arc<Cached>> {
    living_where(workspace, context, found(context, context.index.of_name(name)))
}

/// Those that have this task in DataWorks.
pub fn holders(workspace: &DataWorksWorkspace, context: &Context, file_id: i64) -> Vec<Arc<Cached>> {
    living_where(workspace, context, found(context, context.index.of_file(file_id)))
}

fn found(context: &Context, keys: Vec<(Option<String>, Option<String>)>) -> Vec<Arc<Cached>> {
    let get = |(namespace, name): (Option<String>, Option<String>)| {
        let place = ObjectRef::new(&name?).within(&namespace?);
        context.tasks.get(&place)
    };
    keys.into_iter().filter_map(get).collect()
}

fn living_where(
    workspace: &DataWorksWorkspace,
    context: &Context,
    mut cached: Vec<Arc<Cached>>,
) -> Vec<Arc<Cached>> {
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

/// The workspace resource that a task names, by namespace and name.
pub fn workspace_key(task: &DISyncTask) -> (String, String) {
    (
        task.namespace().unwrap_or_default(),
        task.spec.workspace_ref.name.clone(),
    )
}

/// Whether a task names this workspace resource.
pub fn names(task: &DISyncTask, workspace: &impl ResourceExt) -> bool {
    task.namespace() == workspace.namespace() && task.spec.workspace_ref.name == workspace.name_any()
}

/// The cached tasks that name this workspace resource.
pub fn tasks_of(workspace: &DataWorksWorkspace, context: &Context) -> Vec<Arc<Cached>> {
    let of_it = |cached: &Cached| cached.0.as_ref().is_ok_and(|task| names(task, workspace));
    context.tasks.state_filter(of_it)
}

/// Those that decode, which all neighbours do.
pub fn tasks(neighbours: &[Arc<Cached>]) -> impl Iterator<Item = &DISyncTask> {
    neighbours.iter().filter_map(|cached| cached.0.as_ref().ok())
}

fn place_of(workspace: &DataWorksWorkspace, context: &Context) -> Place {
    let endpoint = context.endpoints.endpoint_of(workspace).ok();
    Place {
        project_id: workspace.spec.project_id,
        service: service(workspace, endpoint.as_ref()),
    }
}
