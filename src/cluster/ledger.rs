//! The ledgers of spent calls, one ConfigMap for each account and region, in the operator's own namespace.
//!
//! Every write carries the `resourceVersion` that was read: of two replicas or shards that reserve calls at once, one
//! reads again.

use k8s_openapi::api::core::v1::ConfigMap;
use kube::api::{ObjectMeta, PostParams};
use kube::{Api, Client};

use super::is_not_found;
use crate::api::FIELD_MANAGER;
use crate::domain::budget::Ledger;

/// What a person who finds the ConfigMap is told.
const ABOUT: &str =
    "calls of DataWorks reserved by one account in one region: when ten minutes began, and how many";

/// A ledger as the cluster holds it.
#[derive(Clone, Debug, Default)]
pub struct Kept {
    /// What is in it.
    pub ledger: Ledger,
    version: Option<String>,
}

/// Reads and writes ledgers.
pub struct Ledgers(Api<ConfigMap>);

impl Ledgers {
    /// In the namespace that the client calls its own: that of the Pod.
    pub fn new(client: Client) -> Self {
        Self(Api::default_namespaced(client))
    }

    /// The ledger of this name; an empty one if there is none.
    ///
    /// # Errors
    ///
    /// What the API server answers, other than that it does not exist.
    pub async fn read(&self, name: &str) -> kube::Result<Kept> {
        let map = match self.0.get(name).await {
            Ok(map) => map,
            Err(error) if is_not_found(&error) => return Ok(Kept::default()),
            Err(error) => return Err(error),
        };
        let data = map.data.unwrap_or_default();
        Ok(Kept {
            ledger: Ledger::read(data.iter().map(|(at, calls)| (at.as_str(), calls.as_str()))),
            version: map.metadata.resource_version,
        })
    }

    /// Writes what was read and changed.
    ///
    /// # Errors
    ///
    /// A conflict if somebody else wrote it since; what the API server answers.
    pub async fn write(&self, name: &str, kept: Kept) -> kube::Result<Kept> {
        let text = |key: &str, value: &str| Some([(key.to_owned(), value.to_owned())].into());
        let map = ConfigMap {
            metadata: ObjectMeta {
                name: Some(name.to_owned()),
                resource_version: kept.version.clone(),
                labels: text("app.kubernetes.io/managed-by", FIELD_MANAGER),
                annotations: text("dataworks.alibabacloud.com/about", ABOUT),
                ..ObjectMeta::default()
            },
            data: Some(kept.ledger.written()),
            ..ConfigMap::default()
        };
        let params = PostParams {
            field_manager: Some(FIELD_MANAGER.to_owned()),
            ..PostParams::default()
        };
        let written = match kept.version {
            Some(_) => self.0.replace(name, &params, &map).await?,
            None => self.0.create(&params, &map).await?,
        };
        Ok(Kept {
            ledger: kept.ledger,
            version: written.metadata.resource_version,
        })
    }
}
