//! Tenants that share an account: whose is a task that another names?

use serde_json::{Value, json};

use super::Stage;
use crate::stage::*;

fn adopting(file_id: i64) -> Value {
    let mut spec = running();
    spec["adoption"] = json!({ "fileId": file_id });
    spec
}

#[tokio::test]
async fn a_task_that_is_another_tenants_is_not_taken_by_its_file_id() {
    let mut stage = Stage::in_environment("sharing", &["--watch-namespace", "{namespace}-thief"], &[]).await;
    let (owner, thief) = (stage.namespace.clone(), format!("{}-thief", stage.namespace));
    stage.create_secret("simulator-secret").await;
    stage.create_workspace(json!({})).await;
    stage.create("orders", running()).await;
    let file_id = stage.until_ready("orders").await.status.unwrap().file_id.unwrap();

    stage.move_to(&thief).await;
    stage.create_secret("simulator-secret").await;
    stage.create_workspace(json!({})).await;
    stage.simulator.delete("calls").await.unwrap();
    stage.create("stolen", adopting(file_id)).await;
    let text = stage.until_refused("stolen", &["NameConflict"]).await;
    assert!(
        text.contains("a DISyncTask of another namespace") && !text.contains("orders"),
        "{text}"
    );
    // Deleting the thief, who writes `Delete` out, deletes nothing.
    stage.delete("stolen").await;
    stage.until_gone("stolen").await;
    assert_eq!(stage.mutations().await, [""; 0]);
    let remote = stage.remote().await;
    assert_eq!((remote.len(), &remote[0]["runState"]), (1, &json!("RUN")));

    // What no resource has, whoever holds a key of the workspace may take: they share it.
    owner.clone_into(&mut stage.namespace);
    stage
        .edit("orders", json!({ "spec": { "deletionPolicy": "Retain" } }))
        .await;
    stage.delete("orders").await;
    stage.until_gone("orders").await;
    thief.clone_into(&mut stage.namespace);
    stage.create("found", adopting(file_id)).await;
    let found = stage.until_ready("found").await;
    assert_eq!(found.status.unwrap().file_id, Some(file_id));
}
