//! StartParam of StartDISyncInstance: limits and DDL policies. There is no schema; what the sample shows is checked.

use std::collections::BTreeMap;

use serde::Deserialize;

/// The kinds of DDL messages.
const MESSAGES: [&str; 8] = [
    "RENAMECOLUMN",
    "DROPTABLE",
    "CREATETABLE",
    "MODIFYCOLUMN",
    "TRUNCATETABLE",
    "DROPCOLUMN",
    "ADDCOLUMN",
    "RENAMETABLE",
];

/// What can be done with them.
const POLICIES: [&str; 4] = ["NORMAL", "IGNORE", "WARNING", "CRITICAL"];

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Wire {
    #[allow(dead_code, reason = "read to be checked")]
    failover_limit: Option<FailoverLimit>,
    #[allow(dead_code, reason = "read to be checked")]
    error_limit: Option<ErrorLimit>,
    #[serde(default)]
    ddl_mark_map: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[allow(dead_code, reason = "read to be checked")]
struct FailoverLimit {
    count: Option<u64>,
    interval: Option<u64>,
}

#[derive(Deserialize)]
#[allow(dead_code, reason = "read to be checked")]
struct ErrorLimit {
    record: Option<u64>,
}

/// Refuses a text that cannot be a StartParam. Keys that the sample does not have are let through.
pub(crate) fn check(text: &str) -> Result<(), String> {
    let wire: Wire =
        serde_json::from_str(text).map_err(|error| format!("StartParam is invalid: {error}."))?;
    for (message, policy) in &wire.ddl_mark_map {
        if !MESSAGES.contains(&message.as_str()) || !POLICIES.contains(&policy.as_str()) {
            return Err(format!("ddlMarkMap:[{message}:{policy}] is invalid."));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_sample_shows_is_checked() {
        for text in [
            "{}",
            r#"{"failoverLimit": {"count": 10, "interval": 30}, "errorLimit": {"record": 0},
                "ddlMarkMap": {"RENAMECOLUMN": "WARNING", "ADDCOLUMN": "NORMAL"}, "startTime": 1}"#,
        ] {
            assert_eq!(check(text), Ok(()));
        }
        for text in [
            "[]",
            "text",
            r#"{"failoverLimit": 10}"#,
            r#"{"failoverLimit": {"count": "10"}}"#,
            r#"{"errorLimit": {"record": -1}}"#,
            r#"{"ddlMarkMap": {"AddColumn": "NORMAL"}}"#,
            r#"{"ddlMarkMap": {"ADDCOLUMN": "normal"}}"#,
        ] {
            assert!(check(text).is_err(), "{text}");
        }
    }
}
