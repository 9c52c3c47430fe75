//! The CustomResourceDefinitions, as `dataworks-operator crd` prints them.

use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::{
    CustomResourceDefinition, JSONSchemaProps, JSONSchemaPropsOrArray,
};
use kube::CustomResourceExt;

use super::{DISyncTask, DataWorksWorkspace};

/// The definition of `DISyncTask`.
pub fn disynctask_crd() -> CustomResourceDefinition {
    refined(DISyncTask::crd())
}

/// The definition of `DataWorksWorkspace`.
pub fn workspace_crd() -> CustomResourceDefinition {
    refined(DataWorksWorkspace::crd())
}

fn refined(mut crd: CustomResourceDefinition) -> CustomResourceDefinition {
    for version in &mut crd.spec.versions {
        if let Some(schema) = version
            .schema
            .as_mut()
            .and_then(|s| s.open_api_v3_schema.as_mut())
        {
            refine(schema);
        }
    }
    crd
}

/// Two corrections of what the derive writes.
///
/// An optional field is one that may be absent. Where the schema does not call it nullable, the API server takes an
/// explicit null for absent, and a rule can ask `has(self.x)` and be right. And the API server warns about the
/// formats of Rust's unsigned numbers, which it does not know.
fn refine(schema: &mut JSONSchemaProps) {
    schema.nullable = None;
    schema.format.take_if(|format| format.starts_with("uint"));
    schema
        .properties
        .iter_mut()
        .flat_map(|p| p.values_mut())
        .for_each(refine);
    match schema.items.as_mut() {
        Some(JSONSchemaPropsOrArray::Schema(items)) => refine(items),
        Some(JSONSchemaPropsOrArray::Schemas(items)) => items.iter_mut().for_each(refine),
        None => {}
    }
}
