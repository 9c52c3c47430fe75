//! What wakes a resource: its own changes, those of its workspace, and the time.

use std::collections::HashMap;
use std::future::Future;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt;
use futures::channel::mpsc;
use kube::runtime::controller::Config;
use kube::runtime::reflector::{ObjectRef, Store};
use kube::runtime::{Controller, Predicate, WatchStreamExt, predicates, watcher};
use kube::{Resource, ResourceExt};
use tracing::debug;

use super::cached::{Cached, prune};
use super::caches::Caches;
use super::context::Context;
use super::neighbours::names;
use super::scope::Scope;
use super::{annotations, reconcile, sweep, workspace};
use crate::api::{DISyncTask, DataWorksWorkspace};
use crate::cluster::Guarded;

/// Runs both loops until `stop` resolves and the visits under way are finished.
pub async fn run(
    caches: Caches,
    context: Arc<Context>,
    scope: Scope,
    stop: impl Future<Output = ()> + Send + Sync + Clone + 'static,
) {
    let client = context.client.clone();
    // A page is parsed as a whole: small ones keep the peak of a restart low, and many of them take long.
    // A watch is asked for anew every minute: lost rights and a lost API server are noticed no sooner.
    let watching = watcher::Config::default().page_size(200).timeout(60);
    // How many visits are made at once is a matter of turns, which are not handed out in the order of waking.
    let config = Config::default();

    // A changed workspace wakes its tasks, once it is in the cache: a visit before that would see the old one, and
    // nothing would wake it again.
    let (wake, tasks) = (caches.wake, caches.tasks.clone());
    let mut changed = Changed::default();

    // A workspace tells how many tasks name it.
    let (recount, recounted) = mpsc::unbounded();

    let (index, turns) = (caches.index.clone(), context.turns.clone());
    let (tasks_watched, workspaces_watched) = (caches.tasks_watched, caches.workspaces_watched);
    let watched = scope
        .watch(&client, &watching, &tasks_watched, &caches.tasks)
        .modify(prune)
        .reflect(caches.task_writer)
        .inspect(move |event| index.follow(event))
        .inspect(move |event| turns.follow(event))
        .inspect(move |event| tasks_watched.cached(event))
        .inspect(move |event| {
            if let Some(workspace) = counted(event) {
                // The loop of the workspaces has ended: so does this one.
                let _ = recount.unbounded_send(workspace);
            }
        })
        .applied_objects()
        .predicate_filter(
            predicates::generation
                .combine(predicates::labels)
                .combine(requested),
            Default::default(),
        );
    let task_loop = Controller::for_stream(watched, caches.tasks.clone())
        .with_config(config)
        .reconcile_on(caches.woken)
        .graceful_shutdown_on(stop.clone())
        .run(reconcile::reconcile, reconcile::after_error, context.clone())
        .for_each(|outcome| async move {
            if let Err(error) = outcome {
                debug!(%error, "a visit ended");
            }
        });

    let workspaces = scope
        .watch(&client, &watching, &workspaces_watched, &caches.workspaces)
        .modify(|workspace| workspace.managed_fields_mut().clear())
        .reflect(caches.workspace_writer)
        .inspect(move |event| workspaces_watched.cached(event))
        .inspect(move |event| {
            for task in changed.touched(event, &tasks) {
                // The loop of the tasks has ended: so does this one.
                let _ = wake.unbounded_send(task);
            }
        })
        .applied_objects()
        .predicate_filter(predicates::generation, Default::default());
    let workspace_loop = Controller::for_stream(workspaces, caches.workspaces.clone())
        .with_config(Config::default().debounce(Duration::from_millis(500)))
        .reconcile_on(recounted)
        .graceful_shutdown_on(stop)
        .run(workspace::reconcile, workspace::after_error, context.clone())
        .for_each(|outcome| async move {
            if let Err(error) = outcome {
                debug!(%error, "a visit of a workspace ended");
            }
        });
    tokio::select! {
        _ = futures::future::join(task_loop, workspace_loop) => {}
        () = sweep::keep_sweeping(&context) => {}
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

/// The workspace whose tasks become more or fewer with this event. A task whose status nobody has written is new.
fn counted(
    event: &Result<watcher::Event<Cached>, watcher::Error>,
) -> Option<ObjectRef<Guarded<DataWorksWorkspace>>> {
    let cached = match event {
        Ok(watcher::Event::Apply(cached)) => cached.0.as_ref().ok().filter(|task| {
            let observed = task.status.as_ref().and_then(|status| status.observed_generation);
            observed.is_none_or(|generation| generation < 0)
        }),
        Ok(watcher::Event::Delete(cached)) => cached.0.as_ref().ok(),
        _ => None,
    };
    cached.map(|task| {
        ObjectRef::new(&task.spec.workspace_ref.name).within(&task.namespace().unwrap_or_default())
    })
}

/// The generations of the workspaces that were seen: what the operator writes into a status concerns no task.
#[derive(Default)]
struct Changed(HashMap<ObjectRef<Guarded<DataWorksWorkspace>>, Option<i64>>);

impl Changed {
    /// The tasks that an event of their workspaces concerns: after a new list, all.
    fn touched(
        &mut self,
        event: &Result<watcher::Event<Guarded<DataWorksWorkspace>>, watcher::Error>,
        tasks: &Store<Cached>,
    ) -> Vec<ObjectRef<Cached>> {
        let workspace = match event {
            Ok(watcher::Event::Apply(workspace)) => {
                let seen = self
                    .0
                    .insert(ObjectRef::from_obj(workspace), workspace.meta().generation);
                if seen == Some(workspace.meta().generation) {
                    return Vec::new();
                }
                Some(workspace)
            }
            Ok(watcher::Event::Delete(workspace)) => {
                self.0.remove(&ObjectRef::from_obj(workspace));
                Some(workspace)
            }
            Ok(watcher::Event::InitDone) => None,
            _ => return Vec::new(),
        };
        let concerned = |task: &DISyncTask| workspace.is_none_or(|workspace| names(task, workspace));
        tasks
            .state_filter(|cached| cached.0.as_ref().is_ok_and(concerned))
            .iter()
            .map(|cached| ObjectRef::from_obj(cached.as_ref()))
            .collect()
    }
}
