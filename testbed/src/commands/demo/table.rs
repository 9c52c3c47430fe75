//! A table more in the spec is a table more in the task, which stays the same one.

use serde_json::json;

use super::scene::{Scene, TASK, ensure, file_id};
use super::{calls, watch};
use crate::Result;

/// The table that the spec gains.
pub(super) const TABLE: &str = "orders";

/// The place behind the last table of the example.
const END_OF_TABLES: &str =
    "/spec/taskParam/steps/0/parameter/connection/0/selectedTables/0/schema/0/tableInfos/-";

pub(super) async fn run(scene: &mut Scene<'_>) -> Result<()> {
    scene
        .steps
        .next("A table more by an edit, and the task stays the same one");
    let id = file_id(&scene.task().await?)?;
    scene.show_remote("before", id).await?;
    let since = calls::last(scene.simulator).await?;

    let add = json!([{ "op": "add", "path": END_OF_TABLES, "value": { "table": TABLE } }]);
    let patch = add.to_string();
    scene
        .kubectl(&["patch", "dist", TASK, "--type=json", "-p", &patch])
        .await?;
    let task = watch::until_ready(scene).await?;

    let after = scene.show_remote("after", id).await?;
    calls::show(scene, &task, since).await?;
    ensure(
        file_id(&task)? == id && after.tables().iter().any(|table| table == TABLE) && after.runs_newest(),
        || format!("{TASK} should be FileId {id} and run with the table {TABLE}, but DataWorks has {after}"),
    )
}
