//! The fields of UpdateFile: scheduling, which GetFile shows as `NodeConfiguration`, and the others.

use serde_json::{Value, json};

use super::cron;
use crate::gateway::error::ApiError;
use crate::state::file::Fields;

/// What a field holds.
#[derive(Clone, Copy)]
enum Kind {
    /// Any text.
    Text,
    /// One of these words.
    Word(&'static [&'static str]),
    /// A cron expression.
    Cron,
    /// A number up to this one.
    Number(i64),
    /// True or false.
    Flag,
    /// True or false, shown as a text.
    FlagInText,
    /// Names with commas between, shown as objects under this key.
    Names(&'static str),
    /// A list in JSON.
    Json,
}

const SCHEDULE: [(&str, Kind); 22] = [
    ("CronExpress", Kind::Cron),
    ("CycleType", Kind::Word(&["DAY", "NOT_DAY"])),
    (
        "RerunMode",
        Kind::Word(&["ALL_ALLOWED", "FAILURE_ALLOWED", "ALL_DENIED"]),
    ),
    (
        "SchedulerType",
        Kind::Word(&["NORMAL", "MANUAL", "PAUSE", "SKIP"]),
    ),
    (
        "DependentType",
        Kind::Word(&["SELF", "CHILD", "USER_DEFINE", "NONE"]),
    ),
    ("DependentNodeIdList", Kind::Text),
    ("ParaValue", Kind::Text),
    ("ResourceGroupIdentifier", Kind::Text),
    ("ImageId", Kind::Text),
    ("AutoRerunTimes", Kind::Number(i64::MAX)),
    ("AutoRerunIntervalMillis", Kind::Number(1_800_000)),
    ("StartEffectDate", Kind::Number(i64::MAX)),
    ("EndEffectDate", Kind::Number(i64::MAX)),
    ("Timeout", Kind::Number(i64::MAX)),
    ("Stop", Kind::Flag),
    ("StartImmediately", Kind::Flag),
    ("ApplyScheduleImmediately", Kind::FlagInText),
    ("IgnoreParentSkipRunningProperty", Kind::FlagInText),
    ("InputList", Kind::Names("Input")),
    ("OutputList", Kind::Names("Output")),
    ("InputParameters", Kind::Json),
    ("OutputParameters", Kind::Json),
];

const PROPERTIES: [(&str, Kind); 5] = [
    ("FileDescription", Kind::Text),
    ("Owner", Kind::Text),
    ("ConnectionName", Kind::Text),
    ("AdvancedSettings", Kind::Text),
    ("AutoParsing", Kind::Flag),
];

/// The scheduling in a call; `value` gives a parameter by its name.
pub(crate) fn read_schedule<'a>(value: impl Fn(&str) -> Option<&'a str>) -> Result<Fields, ApiError> {
    read(&SCHEDULE, value)
}

/// The other fields in a call.
pub(crate) fn read_properties<'a>(value: impl Fn(&str) -> Option<&'a str>) -> Result<Fields, ApiError> {
    read(&PROPERTIES, value)
}

fn read<'a>(known: &[(&str, Kind)], value: impl Fn(&str) -> Option<&'a str>) -> Result<Fields, ApiError> {
    let given = known
        .iter()
        .filter_map(|(name, kind)| Some((*name, *kind, value(name)?)));
    given
        .map(|(name, kind, text)| {
            let value = kind.read(text).ok_or_else(|| ApiError::invalid(name))?;
            Ok((name.to_owned(), value))
        })
        .collect()
}

impl Kind {
    fn read(self, text: &str) -> Option<Value> {
        match self {
            Self::Text => Some(json!(text)),
            Self::Word(words) => words.contains(&text).then(|| json!(text)),
            Self::Cron => cron::is_sound(text).then(|| json!(text)),
            Self::Number(limit) => {
                let number: i64 = text.parse().ok()?;
                (0..=limit).contains(&number).then(|| json!(number))
            }
            Self::Flag => text.parse::<bool>().ok().map(Value::from),
            Self::FlagInText => text.parse::<bool>().ok().map(|flag| json!(flag.to_string())),
            Self::Names(key) => Some(text.split(',').map(|name| json!({key: name.trim()})).collect()),
            Self::Json => serde_json::from_str(text).ok().filter(Value::is_array),
        }
    }
}

/// `NodeConfiguration`: what was set, and for the rest what the console has for a new node.
pub(crate) fn shown(schedule: &Fields) -> Value {
    let mut shown = json!({
        "CycleType": "DAY",
        "CronExpress": "00 05 00 * * ?",
        "RerunMode": "ALL_ALLOWED",
        "SchedulerType": "NORMAL",
        "DependentType": "NONE",
        "ParaValue": "",
        "Stop": false,
        "ApplyScheduleImmediately": "false",
        "IgnoreParentSkipRunningProperty": "false",
        "InputList": [],
        "OutputList": [],
    });
    for (name, value) in schedule {
        match name.as_str() {
            // Set by its identifier and shown by its number, which is at the identifier's end.
            "ResourceGroupIdentifier" => shown["ResourceGroupId"] = json!(number_of(value)),
            name => shown[name] = value.clone(),
        }
    }
    shown
}

fn number_of(identifier: &Value) -> Option<i64> {
    identifier.as_str()?.rsplit('_').next()?.parse().ok()
}

#[cfg(test)]
#[path = "schedule_tests.rs"]
mod tests;
