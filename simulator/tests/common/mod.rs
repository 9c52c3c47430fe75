//! A simulator on a free port and a client for it.

#![allow(dead_code, unused_imports, unreachable_pub, missing_docs)]
#![allow(clippy::unwrap_used, clippy::panic, clippy::disallowed_methods)]

mod call;

use std::collections::BTreeMap;
use std::io;

use clap::Parser as _;
use dataworks_simulator::{Options, Server};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

pub use call::{Call, timestamp};

/// A running simulator.
pub struct Simulator {
    server: Server,
}

/// An HTTP answer.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: BTreeMap<String, String>,
    pub body: String,
}

impl Reply {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }

    /// Status and error code.
    pub fn error(&self) -> (u16, String) {
        (
            self.status,
            self.json()["Code"].as_str().unwrap_or_default().to_owned(),
        )
    }

    pub fn data(&self) -> Value {
        assert_eq!(self.status, 200, "{}", self.body);
        self.json()["Data"].clone()
    }
}

impl Simulator {
    /// Starts one; further arguments as on the command line.
    pub async fn start(arguments: &[&str]) -> Self {
        let first = ["dataworks-simulator", "--listen", "127.0.0.1:0"];
        let options = Options::try_parse_from(first.iter().chain(arguments)).unwrap();
        Self {
            server: Server::start(&options).await.unwrap(),
        }
    }

    pub async fn stop(self) {
        self.server.stop().await;
    }

    pub fn authority(&self) -> String {
        self.server.url().trim_start_matches("http://").to_owned()
    }

    /// Sends a call: in the form body, or in the URL if it is a GET.
    pub async fn try_send(&self, call: &Call) -> io::Result<Reply> {
        let form = call.form();
        if call.method == "GET" {
            self.request("GET", &format!("/?{form}"), "", "").await
        } else {
            self.request(
                call.method,
                "/",
                "Content-Type: application/x-www-form-urlencoded\r\n",
                &form,
            )
            .await
        }
    }

    pub async fn send(&self, call: &Call) -> Reply {
        self.try_send(call).await.unwrap()
    }

    pub async fn call(&self, action: &str, business: &[(&str, &str)]) -> Reply {
        self.send(&Call::new(action, business)).await
    }

    /// Calls the admin interface; `body` null sends none.
    pub async fn admin(&self, method: &str, path: &str, body: Value) -> Reply {
        let body = if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        self.request(
            method,
            &format!("/_admin/{path}"),
            "Content-Type: application/json\r\n",
            &body,
        )
        .await
        .unwrap()
    }

    /// Changes the behaviour.
    pub async fn behave(&self, changes: Value) {
        let reply = self.admin("PATCH", "behaviour", changes).await;
        assert_eq!(reply.status, 200, "{}", reply.body);
    }

    /// Adds a fault.
    pub async fn fault(&self, rule: Value) {
        let reply = self.admin("POST", "faults", rule).await;
        assert_eq!(reply.status, 200, "{}", reply.body);
    }

    /// The last call in the log.
    pub async fn last_call(&self) -> Value {
        let calls = self.admin("GET", "calls", Value::Null).await.json();
        calls.as_array().and_then(|calls| calls.last()).cloned().unwrap()
    }

    /// Looks until there is what is waited for.
    pub async fn until<T>(&self, what: &str, mut look: impl AsyncFnMut(&Self) -> Option<T>) -> T {
        let end = tokio::time::Instant::now() + std::time::Duration::from_secs(60);
        loop {
            if let Some(found) = look(self).await {
                return found;
            }
            assert!(tokio::time::Instant::now() < end, "{what} did not come");
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
    }

    /// Tasks of the first workspace.
    pub async fn tasks(&self) -> Vec<Value> {
        let state = self.admin("GET", "state", Value::Null).await.json();
        state["workspaces"]["10000"]["tasks"].as_array().cloned().unwrap()
    }

    pub async fn generate(&self) -> Reply {
        let script = script();
        self.call(
            "GenerateDISyncTaskConfigForCreating",
            &realtime(&[("TaskParam", &script)]),
        )
        .await
    }

    pub async fn query(&self, process_id: &Value) -> Reply {
        let id = process_id.to_string();
        self.call(
            "QueryDISyncTaskConfigProcessResult",
            &realtime(&[("AsyncProcessId", &id)]),
        )
        .await
    }

    pub async fn create(&self, name: &str, more: &[(&str, &str)]) -> Reply {
        let content = content();
        let fields = [&[("TaskName", name), ("TaskContent", content.as_str())], more].concat();
        self.call("CreateDISyncTask", &realtime(&fields)).await
    }

    /// Creates a real-time task and gives its FileId.
    pub async fn created(&self, name: &str) -> String {
        self.create(name, &[]).await.data()["FileId"].to_string()
    }

    /// Calls an operation on a real-time task and gives its `Data`.
    pub async fn act(&self, action: &str, file_id: &str) -> Value {
        self.call(action, &realtime(&[("FileId", file_id)])).await.data()
    }

    /// Deploys and starts a real-time task.
    pub async fn set_going(&self, file_id: &str) {
        for action in ["DeployDISyncTask", "StartDISyncInstance"] {
            assert_eq!(self.act(action, file_id).await["Status"], "success", "{action}");
        }
    }

    /// The run state of a real-time task.
    pub async fn look(&self, file_id: &str) -> Value {
        self.act("GetDISyncInstanceInfo", file_id).await["Status"].clone()
    }

    /// Changes a task as a person does in the console.
    pub async fn edit(&self, file_id: &str, changes: Value) -> Reply {
        self.admin("PATCH", &format!("tasks/{file_id}"), changes).await
    }

    /// Calls a file operation.
    pub async fn file(&self, action: &str, more: &[(&str, &str)]) -> Reply {
        self.call(action, &[&[("ProjectId", "10000")], more].concat())
            .await
    }

    pub async fn list(&self, more: &[(&str, &str)]) -> Value {
        self.call("ListFiles", &[&[("ProjectId", "10000")], more].concat())
            .await
            .data()
    }

    /// Sends a request without parameters, as to the metadata service; `headers` are whole lines.
    pub async fn plain(&self, method: &str, path: &str, headers: &str) -> Reply {
        self.request(method, path, headers, "").await.unwrap()
    }

    /// Sends parameters without a signature.
    pub async fn unsigned(&self, parameters: &[(&str, &str)]) -> Reply {
        let encoded: Vec<_> = parameters
            .iter()
            .map(|(name, value)| format!("{name}={}", call::encode(value)))
            .collect();
        let headers = "Content-Type: application/x-www-form-urlencoded\r\n";
        self.request("POST", "/", headers, &encoded.join("&"))
            .await
            .unwrap()
    }

    async fn request(&self, method: &str, path: &str, headers: &str, body: &str) -> io::Result<Reply> {
        let host = self.authority();
        let mut stream = TcpStream::connect(&host).await?;
        let length = body.len();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\
             {headers}Content-Length: {length}\r\n\r\n"
        );
        stream.write_all((head + body).as_bytes()).await?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await?;
        parse(&String::from_utf8(answer).map_err(io::Error::other)?)
    }
}

fn parse(text: &str) -> io::Result<Reply> {
    let broken = || io::Error::from(io::ErrorKind::UnexpectedEof);
    let (head, body) = text.split_once("\r\n\r\n").ok_or_else(broken)?;
    let mut lines = head.lines();
    let status = lines
        .next()
        .and_then(|line| line.split(' ').nth(1)?.parse().ok())
        .ok_or_else(broken)?;
    let headers = lines.filter_map(|line| line.split_once(": "));
    Ok(Reply {
        status,
        headers: headers
            .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
            .collect(),
        body: body.to_owned(),
    })
}

/// Parameters of a call about a real-time task.
pub fn realtime<'a>(more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    [&[("ProjectId", "10000"), ("TaskType", "DI_REALTIME")], more].concat()
}

/// A short script.
pub fn script() -> String {
    json!({
        "type": "realtime", "version": "1.0",
        "setting": {"resourceGroup": "S_res_group_1_2", "taskType": "oneclick_to_odps", "name": "orders_rt"},
        "steps": [
            {"stepType": "mysql", "name": "Reader", "category": "reader", "parameter": {"connection": [
                {"datasourceType": "mysql", "datasource": "orders_db", "table": ["orders", "订单"]}]}},
            {"stepType": "odps", "name": "Writer", "category": "writer", "parameter": {"datasource": "dw"}},
        ],
    })
    .to_string()
}

/// A configuration that looks generated.
pub fn content() -> String {
    json!({
        "type": "job", "version": "2.0",
        "extend": {"mode": "migration_odps", "resourceGroup": "S_res_group_1_2", "name": "from_content"},
        "steps": [{"category": "reader", "name": "reader"}, {"category": "writer", "name": "writer"}],
        "order": {"hops": [{"from": "reader", "to": "writer"}]},
    })
    .to_string()
}
