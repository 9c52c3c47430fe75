//! References that reach for what is another namespace's, or the operator's own.

use k8s_openapi::api::core::v1::ConfigMap;
use serde_json::{Value, json};

use super::{Stage, task_in};
use crate::stage::*;

/// Ways to write the name of an object of another namespace, which is `{other}`.
const NAMES: [&str; 9] = [
    "{other}/{name}",
    "../../{other}/{plural}/{name}",
    "..%2f..%2f{other}%2f{plural}%2f{name}",
    "%2e%2e/%2e%2e/{other}/{plural}/{name}",
    "../../../namespaces/{other}/{plural}/{name}",
    "x/../../../{other}/{plural}/{name}",
    "{name}?namespace={other}",
    "?fieldSelector=metadata.name%3D{name}",
    "..",
];

fn names(other: &str, plural: &str, name: &str) -> Vec<String> {
    let filled = |text: &&str| {
        text.replace("{other}", other)
            .replace("{plural}", plural)
            .replace("{name}", name)
    };
    NAMES.iter().map(filled).collect()
}

fn with_script_from(source: Value) -> Value {
    json!({ "taskType": "DI_REALTIME", "scriptFrom": source, "desiredState": "Created" })
}

#[tokio::test]
async fn no_reference_leaves_its_namespace() {
    let mut stage = Stage::new("references").await;
    let attacker = stage.namespace.clone();
    let victim = format!("{attacker}-victim");
    stage.move_to(&victim).await;
    stage
        .create_secret_named("prey", "LTAI5tSimulator", "simulator-secret")
        .await;
    stage.create_workspace_named("prey", json!({})).await;
    let text = script("odps").to_string();
    let map = json!({ "metadata": { "name": "prey" }, "data": { "script": &text } });
    stage.apply_object::<ConfigMap>(map).await;
    attacker.clone_into(&mut stage.namespace);

    let mut refused = Vec::new();
    for (n, name) in names(&victim, "secrets", "prey").into_iter().enumerate() {
        let workspace = json!({ "credentials": { "secretRef": { "name": name } } });
        let key = format!("key{n}");
        stage.create_pair(&key, workspace).await;
        refused.push((key, "CredentialsNotFound"));
        let source = json!({ "secretKeyRef": { "name": name, "key": "accessKeySecret" } });
        let secret = format!("secret{n}");
        stage.create(&secret, with_script_from(source)).await;
        refused.push((secret, "ScriptNotFound"));
    }
    for (n, name) in names(&victim, "configmaps", "prey").into_iter().enumerate() {
        let source = json!({ "configMapKeyRef": { "name": name, "key": "script" } });
        let map = format!("map{n}");
        stage.create(&map, with_script_from(source)).await;
        refused.push((map, "ScriptNotFound"));
    }
    let places = names(&victim, "dataworksworkspaces", "prey");
    for (n, name) in places.into_iter().enumerate() {
        let task = format!("place{n}");
        stage.create(&task, task_in(&name)).await;
        refused.push((task, "WorkspaceNotFound"));
    }
    for (name, reason) in refused {
        let text = stage.until_refused(&name, &[reason]).await;
        assert!(!text.contains("LTAI5tSimulator"), "{text}");
    }
    assert_eq!(stage.calls().await, [""; 0]);

    // In its own namespace the same names are found.
    stage
        .create_secret_named("prey", "LTAI5tSimulator", "simulator-secret")
        .await;
    stage
        .create_pair(
            "own",
            json!({ "credentials": { "secretRef": { "name": "prey" } } }),
        )
        .await;
    stage.until_ready("own").await;
}

#[tokio::test]
async fn a_field_that_would_name_a_namespace_does_not_exist() {
    let stage = Stage::new("fields").await;
    let foreign = json!({ "name": "keys", "namespace": "elsewhere" });
    stage
        .create_workspace_named(
            "named",
            json!({ "credentials": { "secretRef": { "name": "keys" } } }),
        )
        .await;
    let mut task = task_in("named");
    task["workspaceRef"] = json!({ "name": "named", "namespace": "elsewhere" });
    stage.create("referring", task).await;
    let source = json!({ "configMapKeyRef": { "name": "a", "key": "b", "namespace": "elsewhere" } });
    stage.create("scripted", with_script_from(source)).await;
    let described = stage
        .cluster
        .kubectl(&["get", "disynctasks", "-n", &stage.namespace, "-o", "json"])
        .await
        .unwrap();
    assert!(described.contains("configMapKeyRef"), "{described}");
    assert!(!described.contains("elsewhere"), "{described}");
    let refused = stage.try_workspace(json!({ "secretRef": foreign })).await;
    assert_eq!(refused, Ok(()), "the server drops the field");
    let kept = stage.workspaces().list(&Default::default()).await.unwrap();
    assert!(!json!(kept.items).to_string().contains("elsewhere"));
}

#[tokio::test]
async fn what_the_operator_keeps_for_itself_is_no_script() {
    let stage = Stage::bare("own-objects", &[]).await;
    stage.create_secret("simulator-secret").await;
    // A limit of a day is what ledgers are for.
    stage
        .create_workspace(json!({ "budget": { "callsPerDay": 1000 } }))
        .await;
    stage.create("first", realtime()).await;
    stage.until_ready("first").await;
    let own = testbed::chart::NAMESPACE;
    let ledgers = stage
        .cluster
        .kubectl(&["get", "configmaps", "-n", own, "-o", "name"])
        .await
        .unwrap();
    let ledger = ledgers
        .lines()
        .find_map(|line| {
            line.strip_prefix("configmap/")
                .filter(|name| name.starts_with("dataworks-calls-"))
        })
        .expect("a ledger");
    for (n, name) in names(own, "configmaps", ledger)
        .into_iter()
        .chain([ledger.to_owned()])
        .enumerate()
    {
        let source = json!({ "configMapKeyRef": { "name": name, "key": "ledger" } });
        let task = format!("ledger{n}");
        stage.create(&task, with_script_from(source)).await;
        stage.until_refused(&task, &["ScriptNotFound"]).await;
    }
}
