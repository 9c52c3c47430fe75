//! The manifests of `examples/`, with the two changes that a demo asks for.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::stage::NAMESPACE;
use crate::{Cluster, Error, Result, SimulatorOptions, layout};

/// How often the tasks are looked at, so that an edit in the console is seen while somebody waits. The default is 1h:
/// each look costs calls, of which the Basic edition of DataWorks has 100 a day.
const WATCH_INTERVAL: &str = "2s";

const WHY_SO_OFTEN: &str =
    "drift is to be seen at once; the default is 1h, as each look costs calls of the daily quota";

/// The examples, as objects.
#[derive(Debug)]
pub(super) struct Examples(Vec<Value>);

impl Examples {
    /// Reads `examples/` through kubectl, so that what is applied is what `kubectl apply -k examples` would apply.
    pub(super) async fn render(cluster: &Cluster) -> Result<Self> {
        let folder = layout::checkout().join("examples");
        let folder = folder.to_string_lossy();
        let create = [
            "create",
            "--dry-run=client",
            "-o",
            "json",
            "-n",
            NAMESPACE,
            "-k",
            &folder,
        ];
        let text = cluster.kubectl(&create).await?;
        Self::parse(&text)
    }

    /// kubectl prints one object after the other, or a list of them.
    fn parse(text: &str) -> Result<Self> {
        let mut objects = Vec::new();
        for value in serde_json::Deserializer::from_str(text).into_iter::<Value>() {
            match value.map_err(Error::json("the examples"))? {
                Value::Object(mut list) if list.get("kind") == Some(&json!("List")) => {
                    if let Some(Value::Array(items)) = list.remove("items") {
                        objects.extend(items);
                    }
                }
                object => objects.push(object),
            }
        }
        // Tasks would wait for their workspace, and say so in an event: it goes first.
        objects.sort_by_key(|object| object["kind"] == "DISyncTask");
        Ok(Self(objects))
    }

    /// A simulator that knows the AccessKey and the workspace that the examples name.
    pub(super) fn simulator_options(&self) -> Result<SimulatorOptions> {
        let missing = |what: &str| Error::Missing {
            what: what.to_owned(),
            remedy: "restore examples/".into(),
        };
        let key = |name: &str| {
            self.kind("Secret")
                .find_map(|secret| secret_value(secret, name))
                .ok_or_else(|| missing(&format!("a Secret with the key {name} in examples/")))
        };
        let project_id = self
            .kind("DataWorksWorkspace")
            .find_map(|found| found.pointer("/spec/projectId")?.as_i64());
        Ok(SimulatorOptions {
            access_key_id: key("accessKeyId")?,
            access_key_secret: key("accessKeySecret")?,
            project_id: project_id.ok_or_else(|| missing("a DataWorksWorkspace in examples/"))?,
            port: 0,
            args: super::super::patient_processes(),
        })
    }

    /// Lets every workspace name this endpoint and be looked at often, and tells what was changed.
    pub(super) fn adapt(&mut self, endpoint: &str) -> Vec<String> {
        let mut changes = Vec::new();
        for object in self
            .0
            .iter_mut()
            .filter(|object| object["kind"] == "DataWorksWorkspace")
        {
            let name = object["metadata"]["name"].as_str().unwrap_or_default().to_owned();
            for (field, value, why) in [
                ("endpoint", endpoint, "the free port that the simulator took"),
                ("watchInterval", WATCH_INTERVAL, WHY_SO_OFTEN),
            ] {
                let before = std::mem::replace(&mut object["spec"][field], json!(value));
                changes.push(format!(
                    "spec.{field} of DataWorksWorkspace {name}: {before} -> \"{value}\" ({why})"
                ));
            }
        }
        changes
    }

    /// All of it, for `kubectl apply`.
    pub(super) fn manifests(&self) -> String {
        json!({ "apiVersion": "v1", "kind": "List", "items": self.0 }).to_string()
    }

    fn kind(&self, kind: &'static str) -> impl Iterator<Item = &Value> {
        self.0.iter().filter(move |object| object["kind"] == kind)
    }
}

fn secret_value(secret: &Value, key: &str) -> Option<String> {
    if let Some(text) = secret.pointer("/stringData").and_then(|data| data.get(key)) {
        return text.as_str().map(str::to_owned);
    }
    let encoded = secret.pointer("/data").and_then(|data| data.get(key))?.as_str()?;
    String::from_utf8(STANDARD.decode(encoded).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"
        {"kind": "Secret", "stringData": {"accessKeyId": "id"}, "data": {"accessKeySecret": "c2VjcmV0"}}
        {"kind": "List", "items": [
            {"kind": "DataWorksWorkspace", "metadata": {"name": "w"},
             "spec": {"projectId": 7, "endpoint": "http://old", "watchInterval": "1h"}}
        ]}"#;

    #[test]
    fn the_simulator_gets_what_the_examples_name() {
        let options = Examples::parse(TEXT).unwrap().simulator_options().unwrap();
        assert_eq!(
            (options.access_key_id.as_str(), options.access_key_secret.as_str()),
            ("id", "secret")
        );
        assert_eq!(options.project_id, 7);
    }

    #[test]
    fn what_the_tasks_need_goes_first() {
        let text = r#"{"kind": "DISyncTask"} {"kind": "DataWorksWorkspace"} {"kind": "Secret"}"#;
        let kinds: Vec<_> = Examples::parse(text).unwrap().0;
        assert_eq!(kinds[0]["kind"], "DataWorksWorkspace");
        assert_eq!(kinds[2]["kind"], "DISyncTask");
    }

    #[test]
    fn the_endpoint_and_the_watch_are_the_only_changes_and_are_told() {
        let mut examples = Examples::parse(TEXT).unwrap();
        let before = examples.0.clone();
        let changes = examples.adapt("http://new");
        assert_eq!(changes.len(), 2);
        assert!(
            changes[0]
                .starts_with(r#"spec.endpoint of DataWorksWorkspace w: "http://old" -> "http://new" ("#)
        );
        assert!(changes[1].starts_with(r#"spec.watchInterval of DataWorksWorkspace w: "1h" -> "2s" ("#));
        assert_eq!(examples.0[0], before[0]);
        assert_eq!(
            examples.0[1]["spec"],
            json!({"projectId": 7, "endpoint": "http://new", "watchInterval": "2s"})
        );
    }
}
