//! Tasks as a person makes and deletes them in the console.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use serde::Deserialize;
use serde_json::json;

use super::body::{Answer, Refused, done, read, show};
use crate::app::App;
use crate::state::file::NewFile;
use crate::state::life::Life;
use crate::state::task_type::TaskType;
use crate::state::world::World;

/// A task to make.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Create {
    project_id: Option<i64>,
    name: String,
    #[serde(rename = "type")]
    task_type: TaskType,
    content: Option<String>,
    folder: Option<String>,
    resource_group: Option<String>,
    cu: Option<f64>,
}

/// Makes a task. Without `projectId` it goes into the first workspace.
pub(super) async fn create(State(app): State<Arc<App>>, body: Bytes) -> Answer {
    let create: Create = read(&body)?;
    app.with(|simulation| {
        let now = simulation.now();
        let project_id = create
            .project_id
            .or_else(|| simulation.world.workspaces.keys().next().copied());
        let workspace = project_id.and_then(|id| Some((id, simulation.world.workspaces.get(&id)?)));
        let (project_id, workspace) = workspace.ok_or_else(|| Refused::not_found("workspace"))?;
        if workspace.has_name(&create.name) {
            return Err(Refused::conflict("the name is taken"));
        }
        let new = NewFile {
            content: create.content.unwrap_or_else(|| wizard_content(&create.name)),
            name: create.name,
            life: Life::new(create.task_type, &simulation.behaviour),
            task_type: create.task_type,
            folder: create.folder.as_deref().map(crate::script::folder::stored),
            resource_group: create.resource_group,
            cu: create.cu,
            lag_ms: 0,
        };
        show(&simulation.world.add_file(project_id, new, now))
    })
}

/// What the console's wizard writes looks unlike what is generated.
fn wizard_content(name: &str) -> String {
    json!({
        "type": "job",
        "version": "2.0",
        "extend": {"mode": "wizard", "name": name},
        "setting": {"errorLimit": {}, "jvmOption": ""},
        "steps": [],
        "order": {"hops": []},
    })
    .to_string()
}

/// Deletes a task of any type.
pub(super) async fn remove(State(app): State<Arc<App>>, Path(file_id): Path<i64>) -> Answer {
    let delete = |world: &mut World| {
        world
            .workspaces
            .values_mut()
            .find_map(|workspace| workspace.delete(file_id).map(drop))
    };
    match app.with(|simulation| delete(&mut simulation.world)) {
        Some(_) => done(),
        None => Err(Refused::not_found("task")),
    }
}
