//! Secrets of a tenant that hold too much.

use k8s_openapi::api::core::v1::Secret;
use serde_json::json;

use super::Stage;
use crate::stage::*;

#[tokio::test]
async fn keys_as_large_as_the_server_takes_hinder_nobody() {
    let stage = Stage::new("large-keys").await;
    let large = "x".repeat(1_000_000);
    for (name, id, secret, token) in [
        ("id", large.as_str(), "secret", ""),
        ("secret", "LTAI5tSimulator", large.as_str(), ""),
        ("token", "LTAI5tSimulator", "simulator-secret", large.as_str()),
    ] {
        let key = json!({ "accessKeyId": id, "accessKeySecret": secret, "securityToken": token });
        stage
            .apply_object::<Secret>(json!({ "metadata": { "name": name }, "stringData": key }))
            .await;
        let credentials = json!({ "secretRef": { "name": name } });
        stage
            .create_pair(name, json!({ "credentials": credentials }))
            .await;
    }
    for name in ["id", "secret", "token"] {
        let text = stage
            .until_refused(name, &["CredentialsRefused", "CredentialsNotFound"])
            .await;
        assert!(text.len() < 2_048 && !text.contains("xxxxxxxx"), "{name}: {text}");
    }
    stage.create("sound", realtime()).await;
    stage.until_ready("sound").await;
    let log = stage.operator.log().read();
    let longest = log.lines().map(str::len).max().unwrap_or_default();
    assert!(longest < 8_192, "a line of {longest} bytes is in the log");
}
