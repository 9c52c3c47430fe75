//! The three types of synchronization tasks.

use serde::{Deserialize, Serialize};

/// A task type, spelled as in the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum TaskType {
    /// Batch task, scheduled as a node.
    #[serde(rename = "DI_OFFLINE")]
    Offline,
    /// Real-time task.
    #[serde(rename = "DI_REALTIME")]
    Realtime,
    /// Synchronization solution ("another type of synchronization task").
    #[serde(rename = "DI_SOLUTION")]
    Solution,
}

impl TaskType {
    /// Reads the value of a `TaskType` parameter.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        match text {
            "DI_OFFLINE" => Some(Self::Offline),
            "DI_REALTIME" => Some(Self::Realtime),
            "DI_SOLUTION" => Some(Self::Solution),
            _ => None,
        }
    }

    /// `FileType` in ListFiles. The code of a solution is not documented: this one is arbitrary, so that a client
    /// cannot rely on it.
    pub(crate) fn file_type(self) -> i32 {
        match self {
            Self::Offline => 23,
            Self::Realtime => 900,
            Self::Solution => 1000,
        }
    }
}
