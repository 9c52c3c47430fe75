//! What somebody does by hand in the console is told, and taken back where the spec says so.

use serde_json::{Value, json};

use super::scene::{Scene, TASK, ensure, file_id};
use super::table::TABLE;
use super::{calls, watch};
use crate::commands::shell;
use crate::{Error, Result};

/// The table that somebody puts into the place of the one from the spec.
const BY_HAND: &str = "returns";

/// The condition, and a line for each path.
const DRIFT: &str = r#"jsonpath=DriftDetected={.status.conditions[?(@.type=="DriftDetected")].status}{range .status.drift[*]}{"\n"}{@}{end}"#;

pub(super) async fn run(scene: &mut Scene<'_>) -> Result<()> {
    scene
        .steps
        .next("Somebody edits it in the console: the drift is told");
    // An edit is told by comparison with the configuration as the operator left it, which its next look reads.
    let read = |task: &Value| task["status"]["file"].is_object();
    let task = watch::until_task(scene, "a look at the configuration", read).await?;
    let id = file_id(&task)?;
    edit_by_hand(scene, id).await?;
    scene
        .kubectl(&[
            "wait",
            "dist",
            TASK,
            "--for=condition=DriftDetected",
            "--timeout=60s",
        ])
        .await?;
    scene.kubectl(&["get", "dist", TASK]).await?;
    scene.kubectl(&["get", "dist", TASK, "-o", DRIFT]).await?;

    scene.steps.next("driftPolicy Correct: the drift is taken back");
    let since = calls::last(scene.simulator).await?;
    scene.patch(r#"{"spec":{"driftPolicy":"Correct"}}"#).await?;
    let task = watch::until_task(scene, "the drift to be corrected", is_corrected).await?;
    let remote = scene.show_remote("has again", id).await?;
    calls::show(scene, &task, since).await?;
    scene
        .kubectl(&["events", "--for", &format!("disynctask/{TASK}")])
        .await?;
    let tables = remote.tables();
    ensure(
        tables.iter().any(|table| table == TABLE) && remote.runs_newest(),
        || format!("the drift of {TASK} should be gone, but DataWorks has {remote}"),
    )
}

/// Changes the configuration past the operator, as a person with a browser does.
async fn edit_by_hand(scene: &Scene<'_>, file_id: i64) -> Result<()> {
    let mut content = scene.show_remote("before", file_id).await?.content()?;
    rename(&mut content, TABLE, BY_HAND);
    let path = format!("tasks/{file_id}");
    let url = format!("{}/_admin/{path}", scene.simulator.endpoint());
    scene.say(&format!(
        "by hand, {BY_HAND} takes the place of {TABLE} (the simulator has no console, but an admin interface):"
    ));
    let command = shell::line(&["curl", "-X", "PATCH", &url, "-d", r#"{"content":"…"}"#]);
    scene.say(&format!("$ {command}"));
    let edit = json!({ "content": content.to_string() });
    scene.simulator.patch(&path, &edit).await?;
    let edited = scene.show_remote("after", file_id).await?;
    if edited.tables().iter().any(|table| table == TABLE) {
        return Err(Error::State(format!("{TABLE} is still a table of {edited}")));
    }
    Ok(())
}

/// Gives every text that is this name another one.
fn rename(node: &mut Value, from: &str, to: &str) {
    match node {
        Value::String(text) if text == from => *node = json!(to),
        Value::Array(items) => items.iter_mut().for_each(|item| rename(item, from, to)),
        Value::Object(fields) => fields.values_mut().for_each(|field| rename(field, from, to)),
        _ => {}
    }
}

fn is_corrected(task: &Value) -> bool {
    task["status"]["lastCorrectionTime"].is_string()
        && watch::is_ready(task)
        && !watch::holds(task, "DriftDetected")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_renamed_wherever_it_is_named() {
        let mut content =
            json!({"reader": [{"table": "orders"}], "writer": {"dstTable": "orders", "n": "orders_2"}});
        rename(&mut content, "orders", "returns");
        assert_eq!(
            content,
            json!({"reader": [{"table": "returns"}], "writer": {"dstTable": "returns", "n": "orders_2"}})
        );
    }
}
