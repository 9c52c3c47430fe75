//! Which account a workspace spends the calls of.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use kube::ResourceExt;
use tokio::sync::OnceCell;
use tracing::{debug, info};

use super::account::Account;
use super::purse::Purse;
use crate::api::{DISyncTask, DataWorksWorkspace};
use crate::cluster::Ledgers;
use crate::controller::context::Context;
use crate::controller::neighbours::workspace_key;
use crate::dataworks::layers::Deadline;
use crate::dataworks::operations::GetCallerIdentity;
use crate::dataworks::{AccessKey, Client, DataWorks, Endpoint, ServerClock};
use crate::domain::budget::{Closure, Limits, Priority};
use crate::domain::desired;

/// How long STS may take to say whose a key is.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(5);

/// A workspace resource, by namespace and name.
pub type Place = (String, String);

/// An account in a region: the name of its ledger.
type LedgerName = String;

/// A key, by its fingerprint, and the service that it is used with.
type Key = (String, String);

/// What a workspace uses.
struct Use {
    ledger: LedgerName,
    limits: Limits,
    endpoint: Endpoint,
}

/// The accounts that are in use.
pub struct Accounts {
    ledgers: Arc<Ledgers>,
    accounts: Mutex<HashMap<LedgerName, Arc<Account>>>,
    /// What each workspace was last seen to use, and the limits that it names.
    places: Mutex<HashMap<Place, Use>>,
    /// Whose a key is.
    owners: Mutex<HashMap<Key, Arc<OnceCell<LedgerName>>>>,
    breakers: Mutex<HashMap<Endpoint, Arc<Mutex<Closure>>>>,
}

impl Accounts {
    /// Keeps ledgers here.
    pub fn new(ledgers: Ledgers) -> Self {
        Self {
            ledgers: Arc::new(ledgers),
            accounts: Mutex::default(),
            places: Mutex::default(),
            owners: Mutex::default(),
            breakers: Mutex::default(),
        }
    }

    /// What pays for the calls of a workspace with this key.
    pub async fn purse(
        &self,
        workspace: &DataWorksWorkspace,
        endpoint: &Endpoint,
        key: &AccessKey,
        context: &Context,
    ) -> kube::Result<Purse> {
        let name = self.ledger_of(workspace, endpoint, key, context).await?;
        let limits = self.limits(workspace, &name, endpoint, context);
        Ok(self.purse_of(&name, limits, endpoint, context))
    }

    /// What pays for the calls of a task, if its workspace was used before. Nothing is read for it.
    pub fn known_purse(&self, task: &DISyncTask, context: &Context) -> Option<Purse> {
        let places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        let used = places.get(&workspace_key(task))?;
        let shared = places.values().filter(|other| other.ledger == used.ledger);
        let limits = shared.fold(used.limits, |limits, other| limits.tighter(other.limits));
        Some(self.purse_of(&used.ledger, limits, &used.endpoint, context))
    }

    fn purse_of(&self, name: &str, limits: Limits, endpoint: &Endpoint, context: &Context) -> Purse {
        let account = {
            let mut accounts = self.accounts.lock().unwrap_or_else(PoisonError::into_inner);
            let made = || Arc::new(Account::new(name.to_owned()));
            accounts.entry(name.to_owned()).or_insert_with(made).clone()
        };
        let breaker = {
            let mut breakers = self.breakers.lock().unwrap_or_else(PoisonError::into_inner);
            breakers.entry(endpoint.clone()).or_default().clone()
        };
        Purse {
            account,
            limits,
            priority: Priority::Watching,
            ledgers: self.ledgers.clone(),
            breaker,
            endpoint: endpoint.clone(),
            clock: context.clock,
            theirs: context.clock_of(endpoint),
        }
    }

    /// Whether two tasks spend the calls of one account, as far as is known.
    pub fn share(&self, task: &DISyncTask, other: &DISyncTask) -> bool {
        let places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        let ledger = |task: &DISyncTask| places.get(&workspace_key(task)).map(|used| &used.ledger);
        match (ledger(task), ledger(other)) {
            (Some(one), Some(two)) => one == two,
            _ => workspace_key(task) == workspace_key(other),
        }
    }

    /// The tightest of what the workspaces of the account name.
    fn limits(
        &self,
        workspace: &DataWorksWorkspace,
        name: &str,
        endpoint: &Endpoint,
        context: &Context,
    ) -> Limits {
        let own = Limits::of(workspace);
        let place = (workspace.namespace().unwrap_or_default(), workspace.name_any());
        let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        let used = Use {
            ledger: name.to_owned(),
            limits: own,
            endpoint: endpoint.clone(),
        };
        places.insert(place, used);
        let exists = |(namespace, name): &Place| {
            let object = kube::runtime::reflector::ObjectRef::new(name).within(namespace);
            context.workspaces.get(&object).is_some()
        };
        places.retain(|place, _| exists(place));
        let shared = places.values().filter(|other| other.ledger == name);
        shared.fold(own, |limits, other| limits.tighter(other.limits))
    }

    /// The ledger of the account, if STS says which that is, and else of the key. One that was begun for the key goes on
    /// as long as calls in it count, or these would be forgotten.
    async fn ledger_of(
        &self,
        workspace: &DataWorksWorkspace,
        endpoint: &Endpoint,
        key: &AccessKey,
        context: &Context,
    ) -> kube::Result<LedgerName> {
        // All hosts of Alibaba Cloud for a region lead to the same service.
        let service = if endpoint.is_alibaba_cloud() {
            workspace.spec.region_id.clone()
        } else {
            endpoint.to_string()
        };
        let id = (key.fingerprint(), service.clone());
        let owner = {
            let mut owners = self.owners.lock().unwrap_or_else(PoisonError::into_inner);
            owners.entry(id.clone()).or_default().clone()
        };
        let asking = owner.get_or_try_init(|| async {
            let of_key = ledger_name(&["key", &id.0, &service]);
            let begun = !self
                .ledgers
                .read(&of_key)
                .await?
                .ledger
                .is_empty(context.clock.now());
            let account = if begun {
                None
            } else {
                account_id(workspace, endpoint, key, context).await
            };
            let name = account.map_or(of_key, |account| ledger_name(&["account", &account, &service]));
            info!(
                service,
                ledger = name,
                "keeps a ledger of the calls of an account"
            );
            Ok::<_, kube::Error>(name)
        });
        asking.await.cloned()
    }
}

fn ledger_name(parts: &[&str]) -> LedgerName {
    format!("dataworks-calls-{}", desired::hash(parts))
}

/// Asks STS whose the key is.
async fn account_id(
    workspace: &DataWorksWorkspace,
    endpoint: &Endpoint,
    key: &AccessKey,
    context: &Context,
) -> Option<String> {
    let sts = match &context.endpoints.sts {
        Some(sts) => sts.clone(),
        None if endpoint.is_alibaba_cloud() => {
            context.endpoints.sts_of_region(&workspace.spec.region_id).ok()?
        }
        None => return None,
    };
    let clock = context.clock;
    let client = Client::new(
        context.http.clone(),
        sts,
        key.clone(),
        Arc::new(ServerClock::new(move || clock.now())),
    );
    let asked = Deadline::after(client, PATIENCE).call(&GetCallerIdentity).await;
    asked
        .inspect_err(
            |error| debug!(%error, "STS does not say whose the key is: its calls are counted by the key"),
        )
        .ok()
}
