//! A script of DataWorks inside a resource: kept as text, documented by a skeleton of its fields.

use std::fmt;
use std::sync::Arc;

use schemars::{Schema, SchemaGenerator, json_schema};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

/// A JSON document, as compact text with sorted keys, or, in a cache, only the digest of it.
///
/// A parsed tree takes five times the memory of its text, and a script is read rarely.
#[derive(Clone, PartialEq, Eq)]
pub enum Script {
    /// The document.
    Text(Arc<str>),
    /// Stands in for the document where only equality matters.
    Digest(Box<ScriptDigest>),
}

/// What a cache keeps of a script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScriptDigest {
    /// Digest of the text.
    pub digest: String,
    /// The script's `setting.resourceGroup`, which may become a setting of the task.
    pub resource_group: Option<String>,
}

impl Script {
    /// The script as a document; `None` for a digest.
    pub fn parse<T: DeserializeOwned>(&self) -> Option<T> {
        match self {
            Self::Text(text) => serde_json::from_str(text).ok(),
            Self::Digest(_) => None,
        }
    }
}

impl From<&Value> for Script {
    fn from(document: &Value) -> Self {
        Self::Text(document.to_string().into())
    }
}

/// Scripts hold table names and filters of the user's databases: they are not printed.
impl fmt::Debug for Script {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => write!(f, "Script({} bytes)", text.len()),
            Self::Digest(digest) => write!(f, "Script(digest {})", digest.digest),
        }
    }
}

impl<'de> Deserialize<'de> for Script {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Value::deserialize(deserializer).map(|document| Self::from(&document))
    }
}

impl Serialize for Script {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => serde_json::from_str::<Value>(text)
                .map_err(serde::ser::Error::custom)?
                .serialize(serializer),
            Self::Digest(_) => Err(serde::ser::Error::custom("a digest stands in for the script")),
        }
    }
}

/// Skeleton of the script of GenerateDISyncTaskConfigForCreating. It documents the fields of the API page and leaves
/// room for those that the page does not show.
pub(super) fn task_param_schema(_: &mut SchemaGenerator) -> Schema {
    let mut schema = skeleton(
        "The short script of a DI_REALTIME or DI_SOLUTION task, as the page of GenerateDISyncTaskConfigForCreating \
         shows it: one reader, one writer, and the tables to synchronize. Documented pairs: MySQL to MaxCompute \
         (oneclick_to_odps), to Kafka (oneclick_to_kafka) and to Hologres (oneclick_to_holo).",
        "realtime, as in every sample of the page.",
        "1.0, as in every sample of the page.",
    );
    schema["properties"]["setting"] = open_object(
        "Settings of the whole task.",
        [
            (
                "taskType",
                text(
                    "The pipeline: oneclick_to_odps, oneclick_to_kafka or oneclick_to_holo. It must fit the stepType of the writer.",
                ),
            ),
            (
                "resourceGroup",
                text("Identifier of the resource group for Data Integration, such as S_res_group_1234_5678."),
            ),
            (
                "name",
                text("Name of the task. If it is given, spec.taskName must be the same or absent."),
            ),
            (
                "scheduleResgroupId",
                described(
                    "integer",
                    "Numeric ID of the resource group for scheduling; for solutions.",
                ),
            ),
        ],
    );
    Schema::try_from(schema).unwrap_or_default()
}

/// Skeleton of the script of a batch job.
pub(super) fn task_content_schema(_: &mut SchemaGenerator) -> Schema {
    let mut schema = skeleton(
        "The whole script of a DI_OFFLINE task (type: job), handed to CreateDISyncTask as it is.",
        "job, as in every sample of the page.",
        "2.0, as in every sample of the page.",
    );
    schema["properties"]["setting"] = open_object("Speed, error limit and mode of the job.", []);
    schema["properties"]["order"] =
        open_object("hops: which step feeds which, by the names of the steps.", []);
    Schema::try_from(schema).unwrap_or_default()
}

fn skeleton(description: &str, kind: &str, version: &str) -> Value {
    open_object(
        description,
        [
            ("type", text(kind)),
            ("version", text(version)),
            ("steps", list("The steps: one reader and one writer.", step())),
        ],
    )
}

fn step() -> Value {
    let table_info = open_object("A table.", [("table", text("Name of the table."))]);
    let schema = open_object(
        "The tables of a schema.",
        [
            ("schemaName", text("Name of the schema; MySQL has none.")),
            ("tableInfos", list("The tables.", table_info)),
        ],
    );
    let selected = open_object(
        "The tables of a database.",
        [
            ("dbName", text("Name of the database.")),
            ("schema", list("One entry without name for MySQL.", schema)),
        ],
    );
    let connection = open_object(
        "A source.",
        [
            ("datasourceType", text("Type of the data source, such as mysql.")),
            (
                "datasource",
                text("Name of the data source in the DataWorks workspace."),
            ),
            (
                "selectedTables",
                list(
                    "Tables of several databases. Give this or table, not both.",
                    selected,
                ),
            ),
            (
                "table",
                list(
                    "Tables of the data source's own database. Give this or selectedTables.",
                    text("Name of a table."),
                ),
            ),
        ],
    );
    open_object(
        "A reader or a writer.",
        [
            ("category", text("reader or writer.")),
            (
                "stepType",
                text("The plug-in: mysql for a reader; odps, kafka or holo for a writer."),
            ),
            ("name", text("Name of the step, such as Reader or Writer.")),
            (
                "parameter",
                open_object(
                    "Parameters of the plug-in.",
                    [
                        (
                            "datasource",
                            text("Name of the data source in the DataWorks workspace."),
                        ),
                        ("connection", list("The sources that a reader reads.", connection)),
                    ],
                ),
            ),
        ],
    )
}

fn open_object<const N: usize>(description: &str, properties: [(&str, Value); N]) -> Value {
    let properties: serde_json::Map<String, Value> = properties
        .into_iter()
        .map(|(name, schema)| (name.to_owned(), schema))
        .collect();
    let mut schema = described("object", description);
    if !properties.is_empty() {
        schema["properties"] = Value::Object(properties);
    }
    schema["x-kubernetes-preserve-unknown-fields"] = Value::Bool(true);
    schema
}

fn list(description: &str, items: Value) -> Value {
    let mut schema = described("array", description);
    schema["items"] = items;
    schema
}

fn text(description: &str) -> Value {
    described("string", description)
}

fn described(kind: &str, description: &str) -> Value {
    json_schema!({ "type": kind, "description": description }).to_value()
}
