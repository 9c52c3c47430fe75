//! The price of every path in calls, as docs/costs.md tells it. `UPDATE_DOCS=1` writes the page anew.

use std::fmt::Write;

use serde_json::{Value, json};

use crate::stage::*;

const PAGE: &str = "docs/costs.md";

/// A stage whose simulator answers at once, and the rows measured on it.
struct Meter {
    stage: Stage,
    rows: String,
}

impl Meter {
    async fn new(name: &str) -> Self {
        Self {
            stage: Stage::new(name).await,
            rows: String::new(),
        }
    }

    async fn reset(&self) {
        self.stage.simulator.delete("calls").await.unwrap();
    }

    /// Writes down what was called since the last row.
    async fn row(&mut self, path: &str) {
        let actions = self.stage.actions().await;
        let mut list: Vec<(String, usize)> = Vec::new();
        for action in actions.iter() {
            match list.iter_mut().find(|(known, _)| known == action) {
                Some((_, count)) => *count += 1,
                None => list.push((action.clone(), 1)),
            }
        }
        let times = |(action, count): &(String, usize)| match count {
            1 => action.clone(),
            count => format!("{count} × {action}"),
        };
        let list: Vec<String> = list.iter().map(times).collect();
        let list = if list.is_empty() {
            "none".to_owned()
        } else {
            list.join(", ")
        };
        writeln!(self.rows, "| {path} | {} | {list} |", actions.len()).unwrap();
        self.reset().await;
    }

    async fn edit(&mut self, name: &str, spec: Value, reason: &str, path: &str) {
        let generation = self
            .stage
            .edit(name, json!({ "spec": spec }))
            .await
            .metadata
            .generation;
        self.stage
            .until(name, path, |task| {
                task.status.as_ref().unwrap().observed_generation == generation
                    && condition(task, "Ready").is_some_and(|ready| ready.0 == "True" && ready.1 == reason)
            })
            .await;
        self.row(path).await;
    }

    async fn delete(&mut self, name: &str, path: &str) {
        self.stage.delete(name).await;
        self.stage.until_gone(name).await;
        self.row(path).await;
    }
}

async fn real_time() -> String {
    let mut meter = Meter::new("costs").await;
    meter.stage.create("orders", running()).await;
    meter.stage.until_ready("orders").await;
    meter.row("`DI_REALTIME`: from nothing to running").await;
    let mut more = script("odps");
    more["steps"][0]["parameter"]["connection"][0]["selectedTables"][0]["schema"][0]["tableInfos"] =
        json!([ { "table": "molin_di_test_in_pk_v4" }, { "table": "orders" } ]);
    meter
        .edit(
            "orders",
            json!({ "taskParam": more }),
            "Running",
            "a table more, and running again",
        )
        .await;
    meter
        .edit(
            "orders",
            json!({ "cu": 2.0 }),
            "Running",
            "another resource group or CU, and running again",
        )
        .await;
    meter
        .edit(
            "orders",
            json!({ "startParam": { "errorLimit": { "record": 1 } } }),
            "Running",
            "other start parameters, and running again",
        )
        .await;
    meter
        .edit("orders", json!({ "desiredState": "Stopped" }), "Stopped", "stop")
        .await;
    meter
        .edit("orders", json!({ "desiredState": "Running" }), "Running", "start")
        .await;
    meter
        .edit(
            "orders",
            json!({ "deletionPolicy": "Delete" }),
            "Running",
            "an unchanged apply",
        )
        .await;
    meter.stage.operator.restart().await.unwrap();
    meter.stage.create("plain", realtime()).await;
    meter.stage.until_ready("plain").await;
    meter
        .row("a restart of the operator, and meanwhile: created and not deployed")
        .await;
    meter.delete("plain", "delete what was never deployed").await;
    meter.delete("orders", "delete what runs").await;
    meter.rows
}

async fn others() -> String {
    let mut meter = Meter::new("costs-others").await;
    let mut spec = running();
    spec["deletionPolicy"] = json!("Retain");
    meter.stage.create("maker", spec.clone()).await;
    meter.stage.until_ready("maker").await;
    meter.stage.delete("maker").await;
    meter.stage.until_gone("maker").await;
    meter.reset().await;
    spec["adoption"] = json!("IfExists");
    spec["taskName"] = json!("maker");
    meter.stage.create("adopted", spec).await;
    meter.stage.until_ready("adopted").await;
    meter.row("adopt a running task by its name").await;
    meter.delete("adopted", "delete with `Retain`").await;

    let daily = json!({ "taskType": "DI_OFFLINE", "taskContent": job(),
        "schedule": { "cronExpress": "00 30 05 * * ?", "inputList": ["demo_root"] } });
    meter.stage.create("daily", daily).await;
    meter.stage.until_ready("daily").await;
    meter
        .row("`DI_OFFLINE`: from nothing to deployed, with a schedule")
        .await;
    let mut other = job();
    other["steps"][0]["parameter"]["column"] = json!(["id", "name"]);
    meter
        .edit(
            "daily",
            json!({ "taskContent": other }),
            "Deployed",
            "another script, and deployed again",
        )
        .await;
    meter.delete("daily", "delete a batch task").await;

    meter
        .stage
        .create(
            "move",
            json!({ "taskType": "DI_SOLUTION", "taskParam": script("holo") }),
        )
        .await;
    meter.stage.until_ready("move").await;
    meter.row("`DI_SOLUTION`: from nothing to its end").await;
    meter.rows
}

/// What one look at a task costs that nothing happens to.
async fn watch() -> String {
    let meter = Meter {
        stage: Stage::with_workspace("costs-watch", json!({ "watchInterval": "3s" })).await,
        rows: String::new(),
    };
    meter.stage.create("orders", running()).await;
    meter.stage.until_baseline("orders").await;
    meter.reset().await;
    let version = meter
        .stage
        .tasks()
        .get("orders")
        .await
        .unwrap()
        .metadata
        .resource_version;
    meter
        .stage
        .until("orders", "looked at again", |task| {
            task.metadata.resource_version != version
        })
        .await;
    let looks = meter.stage.actions().await;
    // One look, or several where this test was slow; the log may begin and end in the middle of one.
    let one = ["ListFiles", "GetDISyncInstanceInfo"];
    let whole = match looks.as_slice() {
        [first, rest @ ..] if first == one[1] => rest,
        all => all,
    };
    let whole = whole.strip_suffix(&[one[0].to_owned()]).unwrap_or(whole);
    assert!(!whole.is_empty(), "{looks:?}");
    assert!(whole.chunks(one.len()).all(|look| look == one), "{looks:?}");
    let mut rows = String::new();
    writeln!(
        rows,
        "| a look at one running task | 2 | ListFiles (for up to 50 tasks at once), GetDISyncInstanceInfo |"
    )
    .unwrap();
    writeln!(
        rows,
        "| an idle day of one running task, at the default `watchInterval` of 1h | {} | 24 of them |",
        24 * one.len()
    )
    .unwrap();
    writeln!(
        rows,
        "| an idle day of 50 running tasks | {} | 24 × ListFiles, 24 × 50 × GetDISyncInstanceInfo |",
        24 + 24 * 50
    )
    .unwrap();
    writeln!(
        rows,
        "| an idle day of 50 tasks that are not deployed, or batch tasks | 24 | 24 × ListFiles |"
    )
    .unwrap();
    rows
}

#[tokio::test]
async fn the_page_of_prices_is_right() {
    let (first, second, third) = futures::join!(real_time(), others(), watch());
    let table = format!("| path | calls | which |\n| --- | --- | --- |\n{first}{second}{third}");
    publish(PAGE, &table);
}
