//! A pipeline that is in Git is a pipeline that runs.

use super::scene::{Scene, TASK, ensure, file_id};
use super::{calls, watch};
use crate::Result;

const COLUMNS: &str = "custom-columns=NAME:.metadata.name,PHASE:.status.phase,RUN-STATE:.status.runState,\
                       PROCESS-ID:.status.processId,TASK-ID:.status.fileId";

pub(super) async fn run(scene: &mut Scene<'_>) -> Result<()> {
    scene.steps.next("Watching until every task runs");
    watch::until_all_ready(scene).await?;

    scene.steps.next("A pipeline that runs, and what it took");
    scene.kubectl(&["get", "dist", TASK, "-o", COLUMNS]).await?;
    let task = scene.task().await?;
    let remote = scene.show_remote("has", file_id(&task)?).await?;
    calls::show(scene, &task, 0).await?;
    ensure(
        task["status"]["phase"] == "Running" && task["status"]["runState"] == "RUN" && remote.runs_newest(),
        || format!("{TASK} does not run: {}", task["status"]),
    )?;

    scene.steps.next("The same task in detail");
    scene.kubectl(&["describe", "dist", TASK]).await
}
