//! From a workspace to a client for DataWorks, or why there is none.

use std::sync::Arc;

use kube::ResourceExt;

use super::budget::Purse;
use super::context::Context;
use super::credentials::{chain_of, told};
use super::error::Error;
use crate::api::{DISyncTask, DataWorksWorkspace, Reason};
use crate::dataworks::credentials::Chain;
use crate::dataworks::layers::{Corrected, Counted, Deadline, Metered};
use crate::dataworks::{Endpoint, Sender};
use crate::domain::observed::Blocker;

/// The way to DataWorks for one workspace.
#[derive(Clone)]
pub struct Way {
    /// Carries operations.
    pub client: Corrected<Metered<Counted<Deadline<Sender>>, Purse>>,
    /// How the key was got.
    pub chain: Chain,
    /// Which of the chain's keys it is.
    pub serial: u64,
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

    /// The version of the key in use, to remember it by if it is refused.
    pub fn key_version(&self) -> String {
        version(&self.chain, self.serial, &self.endpoint)
    }

    /// The same way, for the calls of a task.
    #[must_use]
    pub fn for_task(&self, task: &DISyncTask) -> Self {
        let metered = self.client.inner().with(self.purse().of_task(task));
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
    let chain = match chain_of(workspace, context).await? {
        Ok(chain) => chain,
        Err(blocker) => return Ok(Err(blocker)),
    };
    along(workspace, endpoint, chain, context).await
}

/// A way that was open before, with a key that is good now.
pub async fn reopen(last: &Way, context: &Context) -> Result<Result<Arc<Way>, Blocker>, Error> {
    along(
        &last.workspace,
        last.endpoint.clone(),
        last.chain.clone(),
        context,
    )
    .await
}

async fn along(
    workspace: &Arc<DataWorksWorkspace>,
    endpoint: Endpoint,
    chain: Chain,
    context: &Context,
) -> Result<Result<Arc<Way>, Blocker>, Error> {
    let now = context.clock.now();
    let issued = match context.keyring.issue(&chain, now).await {
        Ok(issued) => issued,
        Err(trouble) => return Ok(Err(told(&trouble))),
    };
    let key_version = version(&chain, issued.serial, &endpoint);
    if let Some(why) = context.refusals.why(&key_version, now) {
        return Ok(Err(Blocker {
            reason: Reason::CredentialsRefused,
            message: why,
        }));
    }
    let purse = context
        .accounts
        .purse(workspace, &endpoint, &issued.key, context)
        .await?;
    let clock = context.clock_of(&endpoint);
    let sender = Sender::new(context.http.clone(), endpoint.clone(), issued.key, clock.clone());
    let counted = Counted::new(Deadline::new(sender), context.tally());
    let way = Arc::new(Way {
        client: Corrected::by(clock, Metered::new(counted, purse)),
        chain,
        serial: issued.serial,
        endpoint,
        workspace: workspace.clone(),
    });
    let namespace = workspace.namespace().unwrap_or_default();
    context
        .last_ways
        .remember(&namespace, &workspace.name_any(), &way);
    Ok(Ok(way))
}

/// A changed Secret, the next temporary key and another endpoint each make another version.
fn version(chain: &Chain, serial: u64, endpoint: &Endpoint) -> String {
    format!("{}/{serial}/{endpoint}", chain.identity())
}
