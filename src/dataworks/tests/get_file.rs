//! Files with all that the service keeps of them.

use serde_json::json;

use super::*;
use crate::dataworks::Reply;
use crate::dataworks::tests::refusal;
use crate::domain::failure::Consequence;

const OPERATION: GetFile = GetFile {
    project_id: 1,
    file_id: 100,
};

fn read(data: &Value) -> Result<FileDetails, Failure> {
    let document = json!({"RequestId": "r", "Success": true, "HttpStatusCode": 200, "Data": data});
    OPERATION.read(&Reply::json(200, &document))
}

#[test]
fn everything_travels_in_the_body() {
    let parameters = OPERATION.parameters();
    assert!(parameters.in_query().is_empty());
    assert_eq!(parameters.get("FileId"), Some("100"));
}

#[test]
fn a_file_with_script_and_schedule() {
    let details = read(&json!({
        "File": {"FileId": 100, "FileName": "orders", "FileType": 23, "CurrentVersion": 2, "CommitStatus": 0,
            "Content": " {\"type\":\"job\"}\n", "AutoParsing": true, "DeletedStatus": "NORMAL"},
        "NodeConfiguration": {"CronExpress": "00 30 05 * * ?", "ResourceGroupId": 375_827,
            "InputList": [{"Input": "project_root"}], "Stop": false},
        "ResourceDownloadLink": {"downloadLink": null},
    }))
    .unwrap();
    assert_eq!((details.file.file_id, details.file.version), (100, Some(2)));
    assert_eq!(details.file.committed, Some(false));
    assert_eq!(details.content, Some(TaskContent::new(" {\"type\":\"job\"}\n")));
    let expected = Schedule {
        cron_express: Some("00 30 05 * * ?".into()),
        input_list: vec!["project_root".into()],
        auto_parsing: Some(true),
        stop: Some(false),
        ..Schedule::default()
    };
    assert_eq!(details.schedule, expected);
    assert!(!details.deleted);
}

#[test]
fn a_file_may_have_no_schedule_yet() {
    for node in [json!(null), json!({}), json!([])] {
        let data = json!({"File": {"FileId": "100", "FileName": "orders"}, "NodeConfiguration": node});
        let details = read(&data).unwrap();
        assert_eq!(details.schedule, Schedule::default(), "{data}");
        assert_eq!(details.content, None, "{data}");
    }
}

#[test]
fn a_file_in_the_recycle_bin_is_deleted() {
    for (status, expected) in [
        (json!("RECYCLE"), true),
        (json!("RECYCLE_BIN"), true),
        (json!("deleted"), true),
        (json!("NORMAL"), false),
        (json!("ARCHIVED"), false),
        (json!(null), false),
    ] {
        let data = json!({"File": {"FileId": 100, "FileName": "orders", "DeletedStatus": status}});
        assert_eq!(read(&data).unwrap().deleted, expected, "{status}");
    }
}

#[test]
fn a_look_may_be_refused_or_not_tell() {
    refusal::demands_of_file(&OPERATION, "fileId:[100] is invalid.", Consequence::NotFound);
    refusal::demands_of_file(&OPERATION, "no privilege", Consequence::Refused);
    for data in [
        json!(null),
        json!({}),
        json!({"File": null}),
        json!({"File": {"FileName": "orders"}}),
    ] {
        assert_eq!(read(&data).unwrap_err().consequence, Consequence::Retry, "{data}");
    }
}
