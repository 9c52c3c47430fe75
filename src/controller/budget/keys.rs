//! Whose a key is, and so which ledger its calls are counted in.
//!
//! Each key has a ledger, and each account. While nobody knows whose a key is, its calls are counted in its own. Once STS
//! has said it, they are moved into the account's, and the key's ledger leads there for good: neither a restart nor
//! another replica has to ask STS again, and so none forgets what the account has spent when STS does not answer.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use kube::ResourceExt;
use tracing::{debug, info};

use super::account::LedgerName;
use super::moving::move_calls;
use crate::api::DataWorksWorkspace;
use crate::cluster::Ledgers;
use crate::controller::context::Context;
use crate::controller::service::service;
use crate::dataworks::layers::{Counted, Deadline};
use crate::dataworks::operations::GetCallerIdentity;
use crate::dataworks::{AccessKey, Client, DataWorks, Endpoint, ServerClock};
use crate::domain::budget::Whose;
use crate::domain::desired;

/// How long STS may take to say whose a key is.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(5);

/// A key, and what it is used for.
pub struct KeyInUse<'a> {
    /// The key.
    pub key: &'a AccessKey,
    /// The workspace that names its Secret.
    pub workspace: &'a DataWorksWorkspace,
    /// Where the workspace leads to.
    pub endpoint: &'a Endpoint,
}

/// What is known of keys, by the names of their ledgers.
#[derive(Default)]
pub struct Keys(Mutex<HashMap<LedgerName, Arc<tokio::sync::Mutex<Option<Known>>>>>);

/// Where the calls of a key are counted.
struct Known {
    fingerprint: String,
    ledger: LedgerName,
    /// When it is found out anew; `None` if that is not needed.
    until: Option<Timestamp>,
}

impl Keys {
    /// The ledger in which the calls of a key are counted.
    pub async fn ledger_of(
        &self,
        used: &KeyInUse<'_>,
        ledgers: &Ledgers,
        context: &Context,
    ) -> kube::Result<LedgerName> {
        let known = {
            let mut keys = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            keys.entry(used.ledger_of_key()).or_default().clone()
        };
        let mut known = known.lock().await;
        let (now, fingerprint) = (context.clock.now(), used.key.fingerprint());
        let holds =
            |known: &&Known| known.fingerprint == fingerprint && known.until.is_none_or(|until| now < until);
        if let Some(known) = known.as_ref().filter(holds) {
            return Ok(known.ledger.clone());
        }
        let (ledger, until) = used.find_out(ledgers, context).await?;
        info!(ledger, "keeps a ledger of the calls of an account");
        *known = Some(Known {
            fingerprint,
            ledger: ledger.clone(),
            until,
        });
        Ok(ledger)
    }

    /// Forgets what is known of all keys but these.
    pub fn retain(&self, used: &HashSet<LedgerName>) {
        let mut keys = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        keys.retain(|of_key, _| used.contains(of_key));
    }
}

impl KeyInUse<'_> {
    /// The ledger of the key. A temporary key lives for hours: it goes by where it is, which the next one will be in.
    pub fn ledger_of_key(&self) -> LedgerName {
        let service = service(self.workspace, Some(self.endpoint));
        if !self.key.is_renewed_elsewhere() {
            return ledger_name(&["key", &self.key.fingerprint(), &service]);
        }
        match &self.workspace.spec.credentials.secret_ref {
            Some(secret) => {
                let namespace = self.workspace.namespace().unwrap_or_default();
                ledger_name(&["secret", &namespace, &secret.name, &service])
            }
            None => ledger_name(&["environment", &service]),
        }
    }

    /// The ledger in which the calls of the key are counted, and when to find that out anew.
    async fn find_out(
        &self,
        ledgers: &Ledgers,
        context: &Context,
    ) -> kube::Result<(LedgerName, Option<Timestamp>)> {
        let of_key = self.ledger_of_key();
        let leads_to = ledgers.read(&of_key).await?.leads_to;
        // Where temporary keys are put there may be one of another account by now.
        if let Some(of_account) = leads_to.as_ref().filter(|_| !self.key.is_renewed_elsewhere()) {
            return Ok((of_account.clone(), None));
        }
        match self.whose(context).await {
            Whose::Account(account) => {
                let of_account =
                    ledger_name(&["account", &account, &service(self.workspace, Some(self.endpoint))]);
                move_calls(&of_key, &of_account, ledgers).await?;
                Ok((of_account, None))
            }
            Whose::Unsaid(pause) => Ok((leads_to.unwrap_or(of_key), Some(context.clock.now() + pause))),
        }
    }

    /// Asks STS.
    async fn whose(&self, context: &Context) -> Whose {
        let of_region = || {
            context
                .endpoints
                .sts_of_region(&self.workspace.spec.region_id)
                .ok()
        };
        let sts = match &context.endpoints.sts {
            Some(sts) => Some(sts.clone()),
            None if self.endpoint.is_alibaba_cloud() => of_region(),
            None => None,
        };
        let Some(sts) = sts else { return Whose::REFUSED };
        let clock = context.clock;
        let theirs = Arc::new(ServerClock::new(move || clock.now()));
        let client = Client::new(context.http.clone(), sts, self.key.clone(), theirs);
        let counted = Counted::new(Deadline::after(client, PATIENCE), context.tally());
        let asked = counted.call(&GetCallerIdentity).await;
        Whose::of(asked.inspect_err(
            |error| debug!(%error, "STS does not say whose the key is: its calls are counted by the key"),
        ))
    }
}

fn ledger_name(parts: &[&str]) -> LedgerName {
    format!("dataworks-calls-{}", desired::hash(parts))
}
