//! Where workspaces may lead.

use kube::ResourceExt;

use crate::api::{DataWorksWorkspace, Reason};
use crate::dataworks::Endpoint;
use crate::domain::observed::Blocker;

/// Hosts that workspaces may name. Requests are signed with a tenant's key, but they are sent from the operator's
/// network: a free choice would let a tenant reach what only the operator can.
#[derive(Clone, Debug, Default)]
pub struct EndpointPolicy {
    /// Whether addresses of this machine are allowed; for trials with the simulator.
    pub loopback: bool,
    /// Hosts beside those of Alibaba Cloud.
    pub hosts: Vec<String>,
    /// Where STS is asked whose a key is; without it, the region's STS, of endpoints of Alibaba Cloud only.
    pub sts: Option<Endpoint>,
}

impl EndpointPolicy {
    /// The endpoint of a workspace, if the administrator allows it.
    pub fn endpoint_of(&self, workspace: &DataWorksWorkspace) -> Result<Endpoint, Blocker> {
        let wrong = |reason, text: String| Blocker {
            reason,
            message: format!("DataWorksWorkspace {}: {text}", workspace.name_any()),
        };
        let Some(text) = workspace.spec.endpoint.as_deref() else {
            return Endpoint::of_region(&workspace.spec.region_id)
                .map_err(|error| wrong(Reason::InvalidSpec, format!("spec.regionId: {error}")));
        };
        let endpoint: Endpoint = text
            .parse()
            .map_err(|error| wrong(Reason::InvalidSpec, format!("spec.endpoint: {error}")))?;
        let allowed = endpoint.is_alibaba_cloud()
            || (self.loopback && endpoint.is_loopback())
            || self.hosts.iter().any(|host| host == endpoint.host());
        if allowed {
            return Ok(endpoint);
        }
        Err(wrong(
            Reason::EndpointNotAllowed,
            format!(
                "spec.endpoint: {} is no endpoint of DataWorks: remove the field to use the region's own, or ask the administrator to allow the host (endpoints.allowedHosts of the chart)",
                endpoint.host()
            ),
        ))
    }
}
