//! What is on the wire: method, path, headers, and which parameter travels where.

use super::server::{Act, Recorded, Server};
use super::{ID, SCRIPT, TOKEN, a_read, a_write, client};
use crate::dataworks::operations::{
    FindByName, GenerateConfig, ListFiles, Resources, Schedule, TaskContent, TaskParam, UpdateFile,
    UpdateTask,
};
use crate::dataworks::{DataWorks, Operation, sign};

async fn sent<O: Operation>(operation: &O) -> Recorded {
    let server = Server::performing(vec![Act::answer(
        200,
        "",
        r#"{"Success": true, "Data": {"Status": "fail"}}"#,
    )]);
    // What the answer means is no matter here.
    drop(client(&server.address).call(operation).await);
    server.recorded().remove(0)
}

#[tokio::test]
async fn a_create_sends_its_script_in_the_body_and_the_rest_in_the_query() {
    let request = sent(&a_write()).await;
    assert!(request.line.starts_with("post /?action="), "{}", request.line);
    assert!(
        request
            .headers
            .contains("content-type: application/x-www-form-urlencoded")
    );
    assert!(request.headers.contains("user-agent: dataworks-operator/"));
    for (name, value) in [
        ("Action", "CreateDISyncTask"),
        ("Version", "2020-05-18"),
        ("Format", "JSON"),
        ("Timestamp", "2024-05-06T07:08:09Z"),
        ("AccessKeyId", ID),
        ("SecurityToken", TOKEN),
        ("ProjectId", "10000"),
        ("TaskName", "a b*c~d+e/f=g&h"),
        ("TaskParam", r#"{"FileFolderPath":"业务流程/订单 同步/数据集成"}"#),
        ("ClientToken", "tok-1"),
    ] {
        assert_eq!(request.query[name], value);
    }
    assert_eq!(request.body.len(), 1);
    assert_eq!(request.body["TaskContent"], SCRIPT);
}

#[tokio::test]
async fn the_signature_holds_for_what_arrived() {
    let request = sent(&a_write()).await;
    let all = request
        .query
        .iter()
        .chain(&request.body)
        .filter(|(name, _)| *name != "Signature");
    let all: Vec<_> = all.map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let expected = sign::signature(super::SECRET, &sign::string_to_sign("POST", &all));
    assert_eq!(request.query["Signature"], expected);
}

#[tokio::test]
async fn a_list_sends_everything_in_the_body() {
    let by_name = FindByName {
        project_id: 1,
        name: "任务".into(),
    };
    let request = sent(&ListFiles::page(&by_name, 1)).await;
    assert_eq!(request.query["Action"], "ListFiles");
    assert!(!request.query.contains_key("ProjectId"));
    assert_eq!(
        (
            request.body["ProjectId"].as_str(),
            request.body["ExactFileName"].as_str()
        ),
        ("1", "任务")
    );
}

#[tokio::test]
async fn updates_send_their_script_and_their_schedule_in_the_body() {
    let task = sent(&UpdateTask {
        project_id: 1,
        task_type: "DI_REALTIME",
        file_id: 2,
        task_content: Some(TaskContent::new(SCRIPT)),
        resources: Resources::default(),
    })
    .await;
    assert_eq!(task.query["FileId"], "2");
    assert!(!task.query.contains_key("TaskParam"));
    assert_eq!((task.body.len(), task.body["TaskContent"].as_str()), (1, SCRIPT));

    let file = sent(&UpdateFile {
        project_id: 1,
        file_id: 2,
        schedule: Schedule {
            cron_express: Some("00 00/10 * * * ?".into()),
            ..Schedule::default()
        },
        file_folder_path: None,
    })
    .await;
    assert!(!file.query.contains_key("FileId"));
    assert_eq!(file.body.len(), 3);
    assert_eq!(file.body["CronExpress"], "00 00/10 * * * ?");
}

#[tokio::test]
async fn a_query_has_no_body_and_says_so() {
    let request = sent(&a_read()).await;
    assert!(request.body.is_empty());
    assert!(
        request.headers.contains("content-length: 0"),
        "{}",
        request.headers
    );
    assert!(!request.headers.contains("content-type"));
}

#[tokio::test]
async fn a_script_of_many_tables_travels_in_the_body() {
    let script = format!("{{\"tables\":\"{}\"}}", "任务 ".repeat(2_000));
    let operation = |script: &str| GenerateConfig {
        project_id: 1,
        task_type: "DI_SOLUTION",
        task_param: TaskParam::new(script),
        client_token: "t".into(),
    };
    let large = sent(&operation(&script)).await;
    assert_eq!(large.body["TaskParam"], script);
    assert!(large.line.len() < 1_024);
    let small = sent(&operation("{}")).await;
    assert_eq!(small.query["TaskParam"], "{}");
}

#[tokio::test]
async fn every_try_has_a_nonce_of_its_own() {
    let (one, two) = (sent(&a_read()).await, sent(&a_read()).await);
    assert_eq!(one.query["SignatureNonce"].len(), 32);
    assert_ne!(one.query["SignatureNonce"], two.query["SignatureNonce"]);
}
