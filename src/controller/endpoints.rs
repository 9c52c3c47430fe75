//! Where workspaces may lead.

use kube::ResourceExt;
use thiserror::Error;

use super::allowed_host::AllowedHost;
use crate::api::{DataWorksWorkspace, Reason};
use crate::dataworks::Endpoint;
use crate::dataworks::endpoint::BadEndpoint;
use crate::domain::observed::Blocker;

/// Hosts that workspaces may name. Requests are signed with a tenant's key, but they are sent from the operator's
/// network: a free choice would let a tenant reach what only the operator can.
#[derive(Clone, Debug, Default)]
pub struct EndpointPolicy {
    /// Whether addresses of this machine are allowed; for trials with the simulator.
    pub loopback: bool,
    /// Hosts beside those of Alibaba Cloud.
    pub hosts: Vec<AllowedHost>,
    /// Where STS is asked for roles and whose a key is; without it, that of the region. Whose the key of an endpoint outside
    /// Alibaba Cloud is, only this one is asked.
    pub sts: Option<Endpoint>,
    /// Whether the STS of a region is reached through the VPC.
    pub vpc: bool,
    /// The region whose STS is asked; without it, that of the workspace.
    pub sts_region: Option<String>,
}

/// An STS that would be asked without TLS, at a host that nobody opened to that.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error(
    "--sts-endpoint {0}: tokens would go there without TLS: use https, or allow it for the host (--allow-endpoint-host, endpoints.allowedHosts of the chart) with http:// before it"
)]
pub struct PlainSts(Endpoint);

impl EndpointPolicy {
    /// This policy, if the STS that it names gets tokens by TLS, or is one of the places that go without it.
    ///
    /// # Errors
    ///
    /// If it is neither encrypted, nor on this machine, nor listed with `http://`.
    pub fn checked(self) -> Result<Self, PlainSts> {
        let fit = |sts: &Endpoint| {
            sts.is_encrypted() || sts.is_loopback() || self.hosts.iter().any(|host| host.allows(sts))
        };
        match &self.sts {
            Some(sts) if !fit(sts) => Err(PlainSts(sts.clone())),
            _ => Ok(self),
        }
    }

    /// Where STS is asked for the roles of a workspace.
    pub fn sts_of(&self, workspace: &DataWorksWorkspace) -> Result<Endpoint, Blocker> {
        if let Some(sts) = &self.sts {
            return Ok(sts.clone());
        }
        self.sts_of_region(&workspace.spec.region_id)
            .map_err(|error| Blocker {
                reason: Reason::InvalidSpec,
                message: format!(
                    "DataWorksWorkspace {}: spec.regionId: {error}",
                    workspace.name_any()
                ),
            })
    }

    /// The STS of a region, or of the one that stands for all.
    pub fn sts_of_region(&self, region: &str) -> Result<Endpoint, BadEndpoint> {
        let region = self.sts_region.as_deref().unwrap_or(region);
        if self.vpc {
            Endpoint::sts_vpc_of_region(region)
        } else {
            Endpoint::sts_of_region(region)
        }
    }

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
        if endpoint.is_reserved() {
            return Err(wrong(
                Reason::EndpointNotAllowed,
                format!(
                    "spec.endpoint: {} is an address of the node, which no workspace may use: remove the field to use the region's own",
                    endpoint.host()
                ),
            ));
        }
        let allowed = endpoint.is_alibaba_cloud()
            || (self.loopback && endpoint.is_loopback())
            || self.hosts.iter().any(|host| host.allows(&endpoint));
        if allowed {
            return Ok(endpoint);
        }
        Err(wrong(
            Reason::EndpointNotAllowed,
            format!(
                "spec.endpoint: {endpoint} is no endpoint of DataWorks: remove the field to use the region's own, or ask the administrator to allow the host (endpoints.allowedHosts of the chart, where http:// before it allows plain HTTP)"
            ),
        ))
    }
}

#[cfg(test)]
#[path = "tests/endpoints.rs"]
mod tests;
