//! The rights of the chart: enough, and no more, by the API server's audit log.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde_json::{Value, json};
use testbed::Cluster;

use crate::stage::*;

const USER: &str = "system:serviceaccount:dataworks-system:dataworks-operator";

/// What the operator asked of the API server so far, one JSON object a request.
fn requests(cluster: &Cluster) -> Vec<Value> {
    let log = std::fs::read_to_string(cluster.audit_log().expect("an audit log")).expect("readable");
    let entries = log
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok());
    entries
        .filter(|entry| entry["user"]["username"] == USER && entry["stage"] != "RequestReceived")
        .collect()
}

fn right(entry: &Value) -> String {
    let reference = &entry["objectRef"];
    let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let resource = match reference["subresource"].as_str() {
        Some(sub) => format!("{}/{sub}", word(&reference["resource"])),
        None => word(&reference["resource"]),
    };
    format!(
        "{} {} {resource}",
        word(&entry["verb"]),
        word(&reference["apiGroup"])
    )
}

/// The operator's writes in a namespace, events apart.
pub fn writes_of(cluster: &Cluster, namespace: &str) -> Vec<String> {
    writes_since(cluster, namespace, Timestamp::UNIX_EPOCH)
}

/// Those of them that the API server got since then. The log tells of a request after it was answered, and so perhaps
/// after a test has seen what came of it.
pub fn writes_since(cluster: &Cluster, namespace: &str, since: Timestamp) -> Vec<String> {
    let received = |entry: &Value| entry["requestReceivedTimestamp"].as_str()?.parse().ok();
    let writes = requests(cluster).into_iter().filter(|entry| {
        entry["objectRef"]["namespace"] == namespace
            && matches!(
                entry["verb"].as_str(),
                Some("patch" | "update" | "create" | "delete")
            )
            && entry["objectRef"]["resource"] != "events"
            && received(entry).is_none_or(|at: Timestamp| at >= since)
    });
    writes
        .map(|entry| format!("{} {}", right(&entry), entry["objectRef"]["name"]))
        .collect()
}

/// How often the operator has read a task by its name, as each visit does.
pub fn visits_of(cluster: &Cluster, namespace: &str, name: &str) -> usize {
    let read = |entry: &Value| {
        let object = &entry["objectRef"];
        let this = object["namespace"] == namespace && object["name"] == name;
        this && object["resource"] == "disynctasks" && entry["verb"] == "get"
    };
    requests(cluster).iter().filter(|entry| read(entry)).count()
}

/// The rights that the installed chart grants to the operator.
async fn granted(cluster: &Cluster) -> BTreeSet<String> {
    let (own, namespace) = ("role/dataworks-operator-replicas", "dataworks-system");
    let mut rights = rules(cluster, &["get", own, "-n", namespace]).await;
    rights.extend(rules(cluster, &["get", "clusterrole", "dataworks-operator"]).await);
    rights
}

async fn rules(cluster: &Cluster, get: &[&str]) -> BTreeSet<String> {
    let role = cluster.kubectl_json(get).await.unwrap();
    let list = |value: &Value| -> Vec<String> {
        value
            .as_array()
            .unwrap()
            .iter()
            .map(|item| item.as_str().unwrap().to_owned())
            .collect()
    };
    let mut rights = BTreeSet::new();
    for rule in role["rules"].as_array().unwrap() {
        for (group, resource, verb) in list(&rule["apiGroups"]).iter().flat_map(|group| {
            let (resources, verbs) = (list(&rule["resources"]), list(&rule["verbs"]));
            resources
                .into_iter()
                .flat_map(move |resource| {
                    verbs
                        .clone()
                        .into_iter()
                        .map(move |verb| (group, resource.clone(), verb))
                })
                .collect::<Vec<_>>()
        }) {
            rights.insert(format!("{verb} {group} {resource}"));
        }
    }
    rights
}

#[tokio::test]
async fn every_right_that_is_granted_is_used_and_nothing_else_is_asked_for() {
    let stage = Stage::led("rights").await;
    // Few enough that each call is reserved by a write of its own.
    stage
        .create_workspace(json!({ "budget": { "callsPerDay": 500 } }))
        .await;
    let text = script("odps").to_string();
    stage
        .apply_object::<k8s_openapi::api::core::v1::ConfigMap>(
            json!({ "metadata": { "name": "scripts" }, "data": { "a": text } }),
        )
        .await;
    let source = json!({ "configMapKeyRef": { "name": "scripts", "key": "a" } });
    stage
        .create(
            "orders",
            json!({ "taskType": "DI_REALTIME", "scriptFrom": source }),
        )
        .await;
    stage.until_ready("orders").await;
    let wrong = json!({ "metadata": { "name": "wrong" }, "stringData": { "accessKeyId": "LTAI5tSimulator", "accessKeySecret": "x" } });
    stage
        .apply_object::<k8s_openapi::api::core::v1::Secret>(wrong)
        .await;
    stage
        .apply_object::<dataworks_operator::api::DataWorksWorkspace>(
            json!({ "metadata": { "name": "wrong" }, "spec": {
            "projectId": 10000, "regionId": "cn-shanghai", "endpoint": stage.simulator.endpoint(),
            "credentials": { "secretRef": { "name": "wrong" } } } }),
        )
        .await;
    stage.create("refused", json!({ "workspaceRef": { "name": "wrong" }, "taskType": "DI_REALTIME", "taskParam": script("odps") })).await;
    stage.until_reason("refused", "CredentialsRefused").await;

    let granted = granted(stage.cluster).await;
    let missing = || async {
        let used: BTreeSet<_> = requests(stage.cluster).iter().map(right).collect();
        let unused: Vec<_> = granted.difference(&used).cloned().collect();
        Ok(if unused.is_empty() {
            testbed::wait::Look::Met(())
        } else {
            testbed::wait::Look::NotYet(format!("{unused:?}"))
        })
    };
    testbed::wait::until("every right to be used", PATIENCE, missing)
        .await
        .unwrap();
    let refused: Vec<_> = requests(stage.cluster)
        .iter()
        .filter(|entry| entry["responseStatus"]["code"] == 403 && entry["verb"] != "create")
        .map(right)
        .collect();
    assert!(refused.is_empty(), "asked for without right: {refused:?}");
}
