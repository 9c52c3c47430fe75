//! Tasks that existed before their resources.

use serde_json::{Value, json};

use crate::stage::*;

/// A real-time task that runs, made by another resource whose finalizer and claim are gone.
async fn by_hand(stage: &Stage, name: &str) -> i64 {
    let mut spec = running();
    spec["taskName"] = json!(name);
    spec["deletionPolicy"] = json!("Retain");
    stage.create("maker", spec).await;
    let file_id = stage.until_ready("maker").await.status.unwrap().file_id.unwrap();
    stage.delete("maker").await;
    stage.until_gone("maker").await;
    stage.simulator.delete("calls").await.unwrap();
    file_id
}

fn adopting(adoption: Value, name: Option<&str>) -> Value {
    let mut spec = running();
    spec.as_object_mut().unwrap().remove("deletionPolicy");
    spec["adoption"] = adoption;
    if let Some(name) = name {
        spec["taskName"] = json!(name);
    }
    spec
}

#[tokio::test]
async fn a_task_is_taken_over_as_it_is_and_stays_when_its_resource_goes() {
    let stage = Stage::new("adopt").await;
    let file_id = by_hand(&stage, "orders_old").await;
    stage
        .create("by-name", adopting(json!("IfExists"), Some("orders_old")))
        .await;
    let adopted = stage.until_ready("by-name").await;
    let status = adopted.status.as_ref().unwrap();
    assert_eq!((status.file_id, status.adopted), (Some(file_id), true));
    assert!(
        stage.mutations().await.is_empty(),
        "{:?}",
        stage.mutations().await
    );

    stage
        .create("by-id", adopting(json!({ "fileId": file_id }), None))
        .await;
    let conflict = stage.until_reason("by-id", "NameConflict").await;
    assert!(message(&conflict).contains("by-name"), "{}", message(&conflict));

    stage.delete("by-name").await;
    stage.until_gone("by-name").await;
    assert_eq!(
        stage.remote().await[0]["runState"],
        json!("RUN"),
        "it was not ours to delete"
    );
    // The operator learns by a watch that the other is gone.
    loop {
        let asked = stage.ask("by-id").await;
        let heard = stage
            .until("by-id", "visited", |task| {
                task.status.as_ref().unwrap().last_handled_reconcile_at.as_ref() == Some(&asked)
            })
            .await;
        if condition(&heard, "Ready").unwrap().1 != "NameConflict" {
            break;
        }
    }
    stage.until_ready("by-id").await;
    stage
        .edit("by-id", json!({ "spec": { "deletionPolicy": "Delete" } }))
        .await;
    stage.delete("by-id").await;
    stage.until_gone("by-id").await;
    assert_eq!(stage.remote().await.len(), 0, "written out, it goes");
}

#[tokio::test]
async fn what_differs_is_shown_before_it_is_changed() {
    let stage = Stage::new("differs").await;
    by_hand(&stage, "orders_old").await;
    let mut spec = adopting(json!("IfExists"), Some("orders_old"));
    let infos = json!([ { "table": "molin_di_test_in_pk_v4" }, { "table": "orders" } ]);
    spec["taskParam"]["steps"][0]["parameter"]["connection"][0]["selectedTables"][0]["schema"][0]["tableInfos"] =
        infos;
    stage.create("orders", spec).await;
    let drifted = stage.until_reason("orders", "Drifted").await;
    assert_eq!(
        drifted.status.as_ref().unwrap().drift,
        ["spec.taskParam.steps[0].parameter.connection[0].selectedTables"]
    );
    assert_eq!(condition(&drifted, "DriftDetected").unwrap().0, "True");
    assert!(stage.mutations().await.is_empty());
    stage
        .edit("orders", json!({ "spec": { "driftPolicy": "Correct" } }))
        .await;
    stage.until_ready("orders").await;
    assert!(
        stage.remote().await[0]["content"]
            .as_str()
            .unwrap()
            .contains("\"orders\"")
    );
}

#[tokio::test]
async fn what_cannot_be_taken_over_is_said_and_nothing_is_changed() {
    let stage = Stage::new("unadopted").await;
    let file_id = by_hand(&stage, "orders_old").await;
    for (name, adoption, task_name, reason, part) in [
        (
            "absent",
            json!({ "fileId": 4_711 }),
            None,
            "AdoptionFailed",
            "spec.adoption.fileId",
        ),
        (
            "renamed",
            json!({ "fileId": file_id }),
            Some("other"),
            "AdoptionFailed",
            "spec.taskName",
        ),
        (
            "never",
            json!("Never"),
            Some("orders_old"),
            "NameConflict",
            "orders_old",
        ),
    ] {
        stage.create(name, adopting(adoption, task_name)).await;
        let task = stage.until_reason(name, reason).await;
        assert!(
            message(&task).contains(part) || reason == "NameConflict",
            "{}",
            message(&task)
        );
    }
    let mut batch = batch();
    batch["adoption"] = json!({ "fileId": file_id });
    stage.create("batch", batch).await;
    let task = stage.until_reason("batch", "AdoptionFailed").await;
    assert!(message(&task).contains("of another type"), "{}", message(&task));
    for bad in [json!("Sometimes"), json!({}), json!({ "fileId": 0 })] {
        let refused = stage
            .try_create("bad", adopting(bad.clone(), None))
            .await
            .unwrap_err();
        assert!(refused.contains("spec.adoption"), "{bad}: {refused}");
    }
    let remote = stage.remote().await;
    assert_eq!((remote.len(), &remote[0]["runState"]), (1, &json!("RUN")));
}
