//! A task that does not decode: it is told so, and the others go on.

use std::time::Duration;

use k8s_openapi::apimachinery::pkg::apis::meta::v1::Condition;
use kube::api::{Patch, PatchParams};
use kube::core::error_boundary::InvalidObject;
use kube::runtime::controller::Action as Visit;
use kube::{Api, Resource, api::DynamicObject, core::ApiResource};
use serde_json::json;
use tracing::warn;

use super::context::Context;
use super::error::Error;
use crate::api::{ConditionType, DISyncTask, FIELD_MANAGER, Reason};
use crate::domain::report::set_condition;

/// How long such a task rests, though nothing wakes it.
const REST: Duration = Duration::from_secs(600);

/// Tells a task that it does not decode.
pub async fn report(invalid: &InvalidObject, context: &Context) -> Result<Visit, Error> {
    let (Some(namespace), Some(name)) = (&invalid.metadata.namespace, &invalid.metadata.name) else {
        return Ok(Visit::await_change());
    };
    warn!(namespace, name, error = invalid.error, "the task does not decode");
    let message = format!(
        "the object cannot be read ({}): mend the field, or install the CustomResourceDefinitions of this release",
        invalid.error
    );
    let (generation, now) = (invalid.metadata.generation, (context.now)());
    let mut conditions: Vec<Condition> = Vec::new();
    for (kind, status) in [(ConditionType::Ready, "False"), (ConditionType::Stalled, "True")] {
        set_condition(
            &mut conditions,
            kind,
            (status, Reason::Undecodable, &message),
            generation,
            now,
        );
    }
    // What the rest of the status says is not known, so only this is claimed, under a name of its own.
    let patch = json!({
        "apiVersion": DISyncTask::api_version(&()),
        "kind": DISyncTask::kind(&()),
        "status": { "observedGeneration": generation, "conditions": conditions },
    });
    let resource = ApiResource::erase::<DISyncTask>(&());
    let api: Api<DynamicObject> = Api::namespaced_with(context.client.clone(), namespace, &resource);
    let params = PatchParams::apply(&format!("{FIELD_MANAGER}-undecodable")).force();
    api.patch_status(name, &params, &Patch::Apply(patch)).await?;
    Ok(Visit::requeue(REST))
}
