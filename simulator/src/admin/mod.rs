//! The admin interface: scripts the simulator and shows what happened in it. JSON, unsigned, made for curl.

mod behaviour;
mod body;
mod calls;
mod edit;
mod faults;
mod help;
mod keys;
mod quota;
mod roles;
mod state;
mod tasks;
mod workspaces;

use std::sync::Arc;

use axum::Router;
use axum::routing::{delete, get, post};

use crate::app::App;

/// Routes under `/_admin`.
pub(crate) fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/_admin", get(help::show))
        .route("/_admin/", get(help::show))
        .route("/_admin/state", get(state::show))
        .route("/_admin/reset", post(state::reset))
        .route("/_admin/calls", get(calls::list).delete(calls::clear))
        .route("/_admin/counts", get(calls::counts))
        .route(
            "/_admin/behaviour",
            get(behaviour::show)
                .put(behaviour::replace)
                .patch(behaviour::change),
        )
        .route(
            "/_admin/faults",
            get(faults::list).post(faults::add).delete(faults::clear),
        )
        .route("/_admin/quota", get(quota::show).put(quota::replace))
        .route("/_admin/keys", get(keys::list).post(keys::put).put(keys::put))
        .route("/_admin/keys/{access_key_id}", delete(keys::remove))
        .route("/_admin/roles", get(roles::list).post(roles::put).put(roles::put))
        .route("/_admin/roles/{role_name}", delete(roles::remove))
        .route("/_admin/tasks", post(tasks::create))
        .route("/_admin/tasks/{file_id}", delete(tasks::remove).patch(edit::edit))
        .route("/_admin/workspaces", post(workspaces::create))
        .route("/_admin/workspaces/{project_id}", delete(workspaces::remove))
        .route(
            "/_admin/datasources",
            post(workspaces::add_data_source).delete(workspaces::remove_data_source),
        )
        .route(
            "/_admin/resourcegroups",
            post(workspaces::add_resource_group).delete(workspaces::remove_resource_group),
        )
}
