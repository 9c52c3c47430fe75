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
    let file_id = which_file::find(scene.workspace(project_id)?, arguments)?;
    let file = scene.file(project_id, file_id)?;
    let file = file.ok_or_else(|| Refusal::file(file_id))?;
    let mut entry = file_entry::entry(scene, file);
    entry["Content"] = json!(file.content);
    entry["DeletedStatus"] = json!("NORMAL");
    Ok(Reply::done([
        ("File", entry),
        ("NodeConfiguration", schedule::shown(&file.schedule)),
        ("ResourceDownloadLink", Value::Null),
    ]))
}
