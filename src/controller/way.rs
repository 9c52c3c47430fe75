//! From a workspace to a client for DataWorks, or why there is none.

use std::sync::Arc;

use kube::ResourceExt;

use super::budget::Purse;
use super::context::Context;
use super::error::Error;
use crate::api::{DataWorksWorkspace, Reason};
use crate::dataworks::layers::{Corrected, Deadline, Metered};
use crate::dataworks::{AccessKey, Endpoint, Sender};
use crate::domain::budget::Priority;
use crate::domain::observed::Blocker;

/// The way to DataWorks for one workspace.
#[derive(Clone)]
pub struct Way {
    /// Carries operations.
    pub client: Corrected<Metered<Deadline<Sender>, Purse>>,
    /// The version of the key in use, to remember it by if it is refused.
    pub key_version: String,
    /// Where it leads to.
    pub endpoint: Endpoint,
    /// The workspace.
    pub workspace: Arc<DataWorksWorkspace>,
}

impl Way {
    /// The workspace's ID in DataWorks.
    pub fn project_id(&self) -> i64 {
        self.workspace.spec.project_id
    }

    /// What pays for the calls.
    pub fn purse(&self) -> &Purse {
        self.client.inner().permits()
    }

    /// The same way, for calls of this priority.
    #[must_use]
    pub fn for_priority(&self, priority: Priority) -> Self {
        let metered = self.client.inner().with(self.purse().of_priority(priority));
        Self {
            client: Corrected::by(self.client.clock().clone(), metered),
            ..self.clone()
        }
    }
}

/// The way to DataWorks for `workspace`.
pub async fn open(
    workspace: &Arc<DataWorksWorkspace>,
    context: &Context,
) -> Result<Result<Arc<Way>, Blocker>, Error> {
    let endpoint = match context.endpoints.endpoint_of(workspace) {
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
    let key_version = format!("{namespace}/{name}/{}/{endpoint}", secret.version);
    if let Some(why) = context.refusals.why(&key_version, context.clock.now()) {
        return Ok(Err(Blocker {
            reason: Reason::CredentialsRefused,
            message: why,
        }));
    }
    let purse = context
        .accounts
        .purse(workspace, &endpoint, &key, context)
        .await?;
    let clock = context.clock_of(&endpoint);
    let sender = Sender::new(context.http.clone(), endpoint.clone(), key, clock.clone());
    let way = Arc::new(Way {
        client: Corrected::by(clock, Metered::new(Deadline::new(sender), purse)),
        key_version,
        endpoint,
        workspace: workspace.clone(),
    });
    context
        .last_ways
        .remember(&namespace, &workspace.name_any(), &way);
    Ok(Ok(way))
}
