//! An object of a list or watch, which may be one that does not decode: it must not stop the others.

use std::borrow::Cow;

use k8s_openapi::apimachinery::pkg::apis::meta::v1::{Condition, ObjectMeta};
use kube::Resource;
use serde::de::{DeserializeOwned, Error};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use crate::domain::visible::visible;

/// The longest reason that is kept, in characters.
const LONGEST: usize = 512;

/// An object, or what is known of one that does not decode.
///
/// It is taken as text first. The parser skips over a text whatever its depth, where reading it into any structure
/// would fail the whole page or watch for one object that is nested too deeply.
#[derive(Clone, Debug)]
pub struct Guarded<K>(pub Result<K, Broken>);

/// An object that does not decode.
#[derive(Clone, Debug)]
pub struct Broken {
    /// Why.
    pub error: String,
    /// Which one it is, and its labels.
    pub metadata: ObjectMeta,
    /// What it was told before; nothing, if that does not decode.
    pub conditions: Vec<Condition>,
}

/// What is read of an object that does not decode: no more than it takes to tell it so, and whose it is. Its managed
/// fields are as deep as itself, and what does not decode may be in its labels or its status.
#[derive(Deserialize)]
struct Head {
    metadata: Name,
    status: Option<Box<RawValue>>,
}

#[derive(Default, Deserialize)]
struct Told {
    conditions: Vec<Condition>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Name {
    name: String,
    namespace: Option<String>,
    uid: Option<String>,
    resource_version: Option<String>,
    generation: Option<i64>,
    labels: Option<Box<RawValue>>,
}

/// What a part of an object says, if it decodes.
fn leniently<T: DeserializeOwned + Default>(part: Option<Box<RawValue>>) -> T {
    let read = part.and_then(|text| serde_json::from_str(text.get()).ok());
    read.unwrap_or_default()
}

impl From<Name> for ObjectMeta {
    fn from(name: Name) -> Self {
        Self {
            name: Some(name.name),
            namespace: name.namespace,
            uid: name.uid,
            resource_version: name.resource_version,
            generation: name.generation,
            labels: leniently(name.labels),
            ..Self::default()
        }
    }
}

impl<'de, K: DeserializeOwned> Deserialize<'de> for Guarded<K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Box::<RawValue>::deserialize(deserializer)?;
        if let Ok(object) = serde_json::from_str(text.get()) {
            return Ok(Self(Ok(object)));
        }
        // To follow the path takes as long again, and is worth it for one that is broken only.
        let mut reader = serde_json::Deserializer::from_str(text.get());
        let broken = match serde_path_to_error::deserialize(&mut reader) {
            Ok(object) => return Ok(Self(Ok(object))),
            Err(error) => named(&error),
        };
        let head: Head = serde_json::from_str(text.get()).map_err(D::Error::custom)?;
        let told: Told = leniently(head.status);
        Ok(Self(Err(Broken {
            error: broken,
            metadata: head.metadata.into(),
            conditions: told.conditions,
        })))
    }
}

/// The field and what is wrong with it, without the place in a text that nobody sees.
fn named(error: &serde_path_to_error::Error<serde_json::Error>) -> String {
    let problem = error.inner().to_string();
    let problem = problem.split(" at line ").next().unwrap_or_default();
    if problem.contains("recursion limit") {
        // The first place of that depth is in the managed fields, which nobody wrote.
        return "it is nested more than 128 levels deep".to_owned();
    }
    // A problem may hold the value that does not fit, whatever its length.
    visible(&format!("{}: {problem}", error.path()), LONGEST)
}

impl<K: Resource> Resource for Guarded<K> {
    type DynamicType = K::DynamicType;
    type Scope = K::Scope;

    fn kind(dt: &Self::DynamicType) -> Cow<'_, str> {
        K::kind(dt)
    }

    fn group(dt: &Self::DynamicType) -> Cow<'_, str> {
        K::group(dt)
    }

    fn version(dt: &Self::DynamicType) -> Cow<'_, str> {
        K::version(dt)
    }

    fn plural(dt: &Self::DynamicType) -> Cow<'_, str> {
        K::plural(dt)
    }

    fn meta(&self) -> &ObjectMeta {
        self.0.as_ref().map_or_else(|broken| &broken.metadata, K::meta)
    }

    fn meta_mut(&mut self) -> &mut ObjectMeta {
        self.0
            .as_mut()
            .map_or_else(|broken| &mut broken.metadata, K::meta_mut)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::DISyncTask;
    use kube::core::{ObjectList, WatchEvent};

    fn object(name: &str, script: &str) -> String {
        // The API server says of each field who owns it, as deep as the fields are.
        let owned = format!(r#"[{{"manager":"kubectl","fieldsV1":{script}}}]"#);
        format!(
            r#"{{"apiVersion":"dataworks.alibabacloud.com/v1alpha1","kind":"DISyncTask",
            "metadata":{{"name":"{name}","namespace":"team","uid":"{name}","managedFields":{owned}}},
            "spec":{{"taskType":"DI_REALTIME","taskParam":{script}}}}}"#
        )
    }

    #[test]
    fn one_that_is_nested_too_deeply_does_not_stop_the_list() {
        let deep = format!("{}1{}", r#"{"x":"#.repeat(400), "}".repeat(400));
        let items = [object("good", "{}"), object("deep", &deep)].join(",");
        let list =
            format!(r#"{{"kind":"DISyncTaskList","apiVersion":"v1","metadata":{{}},"items":[{items}]}}"#);
        let list: ObjectList<Guarded<DISyncTask>> = serde_json::from_str(&list).unwrap();
        assert!(list.items[0].0.is_ok());
        let broken = list.items[1].0.as_ref().unwrap_err();
        assert_eq!(broken.metadata.name.as_deref(), Some("deep"));
        assert!(broken.error.contains("128 levels"), "{}", broken.error);

        let event = format!(r#"{{"type":"ADDED","object":{}}}"#, object("deep", &deep));
        let WatchEvent::Added(guarded) =
            serde_json::from_str::<WatchEvent<Guarded<DISyncTask>>>(&event).unwrap()
        else {
            panic!("another event")
        };
        assert!(guarded.0.is_err());
    }

    #[test]
    fn of_a_broken_one_its_labels_and_conditions_are_read_if_they_can_be() {
        let broken = |labels: &str, status: &str| {
            let text = format!(
                r#"{{"metadata":{{"name":"a","labels":{labels}}},"spec":{{"taskType":7}},"status":{status}}}"#
            );
            let guarded: Guarded<DISyncTask> = serde_json::from_str(&text).unwrap();
            let broken = guarded.0.unwrap_err();
            (broken.metadata.labels, broken.conditions)
        };
        let condition = r#"{"type":"Ready","status":"False","reason":"Undecodable","message":"it is broken",
            "lastTransitionTime":"2026-11-24T12:00:00Z"}"#;
        let (labels, conditions) = broken(r#"{"shard":"a"}"#, &format!(r#"{{"conditions":[{condition}]}}"#));
        assert_eq!(labels.unwrap()["shard"], "a");
        assert_eq!(conditions[0].reason, "Undecodable");
        for odd in ["7", "null", r#"{"conditions":[7]}"#, r#"{"conditions":null}"#] {
            assert_eq!(broken(odd, odd), (None, Vec::new()), "{odd}");
        }
    }
}
