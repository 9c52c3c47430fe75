//! One search for up to 50 tasks of a workspace, which is one `ListFiles` where the service gives so many at once: the
//! first whose look is due pays for the others.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;

use super::context::Context;
use super::neighbours::{neighbours, tasks};
use super::way::Way;
use crate::api::DISyncTask;
use crate::dataworks::Endpoint;
use crate::dataworks::operations::{self, File, FindById};
use crate::domain::failure::{Consequence, Failure};
use crate::domain::look::Freshness;
use crate::domain::workspace::watch_interval;

/// As many tasks as one look takes.
const MOST_TASKS: usize = 50;

/// What a look showed of a file, and when.
#[derive(Clone)]
pub struct Seen {
    /// When.
    pub at: Timestamp,
    /// The file, or `None` if DataWorks does not list it.
    pub file: Option<File>,
}

/// What the looks at one workspace brought.
#[derive(Default)]
struct Looked {
    files: HashMap<i64, Seen>,
    /// When the last look failed, and why.
    failed: Option<(Timestamp, Failure)>,
}

/// A workspace of DataWorks. Who waits for the lock finds in it what the one before brought.
type Workspace = Arc<tokio::sync::Mutex<Looked>>;

/// A workspace of DataWorks: where it is, and its ID.
pub type Place = (Endpoint, i64);

/// The last look at each file, by workspace.
#[derive(Default)]
pub struct FileLooks(Mutex<HashMap<Place, Workspace>>);

impl FileLooks {
    /// Looks at a file. A look that was taken for another task within half of the
    /// watch interval is as good as one of its own: the tasks of a workspace then share one.
    pub async fn take(
        &self,
        file_id: i64,
        freshness: Freshness,
        way: &Way,
        context: &Context,
    ) -> Result<Seen, Failure> {
        let workspace = self.of(way);
        let asked = context.clock.now();
        let mut looked = workspace.lock().await;
        looked.failed_since(asked)?;
        let taken = looked.take(file_id, freshness, way, context).await;
        looked.failed = taken
            .as_ref()
            .err()
            .map(|failure| (context.clock.now(), failure.clone()));
        taken
    }

    /// Forgets the workspaces that are not among these.
    pub fn keep(&self, places: &HashSet<Place>) {
        let mut workspaces = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        workspaces.retain(|place, _| places.contains(place));
    }

    fn of(&self, way: &Way) -> Workspace {
        let mut workspaces = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        workspaces
            .entry((way.endpoint.clone(), way.project_id()))
            .or_default()
            .clone()
    }
}

impl Looked {
    /// Whoever waited for a look that got no answer shares that: an endpoint that hangs costs the deadline of one call, and
    /// not one after another. What was refused to one may be granted to another.
    fn failed_since(&self, asked: Timestamp) -> Result<(), Failure> {
        match &self.failed {
            Some((at, failure)) if *at >= asked && failure.consequence == Consequence::Retry => {
                Err(failure.clone())
            }
            _ => Ok(()),
        }
    }

    async fn take(
        &mut self,
        file_id: i64,
        freshness: Freshness,
        way: &Way,
        context: &Context,
    ) -> Result<Seen, Failure> {
        let files = &mut self.files;
        let now = context.clock.now();
        let oldest = now - watch_interval(&way.workspace) / 2;
        if freshness == Freshness::Shared
            && let Some(seen) = files.get(&file_id).filter(|seen| seen.at >= oldest)
        {
            return Ok(seen.clone());
        }
        let ids = batch(file_id, way, context);
        for find in FindById::batches(way.project_id(), &ids) {
            let mut found: HashMap<i64, File> = operations::find(&way.client, &find)
                .await?
                .files
                .into_iter()
                .map(|file| (file.file_id, file))
                .collect();
            for id in find.ids() {
                let file = found.remove(id);
                files.insert(*id, Seen { at: now, file });
            }
        }
        files.retain(|_, seen| seen.at >= oldest);
        let seen = files.get(&file_id).cloned();
        Ok(seen.unwrap_or(Seen { at: now, file: None }))
    }
}

/// The task, and those of its neighbours whose looks are due next.
fn batch(file_id: i64, way: &Way, context: &Context) -> Vec<i64> {
    let id = |task: &DISyncTask| task.status.as_ref().and_then(|status| status.file_id);
    let exists = |task: &DISyncTask| id(task).is_some_and(|other| other != file_id);
    let neighbours = neighbours(&way.workspace, context, exists);
    let mut others: Vec<(Option<Timestamp>, i64)> = tasks(&neighbours)
        .filter_map(|task| {
            let due = task.status.as_ref()?.next_poll_time.as_ref().map(|at| at.0);
            Some((due, id(task)?))
        })
        .collect();
    others.sort_unstable();
    // Two resources may claim one task.
    let mut known = HashSet::from([file_id]);
    let others = others
        .into_iter()
        .map(|(_, id)| id)
        .filter(|id| known.insert(*id));
    std::iter::once(file_id).chain(others).take(MOST_TASKS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_waited_for_a_look_without_an_answer_shares_it() {
        let at = |second| Timestamp::from_second(second).unwrap();
        let failure = |consequence| Failure {
            consequence,
            code: String::new(),
            message: String::new(),
            request_id: None,
        };
        let failed = |consequence| Looked {
            failed: Some((at(30), failure(consequence))),
            ..Looked::default()
        };
        let silent = failed(Consequence::Retry);
        assert!(silent.failed_since(at(1)).is_err(), "it waited");
        assert!(silent.failed_since(at(31)).is_ok(), "it came later");
        let refused = failed(Consequence::Throttled { after: None });
        assert!(refused.failed_since(at(1)).is_ok());
    }
}
