//! Bad input about the life of a task: the field and the remedy are named, and nothing is called.

use serde_json::{Value, json};

use crate::stage::*;

fn with(mut spec: Value, field: &str, value: Value) -> Value {
    spec[field] = value;
    spec
}

#[tokio::test]
async fn what_a_type_does_not_take_is_refused_with_a_remedy() {
    let stage = Stage::new("unfit").await;
    let solution = || json!({ "taskType": "DI_SOLUTION", "taskParam": script("holo") });
    let daily = || json!({ "taskType": "DI_OFFLINE", "taskContent": job() });
    for (spec, expected) in [
        (
            with(
                running(),
                "startParam",
                json!({ "ddlMarkMap": { "AddColumn": "NORMAL" } }),
            ),
            "ddlMarkMap knows the kinds",
        ),
        (
            with(
                running(),
                "startParam",
                json!({ "ddlMarkMap": { "ADDCOLUMN": "Normal" } }),
            ),
            "spec.startParam.ddlMarkMap.ADDCOLUMN: Unsupported value",
        ),
        (
            with(
                running(),
                "startParam",
                json!({ "failoverLimit": { "count": -1, "interval": 5 } }),
            ),
            "spec.startParam.failoverLimit.count: Invalid value: -1",
        ),
        (
            with(running(), "startParam", json!({ "errorLimit": { "record": -5 } })),
            "spec.startParam.errorLimit.record: Invalid value: -5",
        ),
        (
            with(solution(), "desiredState", json!("Stopped")),
            "the DataWorks API cannot stop a DI_SOLUTION",
        ),
        (
            with(daily(), "desiredState", json!("Stopped")),
            "schedule.stop: true",
        ),
        (
            with(solution(), "deletionPolicy", json!("Delete")),
            "write deletionPolicy: Retain",
        ),
        (
            with(solution(), "replacePolicy", json!("Recreate")),
            "remove replacePolicy",
        ),
        (
            with(solution(), "startParam", json!({})),
            "startParam is for DI_REALTIME",
        ),
        (
            with(daily(), "restartPolicy", json!({ "limit": 1 })),
            "schedule.rerunMode",
        ),
        (
            with(running(), "schedule", json!({ "cronExpress": "00 30 05 * * ?" })),
            "schedule is for DI_OFFLINE",
        ),
        (
            with(daily(), "schedule", json!({ "cycleType": "WEEK" })),
            "spec.schedule.cycleType",
        ),
        (
            with(running(), "desiredState", json!("Paused")),
            "spec.desiredState: Unsupported value",
        ),
        (
            with(running(), "driftPolicy", json!("Fix")),
            "spec.driftPolicy: Unsupported value",
        ),
        (
            with(running(), "progressDeadlineSeconds", json!(0)),
            "spec.progressDeadlineSeconds",
        ),
    ] {
        let refusal = stage
            .try_create("bad", spec.clone())
            .await
            .expect_err(&spec.to_string());
        assert!(refusal.contains(expected), "{spec}: {refusal}");
    }
    for (interval, right) in [
        ("90m", true),
        ("1h30m", true),
        ("0s", false),
        ("1d", false),
        ("soon", false),
    ] {
        let spec = json!({ "spec": { "watchInterval": interval } });
        let patched = stage
            .workspaces()
            .patch("default", &Default::default(), &kube::api::Patch::Merge(spec))
            .await;
        assert_eq!(patched.is_ok(), right, "{interval}: {patched:?}");
        if let Err(error) = patched {
            assert!(
                error.to_string().contains("watchInterval must be a duration"),
                "{error}"
            );
        }
    }
    assert!(stage.calls().await.is_empty());
}
