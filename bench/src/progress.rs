//! How far tasks are, as a watch shows it.

use std::time::Duration;

use dataworks_operator::api::{ConditionType, DISyncTask, DISyncTaskStatus};
use futures::StreamExt as _;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kube::runtime::WatchStreamExt as _;
use kube::runtime::watcher::{self, Event, watcher};
use kube::{Api, Client, Resource, ResourceExt as _};
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout_at};

use crate::error::{Error, Result};

/// How far a task is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Progress {
    /// The operator has written no status yet.
    Unseen,
    /// The operator has written a status.
    Seen,
    /// The task exists as specified.
    Ready,
    /// The resource is deleted.
    Gone,
}

/// What the watch showed of one task.
#[derive(Debug)]
pub struct Sight {
    /// The task.
    pub name: String,
    /// How far it is.
    pub progress: Progress,
    /// When that was seen.
    pub at: Instant,
}

/// A `DISyncTask` without its spec, which would cost time to read and is not looked at.
#[derive(Debug, Clone, Serialize, Deserialize, Resource)]
#[resource(inherit = DISyncTask)]
struct Task {
    metadata: ObjectMeta,
    status: Option<DISyncTaskStatus>,
}

/// A watch of the tasks of a namespace, which ends on drop.
#[derive(Debug)]
pub struct Watch {
    sights: UnboundedReceiver<Result<Sight, watcher::Error>>,
    _reader: JoinSet<()>,
}

impl Watch {
    /// Starts a watch; what happens from now on is seen.
    pub async fn open(client: Client, namespace: &str) -> Result<Self> {
        let api: Api<Task> = Api::namespaced(client, namespace);
        let mut events = watcher(api, watcher::Config::default()).default_backoff().boxed();
        while let Some(event) = events.next().await {
            if matches!(event?, Event::InitDone) {
                break;
            }
        }
        let (sender, sights) = unbounded_channel();
        let mut reader = JoinSet::new();
        reader.spawn(async move {
            while let Some(event) = events.next().await {
                if let Some(sight) = event.map(sight).transpose()
                    && sender.send(sight).is_err()
                {
                    break;
                }
            }
        });
        Ok(Self {
            sights,
            _reader: reader,
        })
    }

    /// What is seen next, until the deadline.
    pub async fn next(&mut self, deadline: Instant) -> Result<Sight> {
        match timeout_at(deadline, self.sights.recv()).await {
            Ok(Some(sight)) => Ok(sight?),
            Ok(None) => Err(Error::State("the watch of the tasks ended".into())),
            Err(_) => Err(Error::State("the tasks did not get on in time".into())),
        }
    }

    /// Waits until a task has got so far, and says when that was seen.
    pub async fn until(&mut self, name: &str, progress: Progress, patience: Duration) -> Result<Instant> {
        let deadline = Instant::now() + patience;
        loop {
            let sight = self.next(deadline).await?;
            if sight.name == name && sight.progress >= progress {
                return Ok(sight.at);
            }
        }
    }
}

fn sight(event: Event<Task>) -> Option<Sight> {
    let at = Instant::now();
    match event {
        Event::Apply(task) | Event::InitApply(task) => Some(Sight {
            name: task.name_any(),
            progress: progress(&task),
            at,
        }),
        Event::Delete(task) => Some(Sight {
            name: task.name_any(),
            progress: Progress::Gone,
            at,
        }),
        Event::Init | Event::InitDone => None,
    }
}

fn progress(task: &Task) -> Progress {
    // The API server gives a new resource the generation -1 in its status.
    let Some(status) = task
        .status
        .as_ref()
        .filter(|status| status.observed_generation >= Some(0))
    else {
        return Progress::Unseen;
    };
    let mut conditions = status.conditions.iter();
    let ready = conditions
        .any(|condition| condition.type_ == ConditionType::Ready.as_str() && condition.status == "True");
    match ready && status.observed_generation == task.metadata.generation {
        true => Progress::Ready,
        false => Progress::Seen,
    }
}
