//! Tells an object that does not decode, and takes it back when it does again.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::Condition;
use kube::api::{Patch, PatchParams, Request};
use kube::{Client, Resource};
use serde_json::{Value, json};

use super::Broken;
use crate::api::FIELD_MANAGER;

/// Writes conditions to an object that does not decode. Nothing else of its status is known, so nothing else is
/// claimed, and under a name of its own.
///
/// # Errors
///
/// What the API server answers.
pub async fn tell_broken<K>(client: &Client, broken: &Broken, conditions: &[Condition]) -> kube::Result<()>
where
    K: Resource<DynamicType = ()>,
{
    let status = json!({ "observedGeneration": broken.metadata.generation, "conditions": conditions });
    let (namespace, name) = (&broken.metadata.namespace, broken.metadata.name.as_deref());
    write::<K>(
        client,
        namespace.as_deref(),
        name.unwrap_or_default(),
        &json!({ "status": status }),
    )
    .await
}

/// Takes back what was written while an object did not decode.
///
/// # Errors
///
/// What the API server answers.
pub async fn take_back<K>(client: &Client, object: &K) -> kube::Result<()>
where
    K: Resource<DynamicType = ()>,
{
    let name = object.meta().name.as_deref().unwrap_or_default();
    write::<K>(client, object.meta().namespace.as_deref(), name, &json!({})).await
}

/// The answer is the object, which does not decode: it is not read.
async fn write<K>(client: &Client, namespace: Option<&str>, name: &str, content: &Value) -> kube::Result<()>
where
    K: Resource<DynamicType = ()>,
{
    let mut patch = json!({ "apiVersion": K::api_version(&()), "kind": K::kind(&()) });
    for (key, value) in content.as_object().into_iter().flatten() {
        patch[key] = value.clone();
    }
    let params = PatchParams::apply(&format!("{FIELD_MANAGER}-undecodable")).force();
    let request = Request::new(K::url_path(&(), namespace))
        .patch_subresource("status", name, &params, &Patch::Apply(patch))
        .map_err(kube::Error::BuildRequest)?;
    client.request_text(request).await.map(drop)
}
