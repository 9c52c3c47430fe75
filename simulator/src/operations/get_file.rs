//! GetFile: shows a file with its content and its scheduling.

use serde_json::{Value, json};

use super::{Arguments, Family, Operation, Refusal, Reply, Scene, file_entry, which_file};
use crate::script::schedule;
use crate::state::tally::Access;

pub(super) const OPERATION: Operation = Operation {
    name: "GetFile",
    family: Family::File,
    access: Access::Read,
    takes_token: false,
    run,
};

fn run(scene: &mut Scene<'_>, arguments: &Arguments<'_>) -> Result<Reply, Refusal> {
    let project_id = arguments.id("ProjectId")?;
    let workspace = scene.workspace(project_id)?;
    let (file, deleted) = match which_file::find(&workspace.files, arguments) {
        Err(_) if scene.behaviour.recycle_bin => (
            which_file::find(&workspace.recycle_bin, arguments)?,
            "RECYCLE_BIN",
        ),
        found => (found?, "NORMAL"),
    };
    let mut entry = file_entry::entry(scene, file);
    entry["Content"] = json!(file.content);
    entry["DeletedStatus"] = json!(deleted);
    Ok(Reply::done([
        ("File", entry),
        ("NodeConfiguration", schedule::shown(&file.schedule)),
        ("ResourceDownloadLink", Value::Null),
    ]))
}
