//! What wakes a resource: its own changes, those of its workspace, and the time.

use std::future::Future;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt;
use futures::channel::mpsc;
use kube::runtime::controller::Config;
use kube::runtime::reflector::{ObjectRef, Store};
use kube::runtime::{Controller, Predicate, WatchStreamExt, predicates, watcher};
use kube::{Api, Client, ResourceExt};
use tokio::sync::watch;
use tracing::{debug, warn};

use super::cached::{Cached, prune};
use super::caches::Caches;
use super::context::Context;
use super::{annotations, reconcile, workspace};
use crate::api::DataWorksWorkspace;
use crate::cluster::Guarded;

/// Which resources are watched, and how many are visited at once.
#[derive(Clone, Debug)]
pub struct Scope {
    /// One namespace, or all.
    pub namespace: Option<String>,
    /// Visits at once.
    pub concurrency: u16,
}

/// Runs both loops until `stop` resolves and the visits under way are finished.
pub async fn run(
    caches: Caches,
    context: Arc<Context>,
    scope: Scope,
    stop: impl Future<Output = ()> + Send + Sync + Clone + 'static,
) {
    let client = context.client.clone();
    // A page is parsed as a whole: small ones keep the peak of a restart low.
    let watching = watcher::Config::default().page_size(50);
    let config = Config::default()
        .concurrency(scope.concurrency)
        .debounce(Duration::from_millis(50));

    // A changed workspace wakes its tasks, once it is in the cache: a visit before that would see the old one, and
    // nothing would wake it again.
    let (wake, woken) = mpsc::unbounded();
    let tasks = caches.tasks.clone();

    let watched = watcher(scoped::<Cached>(&client, &scope), watching.clone())
        .default_backoff()
        .modify(prune)
        .reflect(caches.task_writer)
        .inspect(signals(caches.tasks_listed))
        .applied_objects()
        .predicate_filter(predicates::generation.combine(requested), Default::default());
    let task_loop = Controller::for_stream(watched, caches.tasks.clone())
        .with_config(config.clone())
        .reconcile_on(woken)
        .graceful_shutdown_on(stop.clone())
        .run(reconcile::reconcile, reconcile::after_error, context.clone())
        .for_each(|outcome| async move {
            if let Err(error) = outcome {
                debug!(%error, "a visit ended");
            }
        });

    let workspaces = watcher(scoped::<Guarded<DataWorksWorkspace>>(&client, &scope), watching)
        .default_backoff()
        .modify(|workspace| workspace.managed_fields_mut().clear())
        .reflect(caches.workspace_writer)
        .inspect(signals(caches.workspaces_listed))
        .inspect(move |event| {
            for task in touched(event, &tasks) {
                // The loop of the tasks has ended: so does this one.
                let _ = wake.unbounded_send(task);
            }
        })
        .applied_objects()
        .predicate_filter(predicates::generation, Default::default());
    let workspace_loop = Controller::for_stream(workspaces, caches.workspaces.clone())
        .with_config(config)
        .graceful_shutdown_on(stop)
        .run(workspace::reconcile, workspace::after_error, context)
        .for_each(|outcome| async move {
            if let Err(error) = outcome {
                debug!(%error, "a visit of a workspace ended");
            }
        });
    futures::join!(task_loop, workspace_loop);
}

/// Tells when the first list is in the cache, and the log why it is not or grows stale; nothing else would.
fn signals<K>(listed: watch::Sender<bool>) -> impl FnMut(&Result<watcher::Event<K>, watcher::Error>)
where
    K: kube::Resource<DynamicType = ()>,
{
    move |event| match event {
        Ok(watcher::Event::InitDone) => drop(listed.send_replace(true)),
        Ok(_) => {}
        Err(error) => warn!(resource = %K::plural(&()), %error, "a watch broke off: it is opened again"),
    }
}

/// Changes with the annotations that are for the operator.
fn requested(cached: &Cached) -> Option<u64> {
    let mut hasher = DefaultHasher::new();
    let ours: Vec<_> = annotations::ours(cached).collect();
    (!ours.is_empty()).then(|| {
        ours.hash(&mut hasher);
        hasher.finish()
    })
}

/// The tasks that an event of their workspaces concerns: after a new list, all.
fn touched(
    event: &Result<watcher::Event<Guarded<DataWorksWorkspace>>, watcher::Error>,
    tasks: &Store<Cached>,
) -> Vec<ObjectRef<Cached>> {
    let workspace = match event {
        Ok(watcher::Event::Apply(workspace) | watcher::Event::Delete(workspace)) => Some(workspace),
        Ok(watcher::Event::InitDone) => None,
        _ => return Vec::new(),
    };
    let uses = |cached: &Arc<Cached>| {
        cached.0.as_ref().is_ok_and(|task| {
            workspace.is_none_or(|workspace| {
                task.namespace() == workspace.namespace()
                    && task.spec.workspace_ref.name == workspace.name_any()
            })
        })
    };
    tasks
        .state()
        .iter()
        .filter(|cached| uses(cached))
        .map(|cached| ObjectRef::from_obj(cached.as_ref()))
        .collect()
}

fn scoped<K>(client: &Client, scope: &Scope) -> Api<K>
where
    K: kube::Resource<DynamicType = (), Scope = kube::core::NamespaceResourceScope>,
{
    match &scope.namespace {
        Some(namespace) => Api::namespaced(client.clone(), namespace),
        None => Api::all(client.clone()),
    }
}
