//! What the index finds.

use super::*;
use crate::cluster::Guarded;

fn task(name: &str, file_id: Option<i64>) -> Cached {
    let mut object = serde_json::json!({
        "apiVersion": "dataworks.alibabacloud.com/v1alpha1", "kind": "DISyncTask",
        "metadata": { "name": name, "namespace": "team" }, "spec": { "taskType": "DI_REALTIME" },
        "status": {}
    });
    object["status"]["fileId"] = serde_json::json!(file_id);
    Guarded(Ok(serde_json::from_value(object).unwrap()))
}

fn key(name: &str) -> Key {
    (Some("team".to_owned()), Some(name.to_owned()))
}

#[test]
fn it_follows_the_watch() {
    let index = Index::default();
    index.follow(&Ok(watcher::Event::Apply(task("a-b", None))));
    assert_eq!(index.of_name("a_b"), [key("a-b")]);
    assert_eq!(index.of_file(7), []);
    index.follow(&Ok(watcher::Event::Apply(task("a-b", Some(7)))));
    assert_eq!(index.of_file(7), [key("a-b")]);
    index.follow(&Ok(watcher::Event::Delete(task("a-b", Some(7)))));
    assert_eq!((index.of_name("a_b"), index.of_file(7)), (vec![], vec![]));
}

#[test]
fn what_a_new_list_does_not_show_is_gone() {
    let index = Index::default();
    for name in ["a", "b"] {
        index.follow(&Ok(watcher::Event::Apply(task(name, None))));
    }
    index.follow(&Ok(watcher::Event::Init));
    index.follow(&Ok(watcher::Event::InitApply(task("b", None))));
    assert_eq!(index.of_name("a"), [key("a")], "the list is not over");
    index.follow(&Ok(watcher::Event::InitDone));
    assert_eq!(index.of_name("a"), []);
    assert_eq!(index.of_name("b"), [key("b")]);
}

#[test]
fn what_several_claim_is_told_in_one_order() {
    let index = Index::default();
    for name in ["b", "a", "c"] {
        index.follow(&Ok(watcher::Event::Apply(task(name, Some(7)))));
    }
    assert_eq!(index.of_file(7), [key("a"), key("b"), key("c")]);
    index.follow(&Ok(watcher::Event::Apply(task("b", Some(8)))));
    index.follow(&Ok(watcher::Event::Delete(task("a", Some(7)))));
    assert_eq!(
        (index.of_file(7), index.of_file(8)),
        (vec![key("c")], vec![key("b")])
    );
}
