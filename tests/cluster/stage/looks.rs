//! What a test looks at.

use dataworks_operator::api::DISyncTask;
use k8s_openapi::api::events::v1::Event;
use kube::api::ListParams;
use kube::{Api, ResourceExt};
use serde_json::Value;
use testbed::Operator;
use testbed::openmetrics::Exposition;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::Stage;

/// The only account of the simulator.
const ACCOUNT: &str = "1000000000000001";

impl Stage {
    /// The calls that the simulator got, as `Action outcome`.
    pub async fn calls(&self) -> Vec<String> {
        let word = |call: &Value, key: &str| call[key].as_str().unwrap_or_default().to_owned();
        let short = |call: &Value| format!("{} {}", word(call, "action"), word(call, "outcome"));
        self.call_log().await.iter().map(short).collect()
    }

    /// The operations that were called.
    pub async fn actions(&self) -> Vec<String> {
        let word = |call: &Value| call["action"].as_str().unwrap_or_default().to_owned();
        self.call_log().await.iter().map(word).collect()
    }

    /// The operations that were called and that change a task.
    pub async fn mutations(&self) -> Vec<String> {
        let mut actions = self.actions().await;
        let reads = ["Query", "Get", "List"];
        actions.retain(|action| !reads.iter().any(|read| action.starts_with(read)));
        actions
    }

    pub async fn call_log(&self) -> Vec<Value> {
        self.simulator
            .get("calls")
            .await
            .unwrap()
            .as_array()
            .unwrap()
            .clone()
    }

    /// The tasks that DataWorks holds in the workspace.
    pub async fn remote(&self) -> Vec<Value> {
        let state = self.simulator.get("state").await.unwrap();
        state["workspaces"]["10000"]["tasks"].as_array().unwrap().clone()
    }

    /// What the simulator counted of the account's calls.
    pub async fn counted(&self, what: &str) -> u64 {
        let quota = self.simulator.get("quota").await.unwrap();
        let count = quota["accounts"][ACCOUNT][what]["all"].as_u64();
        count.unwrap_or_default()
    }

    /// The resources that there are.
    pub async fn all_tasks(&self) -> Vec<DISyncTask> {
        self.tasks().list(&Default::default()).await.unwrap().items
    }

    /// The names of the tasks, the oldest first; the API server tells their age in whole seconds.
    pub async fn by_age(&self) -> Vec<String> {
        let mut tasks = self.all_tasks().await;
        tasks.sort_by_key(|task| (task.metadata.creation_timestamp.clone(), task.uid()));
        tasks.into_iter().map(|task| task.name_any()).collect()
    }

    /// Events about a task, as `Type Reason`.
    pub async fn events(&self, name: &str) -> Vec<String> {
        let api: Api<Event> = Api::namespaced(self.client.clone(), &self.namespace);
        let about = ListParams::default().fields(&format!("regarding.name={name}"));
        let mut events = api.list(&about).await.unwrap().items;
        events.sort_by_key(|event| event.event_time.clone());
        let word = |word: &Option<String>| word.clone().unwrap_or_default();
        events
            .iter()
            .map(|event| format!("{} {}", word(&event.type_), word(&event.reason)))
            .collect()
    }
}

/// The answer of a probe, from the status on.
pub async fn probe(operator: &mut Operator, path: &str) -> String {
    let address = operator.health_address().await.unwrap();
    get(&address, path).await
}

/// The metrics that are served there, which are held against the rules of their format, and the answer that they were in.
pub async fn scrape(address: &str) -> (Exposition, String) {
    let answer = get(address, "/metrics").await;
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
    let read = Exposition::parse(body).unwrap_or_else(|error| panic!("{error}\n{answer}"));
    (read, answer)
}

async fn get(address: &str, path: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

/// A condition's status, reason and message.
pub fn condition(task: &DISyncTask, kind: &str) -> Option<(String, String, String)> {
    let conditions = &task.status.as_ref()?.conditions;
    let found = conditions.iter().find(|condition| condition.type_ == kind)?;
    Some((found.status.clone(), found.reason.clone(), found.message.clone()))
}

pub fn message(task: &DISyncTask) -> String {
    condition(task, "Ready")
        .map(|(_, _, message)| message)
        .unwrap_or_default()
}
