//! What a test waits for.

use dataworks_operator::api::DISyncTask;
use dataworks_operator::domain::report::contradictions;
use futures::StreamExt;
use kube::ResourceExt;
use kube::runtime::{WatchStreamExt, watcher};
use serde_json::json;
use testbed::Operator;

use super::{PATIENCE, Stage, condition, probe};

impl Stage {
    /// Waits until the task is as `holds` says. Every status on the way is checked.
    pub async fn until(&self, name: &str, what: &str, holds: impl Fn(&DISyncTask) -> bool) -> DISyncTask {
        let mut seen = None;
        let config = watcher::Config::default().fields(&format!("metadata.name={name}"));
        let mut changes = Box::pin(watcher(self.tasks(), config).default_backoff().applied_objects());
        let waiting = async {
            while let Some(change) = changes.next().await {
                let Ok(task) = change else { continue };
                check(&task);
                if holds(&task) {
                    return task;
                }
                seen = Some(task);
            }
            panic!("the watch ended");
        };
        match tokio::time::timeout(PATIENCE, waiting).await {
            Ok(task) => task,
            Err(_) => panic!(
                "{name} is not {what} in time; last seen: {:#}\n{}",
                json!(seen.and_then(|task| task.status)),
                self.tail()
            ),
        }
    }

    pub async fn until_ready(&self, name: &str) -> DISyncTask {
        self.until(name, "Ready", |task| {
            condition(task, "Ready").is_some_and(|(status, _, _)| status == "True")
                && task.status.as_ref().unwrap().observed_generation == task.metadata.generation
        })
        .await
    }

    pub async fn until_reason(&self, name: &str, reason: &str) -> DISyncTask {
        let is = |task: &DISyncTask| condition(task, "Ready").is_some_and(|(_, found, _)| found == reason);
        self.until(name, reason, is).await
    }

    /// Waits until each task is Ready or waits for calls, so that none is made any more.
    pub async fn until_all_rest(&self) {
        let resting = testbed::wait::until("all tasks to rest", PATIENCE, || async {
            let tasks = self.all_tasks().await;
            let ready = |task: &DISyncTask| condition(task, "Ready").unwrap_or_default();
            let rests = |task: &&DISyncTask| {
                let (status, reason, _) = ready(task);
                let observed = task.status.as_ref().and_then(|status| status.observed_generation);
                reason == "BudgetExhausted" || status == "True" && observed == task.metadata.generation
            };
            Ok(match tasks.iter().find(|task| !rests(task)) {
                None => testbed::wait::Look::Met(()),
                Some(task) => testbed::wait::Look::NotYet(format!("{}: {:?}", task.name_any(), ready(task))),
            })
        });
        if let Err(error) = resting.await {
            panic!("{error}\n{}", self.tail());
        }
    }

    pub async fn until_gone(&self, name: &str) {
        let gone = testbed::wait::until("the task to go", PATIENCE, || async {
            Ok(match self.tasks().get_opt(name).await {
                Ok(None) => testbed::wait::Look::Met(()),
                Ok(Some(task)) => testbed::wait::Look::NotYet(format!("{:#?}", task.status)),
                Err(error) => testbed::wait::Look::NotYet(error.to_string()),
            })
        });
        if let Err(error) = gone.await {
            panic!("{error}\n{}", self.tail());
        }
    }

    /// Waits until `/readyz` answers with this status and these words.
    pub async fn until_readyz(&mut self, status: u16, words: &str) {
        until_readyz(&mut self.operator, status, words).await;
    }

    /// Waits until the operator has the workspace `default` in its cache as it is now.
    pub async fn until_workspace_is_seen(&self) {
        let seen = testbed::wait::until("the workspace to be seen", PATIENCE, || async {
            let workspace = self.workspaces().get("default").await.unwrap();
            let observed = json!(workspace.status)["observedGeneration"].clone();
            Ok(if observed == json!(workspace.metadata.generation) {
                testbed::wait::Look::Met(())
            } else {
                testbed::wait::Look::NotYet(format!("generation {observed}"))
            })
        });
        if let Err(error) = seen.await {
            panic!("{error}\n{}", self.tail());
        }
    }

    /// Waits until an event like this is told of the object: it follows the status that it is about.
    pub async fn until_event(&self, name: &str, event: &str) {
        self.until_events(name, |events| events.iter().any(|told| told == event))
            .await;
    }

    /// Waits until the events of the object are as `hold` says.
    pub async fn until_events(&self, name: &str, hold: impl Fn(&[String]) -> bool) {
        let told = testbed::wait::until("the events", PATIENCE, || async {
            let events = self.events(name).await;
            Ok(match hold(&events) {
                true => testbed::wait::Look::Met(()),
                false => testbed::wait::Look::NotYet(format!("{name}: {events:?}")),
            })
        });
        if let Err(error) = told.await {
            panic!("{error}\n{}", self.tail());
        }
    }

    /// Waits until the simulator got this call.
    pub async fn until_called(&self, action: &str) {
        let called = testbed::wait::until(action, PATIENCE, || async {
            Ok(if self.actions().await.iter().any(|called| called == action) {
                testbed::wait::Look::Met(())
            } else {
                testbed::wait::Look::NotYet("not called".to_owned())
            })
        });
        if let Err(error) = called.await {
            panic!("{error}\n{}", self.tail());
        }
    }

    /// Waits until the task is Ready and its file was read, so that what changes from then on is drift.
    pub async fn until_baseline(&self, name: &str) -> i64 {
        let task = self
            .until(name, "Ready and read", |task| {
                condition(task, "Ready").is_some_and(|ready| ready.0 == "True")
                    && task.status.as_ref().is_some_and(|status| status.file.is_some())
            })
            .await;
        task.status.unwrap().file_id.unwrap()
    }
}

/// Waits until `/readyz` of this operator answers with this status and these words.
pub async fn until_readyz(operator: &mut Operator, status: u16, words: &str) {
    let begun = tokio::time::Instant::now();
    loop {
        let answer = probe(operator, "/readyz").await;
        if answer.starts_with(&format!("HTTP/1.1 {status} ")) && answer.contains(words) {
            println!("/readyz says {words} after {:.1?}", begun.elapsed());
            return;
        }
        assert!(begun.elapsed() < PATIENCE, "{answer}");
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
}

fn check(task: &DISyncTask) {
    let Some(status) = &task.status else { return };
    let found = contradictions(
        task.metadata.generation,
        status.observed_generation,
        &status.conditions,
    );
    assert!(found.is_empty(), "{}: {found:?}\n{status:#?}", task.name_any());
}
