//! What kstatus and Argo CD have to say of a resource, and that they say it of every status that `report` writes.

use std::collections::BTreeSet;

use dataworks_operator::api::Reason;
use serde_json::{Value, json};
use testbed::{Judge, Verdicts};

use crate::corpus;

/// The rule: Current exactly when Ready is True for the generation that is there, Failed when it needs a person, and on
/// the way else. Argo CD says the same in its words, and has one of its own for a task that is suspended.
fn expected(resource: &Value) -> (&'static str, &'static str) {
    let is_true = |kind: &str| {
        let conditions = resource["status"]["conditions"].as_array();
        let holds = |condition: &Value| condition["type"] == kind && condition["status"] == "True";
        conditions.is_some_and(|all| all.iter().any(holds))
    };
    if resource["metadata"].get("deletionTimestamp").is_some() {
        ("Terminating", "Progressing")
    } else if resource["status"]["observedGeneration"] != resource["metadata"]["generation"] {
        ("InProgress", "Progressing")
    } else if is_true("Stalled") {
        ("Failed", "Degraded")
    } else if is_true("Suspended") {
        ("InProgress", "Suspended")
    } else if is_true("Ready") {
        ("Current", "Healthy")
    } else {
        ("InProgress", "Progressing")
    }
}

/// The verdicts on these resources, after they were held against the rule.
pub async fn judged(resources: &[Value]) -> Vec<Verdicts> {
    let judge = Judge::ensure().await.expect("the judge");
    let verdicts = judge.judge(resources).await.expect("verdicts");
    assert_eq!(verdicts.len(), resources.len());
    for (resource, verdict) in resources.iter().zip(&verdicts) {
        let found = (verdict.kstatus.status.as_str(), verdict.argocd.status.as_str());
        assert_eq!(found, expected(resource), "{verdict:#?}\n{resource:#}");
    }
    verdicts
}

#[tokio::test]
async fn every_status_reads_alike_for_kstatus_and_argo_cd() {
    let seen = corpus::resources();
    let mut newer = seen.clone();
    let mut leaving = seen.clone();
    for resource in &mut newer {
        resource["metadata"]["generation"] = json!(3);
    }
    for resource in &mut leaving {
        resource["metadata"]["deletionTimestamp"] = json!("2026-11-24T12:00:00Z");
    }
    let verdicts = judged(&[seen, newer, leaving].concat()).await;
    let words: BTreeSet<_> = verdicts
        .iter()
        .map(|verdict| (verdict.kstatus.status.as_str(), verdict.argocd.status.as_str()))
        .collect();
    let all = [
        ("Current", "Healthy"),
        ("Failed", "Degraded"),
        ("InProgress", "Progressing"),
        ("InProgress", "Suspended"),
        ("Terminating", "Progressing"),
    ];
    assert_eq!(words, BTreeSet::from(all));
}

/// A task with these conditions, each with its status and its message.
fn with_conditions(conditions: &[(&str, &str)]) -> Value {
    let conditions = conditions
        .iter()
        .map(|(kind, status)| json!({ "type": kind, "status": status, "reason": "R", "message": *kind }));
    json!({
        "apiVersion": "dataworks.alibabacloud.com/v1alpha1", "kind": "DISyncTask",
        "metadata": { "name": "orders", "namespace": "team", "generation": 2 },
        "status": { "observedGeneration": 2, "conditions": conditions.collect::<Vec<_>>() }
    })
}

#[tokio::test]
async fn a_condition_that_is_not_true_counts_as_none() {
    let judged = judged(&[
        with_conditions(&[("Ready", "True"), ("Stalled", "False"), ("Suspended", "False")]),
        with_conditions(&[("Ready", "True"), ("Reconciling", "False")]),
        with_conditions(&[("Ready", "False"), ("Stalled", "Unknown")]),
        with_conditions(&[("Stalled", "True")]),
    ])
    .await;
    let words: Vec<_> = judged
        .iter()
        .map(|verdict| verdict.argocd.status.as_str())
        .collect();
    assert_eq!(words, ["Healthy", "Healthy", "Progressing", "Degraded"]);
}

#[tokio::test]
async fn what_needs_a_person_is_told_in_the_operator_s_words() {
    let resources = corpus::resources();
    let verdicts = judged(&resources).await;
    let failed = verdicts
        .iter()
        .zip(&resources)
        .filter(|(verdict, _)| verdict.kstatus.status == "Failed");
    for (verdict, resource) in failed {
        let conditions = resource["status"]["conditions"].as_array().unwrap();
        let stalled = conditions.iter().find(|condition| condition["type"] == "Stalled");
        let message = stalled.unwrap()["message"].as_str().unwrap();
        assert_eq!(
            (verdict.kstatus.message.as_str(), verdict.argocd.message.as_str()),
            (message, message)
        );
    }
}

#[test]
fn the_corpus_has_every_reason_of_ready() {
    let resources = corpus::resources();
    let conditions = resources
        .iter()
        .filter_map(|resource| resource["status"]["conditions"].as_array())
        .flatten();
    let found: BTreeSet<_> = conditions
        .filter(|condition| condition["type"] == "Ready")
        .filter_map(|condition| condition["reason"].as_str())
        .collect();
    let missing: Vec<_> = Reason::ALL
        .iter()
        .map(|reason| reason.as_str())
        .filter(|reason| !found.contains(reason))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}
