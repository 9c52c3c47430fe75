//! What the user wants, checked: later steps take a [`Desired`] and cannot be handed anything unchecked.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use kube::ResourceExt;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::api::{DISyncTask, DeletionPolicy, Script, ScriptDigest, TaskType};
use crate::domain::field::FieldError;
use crate::domain::settings::settings;
use crate::domain::workspace::Workspace;
use crate::domain::{fingerprints, identity, script};

pub use super::settings::{CU_PART, FOLDER_PART, GROUP_PART, Settings};
pub use crate::api::{DdlMark, ErrorLimit, FailoverLimit, Schedule, StartParam};

/// A task as it should be in DataWorks.
#[derive(Clone, PartialEq)]
pub struct Desired {
    /// Kind of task.
    pub task_type: TaskType,
    /// Name in DataWorks.
    pub task_name: String,
    /// The script, as compact JSON: the TaskParam of a generation, or the TaskContent of a batch task.
    pub script: Arc<str>,
    /// The path of the script in the input, which the paths of drift begin with.
    pub path: String,
    /// Where it is kept and what it runs on.
    pub settings: Settings,
    /// Whether the task names its folder itself. The default of the workspace counts for a creation only.
    pub names_folder: bool,
    /// When a batch task runs.
    pub schedule: Option<Box<Schedule>>,
    /// Hash of script, settings and schedule.
    pub hash: String,
    /// Hash of script and settings.
    pub hash_at_creation: String,
    /// Digests of the parts of all three.
    pub parts: BTreeMap<String, String>,
}

/// What a task in DataWorks was made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applied {
    /// Its hash.
    pub hash: String,
    /// Digests of its parts.
    pub parts: BTreeMap<String, String>,
}

/// The part of the digests that stands for the whole script of a batch task.
pub const SCRIPT_PART: &str = "spec.script";

/// The part of the digests that stands for the schedule, which no creation takes.
pub const SCHEDULE_PART: &str = "spec.schedule";

impl Desired {
    /// Hash of what the next call of `task` carries. A creation takes no schedule.
    pub fn hash_for(&self, task: &DISyncTask) -> &str {
        match task.status.as_ref().and_then(|status| status.file_id) {
            Some(_) => &self.hash,
            None => &self.hash_at_creation,
        }
    }

    /// What the task is made from when all of the spec is applied.
    pub fn whole(&self) -> Applied {
        Applied {
            hash: self.hash.clone(),
            parts: self.parts.clone(),
        }
    }

    /// What the task is made from right after its creation.
    pub fn at_creation(&self) -> Applied {
        let mut parts = self.parts.clone();
        parts.remove(SCHEDULE_PART);
        Applied {
            hash: self.hash_at_creation.clone(),
            parts,
        }
    }
}

/// Without the script, which is not printed.
impl fmt::Debug for Desired {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Desired")
            .field("task_name", &self.task_name)
            .field("hash", &self.hash)
            .finish_non_exhaustive()
    }
}

/// Checks the spec of `task` with its script, which was found at `path` of the input.
pub fn desired(
    task: &DISyncTask,
    script: &Script,
    path: &str,
    workspace: &Workspace,
) -> Result<Desired, Vec<FieldError>> {
    let Script::Text(text) = script else {
        return Err(vec![FieldError::new(
            path,
            "the cache holds only a digest of it: read the object anew",
        )]);
    };
    let document: Value = serde_json::from_str(text).unwrap_or_default();
    let mut errors = script::check(&document, task.spec.task_type, path);
    let task_name = identity::task_name(task, Some(script));
    let name_path = if task.spec.task_name.is_some() {
        "spec.taskName"
    } else {
        "metadata.name"
    };
    errors.extend(identity::check_name(&task_name, name_path).err());
    if let Some(inner) = identity::name_in_script(script).filter(|inner| *inner != task_name) {
        errors.push(FieldError::new(
            format!("{path}.setting.name"),
            format!("{inner:?} differs from the task's name {task_name:?}: remove it, or make both the same"),
        ));
    }
    if !errors.is_empty() {
        return Err(errors);
    }
    let settings = settings(task, group_in_script(&document), workspace);
    let schedule = task.spec.schedule.clone();
    let digest = hash(&[text]);
    // The script of a batch task may hold what is worth guessing: of it the digest of the whole stands in the status.
    let mut parts = match task.spec.task_type {
        TaskType::Offline => BTreeMap::from([(SCRIPT_PART.to_owned(), digest.clone())]),
        TaskType::Realtime | TaskType::Solution => fingerprints::of(&document),
    };
    parts.extend(settings.parts());
    if let Some(schedule) = &schedule {
        parts.insert(
            SCHEDULE_PART.to_owned(),
            short(&serde_json::json!(schedule).to_string()),
        );
    }
    let script = with_group(text, document, task.spec.task_type, &settings);
    Ok(Desired {
        task_type: task.spec.task_type,
        task_name,
        script,
        path: path.to_owned(),
        hash: hash_of(&digest, &settings, schedule.as_deref()),
        hash_at_creation: hash_of(&digest, &settings, None),
        settings,
        names_folder: task.spec.folder_path.is_some(),
        schedule,
        parts,
    })
}

/// The hash that a task in the cache would have, which holds a digest of its script. A script that is kept elsewhere
/// has to be read to know.
pub fn hash_of_cached(task: &DISyncTask, workspace: &Workspace) -> Option<String> {
    let spec = &task.spec;
    let project_id = task.status.as_ref().and_then(|status| status.project_id);
    if project_id.is_some_and(|project_id| project_id != workspace.project_id) {
        return None;
    }
    match spec.task_param.as_ref().or(spec.task_content.as_ref())? {
        Script::Digest(digest) => Some(hash_of(
            &digest.digest,
            &settings(task, digest.resource_group.clone(), workspace),
            spec.schedule.as_deref(),
        )),
        Script::Text(_) => None,
    }
}

/// What deletion of the resource means for the task. The API cannot delete a solution, and what was there before the
/// resource goes with it only if that is written out.
pub fn deletion_policy(task: &DISyncTask) -> DeletionPolicy {
    let adopted = task
        .status
        .as_ref()
        .is_some_and(|status| status.adopted && status.file_id.is_some());
    match (task.spec.task_type, task.spec.deletion_policy) {
        (TaskType::Solution, _) => DeletionPolicy::Retain,
        (_, Some(policy)) => policy,
        (_, None) if adopted => DeletionPolicy::Retain,
        (_, None) => DeletionPolicy::Delete,
    }
}

/// What stands in for a script in a cache.
pub fn digest(text: &str) -> ScriptDigest {
    let document = serde_json::from_str(text).unwrap_or_default();
    ScriptDigest {
        digest: hash(&[text]),
        resource_group: group_in_script(&document),
    }
}

/// The resource, in the words of messages.
pub fn named(task: &DISyncTask) -> String {
    format!("{}/{}", task.namespace().unwrap_or_default(), task.name_any())
}

/// A real-time script names its resource group in every sample of the API page: one that does not gets that of the
/// task.
fn with_group(text: &Arc<str>, mut script: Value, task_type: TaskType, settings: &Settings) -> Arc<str> {
    match (&settings.resource_group, script.get_mut("setting")) {
        (Some(group), Some(Value::Object(setting))) if task_type != TaskType::Offline => {
            let named = setting.get("resourceGroup").is_some_and(|named| !named.is_null());
            if named {
                return text.clone();
            }
            setting.insert("resourceGroup".to_owned(), Value::String(group.clone()));
            script.to_string().into()
        }
        _ => text.clone(),
    }
}

fn group_in_script(script: &Value) -> Option<String> {
    script
        .pointer("/setting/resourceGroup")
        .and_then(Value::as_str)
        .map(str::to_owned)
}

fn hash_of(script_digest: &str, settings: &Settings, schedule: Option<&Schedule>) -> String {
    match schedule {
        Some(schedule) => {
            let schedule = serde_json::json!(schedule).to_string();
            hash(&[script_digest, &settings.to_json(), &schedule])
        }
        None => hash(&[script_digest, &settings.to_json()]),
    }
}

pub(super) fn short(text: &str) -> String {
    hash(&[text]).chars().take(12).collect()
}

/// 128 bits of SHA-256 in hex, over the length-delimited parts.
pub fn hash(parts: &[&str]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(part.len().to_be_bytes());
        hasher.update(part);
    }
    hasher
        .finalize()
        .iter()
        .take(16)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
