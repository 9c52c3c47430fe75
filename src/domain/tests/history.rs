//! Random histories: faults, lost answers, kills and a deletion at any instant, against a service in memory.
//!
//! The service is as harsh as its contract allows: it may ignore tokens, hide a new task from its list for a while, and
//! it does not even refuse a name that is taken. What must hold: never two tasks, none left behind, and rest in the end.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::Time;

use super::fixture;
use crate::api::{DISyncTask, FINALIZER, Phase};
use crate::domain::decide::decide;
use crate::domain::failure::{Consequence, Failure};
use crate::domain::look::{self, Look};
use crate::domain::observed::{Answer, File, Named, Process, Seen, Snapshot};
use crate::domain::opaque::TaskContent;
use crate::domain::plan::{Action, Call, Fact, Plan, Request, Step};
use crate::domain::report::{Next, contradictions, report};

/// SplitMix64.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut x = self.0;
        x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        x ^ (x >> 31)
    }

    fn percent(&mut self, chance: u64) -> bool {
        self.next() % 100 < chance
    }
}

struct Service {
    tokens: Option<HashMap<String, i64>>,
    list_lag: SignedDuration,
    offset: SignedDuration,
    processes: HashMap<i64, Timestamp>,
    files: HashMap<i64, Timestamp>,
    most_files: usize,
    last_id: i64,
    calls: usize,
}

impl Service {
    fn id(&mut self) -> i64 {
        self.last_id += 1;
        self.last_id
    }

    fn remembered(&mut self, token: Option<&str>, make: impl FnOnce(&mut Self) -> i64) -> i64 {
        let token = token.unwrap_or_default().to_owned();
        if let Some(known) = self.tokens.as_ref().and_then(|tokens| tokens.get(&token)) {
            return *known;
        }
        let id = make(self);
        if let Some(tokens) = &mut self.tokens {
            tokens.insert(token, id);
        }
        id
    }

    fn perform(&mut self, call: &Call, now: Timestamp, takes: SignedDuration) -> Fact {
        let token = call.announcement.client_token.as_deref();
        match &call.request {
            Request::Generate(_) => {
                let id = self.remembered(token, |service| {
                    let id = service.id();
                    service.processes.insert(id, now + takes);
                    id
                });
                Fact::Generating(id, Answer::default(), SignedDuration::from_secs(1))
            }
            Request::Create(..) => {
                let created = now + self.offset;
                let id = self.remembered(token, |service| {
                    let id = service.id();
                    service.files.insert(id, created);
                    service.most_files = service.most_files.max(service.files.len());
                    id
                });
                Fact::Created(id, Answer::default())
            }
            Request::Delete(id) => {
                self.files.remove(id);
                Fact::DeletionAccepted
            }
        }
    }

    fn show(&self, look: &Look, now: Timestamp) -> Seen {
        match look {
            Look::Process(id) => Seen::Process(match self.processes.get(id) {
                Some(ready) if *ready <= now => {
                    Ok(Process::Ready { content: TaskContent::new("{}"), answer: Answer::default() })
                }
                Some(_) => Ok(Process::Running(Answer::default())),
                None => Err(failure(Consequence::NotFound)),
            }),
            Look::Name(_) => {
                let listed = |created: Timestamp| created + self.list_lag <= now + self.offset;
                let found = self.files.iter().find(|(_, created)| listed(**created));
                Seen::Named(Ok(found.map(|(id, created)| Named {
                    file: File { file_id: *id, file_type: Some(900), created_at: Some(*created) },
                    claimant: None,
                })))
            }
            Look::File(id) => Seen::Exists(Ok(self.files.contains_key(id))),
        }
    }
}

fn failure(consequence: Consequence) -> Failure {
    Failure { consequence, code: "Code".into(), message: "text".into(), request_id: None }
}

struct History {
    dice: Dice,
    task: DISyncTask,
    service: Service,
    now: Timestamp,
    log: Vec<String>,
}

impl History {
    fn new(seed: u64) -> Self {
        let mut dice = Dice(seed);
        let mut task = fixture::task();
        task.metadata.finalizers = None;
        task.status = None;
        let service = Service {
            tokens: dice.percent(50).then(HashMap::new),
            list_lag: SignedDuration::from_secs((dice.next() % 9) as i64),
            offset: SignedDuration::from_secs((dice.next() % 1200) as i64 - 600),
            processes: HashMap::new(),
            files: HashMap::new(),
            most_files: 0,
            last_id: 0,
            calls: 0,
        };
        Self { dice, task, service, now: fixture::now(), log: Vec::new() }
    }

    fn released(&self) -> bool {
        self.task.metadata.deletion_timestamp.is_some() && !look::holds(&self.task)
    }

    /// One pass; with faults, any of its steps may fail, and it may be killed between any two.
    fn pass(&mut self, faults: bool) {
        let chance = if faults { 15 } else { 0 };
        let hash = fixture::wanted(&self.task).hash;
        let look = look::due(&self.task, Some(&hash), self.now);
        let seen = look.map(|look| {
            self.service.calls += 1;
            match (self.dice.percent(chance), look) {
                (true, Look::Process(_)) => Seen::Process(Err(failure(Consequence::Retry))),
                (true, Look::Name(_)) => Seen::Named(Err(failure(Consequence::Retry))),
                (true, Look::File(_)) => Seen::Exists(Err(failure(Consequence::Retry))),
                (false, look) => self.service.show(&look, self.now),
            }
        });
        let task = self.task.clone();
        let clock_offset = Some(self.service.offset);
        let snapshot = Snapshot { seen, clock_offset, ..fixture::snapshot(&task) };
        let plan = decide(&snapshot, self.now);
        self.log.push(format!("{} {plan:?}", self.now));
        if self.dice.percent(chance) {
            return;
        }
        match plan {
            Plan::Note(fact) => self.tell(&fact),
            Plan::Act(Action::AddFinalizer) => self.task.metadata.finalizers = Some(vec![FINALIZER.into()]),
            Plan::Act(Action::RemoveFinalizer(_)) => self.task.metadata.finalizers = None,
            Plan::Act(Action::Call(call)) => self.call(call, chance),
        }
    }

    fn call(&mut self, call: Call, chance: u64) {
        self.tell(&Fact::Announced(call.announcement.clone(), call.task_name.clone()));
        if self.dice.percent(chance) {
            return self.log.push("killed after the announcement".into());
        }
        let step = match call.request {
            Request::Generate(_) => Step::Generate,
            Request::Create(..) => Step::Create,
            Request::Delete(_) => Step::Delete,
        };
        self.service.calls += 1;
        let refused = [Consequence::RetrySlowly, Consequence::Throttled { after: None }, Consequence::Retry];
        if self.dice.percent(chance) {
            let which = refused[(self.dice.next() % 3) as usize];
            return self.tell(&Fact::CallFailed(step, failure(which)));
        }
        if self.dice.percent(chance) {
            return self.tell(&Fact::CallFailed(step, failure(Consequence::Ambiguous)));
        }
        let takes = SignedDuration::from_secs((self.dice.next() % 30) as i64);
        let fact = self.service.perform(&call, self.now, takes);
        if self.dice.percent(chance) {
            self.log.push("the answer was lost after the effect".into());
            return self.tell(&Fact::CallFailed(step, failure(Consequence::Ambiguous)));
        }
        if self.dice.percent(chance) {
            return self.log.push("killed after the effect".into());
        }
        if self.dice.percent(chance) {
            self.service.processes.clear();
        }
        self.tell(&fact);
    }

    fn tell(&mut self, fact: &Fact) {
        let report = report(&self.task, fact, self.now);
        let status = &report.status;
        let found = contradictions(self.task.metadata.generation, status.observed_generation, &status.conditions);
        assert!(found.is_empty(), "{found:?}\n{}", self.log.join("\n"));
        self.task.status = Some(report.status);
        if let Next::At(at) = report.next {
            self.now = self.now.max(at.min(self.now + SignedDuration::from_hours(1)));
        }
    }

    fn delete(&mut self) {
        self.log.push("deleted".into());
        self.task.metadata.deletion_timestamp = Some(Time(self.now));
    }
}

#[test]
fn never_two_tasks_none_left_behind_and_rest_in_the_end() {
    const HISTORIES: u64 = 300;
    let mut steps = 0;
    for seed in 0..HISTORIES {
        let mut history = History::new(seed);
        let delete_at = history.dice.percent(50).then(|| history.dice.next() % 40);
        for step in 0..40 {
            if delete_at == Some(step) {
                history.delete();
            }
            history.pass(true);
            steps += 1;
        }
        for _ in 0..60 {
            history.pass(false);
            steps += 1;
        }
        let story = || format!("seed {seed}:\n{}\n{:?}", history.log.join("\n"), history.task.status);
        assert!(history.service.most_files <= 1, "two tasks at once, {}", story());
        if delete_at.is_some() {
            assert!(history.released(), "not let go, {}", story());
            assert!(history.service.files.is_empty(), "left behind, {}", story());
        } else {
            let phase = history.task.status.as_ref().and_then(|status| status.phase);
            assert_eq!(phase, Some(Phase::Created), "{}", story());
            assert_eq!(history.service.files.len(), 1, "{}", story());
        }
        let (calls, status) = (history.service.calls, history.task.status.clone());
        (0..5).for_each(|_| history.pass(false));
        assert_eq!((history.service.calls, &history.task.status), (calls, &status), "no rest, seed {seed}");
    }
    println!("{HISTORIES} histories, {steps} passes");
}
