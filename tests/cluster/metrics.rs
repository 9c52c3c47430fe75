//! What the operator tells Prometheus, held against what DataWorks counted and what the resources say.

use std::collections::BTreeMap;

use serde_json::json;
use testbed::OperatorOptions;
use testbed::openmetrics::Exposition;
use testbed::wait::{self, Look};

use crate::stage::*;

const PREFIX: &str = "dataworks_operator_";

/// The sum of the samples of this name, without its prefix, that have these labels.
fn value(read: &Exposition, name: &str, labels: &[(&str, &str)]) -> Option<f64> {
    read.value(&format!("{PREFIX}{name}"), labels)
}

/// Scrapes until the sum of these samples is as expected.
async fn until_value(address: &str, name: &str, labels: &[(&str, &str)], expected: Option<f64>) {
    let look = || async {
        let (read, answer) = scrape(address).await;
        let found = value(&read, name, labels);
        Ok(match found == expected {
            true => Look::Met(()),
            false => Look::NotYet(format!("{found:?} in\n{answer}")),
        })
    };
    let what = format!("{name}{labels:?} to be {expected:?}");
    wait::until(&what, PATIENCE, look).await.unwrap();
}

/// Calls by operation.
fn told_calls(read: &Exposition) -> BTreeMap<String, u64> {
    let mut calls = BTreeMap::new();
    let family = read
        .family(&format!("{PREFIX}calls"))
        .map(|family| &family.samples);
    for sample in family.into_iter().flatten() {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // it is a small whole number
        let count = sample.value as u64;
        *calls.entry(sample.labels["operation"].clone()).or_default() += count;
    }
    calls
}

/// The same as the simulator got them.
async fn counted_calls(stage: &Stage) -> BTreeMap<String, u64> {
    let mut calls = BTreeMap::new();
    for action in stage.actions().await {
        *calls.entry(action).or_default() += 1;
    }
    calls
}

#[tokio::test]
async fn calls_and_tasks_are_told_as_they_are_and_nothing_that_names_them() {
    let mut stage = Stage::bare("told", &[]).await;
    stage.create_secret("simulator-secret").await;
    stage.create_workspace(json!({ "edition": "Standard" })).await;
    let throttled =
        json!({ "action": "CreateDISyncTask", "kind": "error", "code": "Throttling.User", "status": 400 });
    stage.fault(throttled).await;
    stage.create("orders", running()).await;
    let task = stage.until_ready("orders").await;

    let metrics = &stage.operator.metrics_address().await.unwrap();
    let running = [
        ("type", "DI_REALTIME"),
        ("phase", "Running"),
        ("ready", "True"),
        ("reason", "Running"),
    ];
    until_value(metrics, "tasks", &running, Some(1.0)).await;
    until_value(metrics, "tasks", &[], Some(1.0)).await;
    until_value(
        metrics,
        "workspaces",
        &[("ready", "True"), ("reason", "Valid")],
        Some(1.0),
    )
    .await;
    // A call that is under way at one look is not at the next.
    let (read, answer) = wait::until("the same calls on both sides", PATIENCE, || async {
        let (read, answer) = scrape(metrics).await;
        let (told, counted) = (told_calls(&read), counted_calls(&stage).await);
        Ok(match told == counted {
            true => Look::Met((read, answer)),
            false => Look::NotYet(format!("told {told:?}, counted {counted:?}")),
        })
    })
    .await
    .unwrap();
    let told = told_calls(&read);
    assert!(told["CreateDISyncTask"] == 2 && told.len() >= 5, "{told:?}");
    for outcome in ["Throttled", "Success"] {
        let create = [("operation", "CreateDISyncTask"), ("outcome", outcome)];
        assert_eq!(value(&read, "calls_total", &create), Some(1.0), "{outcome}");
        assert_eq!(
            value(&read, "call_duration_seconds_count", &create[..1]),
            Some(2.0)
        );
    }
    #[allow(clippy::cast_precision_loss)] // it is a small number
    let calls = told.values().sum::<u64>() as f64;
    let region = [("region", "cn-shanghai")];
    assert_eq!(value(&read, "calls_per_day", &region), Some(1_000.0));
    assert_eq!(value(&read, "calls_left", &region), Some(1_000.0 - calls));
    assert_eq!(value(&read, "leader", &[]), Some(1.0));
    assert_eq!(
        value(&read, "passes_total", &[("action", "Create"), ("result", "Done")]),
        Some(2.0)
    );
    // It is published after the status is written.
    let event = [("type", "Normal"), ("reason", "Running")];
    until_value(metrics, "events_total", &event, Some(1.0)).await;

    assert!(
        answer.contains("content-type: application/openmetrics-text; version=1.0.0"),
        "{answer}"
    );
    let file_id = task.status.unwrap().file_id.unwrap().to_string();
    let key = &stage.simulator.options().access_key_id;
    let uid = task.metadata.uid.unwrap();
    for secret in [
        "simulator-secret",
        key,
        &stage.namespace,
        "orders",
        &file_id,
        &uid,
        &stage.endpoint,
    ] {
        assert!(!answer.contains(secret), "{secret} in\n{answer}");
    }

    stage.delete("orders").await;
    stage.until_gone("orders").await;
    until_value(metrics, "tasks", &[], None).await;
    until_value(metrics, "tasks_deleting", &[], Some(0.0)).await;
    let (read, _) = scrape(metrics).await;
    assert_eq!(
        value(&read, "passes_total", &[("action", "RemoveFinalizer")]),
        Some(1.0)
    );
}

#[tokio::test]
async fn what_does_not_go_well_is_told_by_its_reason() {
    let mut stage = Stage::new("ill").await;
    let socket = nobody_listens();
    let nowhere = format!("http://{}", socket.local_addr().unwrap());
    stage
        .create_workspace_named("nowhere", json!({ "endpoint": nowhere }))
        .await;
    stage
        .create_workspace_named(
            "keyless",
            json!({ "credentials": { "secretRef": { "name": "missing" } } }),
        )
        .await;
    for n in 0..6 {
        let mut spec = realtime();
        spec["workspaceRef"] = json!({ "name": "nowhere" });
        stage.create(&format!("lost-{n}"), spec).await;
    }
    let mut spec = realtime();
    spec["taskParam"]["steps"][0]["parameter"] = json!({ "connection": [] });
    stage.create("wrong", spec).await;
    let metrics = &stage.operator.metrics_address().await.unwrap();
    let lost = [
        ("ready", "False"),
        ("stalled", "False"),
        ("reason", "Unreachable"),
    ];
    until_value(metrics, "tasks", &lost, Some(6.0)).await;
    until_value(
        metrics,
        "tasks",
        &[("stalled", "True"), ("reason", "InvalidSpec")],
        Some(1.0),
    )
    .await;
    until_value(
        metrics,
        "workspaces",
        &[("reason", "CredentialsNotFound")],
        Some(1.0),
    )
    .await;
    until_value(metrics, "endpoints_unreachable", &[], Some(1.0)).await;
    let (read, _) = scrape(metrics).await;
    let in_vain = [
        ("operation", "GenerateDISyncTaskConfigForCreating"),
        ("outcome", "Retry"),
    ];
    assert!(value(&read, "calls_total", &in_vain) >= Some(5.0));
    assert!(value(&read, "oldest_unready_task_seconds", &[]) > Some(0.0));
    assert!(
        value(
            &read,
            "events_total",
            &[("type", "Warning"), ("reason", "InvalidSpec")]
        ) >= Some(1.0)
    );
}

#[tokio::test]
async fn one_that_stands_by_tells_of_no_task_until_it_leads() {
    let mut stage = Stage::led("standby-told").await;
    let metrics = &stage.operator.metrics_address().await.unwrap();
    until_value(
        metrics,
        "lease_transitions_total",
        &[("transition", "Won")],
        Some(1.0),
    )
    .await;
    let mut standby = stage.join(stage.cluster).await;
    let other = &standby.metrics_address().await.unwrap();
    stage.create("orders", realtime()).await;
    stage.until_ready("orders").await;
    until_value(metrics, "tasks", &[("phase", "Created")], Some(1.0)).await;
    let (read, _) = scrape(other).await;
    assert_eq!(value(&read, "leader", &[]), Some(0.0));
    assert_eq!(value(&read, "tasks", &[]), None);
    stage.operator.kill().await.unwrap();
    until_value(other, "leader", &[], Some(1.0)).await;
    until_value(other, "tasks", &[("phase", "Created")], Some(1.0)).await;
}

#[tokio::test]
async fn a_port_that_is_taken_ends_the_operator_and_says_so() {
    let stage = Stage::bare("taken", &[]).await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let mut operator = stage
        .join_with(OperatorOptions {
            env: vec![("METRICS_ADDRESS".to_owned(), address.clone())],
            ..OperatorOptions::default()
        })
        .await;
    let status = operator.ended().await.unwrap();
    assert!(!status.success());
    let told = wait::until("the reason", PATIENCE, || async {
        let log = operator.log().read();
        Ok(
            match log.contains(&format!("the metrics cannot be served at {address}")) {
                true => Look::Met(()),
                false => Look::NotYet(log),
            },
        )
    });
    told.await.unwrap();
}
