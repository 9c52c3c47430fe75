//! The ledgers of spent calls, one ConfigMap for each account and region, in the operator's own namespace.
//!
//! Every write carries the `resourceVersion` that was read: of two replicas or shards that reserve calls at once, one
//! reads again.

use std::collections::BTreeMap;
use std::future::Future;
use std::time::Duration;

use k8s_openapi::api::core::v1::ConfigMap;
use kube::api::{ObjectMeta, PostParams};
use kube::{Api, Client};
use tokio::time::timeout;

use super::is_not_found;
use crate::api::FIELD_MANAGER;
use crate::domain::budget::Ledger;

/// What a person who finds the ConfigMap is told.
const ABOUT: &str =
    "calls of DataWorks reserved by one account in one region: when ten minutes began, and how many";

/// The same of one that leads to another.
const ABOUT_KEY: &str = "a key of DataWorks whose calls are counted in the ledger of its account";

/// Where the name of the account's ledger is, in the ledger of a key.
const LEADS_TO: &str = "leads-to";

/// How long a request may take. All calls of the account wait for it.
const PATIENCE: Duration = Duration::from_secs(10);

/// A ledger as the cluster holds it.
#[derive(Clone, Debug, Default)]
pub struct Kept {
    /// What is in it.
    pub ledger: Ledger,
    /// The ledger of the account, where this one is of a key whose account is known: it counts nothing any more.
    pub leads_to: Option<String>,
    name: String,
    version: Option<String>,
}

/// Reads and writes ledgers.
pub struct Ledgers {
    maps: Api<ConfigMap>,
    patience: Duration,
}

impl Ledgers {
    /// In the namespace that the client calls its own: that of the Pod.
    pub fn new(client: Client) -> Self {
        Self {
            maps: Api::default_namespaced(client),
            patience: PATIENCE,
        }
    }

    /// The ledger of this name; an empty one if there is none.
    ///
    /// # Errors
    ///
    /// What the API server answers, other than that it does not exist; that it does not answer.
    pub async fn read(&self, name: &str) -> kube::Result<Kept> {
        let map = match self.in_time(self.maps.get(name)).await {
            Ok(map) => map,
            Err(error) if is_not_found(&error) => ConfigMap::default(),
            Err(error) => return Err(error),
        };
        let mut data = map.data.unwrap_or_default();
        Ok(Kept {
            leads_to: data.remove(LEADS_TO),
            ledger: Ledger::read(data.iter().map(|(at, calls)| (at.as_str(), calls.as_str()))),
            name: name.to_owned(),
            version: map.metadata.resource_version,
        })
    }

    /// Writes what was read and changed.
    ///
    /// # Errors
    ///
    /// A conflict if somebody else wrote it since; what the API server answers, or that it does not: then it may have
    /// been written.
    pub async fn write(&self, kept: Kept) -> kube::Result<Kept> {
        let params = PostParams {
            field_manager: Some(FIELD_MANAGER.to_owned()),
            ..PostParams::default()
        };
        let map = map_of(&kept);
        let written = match kept.version {
            Some(_) => self.in_time(self.maps.replace(&kept.name, &params, &map)).await?,
            None => self.in_time(self.maps.create(&params, &map)).await?,
        };
        Ok(Kept {
            version: written.metadata.resource_version,
            ..kept
        })
    }

    async fn in_time<T>(&self, request: impl Future<Output = kube::Result<T>>) -> kube::Result<T> {
        let late = |_| kube::Error::Service(format!("no answer within {:?}", self.patience).into());
        timeout(self.patience, request).await.map_err(late)?
    }
}

fn map_of(kept: &Kept) -> ConfigMap {
    let text = |key: &str, value: &str| BTreeMap::from([(key.to_owned(), value.to_owned())]);
    let (about, data) = match &kept.leads_to {
        Some(account) => (ABOUT_KEY, text(LEADS_TO, account)),
        None => (ABOUT, kept.ledger.written()),
    };
    ConfigMap {
        metadata: ObjectMeta {
            name: Some(kept.name.clone()),
            resource_version: kept.version.clone(),
            labels: Some(text("app.kubernetes.io/managed-by", FIELD_MANAGER)),
            annotations: Some(text("dataworks.alibabacloud.com/about", about)),
            ..ObjectMeta::default()
        },
        data: Some(data),
        ..ConfigMap::default()
    }
}

#[cfg(test)]
#[path = "tests/ledger.rs"]
mod tests;
