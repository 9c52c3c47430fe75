//! The life of tasks, as the operations tell it.

#![allow(clippy::unwrap_used)]

mod common;

use common::{Simulator, content, realtime, script};
use serde_json::{Value, json};

#[tokio::test]
async fn generate_poll_create_list_get_delete() {
    let simulator = Simulator::start(&[]).await;
    let process = simulator.generate().await.data()["ProcessId"].clone();
    let generated = simulator.query(&process).await.data();
    let text = generated["TaskContent"].as_str().unwrap();
    assert!(text.contains("订单"), "{text}");
    assert_eq!(
        simulator.query(&process).await.data(),
        generated,
        "the same process gives the same text"
    );

    let settings = r#"{"FileFolderPath": "Business Flow/订单/Data Integration", "Cu": "0.5"}"#;
    let fields = [("TaskContent", text), ("TaskParam", settings)];
    let created = simulator
        .call("CreateDISyncTask", &realtime(&fields))
        .await
        .data();
    let file_id = created["FileId"].to_string();
    let tasks = simulator.tasks().await;
    assert_eq!(
        tasks[0]["name"], "orders_rt",
        "the name of the content serves when there is no other"
    );
    assert_eq!(tasks[0]["folder"], "业务流程/订单/数据集成");
    assert_eq!(tasks[0]["cu"], 0.5);

    let file = [("FileId", file_id.as_str())];
    assert_eq!(
        simulator.call("GetDISyncTask", &realtime(&file)).await.data()["Code"],
        text
    );
    assert_eq!(
        simulator.call("DeleteDISyncTask", &realtime(&file)).await.data()["Status"],
        "success"
    );
    let gone = simulator.call("DeleteDISyncTask", &realtime(&file)).await.data();
    assert_eq!(
        gone,
        json!({"Status": "fail", "Message": format!("fileId:[{file_id}] is invalid.")})
    );
}

#[tokio::test]
async fn a_name_is_taken_once() {
    let simulator = Simulator::start(&[]).await;
    assert_eq!(simulator.create("a", &[]).await.data()["Status"], "success");
    let (status, code) = simulator.create("a", &[]).await.error();
    assert_eq!(
        (status, code.as_str()),
        (400, "Invalid.DI.Parameter.File.Existed")
    );
    simulator.behave(json!({"businessErrors": "data"})).await;
    assert_eq!(simulator.create("a", &[]).await.data()["Status"], "fail");
    assert_eq!(simulator.tasks().await.len(), 1);
}

#[tokio::test]
async fn a_solution_has_a_strange_type_and_stays() {
    let simulator = Simulator::start(&[]).await;
    let content = content();
    let solution = [("ProjectId", "10000"), ("TaskType", "DI_SOLUTION")];
    let create = [&solution[..], &[("TaskName", "s"), ("TaskContent", &content)]].concat();
    let file_id = simulator.call("CreateDISyncTask", &create).await.data()["FileId"].to_string();
    let found = simulator.list(&[("ExactFileName", "s")]).await;
    assert_eq!(found["Files"][0]["FileType"], 1000);
    let file = [&solution[..], &[("FileId", file_id.as_str())]].concat();
    let read = simulator.call("GetDISyncTask", &file).await.data();
    assert_eq!(
        (&read["Code"], &read["SolutionDetail"]["Status"]),
        (&Value::Null, &json!("1"))
    );
    assert_eq!(
        simulator.call("DeleteDISyncTask", &file).await.error(),
        (400, "Param.Invalid".to_owned())
    );
    let as_realtime = realtime(&[("FileId", &file_id)]);
    assert_eq!(
        simulator.call("GetDISyncTask", &as_realtime).await.data()["Status"],
        "fail"
    );
    assert_eq!(
        simulator.call("DeleteDISyncTask", &as_realtime).await.data()["Status"],
        "fail"
    );
    assert_eq!(simulator.tasks().await.len(), 1);
}

#[tokio::test]
async fn list_files_filters_and_pages() {
    let simulator = Simulator::start(&[]).await;
    for index in 0..12 {
        simulator.create(&format!("task_{index}"), &[]).await.data();
    }
    let first = simulator.list(&[]).await;
    assert_eq!(
        (
            first["TotalCount"].as_u64(),
            first["Files"].as_array().map(Vec::len)
        ),
        (Some(12), Some(10))
    );
    let second = simulator.list(&[("PageNumber", "2")]).await;
    assert_eq!(second["Files"].as_array().map(Vec::len), Some(2));
    let count = async |filter: &[(&str, &str)]| simulator.list(filter).await["TotalCount"].as_u64().unwrap();
    assert_eq!(count(&[("Keyword", "task_1")]).await, 3);
    assert_eq!(count(&[("ExactFileName", "task_1")]).await, 1);
    assert_eq!(count(&[("FileTypes", "23")]).await, 0);
    assert_eq!(count(&[("FileTypes", "23,900")]).await, 12);
    let ids = format!("{},{}", first["Files"][0]["FileId"], first["Files"][3]["FileId"]);
    assert_eq!(count(&[("FileIdIn", &ids)]).await, 2);
    let many = vec!["1"; 51].join(",");
    let reply = simulator
        .call("ListFiles", &[("ProjectId", "10000"), ("FileIdIn", &many)])
        .await;
    assert_eq!(reply.error().1, "InvalidFileIdIn");
    simulator.behave(json!({"listPageLimit": 5})).await;
    let page = simulator.list(&[("PageSize", "100"), ("PageNumber", "3")]).await;
    assert_eq!(
        (
            &page["TotalCount"],
            &page["PageSize"],
            page["Files"].as_array().map(Vec::len)
        ),
        (&json!(12), &json!(5), Some(2))
    );
}

#[tokio::test]
async fn a_new_task_may_be_listed_late() {
    let simulator = Simulator::start(&[]).await;
    simulator.behave(json!({"listLagMs": 1500})).await;
    simulator.create("late", &[]).await.data();
    assert_eq!(simulator.list(&[]).await["TotalCount"], 0);
    let listed = async |simulator: &Simulator| (simulator.list(&[]).await["TotalCount"] == 1).then_some(());
    simulator.until("the task in the list", listed).await;
}

#[tokio::test]
async fn files_may_be_dated_by_another_clock() {
    let simulator = Simulator::start(&[]).await;
    simulator.create("dated", &[]).await.data();
    let times = async || {
        let file = simulator.list(&[]).await["Files"][0].clone();
        (file["CreateTime"].as_i64(), file["LastEditTime"].as_i64())
    };
    let (created, edited) = times().await;
    simulator.behave(json!({"fileClockOffsetSeconds": -20})).await;
    let earlier = |time: Option<i64>| time.map(|ms| ms - 20_000);
    assert_eq!(times().await, (earlier(created), earlier(edited)));
}

#[tokio::test]
async fn a_process_takes_its_time_in_every_way() {
    let simulator = Simulator::start(&["--process-polls", "1"]).await;
    let cases = [
        (json!({}), json!({"Status": "processing", "Message": null})),
        (
            json!({"inProgress": null}),
            json!({"Status": null, "Message": null}),
        ),
        (
            json!({"inProgress": "fail-without-message"}),
            json!({"Status": "fail", "Message": null}),
        ),
        (
            json!({"inProgress": "success-without-content"}),
            json!({"Status": "success", "Message": null}),
        ),
    ];
    for (plan, data) in cases {
        simulator.behave(json!({"process": plan})).await;
        let process = simulator.generate().await.data()["ProcessId"].clone();
        assert_eq!(simulator.query(&process).await.data(), data);
        assert_eq!(simulator.last_call().await["outcome"], "inProgress");
        assert!(simulator.query(&process).await.data()["TaskContent"].is_string());
    }
    simulator
        .behave(json!({"process": {"final": "fail", "message": "no", "lostAfterPolls": 2}}))
        .await;
    let process = simulator.generate().await.data()["ProcessId"].clone();
    simulator.query(&process).await;
    assert_eq!(
        simulator.query(&process).await.data(),
        json!({"Status": "fail", "Message": "no"})
    );
    let lost = simulator.query(&process).await.data();
    assert_eq!(lost["Message"], format!("asyncProcessId:[{process}] is invalid."));
}

#[tokio::test]
async fn a_poll_has_to_name_the_type_of_its_process() {
    let simulator = Simulator::start(&[]).await;
    let process = simulator.generate().await.data()["ProcessId"].to_string();
    let poll = [
        ("ProjectId", "10000"),
        ("TaskType", "DI_SOLUTION"),
        ("AsyncProcessId", process.as_str()),
    ];
    let reply = simulator.call("QueryDISyncTaskConfigProcessResult", &poll).await;
    assert_eq!(reply.data()["Status"], "fail");
}

#[tokio::test]
async fn a_repeat_with_a_token_has_no_second_effect() {
    let simulator = Simulator::start(&[]).await;
    let token = [("ClientToken", "tok-1")];
    let first = simulator.create("a", &token).await;
    let second = simulator.create("a", &token).await;
    assert_eq!(first.data(), second.data());
    assert_ne!(first.json()["RequestId"], second.json()["RequestId"]);
    let last = simulator.last_call().await;
    assert_eq!((&last["replayed"], &last["executed"]), (&json!(true), &json!(0)));
    let (status, code) = simulator.create("b", &token).await.error();
    assert_eq!((status, code.as_str()), (400, "IdempotentParameterMismatch"));
    let long = "x".repeat(65);
    assert_eq!(
        simulator.create("c", &[("ClientToken", &long)]).await.error().1,
        "InvalidClientToken"
    );
    simulator.behave(json!({"token": "ignored"})).await;
    assert_eq!(
        simulator.create("a", &token).await.error().1,
        "Invalid.DI.Parameter.File.Existed"
    );
}

#[tokio::test]
async fn a_failure_is_stored_under_its_token_too() {
    let simulator = Simulator::start(&[]).await;
    let settings = r#"{"ResourceGroup": "later"}"#;
    let call = [("ClientToken", "tok"), ("TaskParam", settings)];
    assert_eq!(simulator.create("a", &call).await.data()["Status"], "fail");
    let group = json!({"projectId": 10000, "name": "later"});
    simulator.admin("POST", "resourcegroups", group).await.json();
    assert_eq!(
        simulator.create("a", &call).await.data()["Status"],
        "fail",
        "the world healed, the token did not"
    );
    assert_eq!(
        simulator.create("a", &[("TaskParam", settings)]).await.data()["Status"],
        "success"
    );
}

#[tokio::test]
async fn identifiers_can_be_text() {
    let simulator = Simulator::start(&[]).await;
    simulator.behave(json!({"idStyle": "string"})).await;
    assert!(simulator.create("a", &[]).await.data()["FileId"].is_string());
    assert!(simulator.list(&[]).await["Files"][0]["NodeId"].is_string());
}

#[tokio::test]
async fn offline_tasks_are_not_generated() {
    let simulator = Simulator::start(&[]).await;
    let script = script();
    let call = [
        ("ProjectId", "10000"),
        ("TaskType", "DI_OFFLINE"),
        ("TaskParam", script.as_str()),
    ];
    let reply = simulator.call("GenerateDISyncTaskConfigForCreating", &call).await;
    assert_eq!(reply.error(), (400, "Invalid.DI.Parameter".to_owned()));
}
