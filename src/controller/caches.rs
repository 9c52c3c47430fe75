//! The caches of both kinds, their writing ends, and whether they are filled.

use std::future::Future;

use futures::channel::mpsc;
use kube::runtime::reflector::store::Writer;
use kube::runtime::reflector::{ObjectRef, Store};
use tokio::sync::watch;

use super::cached::Cached;
use super::index::Index;
use crate::api::DataWorksWorkspace;
use crate::cluster::Guarded;

/// The caches of both kinds, and their writing ends.
pub struct Caches {
    pub(super) tasks: Store<Cached>,
    pub(super) index: Index,
    pub(super) workspaces: Store<Guarded<DataWorksWorkspace>>,
    pub(super) task_writer: Writer<Cached>,
    pub(super) workspace_writer: Writer<Guarded<DataWorksWorkspace>>,
    /// Wakes tasks, whoever has a reason to.
    pub(super) wake: mpsc::UnboundedSender<ObjectRef<Cached>>,
    pub(super) woken: mpsc::UnboundedReceiver<ObjectRef<Cached>>,
    // A store's own way to wait wakes only the last who waits (kube-runtime keeps one waker), and many do.
    pub(super) tasks_listed: watch::Sender<bool>,
    pub(super) workspaces_listed: watch::Sender<bool>,
}

impl Default for Caches {
    fn default() -> Self {
        let (task_writer, workspace_writer) = (Writer::default(), Writer::default());
        let (tasks, workspaces) = (task_writer.as_reader(), workspace_writer.as_reader());
        let (wake, woken) = mpsc::unbounded();
        Self {
            tasks,
            index: Index::default(),
            workspaces,
            wake,
            woken,
            task_writer,
            workspace_writer,
            tasks_listed: watch::Sender::new(false),
            workspaces_listed: watch::Sender::new(false),
        }
    }
}

impl Caches {
    /// Resolves when both caches are filled.
    pub fn filled(&self) -> impl Future<Output = ()> + Send + use<> {
        let (tasks, workspaces) = (self.tasks_listed.subscribe(), self.workspaces_listed.subscribe());
        async move {
            until_listed(tasks).await;
            until_listed(workspaces).await;
        }
    }
}

/// Resolves when the first list is in the cache.
pub(super) async fn until_listed(mut listed: watch::Receiver<bool>) {
    // An error says that the watch is over, which is the end of the program.
    let _ = listed.wait_for(|listed| *listed).await;
}
