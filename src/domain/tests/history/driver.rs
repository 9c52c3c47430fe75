//! A pass: what the controller does, in its order. It may be killed between any two steps.

use jiff::SignedDuration;

use super::super::service::failure;
use super::event::{Fault, Refusal};
use super::sane;
use super::world::{PROJECT, WATCH, World};
use crate::api::{DISyncTask, DISyncTaskStatus, FINALIZER, Reason, TaskType};
use crate::domain::decide::decide;
use crate::domain::desired::{Desired, desired};
use crate::domain::failure::{Consequence, Failure};
use crate::domain::look;
use crate::domain::observed::{Blocker, Seen, Snapshot};
use crate::domain::plan::{Action, Call, Fact, Plan, Step};
use crate::domain::record::record;
use crate::domain::report::{Next, report};
use crate::domain::schedule::RESYNC;

/// How long a refused key is not tried.
const KEY_RESTS: SignedDuration = SignedDuration::from_mins(5);

impl World {
    pub(super) fn desired(&mut self) -> Result<Desired, Blocker> {
        let name = self
            .task
            .status
            .as_ref()
            .and_then(|status| status.task_name.clone());
        let key = (self.task.metadata.generation, name);
        if let Some((known, desired)) = &self.known
            && *known == key
        {
            return desired.clone();
        }
        let spec = &self.task.spec;
        let (script, path) = match spec.task_type {
            TaskType::Offline => (&spec.task_content, "spec.taskContent"),
            TaskType::Realtime | TaskType::Solution => (&spec.task_param, "spec.taskParam"),
        };
        let script = script.as_ref().unwrap();
        let desired = desired(&self.task, script, path, &self.workspace).map_err(|errors| Blocker {
            reason: Reason::InvalidSpec,
            message: crate::domain::field::joined(&errors),
        });
        self.known = Some((key, desired.clone()));
        desired
    }

    /// One pass, when it is due.
    pub(super) fn pass(&mut self, fault: Option<&Fault>) {
        if self.released {
            return;
        }
        self.passes += 1;
        self.now = self.now.max(self.visit_at);
        self.service.settle(self.now);
        let now = self.now;
        let desired = self.desired();
        let next = |desired: &Desired| desired.hash_for(&self.task).to_owned();
        let hash = desired.as_ref().ok().map(next);
        if look::is_settled(&self.task, hash.as_deref(), now) {
            let wait =
                look::waits(&self.task, hash.as_deref(), now).map_or(RESYNC, |at| at.duration_since(now));
            self.say(|| "settled".to_owned());
            return self.visit_at = now + wait.min(RESYNC);
        }
        let needs_access = look::needs_access(&self.task, hash.as_deref(), now);
        let access = if needs_access && now < self.key_rests_until {
            Err(Blocker {
                reason: Reason::CredentialsRefused,
                message: "the key was refused".into(),
            })
        } else {
            Ok(())
        };
        let way = needs_access && access.is_ok();
        let mut task = self.task.clone();
        let look = look::due(&task, hash.as_deref(), now).filter(|_| way);
        if look.is_some() && task.spec.suspend {
            self.wrong.push("a look while it is suspended".to_owned());
        }
        let seen = look.map(|look| {
            self.calls += 1;
            // What goes is not compared with the spec, unless to tell whose it is.
            let kept = desired
                .as_ref()
                .ok()
                .filter(|_| !is_going(&task) || matches!(look, look::Look::Name(_)));
            let seen = self.look(&look, &task, kept, fault);
            self.say(|| format!("look {look:?}: {seen:?}"));
            seen
        });
        if let Some(Seen::Task(Ok(sight))) = &seen {
            record(&mut task, sight, desired.as_ref().ok(), now);
        }
        let snapshot = Snapshot {
            task: &task,
            desired,
            access,
            closed: None,
            rival: None,
            seen,
            clock_offset: self
                .clock_known
                .then(|| SignedDuration::from_secs(self.service.quirks.offset)),
            watch_interval: WATCH,
        };
        let plan = decide(&snapshot, now);
        self.say(|| format!("{plan:?}"));
        if matches!(fault, Some(Fault::KilledBeforeWrite)) {
            return self.restart();
        }
        match plan {
            Plan::Note(fact) => self.tell(&task, &fact),
            Plan::Act(Action::AddFinalizer) => {
                self.task.metadata.finalizers = Some(vec![FINALIZER.to_owned()]);
                self.visit_at = now;
            }
            Plan::Act(Action::RemoveFinalizer(_)) => {
                self.task.metadata.finalizers = None;
                self.released = true;
            }
            Plan::Act(Action::Call(call)) if way => self.make(&task, *call, fault),
            Plan::Act(Action::Call(_)) => self.visit_at = now + SignedDuration::from_secs(1),
        }
    }

    fn look(
        &mut self,
        look: &look::Look,
        task: &DISyncTask,
        desired: Option<&Desired>,
        fault: Option<&Fault>,
    ) -> Seen {
        if let Some(Fault::LookFails(refusal)) = fault {
            let failure = refusal.failure();
            return match look {
                look::Look::Process(_) => Seen::Process(Err(failure)),
                look::Look::Name(_) => Seen::Named(Err(failure)),
                look::Look::Candidate(_) => Seen::Candidate(Err(failure)),
                look::Look::Deployment(_) => Seen::Deployment(Err(failure)),
                look::Look::Task(_) => Seen::Task(Err(failure)),
            };
        }
        self.clock_known = true;
        self.service.show(look, task, desired, (self.now, WATCH))
    }

    /// Announces a call, makes it, and tells what came of it.
    fn make(&mut self, task: &DISyncTask, call: Call, fault: Option<&Fault>) {
        let desired = self.desired().ok();
        if let Err(why) = self.ledger.judge(&call, task, desired.as_ref(), &self.service) {
            self.wrong
                .push(format!("{:?} is not justified: {why}", call.announcement.kind));
        }
        if self.refused.is_repeated_by(&call.announcement, task, self.now) {
            let kind = call.announcement.kind;
            self.wrong
                .push(format!("{kind:?} sends what was refused a while ago"));
        }
        self.ledger.announced(&call);
        let kind = call.announcement.kind;
        let announcement =
            Fact::Announced(call.announcement.clone(), call.place(PROJECT), call.cause.clone());
        self.tell(task, &announcement);
        if matches!(fault, Some(Fault::KilledBeforeCall)) {
            return self.restart();
        }
        self.calls += 1;
        self.changes += 1;
        let failed = |failure| Fact::CallFailed(Step::Change(kind), failure);
        let fact = match fault {
            Some(Fault::CallFails(refusal)) => failed(refusal.failure()),
            Some(Fault::NoAnswer) => failed(failure(Consequence::Ambiguous, "no answer")),
            _ => {
                let outcome = self.service.perform(&call, self.now);
                self.ledger.performed(&call, &outcome, &self.task);
                self.say(|| format!("{outcome:?}"));
                match (outcome, fault) {
                    (_, Some(Fault::AnswerLost)) => failed(failure(Consequence::Ambiguous, "no answer")),
                    (Ok(fact), _) => {
                        self.clock_known = true;
                        fact
                    }
                    (Err(failure), _) => failed(failure),
                }
            }
        };
        match fault {
            Some(Fault::KilledAfterCall) => return self.restart(),
            Some(Fault::EditedMeanwhile(edit)) => self.edit(edit),
            _ => {}
        }
        let task = self.task.clone();
        self.tell(&task, &fact);
        self.ledger.told(&call, &fact);
    }

    /// Writes what follows from a fact that `task` is told.
    fn tell(&mut self, task: &DISyncTask, fact: &Fact) {
        if let Fact::CallFailed(_, failure) = fact
            && failure.consequence == Consequence::Credentials
        {
            self.key_rests_until = self.now + KEY_RESTS;
        }
        self.refused.told(fact, task, self.now);
        let report = report(task, fact, self.now);
        if matches!(
            fact,
            Fact::Adopted(..) | Fact::DeploymentSucceeded | Fact::Applied(..) | Fact::Forgotten(_)
        ) {
            let desired = self.desired().ok();
            self.ledger.noted(fact, task, desired.as_ref());
        }
        let unchanged = self.task.status.as_ref() == Some(&report.status);
        let unknown = self.status().applied_hash.is_none() && report.status.applied_hash.is_some();
        if unknown && self.ledger.adopted {
            let desired = self.desired().ok();
            self.ledger.compared(desired.as_ref());
        }
        if !unchanged {
            self.task.status = Some(stored(&report.status));
            let found = sane::oddities(&self.task, fact);
            self.wrong.extend(found);
        }
        self.say(|| format!("next {:?}", report.next));
        self.visit_at = match report.next {
            Next::At(at) if at > self.now => at,
            Next::Now | Next::At(_) if !unchanged => self.now,
            Next::Now | Next::At(_) => self.now + SignedDuration::from_millis(20),
        };
    }
}

fn is_going(task: &DISyncTask) -> bool {
    let replaced = task
        .status
        .as_ref()
        .is_some_and(|status| status.replacing.is_some());
    replaced || task.metadata.deletion_timestamp.is_some()
}

/// A status as the API server gives it back.
fn stored(status: &DISyncTaskStatus) -> DISyncTaskStatus {
    serde_json::from_str(&serde_json::to_string(status).unwrap()).unwrap()
}

impl Refusal {
    fn failure(self) -> Failure {
        match self {
            Self::Broken => failure(Consequence::Retry, "broken"),
            Self::Throttled => failure(Consequence::Throttled { after: None }, "throttled"),
            Self::NotMade => failure(
                Consequence::NotMade {
                    reason: Reason::Unreachable,
                    after: SignedDuration::from_secs(30),
                },
                "Unreachable",
            ),
            Self::Denied => failure(Consequence::RetrySlowly, "denied"),
            Self::Refused => failure(Consequence::Refused, "refused"),
            Self::Forbidden => failure(Consequence::Terminal, "forbidden"),
            Self::KeyRefused => failure(Consequence::Credentials, "key"),
        }
    }
}
