//! Runs the controller, for as long as this process leads.

use std::future::Future;
use std::panic::resume_unwind;
use std::sync::Arc;
use std::time::Duration;

use kube::Client;
use tokio::task::JoinSet;
use tracing::{info, warn};

use super::gates::Gates;
use super::metrics::Known;
use crate::cluster::lease::Election;
use crate::cluster::{self, Term};
use crate::controller::{self, Caches, Context, Scope, Settings};
use crate::dataworks::{Fence, Http};

/// How long visits under way may take to finish after a signal. What they leave undone is resumed from the status.
const GRACE: Duration = Duration::from_secs(20);

/// What every term needs.
#[derive(Clone)]
pub(super) struct Work {
    pub(super) client: Client,
    pub(super) http: Http,
    pub(super) scope: Scope,
    pub(super) settings: Settings,
    pub(super) gates: Gates,
    pub(super) known: Known,
}

impl Work {
    /// Works whenever this process leads, until `stop` resolves; then gives the lease up.
    pub(super) async fn when_leading(
        self,
        mut election: Election,
        stop: impl Future<Output = ()> + Send + Sync + Clone + 'static,
    ) {
        loop {
            let term = tokio::select! {
                term = election.win() => term,
                () = stop.clone() => break,
            };
            self.settings.metrics.upkeep.won();
            // A task of its own: however busy the visits are, the lease is renewed.
            let mut working = JoinSet::new();
            working.spawn(self.fenced(&term).until_stopped(stop.clone()));
            let lost = tokio::select! {
                () = election.keep(&term) => true,
                ended = working.join_next() => {
                    if let Some(Err(broken)) = ended && broken.is_panic() {
                        resume_unwind(broken.into_panic());
                    }
                    false
                }
            };
            term.close();
            // What is under way is dropped, as if the process were killed.
            working.shutdown().await;
            self.gates.watching(None);
            if !lost {
                break;
            }
            self.settings.metrics.upkeep.lost();
        }
        election.release().await;
    }

    /// The same work, of which nothing gets out once the term is over.
    fn fenced(&self, term: &Term) -> Self {
        let asked = term.clone();
        let fence = Fence::asking(move || asked.holds());
        Self {
            client: cluster::fenced(&self.client, term),
            http: self.http.clone().behind(fence),
            ..self.clone()
        }
    }

    /// Works with caches of its own until `stop` resolves and the visits under way are finished.
    pub(super) async fn until_stopped(self, stop: impl Future<Output = ()> + Send + Sync + Clone + 'static) {
        let caches = Caches::new(&self.settings.metrics);
        let context = Arc::new(Context::new(self.client, self.http, self.settings, &caches));
        self.known.by(&context);
        let filled = caches.filled();
        self.gates.watching(Some(caches.watches()));
        let telling = async {
            filled.await;
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
            () = controller::run(caches, context, self.scope, stop.clone()) => {}
            () = telling => {}
            () = grace => {}
        }
    }
}
