//! What the service shows, in the order and the words of the adapter.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::task::{Run, Task};
use super::{Service, failure};
use crate::api::{DISyncTask, OperationKind, OperationState, TaskType};
use crate::domain::comparison::{self, Compared};
use crate::domain::desired::Desired;
use crate::domain::failure::{Consequence, Failure};
use crate::domain::fingerprints;
use crate::domain::look::{Freshness, Look, TaskLook};
use crate::domain::observed::{
    Activity, Answer, Deployment, DeploymentProgress, Detail, Listed, Listing, Process, Seen, Sight,
};
use crate::domain::opaque::TaskContent;

/// Whether an edit of the spec leads to a new comparison with a file that did not change.
const EDITS_ARE_COMPARED: bool = true;

/// A row of the list.
#[derive(Clone, Debug)]
pub(in crate::domain::tests) struct Row {
    name: String,
    version: i64,
    edited_at: Timestamp,
    committed: Option<bool>,
}

impl Service {
    pub(in crate::domain::tests) fn show(
        &mut self,
        look: &Look,
        task: &DISyncTask,
        desired: Option<&Desired>,
        (now, watch): (Timestamp, SignedDuration),
    ) -> Seen {
        self.settle(now);
        match look {
            Look::Process(id) => Seen::Process(self.process(*id, now)),
            Look::Name(name) => {
                let listed = self.tasks.values().filter(|task| self.is_listed(task, now));
                let found = listed
                    .filter(|task| task.name == *name)
                    .min_by_key(|task| task.id);
                Seen::Named(Ok(found.map(|found| self.named(found, task, desired))))
            }
            Look::Candidate(id) => {
                let found = self.tasks.get(id).filter(|task| self.is_listed(task, now));
                Seen::Candidate(Ok(found.map(|found| self.named(found, task, desired))))
            }
            Look::Deployment(id) => Seen::Deployment(self.deployment(*id, now)),
            Look::Task(look) => Seen::Task(self.sight(*look, task, desired, now, watch)),
        }
    }

    fn is_listed(&self, task: &Task, now: Timestamp) -> bool {
        task.created + SignedDuration::from_secs(self.quirks.lag) <= self.clock(now)
    }

    fn process(&mut self, id: i64, now: Timestamp) -> Result<Process, Failure> {
        let process = self
            .processes
            .get_mut(&id)
            .ok_or_else(|| failure(Consequence::NotFound, "processId"))?;
        if process.ready > now {
            return Ok(if process.silent > 0 {
                process.silent -= 1;
                Process::FailedSilently(Answer::default())
            } else {
                Process::Running(Answer::default())
            });
        }
        Ok(match &process.outcome {
            Ok(content) => Process::Ready {
                content: TaskContent::new(content.to_string()),
                answer: Answer::default(),
            },
            Err(why) => Process::Failed(Answer {
                status: Some("fail".into()),
                message: Some(why.clone()),
                request_id: None,
            }),
        })
    }

    fn deployment(&self, id: i64, now: Timestamp) -> Result<Deployment, Failure> {
        let it = self
            .deployments
            .get(&id)
            .ok_or_else(|| failure(Consequence::NotFound, "deploymentId"))?;
        Ok(Deployment {
            progress: match &it.failed {
                _ if it.done > now => DeploymentProgress::Running,
                Some(why) => DeploymentProgress::Failed(why.clone()),
                None => DeploymentProgress::Succeeded,
            },
            to_production: self.quirks.tells_environment.then_some(self.quirks.direct),
        })
    }

    fn sight(
        &mut self,
        look: TaskLook,
        task: &DISyncTask,
        desired: Option<&Desired>,
        now: Timestamp,
        watch: SignedDuration,
    ) -> Result<Sight, Failure> {
        let (file, looked_at) = match look.file {
            Freshness::Unneeded => (None, None),
            freshness => {
                let shared = self
                    .shared
                    .take()
                    .filter(|(at, _)| freshness == Freshness::Shared && *at >= now - watch / 2);
                let (at, row) = shared.unwrap_or_else(|| (now, self.row(look.file_id, now)));
                self.shared = Some((at, row.clone()));
                (self.listing(look.file_id, row, task, desired), Some(at))
            }
        };
        let gone = matches!(file, Some(Listing::Missing | Listing::Absent));
        let run = match self.task_type {
            TaskType::Solution if look.run || look.file == Freshness::Fresh => {
                Some(self.solution(look.file_id))
            }
            TaskType::Realtime if look.run && !gone => Some(self.real_time(look.file_id)),
            TaskType::Realtime | TaskType::Solution | TaskType::Offline => None,
        };
        Ok(Sight { file, run, looked_at })
    }

    fn row(&self, file_id: i64, now: Timestamp) -> Option<Row> {
        let hidden = self.task_type == TaskType::Solution && !self.quirks.lists;
        let task = self
            .tasks
            .get(&file_id)
            .filter(|task| !hidden && self.is_listed(task, now))?;
        Some(Row {
            name: task.name.clone(),
            version: task.version,
            edited_at: task.edited_at,
            committed: self.quirks.commits.then_some(task.committed),
        })
    }

    fn listing(
        &self,
        file_id: i64,
        row: Option<Row>,
        task: &DISyncTask,
        desired: Option<&Desired>,
    ) -> Option<Listing> {
        let Some(row) = row else {
            let there = || match self.tasks.contains_key(&file_id) {
                _ if was_deleted(task) => Listing::Missing,
                true => Listing::There(Listed::default()),
                false if self.quirks.readable => Listing::Absent,
                false => Listing::Missing,
            };
            return (self.task_type != TaskType::Solution).then(there);
        };
        let seen = task.status.as_ref().and_then(|status| status.file.as_ref());
        let edited = desired.is_some_and(|desired| {
            let status = task.status.as_ref();
            let hash = Some(&desired.hash);
            status.is_none_or(|status| {
                status.applied_hash.as_ref() != hash || status.observed_hash.as_ref() != hash
            })
        });
        let changed = (EDITS_ARE_COMPARED && edited)
            || seen.is_none_or(|seen| {
                seen.version != Some(row.version)
                    || seen.edited_at.as_ref().map(|at| at.0) != Some(row.edited_at)
            });
        let detail = desired
            .filter(|_| changed)
            .and_then(|desired| self.detail(desired, task, file_id));
        Some(Listing::There(Listed {
            name: row.name,
            version: Some(row.version),
            edited_at: Some(row.edited_at),
            committed: row.committed,
            detail,
        }))
    }

    fn detail(&self, desired: &Desired, task: &DISyncTask, file_id: i64) -> Option<Detail> {
        let held = &self.tasks.get(&file_id)?.held;
        let text = held.content.to_string();
        let text = if self.quirks.readable {
            &text
        } else {
            text.get(1..)?
        };
        let script: Value = serde_json::from_str(&desired.script).unwrap_or_default();
        match self.task_type {
            TaskType::Solution => None,
            TaskType::Realtime => {
                let document = serde_json::from_str(text).unwrap_or_else(|_| Value::from(text));
                Some(Detail {
                    differs: differences(comparison::realtime(&script, text), task, desired),
                    parts: fingerprints::of(&document),
                })
            }
            TaskType::Offline => {
                let mut differs = differences(comparison::offline(&script, text), task, desired);
                if let Some(wanted) = &desired.schedule {
                    differs.extend(comparison::schedule(wanted, &held.schedule));
                }
                Some(Detail {
                    differs,
                    parts: BTreeMap::new(),
                })
            }
        }
    }

    fn real_time(&self, file_id: i64) -> crate::domain::observed::Run {
        let run = self.tasks.get(&file_id).map(|task| &task.run);
        let (activity, word) = match run {
            None | Some(Run::Off("absent")) => (Activity::Idle, "absent"),
            Some(Run::Off("PAUSE")) => (Activity::Paused, "PAUSE"),
            Some(Run::Off("FAIL")) => (Activity::Failed, "FAIL"),
            Some(Run::Off(word)) => (Activity::Idle, *word),
            Some(Run::Waiting(_)) => (Activity::Starting, "WAIT"),
            Some(Run::Running) => (Activity::Running, "RUN"),
            Some(Run::Stopping(_)) => (Activity::Stopping, "KILLING"),
            Some(Run::Odd | Run::Unconfirmed) => (Activity::Unknown, "MOON"),
        };
        crate::domain::observed::Run {
            activity,
            word: word.to_owned(),
            start_time: None,
        }
    }

    /// Stands for the time of the last start.
    fn starts(&self, file_id: i64) -> Option<String> {
        let task = self.tasks.get(&file_id)?;
        (task.starts > 0).then(|| task.starts.to_string())
    }

    fn solution(&self, file_id: i64) -> crate::domain::observed::Run {
        let run = self.tasks.get(&file_id).map(|task| &task.run);
        let (activity, word) = match run {
            None => (Activity::Gone, "deleted"),
            Some(Run::Off("FAIL")) => (Activity::Failed, "3 (failed)"),
            Some(Run::Off(_)) => (Activity::Idle, "1 (not running)"),
            Some(Run::Waiting(_) | Run::Stopping(_)) => (Activity::Starting, "2 (running)"),
            Some(Run::Running) => (Activity::Running, "0 (successful)"),
            Some(Run::Odd) => (Activity::Unknown, "7"),
            Some(Run::Unconfirmed) => (Activity::AwaitsPerson, "5 (pending manual confirmation)"),
        };
        crate::domain::observed::Run {
            activity,
            word: word.to_owned(),
            start_time: self.starts(file_id).filter(|_| self.quirks.readable),
        }
    }
}

fn was_deleted(task: &DISyncTask) -> bool {
    let operation = task.status.as_ref().and_then(|status| status.operation.as_ref());
    operation.is_some_and(|it| it.kind == OperationKind::Delete && it.state == OperationState::Accepted)
}

fn differences(compared: Compared, task: &DISyncTask, desired: &Desired) -> Vec<String> {
    let known = task
        .status
        .as_ref()
        .is_some_and(|status| status.applied_hash.is_some());
    match compared {
        Compared::Different(paths) => paths
            .iter()
            .map(|path| format!("{}.{path}", desired.path))
            .collect(),
        Compared::Unreadable if !known => vec!["configuration".to_owned()],
        Compared::Unreadable | Compared::Same => Vec::new(),
    }
}
