//! What holds after every path, wherever it was struck.

use dataworks_operator::api::DISyncTask;
use dataworks_operator::domain::report::contradictions;
use kube::ResourceExt;
use serde_json::Value;

use crate::cell::{Cell, Course};
use crate::configuration::Configuration;
use crate::names;
use crate::paths::Path;
use crate::stage::Stage;

/// Calls that may take effect once more than on an undisturbed path, and why that does no harm.
const REPEATABLE: [(&str, &str); 3] = [
    ("UpdateDISyncTask", "it sets what is set already"),
    ("UpdateFile", "it sets what is set already"),
    ("DeployFile", "it publishes the version that is published already"),
];

fn text<'a>(call: &'a Value, key: &str) -> &'a str {
    call[key].as_str().unwrap_or_default()
}

/// The calls that changed something, in order. One whose token was known is answered and changes nothing.
pub fn mutations(log: &[Value]) -> Vec<String> {
    let took_effect = |call: &&Value| {
        names::is_change(text(call, "action"))
            && call["executed"] != 0
            && call["replayed"] == false
            && call["outcome"] == "success"
    };
    log.iter()
        .filter(took_effect)
        .map(|call| text(call, "action").to_owned())
        .collect()
}

/// Exactly the tasks that the path leaves, and as it leaves them.
pub fn remote(path: Path, tasks: &[Value]) {
    let Some(expected) = path.leaves() else {
        assert!(tasks.is_empty(), "left behind: {tasks:?}");
        return;
    };
    let [task] = tasks else {
        panic!("{} tasks: {tasks:?}", tasks.len())
    };
    for (key, value) in expected.as_object().unwrap() {
        assert_eq!(&task[key], value, "{key} of {task}");
    }
    if path == Path::AddTable {
        assert!(
            text(task, "content").contains("\"orders\""),
            "the table is missing: {task}"
        );
        assert_eq!(task["runningVersion"], task["version"], "the new version runs");
    }
    if path == Path::CorrectDrift {
        assert!(
            !text(task, "content").contains("by_hand"),
            "not corrected: {task}"
        );
    }
}

/// The resources, none where one of them does not decode.
async fn legible(stage: &Stage) -> Vec<DISyncTask> {
    let listed = stage.tasks().list(&Default::default()).await;
    listed.map(|list| list.items).unwrap_or_default()
}

pub async fn hold(cell: &Cell, course: &Course, stage: &Stage) {
    let log = stage.call_log().await;
    remote(cell.path, &stage.remote().await);
    tokens(&log, stage).await;
    repeats(cell.configuration, course, &log);
    for task in legible(stage).await {
        let Some(status) = &task.status else { continue };
        let found = contradictions(
            task.metadata.generation,
            status.observed_generation,
            &status.conditions,
        );
        assert!(found.is_empty(), "{}: {found:?}", task.name_any());
    }
}

/// The first creation has the token of the resource, and none is repeated without a look-up in between.
async fn tokens(log: &[Value], stage: &Stage) {
    // Copies of a request that were turned away by their nonce are not of the operator's making.
    let sent = |call: &&Value| !text(call, "code").starts_with("SignatureNonceUsed");
    let mut last: Option<&str> = None;
    let mut looked = false;
    for call in log.iter().filter(sent) {
        match text(call, "action") {
            "ListFiles" => looked = true,
            "CreateDISyncTask" => {
                let token = text(&call["parameters"], "ClientToken");
                assert!(last.is_none() || looked, "repeated without a look-up: {log:#?}");
                assert!(last.is_none_or(|last| last == token), "another token: {log:#?}");
                (last, looked) = (Some(token), false);
            }
            _ => {}
        }
    }
    let Some(token) = last else { return };
    for task in legible(stage).await {
        let uid = task.uid().unwrap();
        assert!(
            token.starts_with(&uid) && token.len() <= 64,
            "{token} is not of {uid}"
        );
        if task.metadata.generation == Some(1) {
            assert_eq!(token, format!("{uid}-create"));
        }
    }
}

/// Nothing takes effect more often than undisturbed, but what is known to do no harm.
fn repeats(configuration: Configuration, course: &Course, log: &[Value]) {
    let made = mutations(log);
    let count = |list: &[String], action: &str| list.iter().filter(|made| *made == action).count();
    let mut actions = made.clone();
    actions.sort();
    actions.dedup();
    for action in &actions {
        let (usual, found) = (count(&course.mutations, action), count(&made, action));
        // A process whose number was lost is asked for again; where tokens are ignored, that starts another.
        let generates = action.starts_with("Generate") && !configuration.honours_tokens;
        let repeatable = REPEATABLE.iter().any(|(known, _)| known == action);
        let most = usual + usize::from(generates || repeatable);
        assert!(
            found <= most,
            "{action} took effect {found} times, not {usual}: {made:?}"
        );
    }
}
