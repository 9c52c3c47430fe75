//! Writes a status so that a stale view loses.

use std::fmt::Debug;

use kube::api::{Patch, PatchParams};
use kube::{Api, Resource, ResourceExt};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use crate::api::FIELD_MANAGER;

/// Writes `new` over `old`, the status that `object` has, and returns the object as it is then.
///
/// The object's `resourceVersion` goes along: if anything was written since it was read, the API server answers 409
/// and nothing happens. Announcements of changes in DataWorks rest on that. It is a merge patch and no apply: an apply
/// leaves half a condition behind where somebody else's hand owns a part of it, and the API server refuses that for
/// good.
///
/// # Errors
///
/// What the API server answers.
pub async fn write_status<K, S>(api: &Api<K>, object: &K, old: Option<&S>, new: &S) -> kube::Result<K>
where
    K: Resource<DynamicType = ()> + Clone + Debug + DeserializeOwned,
    S: Serialize + Sync,
{
    let status = merge_patch(&json!(old), &json!(new));
    let patch = json!({
        "metadata": { "uid": object.meta().uid, "resourceVersion": object.meta().resource_version },
        "status": status,
    });
    let params = PatchParams {
        field_manager: Some(FIELD_MANAGER.to_owned()),
        ..PatchParams::default()
    };
    api.patch_status(&object.name_any(), &params, &Patch::Merge(patch))
        .await
}

/// The merge patch (RFC 7396) that makes `new` of `old`: null for what goes.
fn merge_patch(old: &Value, new: &Value) -> Value {
    let (Value::Object(before), Value::Object(after)) = (old, new) else {
        return new.clone();
    };
    let gone = before
        .keys()
        .filter(|key| !after.contains_key(*key))
        .map(|key| (key.clone(), Value::Null));
    let changed = after
        .iter()
        .filter(|(key, value)| before.get(*key) != Some(*value))
        .map(|(key, value)| {
            (
                key.clone(),
                merge_patch(before.get(key).unwrap_or(&Value::Null), value),
            )
        });
    Value::Object(gone.chain(changed).collect::<Map<_, _>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_patch_changes_what_differs_and_removes_what_goes() {
        let old = json!({ "same": 1, "gone": 2, "deep": { "same": 1, "gone": 2 }, "list": [1, 2] });
        let new = json!({ "same": 1, "deep": { "same": 1, "new": 3 }, "list": [2] });
        let patch = json!({ "gone": null, "deep": { "gone": null, "new": 3 }, "list": [2] });
        assert_eq!(merge_patch(&old, &new), patch);
        assert_eq!(merge_patch(&Value::Null, &new), new);
    }
}
