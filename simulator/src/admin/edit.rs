//! What a person does to a task in the console: edits, and deployment, start and stop without the API.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use serde::Deserialize;
use serde_json::Value;

use super::body::{Answer, Refused, read, show};
use crate::app::App;
use crate::script::folder;
use crate::state::behaviour::Behaviour;
use crate::state::clock::Now;
use crate::state::file::File;
use crate::state::solution_plan::is_digit;
use crate::state::task_type::TaskType;

/// A change to make; what is absent stays as it is.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Edit {
    name: Option<String>,
    content: Option<String>,
    folder: Option<String>,
    resource_group: Option<String>,
    cu: Option<f64>,
    alarm_list: Option<Vec<Value>>,
    deployed: Option<bool>,
    run_state: Option<String>,
}

/// Edits a task.
pub(super) async fn edit(State(app): State<Arc<App>>, Path(file_id): Path<i64>, body: Bytes) -> Answer {
    let edit: Edit = read(&body)?;
    app.with(|simulation| {
        let now = simulation.now();
        simulation.world.advance(now);
        let workspaces = &mut simulation.world.workspaces;
        let workspace = workspaces
            .values_mut()
            .find(|workspace| workspace.files.contains_key(&file_id));
        let workspace = workspace.ok_or_else(|| Refused::not_found("task"))?;
        if edit.name.as_ref().is_some_and(|name| {
            let mut others = workspace.files.values().filter(|file| file.file_id != file_id);
            others.any(|file| file.name == *name)
        }) {
            return Err(Refused::conflict("the name is taken"));
        }
        let file = workspace.files.get_mut(&file_id);
        let file = file.ok_or_else(|| Refused::not_found("task"))?;
        edit.check(file.task_type).map_err(Refused::bad)?;
        edit.apply(file, &simulation.behaviour, now);
        show(file)
    })
}

impl Edit {
    fn check(&self, task_type: TaskType) -> Result<(), &'static str> {
        match (&self.run_state, task_type) {
            (Some(_), TaskType::Offline) => Err("runState: an offline task has none"),
            (Some(state), TaskType::Solution) if !is_digit(state) => {
                Err("runState: expected a digit, as the state of a solution is")
            }
            (Some(state), TaskType::Realtime) if state.is_empty() => {
                Err("runState: expected a word, such as RUN or NORUN")
            }
            _ => Ok(()),
        }
    }

    fn apply(self, file: &mut File, behaviour: &Behaviour, now: Now) {
        let is_edit = self.changes_file();
        file.name = self.name.unwrap_or_else(|| file.name.clone());
        file.content = self.content.unwrap_or_else(|| file.content.clone());
        file.folder = self.folder.as_deref().map(folder::stored).or(file.folder.take());
        file.resource_group = self.resource_group.or(file.resource_group.take());
        file.cu = self.cu.or(file.cu);
        file.alarm_list = self.alarm_list.unwrap_or_else(|| file.alarm_list.clone());
        if is_edit {
            file.edited(behaviour, now);
        }
        match self.deployed {
            Some(true) => file.life.put_deployed(file.version),
            Some(false) => file.life.put_undeployed(file.task_type),
            None => {}
        }
        if let Some(word) = &self.run_state {
            file.life.put(file.task_type, word, file.version, behaviour, now);
        }
    }

    /// The rest belongs to the instance and makes no new version.
    fn changes_file(&self) -> bool {
        self.name.is_some()
            || self.content.is_some()
            || self.folder.is_some()
            || self.resource_group.is_some()
            || self.cu.is_some()
    }
}
