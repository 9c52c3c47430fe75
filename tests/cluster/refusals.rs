//! Bad input that the API server refuses: the field and the remedy are named.

use serde_json::{Value, json};

use crate::stage::*;

/// Specs that the API server refuses, and what it must say.
#[tokio::test]
async fn compute_units_are_whole_and_half_numbers() {
    let stage = Stage::new("units").await;
    for (name, cu) in [("whole", json!(2)), ("half", json!(2.5))] {
        let mut spec = realtime();
        spec["cu"] = cu.clone();
        stage.create(name, spec).await;
        let defaults = json!({ "defaults": { "cu": cu } });
        stage.create_workspace_named(name, defaults).await;
    }
}

#[tokio::test]
async fn the_api_server_refuses_with_a_remedy() {
    let stage = Stage::bare("refusals", &[]).await;
    let kafka = || script("kafka");
    for (spec, expected) in [
        (
            json!({ "taskType": "DI_REALTIME", "taskParam": "text" }),
            "spec.taskParam: Invalid value: \"string\": spec.taskParam in body must be of type object",
        ),
        (
            json!({ "taskType": "DI_REALTIME" }),
            "exactly one of taskParam, taskContent, scriptFrom and pipeline must be set",
        ),
        (
            json!({ "taskType": "DI_REALTIME", "taskParam": kafka(), "scriptFrom": { "secretKeyRef": { "name": "a", "key": "b" } } }),
            "exactly one of taskParam",
        ),
        (
            json!({ "taskType": "DI_OFFLINE", "taskParam": kafka() }),
            "move it to taskContent",
        ),
        (
            json!({ "taskType": "DI_REALTIME", "taskContent": job() }),
            "write the short script in taskParam",
        ),
        (
            json!({ "taskType": "DI_SOLUTION", "taskParam": kafka(), "deletionPolicy": "Delete" }),
            "write deletionPolicy: Retain",
        ),
        (
            json!({ "taskType": "DI_BATCH", "taskParam": kafka() }),
            "spec.taskType: Unsupported value",
        ),
        (
            json!({ "taskType": "DI_REALTIME", "taskParam": kafka(), "taskName": "orders-rt" }),
            "write underscores for hyphens",
        ),
        (
            json!({ "taskType": "DI_REALTIME", "taskParam": kafka(), "cu": 0.7 }),
            "cu must be a multiple of 0.5",
        ),
        (
            json!({ "taskType": "DI_REALTIME", "scriptFrom": {} }),
            "exactly one of configMapKeyRef and secretKeyRef",
        ),
    ] {
        let refusal = stage
            .try_create("bad", spec.clone())
            .await
            .expect_err(&spec.to_string());
        assert!(refusal.contains(expected), "{spec}: {refusal}");
    }
    let pipeline = |sink: &str, source: Value| {
        let mut whole = json!({ "type": "MySQL", "dataSource": "mysql_pub" });
        whole
            .as_object_mut()
            .unwrap()
            .extend(source.as_object().unwrap().clone());
        json!({ "taskType": "DI_REALTIME",
                "pipeline": { "source": whole, "sink": { "type": sink, "dataSource": "sink" } } })
    };
    for (spec, expected) in [
        (
            pipeline("Paimon", json!({ "tables": ["a"] })),
            "write the script of another pair in taskParam",
        ),
        (
            pipeline("Kafka", json!({})),
            "exactly one of databases and tables must be set",
        ),
        (
            pipeline("Kafka", json!({ "tables": [] })),
            "spec.pipeline.source.tables",
        ),
        (
            pipeline("Kafka", json!({ "tables": ["a", "a"] })),
            "spec.pipeline.source.tables[1]: Duplicate value",
        ),
        (
            pipeline(
                "Kafka",
                json!({ "databases": [{ "name": "d", "tables": ["a", "a"] }] }),
            ),
            "spec.pipeline.source.databases[0].tables[1]: Duplicate value",
        ),
    ] {
        let refusal = stage
            .try_create("bad", spec.clone())
            .await
            .expect_err(&spec.to_string());
        assert!(refusal.contains(expected), "{spec}: {refusal}");
    }
    // What may be missing may also be null.
    let spec = json!({ "taskType": "DI_REALTIME", "taskParam": kafka(), "taskContent": null, "cu": null, "taskName": null });
    stage.create("nulls", spec).await;
}

#[tokio::test]
async fn credentials_come_from_one_place() {
    let stage = Stage::bare("sources", &[]).await;
    let role = |more: Value| {
        let mut role = json!({ "roleArn": "acs:ram::1000000000000001:role/dw" });
        let more = more.as_object().unwrap().clone();
        role.as_object_mut().unwrap().extend(more);
        json!({ "oidc": {}, "assumeRole": role })
    };
    for (credentials, expected) in [
        (
            json!({}),
            "exactly one of secretRef, oidc, ecsRamRole and environment",
        ),
        (
            json!({ "secretRef": { "name": "keys" }, "environment": {} }),
            "exactly one of secretRef, oidc, ecsRamRole and environment",
        ),
        (
            json!({ "oidc": { "roleArn": "dw" } }),
            "copy it from the page of the role",
        ),
        (
            json!({ "oidc": { "oidcProviderArn": "ack" } }),
            "copy it from the cluster's page",
        ),
        (
            json!({ "oidc": { "sessionName": "a b" } }),
            "write hyphens for other characters",
        ),
        (
            json!({ "ecsRamRole": { "roleName": "../x" } }),
            "the part of its ARN after role/",
        ),
        (
            role(json!({ "roleArn": "dw" })),
            "copy it from the page of the role",
        ),
        (role(json!({ "durationSeconds": 899 })), "remove it for an hour"),
        (
            role(json!({ "durationSeconds": 43_201 })),
            "remove it for an hour",
        ),
        (
            role(json!({ "externalId": "x" })),
            "spec.credentials.assumeRole.externalId",
        ),
        (
            role(json!({ "sessionName": "a b" })),
            "write hyphens for other characters",
        ),
    ] {
        let refusal = stage.try_workspace(credentials.clone()).await;
        let refusal = refusal.expect_err(&credentials.to_string());
        assert!(refusal.contains(expected), "{credentials}: {refusal}");
    }
    let whole = role(json!({ "externalId": "x1", "sessionName": "a.b@c-d_e", "durationSeconds": 43_200 }));
    stage.try_workspace(whole).await.unwrap();
}

#[tokio::test]
async fn what_cannot_change_is_refused_with_a_remedy() {
    let stage = Stage::bare("immutable", &[]).await;
    stage
        .create(
            "fixed",
            json!({ "taskType": "DI_REALTIME", "taskParam": script("odps"), "taskName": "a" }),
        )
        .await;
    for (change, expected) in [
        (json!({ "taskType": "DI_SOLUTION" }), "taskType is immutable"),
        (json!({ "taskName": "b" }), "taskName is immutable"),
        (json!({ "taskName": null }), "taskName is immutable"),
        (
            json!({ "workspaceRef": { "name": "other" } }),
            "workspaceRef is immutable",
        ),
    ] {
        let refusal = stage
            .try_edit("fixed", json!({ "spec": change }))
            .await
            .expect_err(expected);
        assert!(
            refusal.contains(expected) && refusal.contains("create a new DISyncTask"),
            "{refusal}"
        );
    }
    stage.create_workspace(json!({})).await;
    for (change, expected) in [
        (json!({ "projectId": 20000 }), "projectId is immutable"),
        (json!({ "regionId": "cn-beijing" }), "regionId is immutable"),
        (json!({ "projectId": 0 }), "copy the workspace ID"),
        (
            json!({ "regionId": "CN Shanghai" }),
            "in lower case, such as cn-shanghai",
        ),
    ] {
        let patch = kube::api::Patch::Merge(json!({ "spec": change }));
        let refusal = stage
            .workspaces()
            .patch("default", &Default::default(), &patch)
            .await
            .expect_err(expected);
        assert!(refusal.to_string().contains(expected), "{refusal}");
    }
}
