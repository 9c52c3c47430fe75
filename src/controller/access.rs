//! From a workspace to a client for DataWorks, or why there is none.

use kube::ResourceExt;

use super::context::Context;
use super::error::Error;
use crate::api::{DataWorksWorkspace, Reason};
use crate::dataworks::layers::Deadline;
use crate::dataworks::{AccessKey, Client, Endpoint};
use crate::domain::observed::Blocker;

/// Hosts that workspaces may name. Requests are signed with a tenant's key, but they are sent from the operator's
/// network: a free choice would let a tenant reach what only the operator can.
#[derive(Clone, Debug, Default)]
pub struct EndpointPolicy {
    /// Whether addresses of this machine are allowed; for trials with the simulator.
    pub loopback: bool,
    /// Hosts beside those of Alibaba Cloud.
    pub hosts: Vec<String>,
}

/// The way to DataWorks for one workspace.
pub struct Access {
    /// Carries operations.
    pub client: Deadline<Client>,
    /// The version of the key in use, to remember it by if it is refused.
    pub key_version: String,
    /// Where it leads to.
    pub endpoint: Endpoint,
}

/// The way to DataWorks for `workspace`.
pub async fn open(
    workspace: &DataWorksWorkspace,
    context: &Context,
) -> Result<Result<Access, Blocker>, Error> {
    let endpoint = match endpoint(workspace, &context.endpoints) {
        Ok(endpoint) => endpoint,
        Err(blocker) => return Ok(Err(blocker)),
    };
    let namespace = workspace.namespace().unwrap_or_default();
    let name = &workspace.spec.credentials.secret_ref.name;
    let missing = |what: String| {
        Ok(Err(Blocker {
            reason: Reason::CredentialsNotFound,
            message: format!("{what}; it is read again every few seconds"),
        }))
    };
    let Some(secret) = context.inputs.secret(&namespace, name).await? else {
        return missing(format!(
            "spec.credentials.secretRef of DataWorksWorkspace {}: there is no Secret {name} in namespace {namespace}: create it with the keys accessKeyId and accessKeySecret",
            workspace.name_any()
        ));
    };
    let part = |key| secret.get(key).unwrap_or_default();
    let key = match AccessKey::new(
        part("accessKeyId"),
        part("accessKeySecret"),
        secret.get("securityToken"),
    ) {
        Ok(key) => key,
        Err(error) => {
            return missing(format!(
                "Secret {name}: {error}: give it the keys accessKeyId and accessKeySecret"
            ));
        }
    };
    let key_version = format!("{namespace}/{name}/{}/{}", secret.version, endpoint.host());
    if let Some(why) = context.refusals.why(&key_version, (context.now)()) {
        return Ok(Err(Blocker {
            reason: Reason::CredentialsRefused,
            message: why,
        }));
    }
    let client = Client::new(
        context.http.clone(),
        endpoint.clone(),
        key,
        context.clock_of(&endpoint),
    );
    Ok(Ok(Access {
        client: Deadline::new(client),
        key_version,
        endpoint,
    }))
}

/// The endpoint of a workspace, if the administrator allows it.
pub fn endpoint(workspace: &DataWorksWorkspace, policy: &EndpointPolicy) -> Result<Endpoint, Blocker> {
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
        || (policy.loopback && endpoint.is_loopback())
        || policy.hosts.iter().any(|host| host == endpoint.host());
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
