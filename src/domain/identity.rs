//! Names and tokens: what a task is called in DataWorks, and what makes a call of it unique.

use kube::ResourceExt;

use crate::api::{DISyncTask, OperationKind, Script, TaskType};
use crate::domain::field::FieldError;

/// Longest name of a task.
const LONGEST_NAME: usize = 128;

/// The name that the task has, or will have, in DataWorks.
///
/// In this order: what the status recorded, `spec.taskName`, the script's own `setting.name`, and the name of the
/// resource with underscores for hyphens, which DataWorks refuses.
pub fn task_name(task: &DISyncTask, script: Option<&Script>) -> String {
    recorded_name(task)
        .or_else(|| task.spec.task_name.clone())
        .or_else(|| script.and_then(name_in_script))
        .unwrap_or_else(|| task.name_any().replace('-', "_"))
}

/// The name that the status recorded with the first announcement.
pub fn recorded_name(task: &DISyncTask) -> Option<String> {
    task.status.as_ref().and_then(|status| status.task_name.clone())
}

/// The script's `setting.name`.
pub fn name_in_script(script: &Script) -> Option<String> {
    #[derive(serde::Deserialize)]
    struct Head {
        setting: Option<Setting>,
    }
    #[derive(serde::Deserialize)]
    struct Setting {
        name: Option<String>,
    }
    script.parse::<Head>()?.setting?.name
}

/// Complains about a name that DataWorks refuses. The CRD holds the same rule for `spec.taskName`.
pub fn check_name(name: &str, path: &str) -> Result<(), FieldError> {
    if name.is_empty() || name.chars().count() > LONGEST_NAME {
        return Err(FieldError::new(
            path,
            format!(
                "a task name has 1 to {LONGEST_NAME} characters: create the resource anew with spec.taskName"
            ),
        ));
    }
    match name.chars().find(|c| !allowed(*c)) {
        Some(c) => Err(FieldError::new(
            path,
            format!(
                "{c:?} cannot stand in a task name, which holds letters, digits, underscores, periods and Chinese \
                 characters: create the resource anew with a spec.taskName that has underscores for hyphens and spaces"
            ),
        )),
        None => Ok(()),
    }
}

fn allowed(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}

/// The ClientToken of a call: at most 64 ASCII characters.
///
/// The first generation of a resource has its UID and the creation that follows `<uid>-create`; whatever comes after a
/// definitive refusal or a changed spec has a token of its own. The other operations take none.
pub fn client_token(uid: &str, kind: OperationKind, generation: i64, attempt: u32) -> Option<String> {
    let word = match kind {
        OperationKind::Generate if attempt == 1 => return Some(uid.to_owned()),
        OperationKind::Create if attempt == 1 => return Some(format!("{uid}-create")),
        OperationKind::Generate => "generate",
        OperationKind::Create => "create",
        OperationKind::GenerateUpdate => "update",
        OperationKind::Update
        | OperationKind::Schedule
        | OperationKind::Submit
        | OperationKind::Deploy
        | OperationKind::Start
        | OperationKind::Stop
        | OperationKind::Terminate
        | OperationKind::Delete => return None,
    };
    Some(format!("{uid}-{word}-g{generation}-a{attempt}"))
}

/// The type code that ListFiles shows for a task type; none is documented for solutions.
pub fn file_type(task_type: TaskType) -> Option<i64> {
    match task_type {
        TaskType::Realtime => Some(900),
        TaskType::Offline => Some(23),
        TaskType::Solution => None,
    }
}

/// The task type that a type code of ListFiles tells; the codes of solutions are not documented.
pub fn type_of(file_type: Option<i64>) -> Option<TaskType> {
    [TaskType::Realtime, TaskType::Offline]
        .into_iter()
        .find(|task_type| file_type.is_some() && self::file_type(*task_type) == file_type)
}

#[cfg(test)]
mod tests {
    use super::*;

    const UID: &str = "3f1e9c52-7a64-4d0b-8e21-9b5d6c7a8f90";

    #[test]
    fn tokens_are_as_documented_and_short() {
        use OperationKind::{Create, Delete, Generate};
        let token = |kind, generation, attempt| client_token(UID, kind, generation, attempt);
        assert_eq!(token(Generate, 1, 1).as_deref(), Some(UID));
        assert_eq!(token(Create, 1, 1), Some(format!("{UID}-create")));
        assert_eq!(token(Generate, 3, 2), Some(format!("{UID}-generate-g3-a2")));
        assert_eq!(token(Create, 3, 2), Some(format!("{UID}-create-g3-a2")));
        assert_eq!(token(Delete, 3, 2), None);
        assert!(token(Generate, 9_999_999, 99_999).is_some_and(|t| t.is_ascii() && t.len() <= 64));
    }

    #[test]
    fn names_are_checked() {
        for good in ["orders_rt", "订单.同步_1", "A"] {
            assert_eq!(check_name(good, "p"), Ok(()));
        }
        for bad in ["", "orders-rt", "a b", "a/b", "naïve", &"x".repeat(129)] {
            assert!(check_name(bad, "p").is_err(), "{bad}");
        }
    }
}
