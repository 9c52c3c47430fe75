//! Scripts that mean harm, from where the API server takes anything: ConfigMaps and Secrets.

use k8s_openapi::api::core::v1::{ConfigMap, Secret};
use serde_json::json;

use super::memory;
use crate::stage::*;

/// A text of which each level holds the one below it nine times.
fn bomb() -> String {
    let mut text = "a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n".to_owned();
    for n in 1..12 {
        let below = vec![format!("*a{}", n - 1); 9].join(", ");
        text.push_str(&format!("a{n}: &a{n} [{below}]\n"));
    }
    text
}

/// A long text that is referred to as often as fits.
fn echoes() -> String {
    let all = vec!["*a"; 90].join(", ");
    format!("a: &a {}\nb: [{all}]\n", "x".repeat(900_000))
}

#[tokio::test]
async fn scripts_that_explode_are_refused_and_the_others_are_served() {
    let stage = Stage::new("exploding").await;
    let neither = "neither JSON nor YAML";
    let script = script("odps").to_string();
    let padded = format!("{script}{}", " ".repeat(1_000_000 - script.len()));
    let cases = [
        ("bomb", bomb(), neither),
        ("echoes", echoes(), neither),
        ("deep", "[".repeat(500_000), neither),
        ("deeper", "{\"a\":".repeat(100_000), neither),
        (
            "indented",
            (0..700).map(|n| format!("{}a:\n", " ".repeat(n))).collect(),
            neither,
        ),
        (
            "twice",
            script.replacen("\"steps\"", "\"steps\":[],\"steps\"", 1),
            "a key is written twice",
        ),
        (
            "endless-number",
            format!("{{\"type\":{}}}", "9".repeat(900_000)),
            "kept exactly",
        ),
        (
            "not-exact",
            script.replacen("\"1.0\"", "123456789012345678901234567890", 1),
            "kept exactly",
        ),
        (
            "nul",
            script.replacen("realtime", "real\\u0000time", 1),
            "type: must be realtime",
        ),
        ("documents", "---\na: 1\n".repeat(100_000), neither),
        ("empty", String::new(), "must be an object"),
    ];
    for (name, text, _) in &cases {
        stage
            .apply_object::<ConfigMap>(json!({ "metadata": { "name": name }, "data": { "a": text } }))
            .await;
        let from = json!({ "configMapKeyRef": { "name": name, "key": "a" } });
        stage
            .create(name, json!({ "taskType": "DI_REALTIME", "scriptFrom": from }))
            .await;
    }
    // Bytes that are no text, and a script as large as the API server takes.
    let not_text = json!({ "metadata": { "name": "bytes" }, "data": { "a": "/////w==" } });
    stage.apply_object::<Secret>(not_text).await;
    let from = json!({ "secretKeyRef": { "name": "bytes", "key": "a" } });
    stage
        .create("bytes", json!({ "taskType": "DI_REALTIME", "scriptFrom": from }))
        .await;
    stage
        .apply_object::<ConfigMap>(json!({ "metadata": { "name": "padded" }, "data": { "a": padded } }))
        .await;
    let from = json!({ "configMapKeyRef": { "name": "padded", "key": "a" } });
    let spec = json!({ "taskType": "DI_REALTIME", "scriptFrom": from, "desiredState": "Created" });
    stage.create("padded", spec).await;
    stage.create("sound", realtime()).await;
    stage.until_ready("sound").await;
    stage.until_ready("padded").await;
    for (name, _, told) in &cases {
        let task = stage.until_reason(name, "InvalidSpec").await;
        let text = message(&task);
        assert!(text.contains(told), "{name}: {told}: {text}");
        assert!(text.chars().count() < 2_048, "{name}: {}", text.chars().count());
    }
    let task = stage.until_reason("bytes", "ScriptNotFound").await;
    assert!(
        message(&task).contains("holds as a is no text"),
        "{}",
        message(&task)
    );
    memory::check(&stage.operator);
}
