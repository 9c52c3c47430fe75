//! Tells an object that does not decode.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::Condition;
use kube::api::{Patch, PatchParams, Request};
use kube::{Client, Resource};
use serde_json::json;

use super::Broken;

/// Writes these conditions, in place of those that are there, to an object that does not decode. Nothing else of its
/// status is known, so nothing else is touched.
///
/// # Errors
///
/// What the API server answers.
pub async fn tell_broken<K>(client: &Client, broken: &Broken, conditions: &[Condition]) -> kube::Result<()>
where
    K: Resource<DynamicType = ()>,
{
    let (namespace, name) = (
        broken.metadata.namespace.as_deref(),
        broken.metadata.name.as_deref(),
    );
    let patch = json!({
        "metadata": { "uid": broken.metadata.uid },
        "status": { "observedGeneration": broken.metadata.generation, "conditions": conditions },
    });
    let request = Request::new(K::url_path(&(), namespace))
        .patch_subresource(
            "status",
            name.unwrap_or_default(),
            &PatchParams::default(),
            &Patch::Merge(patch),
        )
        .map_err(kube::Error::BuildRequest)?;
    // The answer is the object, which does not decode: it is not read.
    client.request_text(request).await.map(drop)
}
