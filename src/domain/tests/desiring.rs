//! One row a spec: what is wanted then.

use serde_json::{Value, json};

use super::fixture::*;
use crate::api::{DISyncTask, DeletionPolicy, Script, TaskDefaults, TaskType};
use crate::domain::desired::{Settings, deletion_policy, desired, digest, hash_of_cached};
use crate::domain::workspace::Workspace;

fn workspace() -> Workspace {
    Workspace {
        defaults: TaskDefaults {
            folder_path: Some("Business Flow/orders/folderDi".into()),
            resource_group: Some("S_of_workspace".into()),
            cu: Some(2.0),
        },
        ..Workspace::default()
    }
}

fn without_group() -> Value {
    let mut script = script();
    script["setting"].as_object_mut().unwrap().remove("resourceGroup");
    script
}

fn with_script(script: &Value) -> DISyncTask {
    let mut task = task();
    task.spec.task_param = Some(Script::from(script));
    task
}

fn want(task: &DISyncTask, workspace: &Workspace) -> (Settings, Value) {
    let script = task.spec.task_param.clone().unwrap();
    let wanted = desired(task, &script, "spec.taskParam", workspace).unwrap();
    (wanted.settings, serde_json::from_str(&wanted.script).unwrap())
}

#[test]
fn a_setting_comes_from_the_task_then_the_workspace_then_the_script() {
    let bare = Workspace::default();
    let mut own = task();
    own.spec.resource_group = Some("S_of_task".into());
    own.spec.folder_path = Some("业务流程/x/数据集成".into());
    own.spec.cu = Some(0.5);
    for (task, workspace, folder, group, cu) in [
        (task(), &bare, None, Some("S_res_group_1_2"), None),
        (
            task(),
            &workspace(),
            Some("业务流程/orders/数据集成"),
            Some("S_of_workspace"),
            Some(2.0),
        ),
        (
            own,
            &workspace(),
            Some("业务流程/x/数据集成"),
            Some("S_of_task"),
            Some(0.5),
        ),
        (with_script(&without_group()), &bare, None, None, None),
    ] {
        let (settings, _) = want(&task, workspace);
        let expected = Settings {
            folder_path: folder.map(Into::into),
            resource_group: group.map(Into::into),
            cu,
        };
        assert_eq!(settings, expected);
    }
}

#[test]
fn a_script_without_a_resource_group_gets_that_of_the_task_and_no_other_change() {
    let (_, sent) = want(&task(), &workspace());
    assert_eq!(sent, script(), "one that has its own is sent as it is");
    let (_, sent) = want(&with_script(&without_group()), &workspace());
    let mut expected = without_group();
    expected["setting"]["resourceGroup"] = json!("S_of_workspace");
    assert_eq!(sent, expected);
    let (_, sent) = want(&with_script(&without_group()), &Workspace::default());
    assert_eq!(sent, without_group());
}

#[test]
fn the_cache_tells_the_same_hash_as_the_object() {
    for (mut task, workspace) in [
        (task(), Workspace::default()),
        (task(), workspace()),
        (with_script(&without_group()), workspace()),
        (offline(), workspace()),
    ] {
        let spec = &task.spec;
        let script = spec.task_param.clone().or(spec.task_content.clone()).unwrap();
        let hash = desired(&task, &script, "spec", &workspace).unwrap().hash;
        assert_eq!(hash_of_cached(&task, &workspace), None, "a text is no digest");
        for script in [&mut task.spec.task_param, &mut task.spec.task_content]
            .into_iter()
            .flatten()
        {
            let Script::Text(text) = script else {
                unreachable!("it is fresh")
            };
            *script = Script::Digest(Box::new(digest(text)));
        }
        assert_eq!(hash_of_cached(&task, &workspace), Some(hash));
    }
}

#[test]
fn only_what_the_api_can_delete_is_deleted() {
    use DeletionPolicy::{Delete, Retain};
    for (task_type, policy, expected) in [
        (TaskType::Realtime, None, Delete),
        (TaskType::Offline, None, Delete),
        (TaskType::Realtime, Some(Retain), Retain),
        (TaskType::Solution, None, Retain),
        (TaskType::Solution, Some(Delete), Retain),
    ] {
        let mut task = task();
        (task.spec.task_type, task.spec.deletion_policy) = (task_type, policy);
        assert_eq!(deletion_policy(&task), expected);
    }
}
