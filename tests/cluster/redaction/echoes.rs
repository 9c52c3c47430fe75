//! How hosts repeat what they were sent.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use k8s_openapi::api::core::v1::Secret;
use serde_json::{Value, json};

use super::{KEY_SECRET, REPEATED_ID, STS_TOKEN, in_workspace};
use crate::stage::*;

/// The workspace of DataWorks where a host repeats the key.
const ECHOED: i64 = 10_001;

/// Symbols, written as something writes them.
fn symbols(text: &str, write: impl Fn(char) -> String) -> String {
    let written = text.chars().map(|c| match c {
        c if c.is_ascii_alphanumeric() => c.to_string(),
        c => write(c),
    });
    written.collect()
}

fn percent(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// The text in each encoding, by the name of what writes so.
pub fn of(text: &str) -> Vec<(&'static str, String)> {
    let once = percent(text);
    vec![
        ("plain", text.to_owned()),
        ("JSON", Value::from(text).to_string()),
        ("Gson", symbols(text, |c| format!("\\u{:04x}", u32::from(c)))),
        ("a form", once.clone()),
        ("lower case", symbols(text, |c| format!("%{:02x}", u32::from(c)))),
        ("partly", once.replace("%2F", "/")),
        ("three times", percent(&percent(&once))),
        ("HTML", symbols(text, |c| format!("&#{};", u32::from(c)))),
        ("names", text.replace('"', "&quot;").replace('=', "&equals;")),
        ("Java", text.replace('"', "").replace(':', "=")),
        ("a part", text.chars().take(24).collect()),
        ("spaces", text.replace('+', " ")),
        ("base64", STANDARD.encode(text)),
        (
            "hexadecimal",
            text.bytes().map(|byte| format!("{byte:02x}")).collect(),
        ),
    ]
}

/// All of these texts in each encoding, in one.
pub fn all(texts: &[&str]) -> String {
    let each = texts.iter().flat_map(|text| of(text));
    let each: Vec<_> = each.map(|(name, text)| format!("{name}: {text}")).collect();
    each.join(" and from ")
}

impl Stage {
    /// A task of a workspace of its own, of which the host repeats the temporary key in every encoding.
    pub(super) async fn is_repeated(&self) {
        let key =
            json!({ "accessKeyId": REPEATED_ID, "accessKeySecret": KEY_SECRET, "securityToken": STS_TOKEN });
        self.simulator.put("keys", &key).await.unwrap();
        self.apply_object::<Secret>(json!({ "metadata": { "name": "echoed" }, "stringData": key }))
            .await;
        let text = all(&[STS_TOKEN, REPEATED_ID]);
        let fault = json!({ "projectId": ECHOED, "kind": "error", "status": 503, "code": "Odd", "message": text, "times": 0 });
        self.fault(fault).await;
        let credentials = json!({ "secretRef": { "name": "echoed" } });
        let workspace = json!({ "credentials": credentials, "projectId": ECHOED });
        self.create_workspace_named("echoed", workspace).await;
        self.create("echoed", in_workspace("echoed", realtime())).await;
        let refused =
            |task: &_| condition(task, "Ready").is_some_and(|(_, _, text)| text.contains("plain: [hidden]"));
        self.until("echoed", "told what is left of it", refused).await;
    }
}
