//! A stop and a start, by edits of one word.

use super::scene::{Scene, TASK, ensure, file_id};
use super::{calls, watch};
use crate::Result;

pub(super) async fn run(scene: &mut Scene<'_>) -> Result<()> {
    scene.steps.next("Stopping it by an edit");
    move_to(scene, "Stopped", "PAUSE").await?;
    scene.steps.next("Starting it by an edit");
    move_to(scene, "Running", "RUN").await
}

/// Asks for a state, and sees that DataWorks says the word that goes with it.
async fn move_to(scene: &mut Scene<'_>, state: &str, word: &str) -> Result<()> {
    let since = calls::last(scene.simulator).await?;
    scene
        .patch(&format!(r#"{{"spec":{{"desiredState":"{state}"}}}}"#))
        .await?;
    let task = watch::until_ready(scene).await?;
    let remote = scene.show_remote("has", file_id(&task)?).await?;
    calls::show(scene, &task, since).await?;
    ensure(
        task["status"]["phase"] == state && remote.run_state() == word,
        || format!("{TASK} should be {state}, but DataWorks has {remote}"),
    )
}
