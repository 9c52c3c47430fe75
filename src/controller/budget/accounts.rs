//! Which account a workspace spends the calls of.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use kube::ResourceExt;

use super::account::{Account, LedgerName};
use super::keys::{KeyInUse, Keys};
use super::purse::Purse;
use crate::api::{DISyncTask, DataWorksWorkspace};
use crate::cluster::Ledgers;
use crate::controller::context::Context;
use crate::controller::neighbours::workspace_key;
use crate::dataworks::{AccessKey, Endpoint};
use crate::domain::budget::{Breaker, Limits, Priority};
use crate::telemetry::metrics::{AccountCount, AccountLabels, Metrics};

/// A workspace resource, by namespace and name.
pub type Place = (String, String);

/// Of each workspace of DataWorks: one that is not answered keeps no other from being served.
type Breakers = HashMap<(Endpoint, i64), Arc<Mutex<Breaker>>>;

/// What a workspace uses.
struct Use {
    /// The ledger of its key.
    of_key: LedgerName,
    /// The ledger in which the calls of the key are counted.
    ledger: LedgerName,
    limits: Limits,
    endpoint: Endpoint,
    project_id: i64,
    region: String,
}

/// The accounts that are in use.
pub struct Accounts {
    ledgers: Arc<Ledgers>,
    metrics: Metrics,
    keys: Keys,
    accounts: Mutex<HashMap<LedgerName, Arc<Account>>>,
    /// What each workspace was last seen to use, and the limits that it names.
    places: Mutex<HashMap<Place, Use>>,
    breakers: Mutex<Breakers>,
}

impl Accounts {
    /// Keeps ledgers here.
    pub fn new(ledgers: Ledgers, metrics: Metrics) -> Self {
        Self {
            ledgers: Arc::new(ledgers),
            metrics,
            keys: Keys::default(),
            accounts: Mutex::default(),
            places: Mutex::default(),
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
        let used = KeyInUse {
            key,
            workspace,
            endpoint,
        };
        let of_key = used.ledger_of_key();
        let ledger = self.keys.ledger_of(&used, &self.ledgers, context).await?;
        let account = self.account(&of_key, ledger, context.clock.now());
        let ledger = account.ledger_name();
        let limits = Limits::of(workspace);
        let place = (workspace.namespace().unwrap_or_default(), workspace.name_any());
        let used = Use {
            of_key,
            ledger: ledger.clone(),
            limits,
            endpoint: endpoint.clone(),
            project_id: workspace.spec.project_id,
            region: workspace.spec.region_id.clone(),
        };
        let limits = {
            let mut places = locked(&self.places);
            places.insert(place, used);
            tightest(&places, &ledger, limits)
        };
        let breaker = self.breaker(endpoint, workspace.spec.project_id);
        Ok(self.purse_of(account, limits, endpoint, breaker, context))
    }

    /// What pays for the calls of a task, if its workspace was used before. Nothing is read for it.
    pub fn known_purse(&self, task: &DISyncTask, context: &Context) -> Option<Purse> {
        let places = locked(&self.places);
        let used = places.get(&workspace_key(task))?;
        let limits = tightest(&places, &used.ledger, used.limits);
        let account = self.account(&used.of_key, used.ledger.clone(), context.clock.now());
        let breaker = self.breaker(&used.endpoint, used.project_id);
        Some(self.purse_of(account, limits, &used.endpoint, breaker, context))
    }

    fn breaker(&self, endpoint: &Endpoint, project_id: i64) -> Arc<Mutex<Breaker>> {
        let mut breakers = locked(&self.breakers);
        breakers
            .entry((endpoint.clone(), project_id))
            .or_default()
            .clone()
    }

    fn purse_of(
        &self,
        account: Arc<Account>,
        limits: Limits,
        endpoint: &Endpoint,
        breaker: Arc<Mutex<Breaker>>,
        context: &Context,
    ) -> Purse {
        Purse {
            account,
            limits,
            priority: Priority::Watching,
            task: String::new(),
            ledgers: self.ledgers.clone(),
            breaker,
            endpoint: endpoint.clone(),
            clock: context.clock,
            theirs: context.clock_of(endpoint),
            metrics: self.metrics.clone(),
        }
    }

    /// The account that spends from `ledger`. What was begun for the key goes on as the account, with its pace: either it
    /// found on its own that the key's ledger leads on, or it is told so here.
    fn account(&self, of_key: &str, ledger: LedgerName, now: Timestamp) -> Arc<Account> {
        let mut accounts = locked(&self.accounts);
        let begun = accounts.get(of_key).cloned();
        let ledger = led_on(&accounts, of_key, ledger);
        let begun = begun.filter(|begun| [of_key, &ledger].contains(&begun.ledger_name().as_str()));
        if let Some(begun) = &begun {
            begun.follow(ledger.clone());
        }
        let fresh = || Account::new(ledger.clone(), now, self.metrics.clone());
        let made = || begun.unwrap_or_else(|| Arc::new(fresh()));
        accounts.entry(ledger.clone()).or_insert_with(made).clone()
    }

    /// The ledgers of the workspaces that were used, by which the purses of their tasks go, too.
    pub fn ledgers_by_place(&self) -> HashMap<Place, LedgerName> {
        let (places, accounts) = (locked(&self.places), locked(&self.accounts));
        let ledger = |used: &Use| led_on(&accounts, &used.of_key, used.ledger.clone());
        places
            .iter()
            .map(|(place, used)| (place.clone(), ledger(used)))
            .collect()
    }

    /// The calls of the accounts that have a limit of them, as far as is known. Nothing is read for it.
    pub fn known(&self, context: &Context) -> HashMap<AccountLabels, AccountCount> {
        let (places, accounts) = (locked(&self.places), locked(&self.accounts));
        // Workspaces of one account elsewhere than in Alibaba Cloud may name several regions.
        let mut region_of: HashMap<&LedgerName, &Use> = HashMap::new();
        for used in places.values() {
            let first = region_of.entry(&used.ledger).or_insert(used);
            if used.region < first.region {
                *first = used;
            }
        }
        let known = region_of.into_iter().filter_map(|(ledger, used)| {
            let per_day = tightest(&places, ledger, used.limits).per_day?;
            let theirs = context.clock_of(&used.endpoint).current();
            let left = accounts
                .get(ledger)
                .and_then(|account| account.left_as_known(per_day, theirs));
            let labels = AccountLabels {
                account: short(ledger),
                region: used.region.clone(),
            };
            Some((labels, AccountCount { per_day, left }))
        });
        known.collect()
    }

    /// How many accounts make no call because the service throttles.
    pub fn throttled(&self, now: Timestamp) -> u64 {
        let accounts = locked(&self.accounts);
        // One that was begun for a key may stand under the name of its account, too.
        let resting = accounts.values().filter(|account| account.is_throttled(now));
        let names: HashSet<_> = resting.map(|account| account.ledger_name()).collect();
        u64::try_from(names.len()).unwrap_or(u64::MAX)
    }

    /// The workspaces whose endpoint does not answer.
    pub fn silent_places(&self) -> HashSet<Place> {
        let (places, breakers) = (locked(&self.places), locked(&self.breakers));
        let is_silent = |used: &Use| {
            breakers
                .get(&(used.endpoint.clone(), used.project_id))
                .is_some_and(|breaker| locked(breaker).is_silent())
        };
        let silent = places.iter().filter(|(_, used)| is_silent(used));
        silent.map(|(place, _)| place.clone()).collect()
    }

    /// How many endpoints do not answer some workspace.
    pub fn unreachable(&self) -> u64 {
        let breakers = locked(&self.breakers);
        let silent = breakers.iter().filter(|(_, breaker)| locked(breaker).is_silent());
        let endpoints: HashSet<_> = silent.map(|((endpoint, _), _)| endpoint).collect();
        u64::try_from(endpoints.len()).unwrap_or(u64::MAX)
    }

    /// Forgets what no workspace uses any more. Visits under way hold what they use.
    pub fn retain(&self, places_left: &HashSet<Place>, endpoints: &HashSet<Endpoint>) {
        let (mut of_keys, mut ledgers, mut projects) = (HashSet::new(), HashSet::new(), HashSet::new());
        {
            let mut places = locked(&self.places);
            places.retain(|place, _| places_left.contains(place));
            for used in places.values() {
                of_keys.insert(used.of_key.clone());
                ledgers.insert(used.ledger.clone());
                projects.insert(used.project_id);
            }
        }
        self.keys.retain(&of_keys);
        locked(&self.accounts).retain(|ledger, _| of_keys.contains(ledger) || ledgers.contains(ledger));
        locked(&self.breakers)
            .retain(|(endpoint, project), _| endpoints.contains(endpoint) && projects.contains(project));
    }
}

/// Where a ledger leads by now: that of a key leads on to that of its account, once it is known.
fn led_on(accounts: &HashMap<LedgerName, Arc<Account>>, of_key: &str, ledger: LedgerName) -> LedgerName {
    match accounts.get(of_key) {
        Some(begun) if ledger == of_key => begun.ledger_name(),
        _ => ledger,
    }
}

/// The tightest of what the workspaces of an account name.
fn tightest(places: &HashMap<Place, Use>, ledger: &str, own: Limits) -> Limits {
    let shared = places.values().filter(|other| other.ledger == ledger);
    shared.fold(own, |limits, other| limits.tighter(other.limits))
}

/// How the hash in the name of a ledger begins, which is enough to find its ConfigMap.
fn short(ledger: &str) -> String {
    let hash = ledger.rsplit('-').next().unwrap_or(ledger);
    hash.chars().take(12).collect()
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use http::{Request, Response};
    use kube::Client;
    use kube::client::Body;

    use super::*;

    #[tokio::test]
    async fn a_workspace_goes_by_the_account_as_soon_as_the_purses_of_its_tasks_do() {
        let silent = |_: Request<Body>| std::future::pending::<Result<Response<Body>, Infallible>>();
        let ledgers = Ledgers::new(Client::new(tower::service_fn(silent), "default"));
        let accounts = Accounts::new(ledgers, Metrics::default());
        let place = ("team".to_owned(), "shop".to_owned());
        let used = Use {
            of_key: "key".to_owned(),
            ledger: "key".to_owned(),
            limits: Limits::default(),
            endpoint: "https://dataworks.cn-shanghai.aliyuncs.com".parse().unwrap(),
            project_id: 1,
            region: "cn-shanghai".to_owned(),
        };
        locked(&accounts.places).insert(place.clone(), used);
        let purse = || accounts.account("key", "key".to_owned(), Timestamp::UNIX_EPOCH);
        for ledger in ["key", "account"] {
            purse().follow(ledger.to_owned());
            assert_eq!(purse().ledger_name(), ledger);
            assert_eq!(accounts.ledgers_by_place()[&place], ledger);
        }
    }
}
