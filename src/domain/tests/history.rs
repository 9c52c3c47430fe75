//! Random histories: faults, lost answers, kills and a deletion at any instant, against a service in memory.
//!
//! The service is as harsh as its contract allows: it may ignore tokens, hide a new task from its list for a while, and
//! it does not even refuse a name that is taken. What must hold: never two tasks, none left behind, and rest in the end.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::Time;

use super::fixture;
use super::service::{Dice, Service, failure};
use crate::api::{DISyncTask, FINALIZER, Phase};
use crate::domain::decide::decide;
use crate::domain::failure::Consequence;
use crate::domain::look::{self, Look};
use crate::domain::observed::{Seen, Snapshot};
use crate::domain::plan::{Action, Call, Fact, Plan, Request, Step};
use crate::domain::report::{Next, contradictions, report};

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
        Self {
            dice,
            task,
            service,
            now: fixture::now(),
            log: Vec::new(),
        }
    }

    fn released(&self) -> bool {
        self.task.metadata.deletion_timestamp.is_some() && !look::holds(&self.task)
    }

    /// One pass; with faults, any of its steps may fail, and it may be killed between any two.
    fn pass(&mut self, faults: bool) {
        let chance = if faults { 15 } else { 0 };
        if self.dice.percent(chance / 3) {
            self.log.push("the service forgets its processes".into());
            self.service.processes.clear();
        }
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
        let snapshot = Snapshot {
            seen,
            clock_offset,
            ..fixture::snapshot(&task)
        };
        let plan = decide(&snapshot, self.now);
        self.log.push(format!("{} {plan:?}", self.now));
        if self.dice.percent(chance) {
            return;
        }
        match plan {
            Plan::Note(fact) => self.tell(&fact),
            Plan::Act(Action::AddFinalizer) => self.task.metadata.finalizers = Some(vec![FINALIZER.into()]),
            Plan::Act(Action::RemoveFinalizer(_)) => self.task.metadata.finalizers = None,
            Plan::Act(Action::Call(call)) => self.call(*call, chance),
        }
    }

    fn call(&mut self, call: Call, chance: u64) {
        self.tell(&Fact::Announced(call.announcement.clone(), fixture::place()));
        if self.dice.percent(chance) {
            return self.log.push("killed after the announcement".into());
        }
        let step = match call.request {
            Request::Generate(_) => Step::Generate,
            Request::Create(..) => Step::Create,
            Request::Delete(_) => Step::Delete,
        };
        self.service.calls += 1;
        let refused = [
            Consequence::RetrySlowly,
            Consequence::Throttled { after: None },
            Consequence::Retry,
        ];
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
        let found = contradictions(
            self.task.metadata.generation,
            status.observed_generation,
            &status.conditions,
        );
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
        let story = || {
            format!(
                "seed {seed}:\n{}\n{:?}",
                history.log.join("\n"),
                history.task.status
            )
        };
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
        assert_eq!(
            (history.service.calls, &history.task.status),
            (calls, &status),
            "no rest, seed {seed}"
        );
    }
    println!("{HISTORIES} histories, {steps} passes");
}
