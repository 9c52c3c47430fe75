//! Resources in every standing: what `report` makes of each fact, for each reason and each type of task.

use dataworks_operator::api::{DISyncTask, OperationKind, Reason};
use dataworks_operator::domain::failure::{Consequence, Failure};
use dataworks_operator::domain::observed::{Answer, Blocker};
use dataworks_operator::domain::plan::{Fact, Rest, Step, Transit};
use dataworks_operator::domain::report::report;
use jiff::Timestamp;
use serde_json::{Value, json};

const STEPS: [Step; 5] = [
    Step::Look,
    Step::Poll,
    Step::Change(OperationKind::Create),
    Step::Change(OperationKind::Update),
    Step::Change(OperationKind::Start),
];

/// All of them, as the API server shows them.
pub fn resources() -> Vec<Value> {
    let mut all = Vec::new();
    for task in tasks() {
        all.push(json!(task));
        // Each fact is told to a task that was never seen, to one that is as it should be, and to one that needs help.
        let ready = told(&task, &at_rest(None));
        let stalled = told(&task, &at_rest(Some(Reason::Drifted)));
        for before in [&task, &ready, &stalled] {
            all.extend(facts().iter().map(|fact| json!(told(before, fact))));
        }
    }
    all
}

/// A task of each type and aim that nobody has seen, as the API server first shows it.
fn tasks() -> Vec<DISyncTask> {
    let aims = [
        ("DI_REALTIME", "Running"),
        ("DI_REALTIME", "Stopped"),
        ("DI_SOLUTION", "Created"),
        ("DI_OFFLINE", "Running"),
    ];
    let task = |(kind, aim)| {
        serde_json::from_value(json!({
            "apiVersion": "dataworks.alibabacloud.com/v1alpha1", "kind": "DISyncTask",
            "metadata": { "name": "orders", "namespace": "team", "uid": "3f1e9c52", "generation": 2 },
            "spec": { "taskType": kind, "desiredState": aim },
            "status": { "observedGeneration": -1 }
        }))
    };
    aims.into_iter().map(|aim| task(aim).unwrap()).collect()
}

fn told(task: &DISyncTask, fact: &Fact) -> DISyncTask {
    let mut task = task.clone();
    task.status = Some(report(&task, fact, now()).status);
    task
}

fn facts() -> Vec<Fact> {
    let answer = Answer {
        status: Some("fail".into()),
        ..Answer::default()
    };
    let mut facts = vec![
        Fact::Suspended,
        Fact::Idle,
        Fact::Rival("another".into()),
        Fact::Panicked("here".into()),
        Fact::ProcessLost(Answer::default()),
        Fact::ProcessTimedOut,
        Fact::ProcessFailed(answer),
        Fact::NameForeign("somebody".into()),
        at_rest(None),
    ];
    for reason in Reason::ALL.iter().copied() {
        facts.push(Fact::Blocked(blocker(reason)));
        facts.push(at_rest(Some(reason)));
        facts.extend([false, true].map(|late| under_way(reason, late)));
    }
    for step in STEPS {
        facts.extend(Consequence::OF_CALLS.map(|consequence| failed(step, consequence)));
    }
    facts
}

fn at_rest(complaint: Option<Reason>) -> Fact {
    Fact::AtRest(Rest {
        hash: None,
        complaint: complaint.map(blocker),
        next_look: now(),
    })
}

fn under_way(reason: Reason, late: bool) -> Fact {
    Fact::UnderWay(Transit {
        reason,
        message: "a message".into(),
        late,
        next_look: None,
    })
}

fn failed(step: Step, consequence: Consequence) -> Fact {
    let failure = Failure {
        consequence,
        code: "Code".into(),
        message: "a message".into(),
        request_id: None,
    };
    Fact::CallFailed(step, failure)
}

fn blocker(reason: Reason) -> Blocker {
    Blocker {
        reason,
        message: "a message".into(),
    }
}

fn now() -> Timestamp {
    Timestamp::UNIX_EPOCH
}
