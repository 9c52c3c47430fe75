//! UpdateFile: changes the scheduling of a task, its name, its folder, or the script of an offline task.

use super::{Arguments, Family, Operation, Refusal, Reply, Scene};
use crate::script::{folder, name, schedule, task_content::TaskContent};
use crate::state::behaviour::Behaviour;
use crate::state::file::{Fields, File};
use crate::state::tally::Access;
use crate::state::task_type::TaskType;
use crate::state::workspace::Workspace;

pub(super) const OPERATION: Operation = Operation {
    name: "UpdateFile",
    family: Family::File,
    access: Access::Write,
    takes_token: false,
    run,
};

fn run(scene: &mut Scene<'_>, arguments: &Arguments<'_>) -> Result<Reply, Refusal> {
    let project_id = arguments.id("ProjectId")?;
    let file_id = arguments.id("FileId")?;
    let change = Change::read(arguments)?;
    let (behaviour, now) = (scene.behaviour, scene.now);
    let workspace = scene.workspace_mut(project_id)?;
    change.check(workspace, file_id, behaviour)?;
    let file = workspace.files.get_mut(&file_id);
    let file = file
        .filter(|file| change.suits(file.task_type))
        .ok_or_else(|| Refusal::file(file_id))?;
    change.apply(file);
    file.edited(behaviour, now);
    Ok(Reply::bare([]))
}

/// What is asked for; an absent field stays as it is.
struct Change<'a> {
    name: Option<&'a str>,
    folder: Option<&'a str>,
    content: Option<&'a str>,
    schedule: Fields,
    properties: Fields,
}

impl<'a> Change<'a> {
    fn read(arguments: &Arguments<'a>) -> Result<Self, Refusal> {
        let value = |name: &str| arguments.text(name);
        Ok(Self {
            name: arguments.text("FileName"),
            folder: arguments.text("FileFolderPath"),
            content: arguments.text("Content"),
            schedule: schedule::read_schedule(value)?,
            properties: schedule::read_properties(value)?,
        })
    }

    /// Compares it with what exists.
    fn check(&self, workspace: &Workspace, file_id: i64, behaviour: &Behaviour) -> Result<(), Refusal> {
        if let Some(name) = self.name {
            name::check(name, behaviour.strict_names).map_err(Refusal::parameter)?;
            let mut others = workspace.files.values().filter(|file| file.file_id != file_id);
            if others.any(|file| file.name == name) {
                return Err(Refusal::name_taken());
            }
        }
        if let Some(path) = self.folder {
            folder::check(path).map_err(Refusal::parameter)?;
        }
        if let Some(text) = self.content {
            let content = TaskContent::parse(text, TaskType::Offline).map_err(Refusal::malformed)?;
            content
                .check(workspace, behaviour.any_datasource)
                .map_err(Refusal::parameter)?;
        }
        Ok(())
    }

    /// A real-time task is a file too, but its script is a matter of UpdateDISyncTask. A solution is none.
    fn suits(&self, task_type: TaskType) -> bool {
        match task_type {
            TaskType::Offline => true,
            TaskType::Realtime => self.content.is_none(),
            TaskType::Solution => false,
        }
    }

    fn apply(self, file: &mut File) {
        if let Some(name) = self.name {
            name.clone_into(&mut file.name);
        }
        if let Some(path) = self.folder {
            file.folder = Some(folder::stored(path));
        }
        if let Some(content) = self.content {
            content.clone_into(&mut file.content);
        }
        file.schedule.extend(self.schedule);
        file.properties.extend(self.properties);
    }
}
