//! Lists of files: what they tell, and when they may prove that something is absent.

use serde_json::json;

use super::*;
use crate::dataworks::operations::{FindById, FindByName};
use crate::dataworks::{Operation, Reply};
use crate::domain::failure::Consequence;

fn by_name(data: Value) -> Result<Files, Failure> {
    let operation = FindByName {
        project_id: 1,
        name: "orders_rt".into(),
    };
    let document = json!({"RequestId": "r", "Success": true, "HttpStatusCode": 200, "Data": data});
    operation.read(&Reply::json(200, &document))
}

#[test]
fn a_file_with_all_that_is_known_of_it() {
    let found = by_name(
        json!({"PageNumber": 1, "PageSize": 100, "TotalCount": 1, "Files": [
            {"FileId": "9007199254740993", "FileName": "orders_rt", "FileType": 900, "NodeId": 700_012_345,
             "CommitStatus": 1, "CurrentVersion": "3", "CreateTime": 1_715_000_000_000_i64}
        ]}),
    );
    let expected = File {
        file_id: 9_007_199_254_740_993,
        name: "orders_rt".into(),
        file_type: Some(900),
        node_id: Some(700_012_345),
        version: Some(3),
        committed: Some(true),
        create_time: Some("2024-05-06T12:53:20Z".parse().unwrap()),
        last_edit_time: None,
    };
    assert_eq!(
        found.unwrap(),
        Files {
            files: vec![expected],
            request_id: Some("r".into())
        }
    );
}

#[test]
fn absence_follows_only_from_a_whole_list() {
    for whole in [
        json!({"TotalCount": 0, "Files": []}),
        json!({"TotalCount": 0, "Files": null}),
        json!({"TotalCount": "0"}),
        json!({"Files": []}),
        json!({"TotalCount": 1, "Files": [{"FileId": 1, "FileName": "orders_rt_2"}]}),
    ] {
        assert_eq!(by_name(whole.clone()).unwrap().files, [], "{whole}");
    }
    for doubtful in [
        json!(null),
        json!({}),
        json!({"Files": {}}),
        json!({"TotalCount": 1}),
        json!({"TotalCount": 1, "Files": []}),
        json!({"TotalCount": 1, "Files": [{"FileName": "orders_rt"}]}),
        json!({"TotalCount": 200, "Files": [{"FileId": 1, "FileName": "orders_rt_2"}]}),
    ] {
        assert_eq!(
            by_name(doubtful.clone()).unwrap_err().consequence,
            Consequence::Retry,
            "{doubtful}"
        );
    }
}

#[test]
fn a_name_in_another_case_is_shown_to_the_caller() {
    let files = by_name(json!({"TotalCount": 1, "Files": [{"FileId": 1, "FileName": "Orders_RT"}]}))
        .unwrap()
        .files;
    assert_eq!(files[0].name, "Orders_RT");
}

#[test]
fn all_parameters_travel_in_the_body() {
    let parameters = FindByName {
        project_id: 1,
        name: "a".into(),
    }
    .parameters();
    assert!(parameters.in_query().is_empty());
    assert_eq!(parameters.get("ExactFileName"), Some("a"));
    assert_eq!(parameters.get("PageSize"), Some("100"));
}

#[test]
fn ids_are_asked_for_in_batches() {
    let ids: Vec<i64> = (1..=120).collect();
    let batches = FindById::batches(1, &ids);
    assert_eq!(
        batches.iter().map(|batch| batch.ids().len()).collect::<Vec<_>>(),
        [50, 50, 20]
    );
    assert_eq!(
        FindById::batches(1, &ids[..3])[0].parameters().get("FileIdIn"),
        Some("1,2,3")
    );
    assert!(FindById::batches(1, &[]).is_empty());
}

#[test]
fn only_the_ids_that_were_asked_for_come_back() {
    let list = json!({"Success": true, "Data": {"TotalCount": 2, "Files": [
        {"FileId": 1, "FileName": "a"}, {"FileId": 2, "FileName": "b"}]}});
    let files = FindById::batches(1, &[2])[0]
        .read(&Reply::json(200, &list))
        .unwrap()
        .files;
    assert_eq!(files.iter().map(|file| file.file_id).collect::<Vec<_>>(), [2]);
}

#[test]
fn one_file_of_two_proves_nothing_of_the_other_on_a_page_that_is_cut() {
    let list = |total: i64| {
        let file = json!({"FileId": 1, "FileName": "a"});
        Reply::json(
            200,
            &json!({"Success": true, "Data": {"TotalCount": total, "Files": [file]}}),
        )
    };
    let both = &FindById::batches(1, &[1, 2])[0];
    assert_eq!(both.read(&list(1)).unwrap().files.len(), 1);
    assert_eq!(both.read(&list(2)).unwrap_err().consequence, Consequence::Retry);
}
