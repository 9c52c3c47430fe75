//! What holds at the moment of a scrape. It is counted then, and kept nowhere.

mod encode;

use std::collections::HashMap;
use std::time::Duration;

use prometheus_client::encoding::EncodeLabelSet;

/// What holds now, as the process that acts knows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Survey {
    /// The tasks, once they are listed.
    pub tasks: Option<TaskCount>,
    /// The workspaces, once they are listed.
    pub workspaces: Option<HashMap<WorkspaceLabels, u64>>,
    /// The accounts that have a limit of calls in a day.
    pub accounts: HashMap<AccountLabels, AccountCount>,
    /// Accounts that make no call because the service throttles.
    pub accounts_throttled: u64,
    /// Endpoints that did not answer several calls in a row.
    pub endpoints_unreachable: u64,
    /// Visits under way.
    pub visits_running: u64,
    /// Tasks that wait for their turn to be visited.
    pub visits_waiting: u64,
}

/// The tasks that this installation works on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TaskCount {
    /// How many there are of each kind.
    pub of: HashMap<TaskLabels, u64>,
    /// How many differ in DataWorks from their spec.
    pub drifted: u64,
    /// How many are being deleted.
    pub deleting: u64,
    /// The longest that one is being deleted.
    pub oldest_deletion: Duration,
    /// The longest that one is not Ready.
    pub oldest_unready: Duration,
}

/// What tells tasks apart.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct TaskLabels {
    /// `spec.taskType`.
    pub r#type: &'static str,
    /// `status.phase`.
    pub phase: &'static str,
    /// Status of the condition Ready.
    pub ready: &'static str,
    /// Status of the condition Stalled: whether a person is needed.
    pub stalled: &'static str,
    /// Reason of the condition Ready.
    pub reason: &'static str,
}

/// What tells workspaces apart.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct WorkspaceLabels {
    /// Status of the condition Ready.
    pub ready: &'static str,
    /// Reason of the condition Ready.
    pub reason: &'static str,
}

/// An account in a region. There is one for each ledger of calls, not for each object.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct AccountLabels {
    /// How the hash in the name of its ledger begins. It is no key, and nothing of one can be told from it.
    pub account: String,
    /// The region.
    pub region: String,
}

/// The calls of an account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AccountCount {
    /// How many it has in 24 hours.
    pub per_day: u32,
    /// How many of them are left, if somebody asked since the start.
    pub left: Option<u32>,
}
