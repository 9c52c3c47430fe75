//! Writes a status so that a stale view loses.

use std::fmt::Debug;

use kube::api::{Patch, PatchParams};
use kube::{Api, Resource, ResourceExt};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;

use crate::api::FIELD_MANAGER;

/// Writes the whole status of `object` by server-side apply and returns the object as it is then.
///
/// The object's `resourceVersion` goes along: if anything was written since it was read, the API server answers 409
/// and nothing happens. Announcements of changes in DataWorks rest on that.
///
/// # Errors
///
/// What the API server answers.
pub async fn write_status<K, S>(api: &Api<K>, object: &K, status: &S) -> kube::Result<K>
where
    K: Resource<DynamicType = ()> + Clone + Debug + DeserializeOwned,
    S: Serialize + Sync,
{
    let patch = json!({
        "apiVersion": K::api_version(&()),
        "kind": K::kind(&()),
        "metadata": {
            "name": object.name_any(),
            "uid": object.meta().uid,
            "resourceVersion": object.meta().resource_version,
        },
        "status": status,
    });
    let params = PatchParams::apply(FIELD_MANAGER).force();
    api.patch_status(&object.name_any(), &params, &Patch::Apply(patch))
        .await
}
