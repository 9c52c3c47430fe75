//! Lists of files: what they tell, how their pages are followed, and when they may prove that something is absent.

use std::sync::atomic::{AtomicU32, Ordering};

use futures::FutureExt;
use serde_json::{Value, json};

use super::*;
use crate::dataworks::operations::{FindById, FindByName};
use crate::dataworks::{Operation, Reply};
use crate::domain::failure::Consequence;

/// A service that gives these as `Data` of the pages, the last one again and again, and counts the calls.
struct Pages(Vec<Value>, AtomicU32);

impl Pages {
    fn of(pages: Vec<Value>) -> Self {
        Self(pages, AtomicU32::new(0))
    }

    /// A list of the files 1 to `count`, called `f1` and so on, at most `cap` a page.
    fn capped(count: i64, cap: usize) -> Self {
        let ids: Vec<i64> = (1..=count).collect();
        let page = |ids: &[i64]| {
            let files: Vec<Value> = ids.iter().map(|id| entry(*id, &format!("f{id}"))).collect();
            json!({"TotalCount": count, "PageSize": cap, "Files": files})
        };
        Self::of(ids.chunks(cap).map(page).collect())
    }

    fn calls(&self) -> u32 {
        self.1.load(Ordering::Relaxed)
    }

    fn find(&self, search: &impl Search) -> Result<Files, Failure> {
        find(self, search).now_or_never().unwrap()
    }
}

impl DataWorks for Pages {
    async fn call<O: Operation>(&self, operation: &O) -> Result<O::Answer, Failure> {
        self.1.fetch_add(1, Ordering::Relaxed);
        let number: usize = operation.parameters().get("PageNumber").unwrap().parse().unwrap();
        let data = self.0.get(number - 1).or(self.0.last()).unwrap();
        let document = json!({"RequestId": "r", "Success": true, "HttpStatusCode": 200, "Data": data});
        operation.read(&Reply::json(200, &document))
    }
}

fn entry(id: i64, name: &str) -> Value {
    json!({"FileId": id, "FileName": name})
}

fn named(name: &str) -> FindByName {
    FindByName {
        project_id: 1,
        name: name.into(),
    }
}

fn by_name(data: Value) -> Result<Files, Failure> {
    Pages::of(vec![data]).find(&named("orders_rt"))
}

fn ids(files: &Files) -> Vec<i64> {
    files.files.iter().map(|file| file.file_id).collect()
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
    let by_name = named("a");
    let parameters = ListFiles::page(&by_name, 3).parameters();
    assert!(parameters.in_query().is_empty());
    assert_eq!(parameters.get("ExactFileName"), Some("a"));
    assert_eq!(parameters.get("PageSize"), Some("100"));
    assert_eq!(parameters.get("PageNumber"), Some("3"));
}

#[test]
fn ids_are_asked_for_in_batches() {
    let ids: Vec<i64> = (1..=120).collect();
    let batches = FindById::batches(1, &ids);
    assert_eq!(
        batches.iter().map(|batch| batch.ids().len()).collect::<Vec<_>>(),
        [50, 50, 20]
    );
    let few = &FindById::batches(1, &ids[..3])[0];
    assert_eq!(few.parameters().get("FileIdIn"), Some("1,2,3"));
    assert!(FindById::batches(1, &[]).is_empty());
}

#[test]
fn only_the_ids_that_were_asked_for_come_back() {
    let list = Pages::capped(2, 10);
    assert_eq!(ids(&list.find(&FindById::one(1, 2)).unwrap()), [2]);
}

#[test]
fn pages_are_followed_until_all_is_found_or_the_list_ends() {
    let fifty: Vec<i64> = (1..=50).collect();
    let all = &FindById::batches(1, &fifty)[0];
    for (list, calls) in [
        (Pages::capped(50, 100), 1),
        (Pages::capped(50, 10), 5),
        (Pages::capped(50, 5), 10),
    ] {
        assert_eq!(
            (ids(&list.find(all).unwrap()), list.calls()),
            (fifty.clone(), calls)
        );
    }
    // Absence is certain at the end of the list; what is found ends the search before it.
    let list = Pages::capped(35, 10);
    assert_eq!(list.find(all).unwrap().files.len(), 35);
    assert_eq!(list.calls(), 4);
    for (name, found, calls) in [("f3", vec![3], 1), ("f23", vec![23], 3), ("other", vec![], 4)] {
        let list = Pages::capped(35, 10);
        assert_eq!(
            (ids(&list.find(&named(name)).unwrap()), list.calls()),
            (found, calls),
            "{name}"
        );
    }
    // A list that does not tell its length ends with a page without files.
    let untold = Pages::of(vec![
        json!({"Files": [entry(1, "f1")]}),
        json!({"Files": [entry(2, "f2")]}),
        json!({"Files": []}),
    ]);
    assert!(untold.find(&named("other")).unwrap().files.is_empty());
}

#[test]
fn what_is_beyond_the_last_page_that_is_read_is_not_known() {
    let first: Vec<Value> = (1..=10).map(|id| entry(id, "other")).collect();
    let page = |total: i64, files: &[Value]| json!({"TotalCount": total, "Files": files});
    let more = entry(11, "other");
    for (name, list, calls) in [
        ("too many pages", Pages::capped(101, 10), MOST_PAGES),
        ("every page is the first", Pages::of(vec![page(11, &first)]), 2),
        (
            "it ends before its length",
            Pages::of(vec![
                page(12, &first),
                page(12, std::slice::from_ref(&more)),
                page(12, &[]),
            ]),
            3,
        ),
        (
            "a file went meanwhile, and another moved up unseen",
            Pages::of(vec![page(12, &first), page(11, &[more])]),
            2,
        ),
    ] {
        let failure = list.find(&named("orders_rt")).unwrap_err();
        assert_eq!(
            (failure.code.as_str(), failure.consequence, list.calls()),
            ("UnreadableAnswer", Consequence::Retry, calls),
            "{name}"
        );
    }
}
