//! What earlier releases stored is read by this version, and acted on as if nothing had happened in between.

use std::collections::BTreeMap;

use dataworks_operator::api::DISyncTask;
use jiff::{SignedDuration, Timestamp};
use kube::ResourceExt;
use serde_json::{Value, json};

use crate::ground::Ground;
use crate::release::{DATAWORKS, ENDPOINT, OBJECTS, Release};
use crate::stage::condition;
use crate::upgrade::ready_since;

const TEAM: &str = "team";

/// Of the objects of a release, the one that its operator was at work on.
const UNDER_WAY: &str = "generating";

/// What that one still costs: the thread is not known to this simulator, so it is begun anew.
const WORK: [&str; 2] = ["GenerateDISyncTaskConfigForCreating", "CreateDISyncTask"];

#[tokio::test]
async fn what_each_release_stored_is_gone_on_with() {
    for release in Release::all() {
        println!("from {}", release.version);
        let ground = Ground::new().await;
        ground.install_release(&release, " --set replicaCount=0").await;
        let stored = ground.store(&release).await;
        ground.simulator.delete("calls").await.unwrap();
        ground.upgrade(" --set replicaCount=1").await;
        let _operators = ground.operators().await;
        ground.goes_on(&stored).await;
        let mutations = ground.mutations().await;
        assert_eq!(mutations, WORK, "what rested was left alone");
    }
}

impl Ground {
    /// Puts back what a release left: the tasks in DataWorks, the resources and their statuses, at the distance from now at
    /// which they were from then.
    async fn store(&self, release: &Release) -> BTreeMap<String, DISyncTask> {
        let dataworks = release.json(DATAWORKS);
        for task in dataworks["tasks"].as_array().unwrap() {
            self.hold(task).await;
        }
        let then: Timestamp = dataworks["serverTime"].as_str().unwrap().parse().unwrap();
        let age = now().duration_since(then);
        self.furnish(TEAM).await;
        let text = release.json(OBJECTS).to_string();
        let mut list: Value =
            serde_json::from_str(&text.replace(ENDPOINT, &self.simulator.endpoint())).unwrap();
        for object in list["items"].as_array_mut().unwrap() {
            shift(object, age);
            self.apply(TEAM, object).await;
            let name = object["metadata"]["name"].as_str().unwrap();
            let status = json!({ "status": object["status"] }).to_string();
            let kind = object["kind"].as_str().unwrap();
            let patch = [
                "patch",
                kind,
                name,
                "-n",
                TEAM,
                "--subresource=status",
                "--type=merge",
                "-p",
                &status,
            ];
            self.cluster().kubectl(&patch).await.unwrap();
            let stored = self
                .cluster()
                .kubectl_json(&["get", kind, name, "-n", TEAM])
                .await
                .unwrap();
            assert_eq!(stored["status"], object["status"], "{name} is stored as it was");
        }
        let tasks = self.tasks(TEAM).await.list(&Default::default()).await.unwrap();
        let tasks: BTreeMap<_, _> = tasks.into_iter().map(|task| (task.name_any(), task)).collect();
        assert_eq!(tasks.len() + 1, list["items"].as_array().unwrap().len());
        tasks
    }

    /// Makes a task in DataWorks that is as it was, under its old number.
    async fn hold(&self, task: &Value) {
        let new = json!({
            "name": task["name"], "type": task["taskType"], "projectId": 10000, "content": task["content"],
            "folder": task["folder"], "resourceGroup": task["resourceGroup"], "cu": task["cu"],
        });
        let made = self.simulator.post("tasks", &new).await.unwrap();
        assert_eq!(made["fileId"], task["fileId"], "tasks are numbered in a row");
        let mut life = json!({ "deployed": task["deployed"] });
        if !task["runState"].is_null() {
            life["runState"] = task["runState"].clone();
        }
        let path = format!("tasks/{}", task["fileId"]);
        let now = self.simulator.patch(&path, &life).await.unwrap();
        for word in [
            "content",
            "folder",
            "deployed",
            "runState",
            "schedule",
            "properties",
        ] {
            assert_eq!(now[word], task[word], "{word} of {}", task["name"]);
        }
    }

    /// Visits all, and sees them where they were, but for the one that was under way.
    async fn goes_on(&self, stored: &BTreeMap<String, DISyncTask>) {
        for (name, then) in stored {
            let now = match ready(then).0.as_str() {
                "True" => self.visited(TEAM, name, "after").await,
                _ if name == UNDER_WAY => {
                    self.until((TEAM, name), |task| ready(task).0 == "True").await;
                    continue;
                }
                // It was asked for nothing, so nothing is to be heard of it; the others are through by then.
                _ => continue,
            };
            assert_eq!(ready(&now), ready(then), "{name}");
        }
        for (name, then) in stored.iter().filter(|(name, _)| *name != UNDER_WAY) {
            let now = self.tasks(TEAM).await.get(name).await.unwrap();
            let places = [then, &now].map(|task| {
                let status = task.status.as_ref().unwrap();
                (
                    status.phase,
                    status.file_id,
                    status.applied_hash.clone(),
                    status.drift.clone(),
                )
            });
            assert_eq!(places[0], places[1], "{name}");
            assert_eq!(ready(&now), ready(then), "{name}");
        }
    }
}

/// Status, reason and time of the Ready condition.
fn ready(task: &DISyncTask) -> (String, String, String) {
    let (status, reason, _) = condition(task, "Ready").unwrap();
    (status, reason, ready_since(task))
}

#[allow(clippy::disallowed_methods)] // the operator under test starts from the wall clock
fn now() -> Timestamp {
    Timestamp::now()
}

/// Moves every time in a value, and leaves it as exact as it was.
fn shift(value: &mut Value, age: SignedDuration) {
    match value {
        Value::Object(fields) => fields.values_mut().for_each(|value| shift(value, age)),
        Value::Array(items) => items.iter_mut().for_each(|value| shift(value, age)),
        Value::String(text) => {
            if let Some(moved) = moved(text, age) {
                *text = moved;
            }
        }
        _ => {}
    }
}

fn moved(text: &str, age: SignedDuration) -> Option<String> {
    let time: Timestamp = text.parse().ok()?;
    // Kubernetes writes whole seconds, or six digits after them.
    let digits = text.split_once('.').map_or(0, |(_, rest)| rest.len() - 1);
    let moved = time + SignedDuration::from_secs(age.as_secs());
    Some(format!("{moved:.digits$}"))
}

#[test]
fn times_move_and_nothing_else_does() {
    let mut value =
        json!({ "a": ["2026-01-01T00:00:00Z"], "b": "2026-01-01T00:00:00.250000Z", "c": "1", "d": 7 });
    shift(&mut value, SignedDuration::from_secs(60));
    assert_eq!(
        value,
        json!({ "a": ["2026-01-01T00:01:00Z"], "b": "2026-01-01T00:01:00.250000Z", "c": "1", "d": 7 })
    );
}
