//! Runs the controller, for as long as this process leads.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use kube::Client;
use tracing::{info, warn};

use super::clock::now;
use super::gates::Gates;
use crate::cluster;
use crate::cluster::lease::Election;
use crate::controller::{self, Caches, Context, EndpointPolicy, Scope};
use crate::dataworks::{Fence, Http};

/// How long visits under way may take to finish after a signal. What they leave undone is resumed from the status.
const GRACE: Duration = Duration::from_secs(20);

/// What every term needs.
pub(super) struct Work {
    pub(super) client: Client,
    pub(super) http: Http,
    pub(super) scope: Scope,
    pub(super) endpoints: EndpointPolicy,
    pub(super) instance: Option<String>,
    pub(super) gates: Gates,
}

impl Work {
    /// Works without an election until `stop` resolves.
    pub(super) async fn alone(&self, stop: impl Future<Output = ()> + Send + Sync + Clone + 'static) {
        self.until_stopped(self.client.clone(), self.http.clone(), stop)
            .await;
    }

    /// Works whenever this process leads, until `stop` resolves; then gives the lease up.
    pub(super) async fn when_leading(
        &self,
        mut election: Election,
        stop: impl Future<Output = ()> + Send + Sync + Clone + 'static,
    ) {
        loop {
            let term = tokio::select! {
                term = election.win() => term,
                () = stop.clone() => break,
            };
            let client = cluster::fenced(&self.client, &term);
            let asked = term.clone();
            let http = self.http.clone().behind(Fence::asking(move || asked.holds()));
            // What is under way when the term is lost is dropped here, as if the process were killed.
            tokio::select! {
                () = election.keep(&term) => self.gates.listed(false),
                () = self.until_stopped(client, http, stop.clone()) => {
                    term.close();
                    break;
                }
            }
        }
        election.release().await;
    }

    /// Works with caches of its own until `stop` resolves and the visits under way are finished.
    async fn until_stopped(
        &self,
        client: Client,
        http: Http,
        stop: impl Future<Output = ()> + Send + Sync + Clone + 'static,
    ) {
        let caches = Caches::default();
        let (endpoints, instance) = (self.endpoints.clone(), self.instance.clone());
        let context = Context::new(client, http, now, endpoints, instance, &caches);
        let filled = caches.filled();
        let telling = async {
            filled.await;
            self.gates.listed(true);
            info!("ready");
            std::future::pending::<()>().await;
        };
        let grace = async {
            stop.clone().await;
            info!("stops: visits under way are finished");
            self.gates.stopping();
            tokio::time::sleep(GRACE).await;
            warn!("some visits did not finish in time; they are resumed after the next start");
        };
        tokio::select! {
            () = controller::run(caches, Arc::new(context), self.scope.clone(), stop.clone()) => {}
            () = telling => {}
            () = grace => {}
        }
    }
}
