//! Writes down what the operator leaves in a cluster, for the tests of the releases after it: see CONTRIBUTING.md, "A
//! release".

use std::path::Path;

use dataworks_operator::api::DISyncTask;
use serde_json::{Value, json};

use crate::release::{DATAWORKS, ENDPOINT, OBJECTS, Release, released};
use crate::stage::*;

/// What the API server makes of its own, or would not take back.
const SERVERS: [&str; 7] = [
    "creationTimestamp",
    "generation",
    "managedFields",
    "namespace",
    "resourceVersion",
    "selfLink",
    "uid",
];

#[tokio::test]
#[ignore = "it writes the files of a release: tools/freeze-release"]
async fn slow_what_this_version_leaves_is_written_down() {
    let mut stage = Stage::new("recorded").await;
    what_rests(&stage).await;
    what_waits(&stage).await;
    // It finishes what it is at before it ends.
    stage.operator.terminate().await.unwrap();
    let state = stage.simulator.get("state").await.unwrap();
    let dataworks =
        json!({ "serverTime": state["serverTime"], "tasks": state["workspaces"]["10000"]["tasks"] });
    let release = Release::at(&released().join(env!("CARGO_PKG_VERSION")));
    write(&release.file(DATAWORKS), &dataworks);
    write(&release.file(OBJECTS), &objects(&stage).await);
}

/// A task of each kind and in each state that it rests in.
async fn what_rests(stage: &Stage) {
    let mut stopped = running();
    stopped["desiredState"] = json!("Stopped");
    let mut published = batch();
    published["desiredState"] = json!("Running");
    let mut kept = running();
    kept["deletionPolicy"] = json!("Retain");
    kept["taskName"] = json!("orders_old");
    for (name, spec) in [
        ("created", realtime()),
        ("running", running()),
        ("stopped", stopped),
        ("typed", pipeline()),
        ("batch", batch()),
        ("published", published),
        ("solution", solution()),
        ("maker", kept.clone()),
    ] {
        stage.create(name, spec).await;
        stage.until_ready(name).await;
    }
    stage.delete("maker").await;
    stage.until_gone("maker").await;
    kept["adoption"] = json!("IfExists");
    stage.create("adopted", kept).await;
    stage.until_ready("adopted").await;
    // Looked at once more, as most are in a cluster that has run for an hour.
    for name in ["running", "published"] {
        let asked = stage.ask(name).await;
        let heard = |task: &DISyncTask| {
            let status = task.status.as_ref();
            status.is_some_and(|status| status.last_handled_reconcile_at.as_ref() == Some(&asked))
        };
        stage.until(name, "looked at", heard).await;
    }
}

/// A task for each reason for which one goes no further.
async fn what_waits(stage: &Stage) {
    let mut suspended = realtime();
    suspended["suspend"] = json!(true);
    stage.create("suspended", suspended).await;
    stage.until_reason("suspended", "Suspended").await;
    let mut invalid = realtime();
    invalid["taskParam"]["steps"].as_array_mut().unwrap().pop();
    stage.create("stalled", invalid).await;
    stage.until_reason("stalled", "InvalidSpec").await;
    let mut nowhere = realtime();
    nowhere["taskParam"]["steps"][1]["parameter"]["datasource"] = json!("nowhere");
    stage.create("refused", nowhere).await;
    stage.until_reason("refused", "GenerationFailed").await;
    stage.behave(json!({ "process": { "neverEnds": true } })).await;
    stage.create("generating", realtime()).await;
    stage
        .until("generating", "known by its thread", |task| {
            let status = task.status.as_ref();
            status.is_some_and(|status| status.process_id.is_some() && status.operation.is_some())
        })
        .await;
}

fn pipeline() -> Value {
    json!({ "taskType": "DI_REALTIME", "pipeline": {
        "source": { "type": "MySQL", "dataSource": "mysql_pub", "tables": ["clicks"] },
        "sink": { "type": "Kafka", "dataSource": "azn_kafka" },
        "options": { "resourceGroup": "S_res_group_1_2" }
    } })
}

/// The resources as a List, without what is the API server's, and with no address of this run.
async fn objects(stage: &Stage) -> Value {
    let get = ["get", "dataworksworkspaces,disynctasks", "-n", &stage.namespace];
    let mut list = stage.cluster.kubectl_json(&get).await.unwrap();
    for object in list["items"].as_array_mut().unwrap() {
        let name = object["metadata"]["name"].to_string();
        assert_eq!(
            object["metadata"]["generation"], 1,
            "{name} would be stored as new"
        );
        let metadata = object["metadata"].as_object_mut().unwrap();
        metadata.retain(|key, _| !SERVERS.contains(&key.as_str()));
    }
    list["metadata"] = json!({});
    let text = list.to_string().replace(&stage.endpoint, ENDPOINT);
    serde_json::from_str(&text).unwrap()
}

fn write(path: &Path, value: &Value) {
    std::fs::write(path, serde_json::to_string_pretty(value).unwrap() + "\n").unwrap();
}
