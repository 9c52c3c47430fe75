//! The caches of both kinds, their writing ends, and how the watches go that fill them.

use std::future::Future;

use futures::channel::mpsc;
use kube::runtime::reflector::store::Writer;
use kube::runtime::reflector::{ObjectRef, Store};

use super::cached::Cached;
use super::index::Index;
use super::watched::{Watches, Watching, until_listed};
use crate::api::DataWorksWorkspace;
use crate::cluster::Guarded;
use crate::telemetry::metrics::Metrics;

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
    pub(super) tasks_watched: Watching,
    pub(super) workspaces_watched: Watching,
}

impl Caches {
    /// Empty ones. What befalls the watches is counted.
    pub fn new(metrics: &Metrics) -> Self {
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
            tasks_watched: Watching::new("disynctasks", metrics.clone()),
            workspaces_watched: Watching::new("dataworksworkspaces", metrics.clone()),
        }
    }

    /// Resolves when both caches are filled.
    pub fn filled(&self) -> impl Future<Output = ()> + Send + use<> {
        let tasks = self.tasks_watched.subscribe();
        let workspaces = self.workspaces_watched.subscribe();
        async move {
            until_listed(tasks).await;
            until_listed(workspaces).await;
        }
    }

    /// How the watches go.
    pub fn watches(&self) -> Watches {
        Watches(vec![self.tasks_watched.clone(), self.workspaces_watched.clone()])
    }
}
