//! The workspace that all tasks are in.

use dataworks_operator::api::DataWorksWorkspace;
use kube::Resource as _;
use serde_json::{Map, Value, json};
use testbed::Simulator;

/// Fields that lift all limits of calls: with those of an edition, the time would be that of waiting for them.
fn unlimited() -> Map<String, Value> {
    Map::from_iter([
        ("edition".to_owned(), json!("Enterprise")),
        (
            "budget".to_owned(),
            json!({ "readsPerSecond": 10_000, "writesPerSecond": 10_000 }),
        ),
    ])
}

/// The workspace, which leads to this simulator with the keys of the Secret of this name.
pub fn workspace(name: &str, simulator: &Simulator, secret: &str) -> Value {
    let mut spec = Map::from_iter([
        ("projectId".to_owned(), json!(simulator.options().project_id)),
        ("regionId".to_owned(), json!("cn-shanghai")),
        ("endpoint".to_owned(), json!(simulator.endpoint())),
        (
            "credentials".to_owned(),
            json!({ "secretRef": { "name": secret } }),
        ),
        (
            "defaults".to_owned(),
            json!({ "folderPath": "Business Flow/bench/Data Integration" }),
        ),
    ]);
    spec.extend(unlimited());
    json!({
        "apiVersion": DataWorksWorkspace::api_version(&()),
        "kind": DataWorksWorkspace::kind(&()),
        "metadata": { "name": name },
        "spec": spec,
    })
}
