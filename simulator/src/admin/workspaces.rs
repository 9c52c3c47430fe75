//! Workspaces, and what their scripts may name: data sources and resource groups.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use serde::Deserialize;

use super::body::{Answer, Refused, done, read, show};
use crate::app::App;
use crate::state::workspace::Workspace;

/// A workspace to make.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct NewWorkspace {
    project_id: i64,
    /// Without data sources and resource groups.
    #[serde(default)]
    empty: bool,
}

/// Something in a workspace.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Named {
    project_id: i64,
    name: String,
    /// Type of a data source; without one it fits every reader and writer.
    #[serde(rename = "type")]
    kind: Option<String>,
}

/// Makes a workspace.
pub(super) async fn create(State(app): State<Arc<App>>, body: Bytes) -> Answer {
    let new: NewWorkspace = read(&body)?;
    app.with(|simulation| {
        if simulation.world.workspaces.contains_key(&new.project_id) {
            return Err(Refused::conflict("the workspace exists"));
        }
        let workspace = if new.empty {
            Workspace::default()
        } else {
            Workspace::with_samples()
        };
        show(
            simulation
                .world
                .workspaces
                .entry(new.project_id)
                .or_insert(workspace),
        )
    })
}

/// Removes a workspace with all that is in it.
pub(super) async fn remove(State(app): State<Arc<App>>, Path(project_id): Path<i64>) -> Answer {
    match app.with(|simulation| simulation.world.workspaces.remove(&project_id)) {
        Some(_) => done(),
        None => Err(Refused::not_found("workspace")),
    }
}

/// Adds a data source or replaces the one of this name.
pub(super) async fn add_data_source(State(app): State<Arc<App>>, body: Bytes) -> Answer {
    change(&app, read(&body)?, |workspace, named| {
        workspace.data_sources.insert(named.name, named.kind);
        Ok(())
    })
}

/// Removes a data source.
pub(super) async fn remove_data_source(State(app): State<Arc<App>>, Query(named): Query<Named>) -> Answer {
    change(&app, named, |workspace, named| {
        let removed = workspace.data_sources.remove(&named.name);
        removed.map(drop).ok_or_else(|| Refused::not_found("data source"))
    })
}

/// Adds a resource group by its identifier.
pub(super) async fn add_resource_group(State(app): State<Arc<App>>, body: Bytes) -> Answer {
    change(&app, read(&body)?, |workspace, named| {
        workspace.resource_groups.insert(named.name);
        Ok(())
    })
}

/// Removes a resource group.
pub(super) async fn remove_resource_group(State(app): State<Arc<App>>, Query(named): Query<Named>) -> Answer {
    change(&app, named, |workspace, named| {
        let removed = workspace.resource_groups.remove(&named.name);
        if removed {
            Ok(())
        } else {
            Err(Refused::not_found("resource group"))
        }
    })
}

fn change(
    app: &App,
    named: Named,
    work: impl FnOnce(&mut Workspace, Named) -> Result<(), Refused>,
) -> Answer {
    app.with(|simulation| {
        let workspace = simulation.world.workspaces.get_mut(&named.project_id);
        work(workspace.ok_or_else(|| Refused::not_found("workspace"))?, named)
    })?;
    done()
}
