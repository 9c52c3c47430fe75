//! What the operator may do to a task that it did not make, that somebody else changed, or that cannot be changed.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

/// Whether a task that exists already is taken over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Adoption {
    /// By name.
    ByName(AdoptionByName),
    /// By ID.
    ById(AdoptionById),
}

/// Whether the task of exactly the resource's task name is taken over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AdoptionByName {
    /// A name that is taken is a conflict.
    Never,
    /// The task of this name is taken over if there is one.
    IfExists,
}

/// The task of this ID is taken over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AdoptionById {
    /// The FileId.
    pub file_id: i64,
}

impl JsonSchema for Adoption {
    fn schema_name() -> Cow<'static, str> {
        "Adoption".into()
    }

    fn inline_schema() -> bool {
        true
    }

    /// A word or an object: the schema of a resource cannot call a field both, but rules for one kind of value pass the
    /// other.
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "x-kubernetes-preserve-unknown-fields": true,
            "pattern": "^(Never|IfExists)$",
            "required": ["fileId"],
            "properties": {
                "fileId": { "type": "integer", "format": "int64", "minimum": 1,
                            "description": "ID of the task in DataWorks (FileId)." }
            }
        })
    }
}

/// What is done about a task that somebody changed in the console. Report: status.drift and the condition DriftDetected
/// show what differs. Correct: it is changed back, with an event, at most once in ten minutes; a task that was deleted is
/// created again. Ignore: nobody looks for it. Default: Report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum DriftPolicy {
    /// What differs is shown.
    #[default]
    Report,
    /// What differs is changed back.
    Correct,
    /// Nobody looks.
    Ignore,
}

/// What is done about a change that DataWorks cannot make to an existing task, such as another data source. Never: it is
/// refused, and the task goes on as it is. Recreate: the task is stopped, taken offline and deleted, and created anew; its
/// FileId, its position in the source, its run history and its alert rules are lost. Default: Never.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum ReplacePolicy {
    /// The change is refused.
    #[default]
    Never,
    /// The task is deleted and created anew.
    Recreate,
}
