//! The ledgers of spent calls, one ConfigMap for each account and region, in the operator's own namespace.
//!
//! Every write carries the `resourceVersion` that was read: of two replicas or shards that reserve calls at once, one
//! reads again.

use k8s_openapi::api::core::v1::ConfigMap;
use kube::api::PostParams;
use kube::{Api, Client};
use serde_json::json;

use super::is_not_found;
use crate::api::FIELD_MANAGER;
use crate::domain::budget::Ledger;

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
        let map = ConfigMap {
            metadata: serde_json::from_value(json!({
                "name": name,
                "resourceVersion": kept.version,
                "labels": { "app.kubernetes.io/managed-by": FIELD_MANAGER },
                "annotations": { "dataworks.alibabacloud.com/about":
                    "calls of DataWorks reserved by one account in one region: when ten minutes began, and how many" }
            }))
            .unwrap_or_default(),
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
