//! Which service of DataWorks a workspace leads to.

use crate::api::DataWorksWorkspace;
use crate::dataworks::Endpoint;

/// The region, to which all hosts of Alibaba Cloud for it lead; or another endpoint. One that is not allowed leads
/// nowhere, and is nobody's neighbour but by its region.
pub fn service(workspace: &DataWorksWorkspace, endpoint: Option<&Endpoint>) -> String {
    let elsewhere = endpoint.filter(|endpoint| !endpoint.is_alibaba_cloud());
    elsewhere.map_or_else(|| workspace.spec.region_id.clone(), ToString::to_string)
}
