//! StartParam of StartDISyncInstance: what a real-time task puts up with while it runs. The sample of the
//! page is the only description of it.

use std::collections::BTreeMap;

use serde::Serialize;

/// How a real-time task runs. What is not given is not sent, and is the service's to choose.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StartParam {
    /// How often it may fail over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failover_limit: Option<FailoverLimit>,
    /// How much dirty data it may meet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_limit: Option<ErrorLimit>,
    /// What it does with a change of the source's schema: `RENAMECOLUMN`, `DROPTABLE`, `CREATETABLE`,
    /// `MODIFYCOLUMN`, `TRUNCATETABLE`, `DROPCOLUMN`, `ADDCOLUMN` or `RENAMETABLE`, to `NORMAL` (apply it),
    /// `IGNORE`, `WARNING` (ignore it and log it) or `CRITICAL` (fail).
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub ddl_mark_map: BTreeMap<String, String>,
}

/// So many failovers in so much time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct FailoverLimit {
    /// Failovers.
    pub count: u32,
    /// The time; the page names no unit. StartDIJob, which has the same pair, counts minutes.
    pub interval: u32,
}

/// So many dirty records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct ErrorLimit {
    /// Records.
    pub record: u64,
}

impl StartParam {
    /// The JSON text that is sent; `None` if nothing is given.
    pub(super) fn to_json(&self) -> Option<String> {
        (*self != Self::default()).then(|| serde_json::json!(self).to_string())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn only_what_is_given_is_written() {
        let all = StartParam {
            failover_limit: Some(FailoverLimit {
                count: 10,
                interval: 30,
            }),
            error_limit: Some(ErrorLimit { record: 0 }),
            ddl_mark_map: BTreeMap::from([("ADDCOLUMN".into(), "NORMAL".into())]),
        };
        let part = StartParam {
            error_limit: Some(ErrorLimit { record: 5 }),
            ..StartParam::default()
        };
        for (param, expected) in [
            (
                all,
                Some(json!({
                    "failoverLimit": {"count": 10, "interval": 30},
                    "errorLimit": {"record": 0},
                    "ddlMarkMap": {"ADDCOLUMN": "NORMAL"}
                })),
            ),
            (part, Some(json!({"errorLimit": {"record": 5}}))),
            (StartParam::default(), None),
        ] {
            let written = param
                .to_json()
                .map(|text| serde_json::from_str::<Value>(&text).unwrap());
            assert_eq!(written, expected);
        }
    }
}
