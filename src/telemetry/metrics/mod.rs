//! Metrics: what is counted as it happens, what is looked at when somebody asks, and the text of both.
//!
//! ```text
//! calls       of the cloud API: made, refused, waiting
//! work        visits, passes and events
//! upkeep      the lease, the watches, temporary credentials, the ledgers of calls
//! survey      what holds at the moment of a scrape: tasks, workspaces, accounts, visits
//! exposition  the registry, and its text
//! ```
//!
//! The registry is a value, so that each test has its own. Labels are words that the code spells out (`&'static str`):
//! no name of an object, no text of an error and no key can become one, and there are as many series for ten thousand
//! tasks as for one. The two exceptions, of an account, are in `survey`.

mod calls;
mod exposition;
mod survey;
#[cfg(test)]
mod tests;
mod upkeep;
mod work;

use std::sync::Arc;

pub use calls::{Calls, Waiting};
pub use exposition::{CONTENT_TYPE, Exposition};
pub use survey::{AccountCount, AccountLabels, Survey, TaskCount, TaskLabels, WorkspaceLabels};
pub use upkeep::Upkeep;
pub use work::Work;

/// What every metric's name begins with.
const PREFIX: &str = "dataworks_operator";

/// What is counted as it happens. Clones count the same.
#[derive(Clone, Debug, Default)]
pub struct Metrics {
    /// Calls of the cloud API.
    pub calls: Arc<Calls>,
    /// Visits of tasks, and what they are made of.
    pub work: Arc<Work>,
    /// What keeps the operator going.
    pub upkeep: Arc<Upkeep>,
}
