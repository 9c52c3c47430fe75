//! What holds of any object that a list or a watch may bring: fed with hostile inputs by tests and by the fuzzer.

#![allow(clippy::panic, clippy::unwrap_used)] // a broken promise is told by a panic

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::cached::{Cached, prune};
use crate::api::{DISyncTask, DataWorksWorkspace};
use crate::cluster::Guarded;

/// An object as the API server sends it.
pub fn object(input: &[u8]) {
    let Ok(document) = serde_json::from_slice::<Value>(input) else {
        return;
    };
    comes_through(&document);
    is_kept::<DISyncTask>(&document);
    is_kept::<DataWorksWorkspace>(&document);
    is_pruned(&document);
}

/// An object that has a name comes through a list, whatever else is in it.
fn comes_through(document: &Value) {
    let is_text = |field: &str| {
        document["metadata"]
            .get(field)
            .is_none_or(|value| value.is_string() || value.is_null())
    };
    let named = document["metadata"]["name"].is_string()
        && ["namespace", "uid", "resourceVersion"].into_iter().all(is_text)
        && document["metadata"]
            .get("generation")
            .is_none_or(|value| value.is_i64() || value.is_null());
    let text = document.to_string();
    let from_text = serde_json::from_str::<Guarded<DISyncTask>>(&text);
    match from_text {
        Ok(Guarded(Err(broken))) => {
            assert!(broken.error.chars().count() <= 512, "{}", broken.error);
        }
        Ok(_) => {}
        Err(error) => assert!(!named, "{error}: {text}"),
    }
}

/// What is read of an object and written again reads the same.
fn is_kept<K: DeserializeOwned + Serialize>(document: &Value) {
    let Ok(read) = serde_json::from_value::<K>(document.clone()) else {
        return;
    };
    let written = json!(read);
    let again: K = serde_json::from_value(written.clone()).unwrap();
    assert_eq!(json!(again), written);
}

/// The cache keeps no script.
fn is_pruned(document: &Value) {
    let Ok(mut cached) = serde_json::from_str::<Cached>(&document.to_string()) else {
        return;
    };
    prune(&mut cached);
    if let Ok(task) = &cached.0 {
        let kept = [&task.spec.task_param, &task.spec.task_content];
        for script in kept.into_iter().flatten() {
            assert!(script.parse::<Value>().is_none(), "{script:?} is in the cache");
        }
        assert!(task.spec.pipeline.is_none());
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn any_object_comes_through_and_leaves_no_script_behind() {
        fuzz::run("object", super::object);
    }
}
