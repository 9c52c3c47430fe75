//! The room as a whole, against a socket that answers as it is told.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use super::layers::Deadline;
use super::operations::{CreateTask, QueryConfig, Settings, TaskContent};
use super::{AccessKey, Client, Http, ServerClock};

mod assumed;
mod broken;
mod fenced;
mod limits;
mod node;
pub(super) mod refusal;
mod secrets;
mod server;
mod skew;
mod tls;
mod wire;

pub(super) const ID: &str = "LTAI5tTheKeyId";
pub(super) const SECRET: &str = "TheKeySecret";
pub(super) const TOKEN: &str = "CAIS+TheSecurityToken/==";
pub(super) const SCRIPT: &str = "{\"secret script\":\"任务 *~+/%&=?\\n \u{e9}\"}";

fn local_time() -> Timestamp {
    "2024-05-06T07:08:09.5Z".parse().unwrap()
}

fn client(address: &str) -> Client {
    client_with(Http::direct().unwrap().with_longest_answer(10_000), address)
}

fn client_with(http: Http, address: &str) -> Client {
    let key = AccessKey::new(ID, SECRET, Some(TOKEN)).unwrap();
    Client::new(
        http,
        address.parse().unwrap(),
        key,
        Arc::new(ServerClock::new(local_time)),
    )
}

/// Long enough for a loaded machine to answer, and what only a socket that hangs exceeds.
fn impatient(address: &str) -> Deadline<Client> {
    let limit = Duration::from_secs(1);
    Deadline::after(client(address), limit)
}

fn a_read() -> QueryConfig {
    QueryConfig {
        project_id: 10_000,
        task_type: "DI_REALTIME",
        process_id: 10,
    }
}

fn a_write() -> CreateTask {
    CreateTask {
        project_id: 10_000,
        task_type: "DI_REALTIME",
        task_name: "a b*c~d+e/f=g&h".into(),
        task_content: TaskContent::new(SCRIPT),
        settings: Settings {
            folder_path: Some("业务流程/订单 同步/数据集成".into()),
            ..Settings::default()
        },
        client_token: "tok-1".into(),
    }
}
