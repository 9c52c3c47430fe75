//! A text in which every metric has a sample.

use std::collections::HashMap;
use std::time::Duration;

use testbed::openmetrics::Exposition as Read;

use super::super::*;

/// A survey in which everything is there once.
pub(super) fn survey() -> Survey {
    let task = TaskLabels {
        r#type: "DI_REALTIME",
        phase: "Running",
        ready: "True",
        stalled: "False",
        reason: "Running",
    };
    let workspace = WorkspaceLabels {
        ready: "True",
        reason: "Valid",
    };
    let account = AccountLabels {
        account: "0123456789ab".to_owned(),
        region: "cn-shanghai".to_owned(),
    };
    let calls = AccountCount {
        per_day: 1_000,
        left: Some(990),
    };
    Survey {
        tasks: Some(TaskCount {
            of: HashMap::from([(task, 7)]),
            drifted: 1,
            deleting: 2,
            oldest_deletion: Duration::from_millis(1_500),
            oldest_unready: Duration::from_secs(60),
        }),
        workspaces: Some(HashMap::from([(workspace, 1)])),
        accounts: HashMap::from([(account, calls)]),
        accounts_throttled: 3,
        endpoints_unreachable: 4,
        visits_running: 5,
        visits_waiting: 6,
    }
}

/// Everything is counted once.
pub(super) fn counted() -> Metrics {
    let metrics = Metrics::default();
    metrics
        .calls
        .made("ListFiles", "Success", Duration::from_millis(70));
    metrics.calls.refused("BudgetExhausted");
    metrics.work.visited("Done");
    metrics.work.passed("Create", "Done", Duration::from_secs(3));
    metrics.work.told("Normal", "Created");
    metrics.upkeep.won();
    metrics.upkeep.watch_broke_off("disynctasks");
    metrics.upkeep.asked_for_credentials("oidc", "Success");
    metrics.upkeep.ledger_conflict();
    metrics
}

/// All that there is to say.
pub(super) fn exposition() -> Exposition {
    Exposition::new(&counted(), 1_700_000_000.5, || Some(survey()))
}

pub(super) fn read(exposition: &Exposition) -> Read {
    let text = exposition.text();
    Read::parse(&text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// The value of a sample, without the prefix of its name.
pub(super) fn value(exposition: &Exposition, name: &str, labels: &[(&str, &str)]) -> Option<f64> {
    read(exposition).value(&format!("{PREFIX}_{name}"), labels)
}
