//! The end of a task: the resource goes only after DataWorks says that the task is gone.

use super::calls;
use super::remote::Remote;
use super::scene::{Scene, TASK, ensure, file_id};
use crate::Result;

/// The way down, in the only order that harms nothing.
const ORDER: [&str; 4] = [
    "StopDISyncInstance",
    "TerminateDISyncInstance",
    "DeleteDISyncTask",
    "ListFiles",
];

pub(super) async fn run(scene: &mut Scene<'_>) -> Result<()> {
    scene.steps.next("Deleting it, in the safe order");
    let task = scene.task().await?;
    let id = file_id(&task)?;
    scene.show_remote("before", id).await?;
    let since = calls::last(scene.simulator).await?;
    scene.kubectl(&["delete", "dist", TASK, "--timeout=120s"]).await?;
    scene.operator.check()?;
    let made = calls::show(scene, &task, since).await?;
    ensure(is_in_order(&made), || {
        format!(
            "{TASK} should go by {}, not by {}",
            ORDER.join(", "),
            made.join(", ")
        )
    })?;
    ensure(Remote::find(scene.simulator, id).await?.is_none(), || {
        format!("{TASK} is deleted, but DataWorks still holds FileId {id}")
    })?;
    scene.say(&format!("DataWorks after: no FileId {id} any more"));
    scene.kubectl(&["get", "dist"]).await
}

/// Whether the calls go through the order once, each step after the one before; looks may be made between them.
fn is_in_order(made: &[String]) -> bool {
    let mut made = made.iter();
    ORDER.iter().all(|step| made.any(|action| action == step))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_may_have_looks_in_it_and_no_swaps() {
        let made = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        assert!(is_in_order(&made(
            "GetDISyncInstanceInfo StopDISyncInstance GetDISyncInstanceInfo TerminateDISyncInstance ListFiles \
             DeleteDISyncTask ListFiles"
        )));
        assert!(!is_in_order(&made(
            "TerminateDISyncInstance StopDISyncInstance DeleteDISyncTask ListFiles"
        )));
        assert!(!is_in_order(&made(
            "StopDISyncInstance TerminateDISyncInstance ListFiles DeleteDISyncTask"
        )));
    }
}
