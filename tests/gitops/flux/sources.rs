//! Stands in for Flux's controller of sources: serves an archive, and writes into the status of a source where it is.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use axum::Router;
use axum::http::{StatusCode, Uri};
use serde_json::json;
use sha2::{Digest, Sha256};
use testbed::Cluster;
use testbed::wait::{self, Look};
use tokio::net::TcpListener;

use crate::stage::PATIENCE;

static NEXT: AtomicU32 = AtomicU32::new(0);

/// A server of files.
pub struct Sources {
    folder: PathBuf,
    address: String,
}

impl Sources {
    /// Serves what lies in this folder, as long as the test goes on.
    pub async fn serve(folder: &Path) -> Self {
        std::fs::create_dir_all(folder).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let root = folder.to_path_buf();
        let files = Router::new().fallback(move |uri: Uri| async move {
            let file = root.join(uri.path().trim_start_matches('/'));
            std::fs::read(file).map_err(|_| StatusCode::NOT_FOUND)
        });
        tokio::spawn(async move { axum::serve(listener, files).await });
        Self {
            folder: folder.to_path_buf(),
            address,
        }
    }

    /// A file to pack something into.
    pub fn file(&self) -> PathBuf {
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        self.folder.join(format!("{number}.tar.gz"))
    }

    /// Tells a source, such as `gitrepository/orders`, once it is there, that this file is its revision.
    pub async fn publish(
        &self,
        cluster: &Cluster,
        (namespace, source): (&str, &str),
        revision: &str,
        file: &Path,
    ) {
        let name = file.file_name().unwrap().to_str().unwrap();
        let bytes = std::fs::read(file).unwrap();
        let digest: String = Sha256::digest(&bytes)
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let get = ["get", source, "-n", namespace];
        let generation = wait::until(source, PATIENCE, || async {
            Ok(match cluster.kubectl_json(&get).await {
                Ok(found) => Look::Met(found["metadata"]["generation"].clone()),
                Err(error) => Look::NotYet(error.to_string()),
            })
        })
        .await
        .unwrap();
        let now = now();
        let status = json!({ "status": {
            "observedGeneration": generation,
            "artifact": {
                "url": format!("http://{}/{name}", self.address), "path": name, "revision": revision,
                "digest": format!("sha256:{digest}"), "size": bytes.len(), "lastUpdateTime": now,
            },
            "conditions": [{
                "type": "Ready", "status": "True", "reason": "Succeeded", "message": "stored artifact",
                "observedGeneration": generation, "lastTransitionTime": now,
            }],
        }});
        let patch = status.to_string();
        let patch = [
            "patch",
            source,
            "-n",
            namespace,
            "--subresource=status",
            "--type=merge",
            "-p",
            &patch,
        ];
        cluster.kubectl(&patch).await.expect("the status of a source");
    }
}

#[allow(clippy::disallowed_methods)] // Flux goes by the wall clock
fn now() -> String {
    jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// How a source names a commit.
pub fn revision(commit: &str) -> String {
    format!("main@sha1:{commit}")
}
