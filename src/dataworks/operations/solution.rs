//! What GetDISyncTask tells of a solution.

use super::solution_state::SolutionState;
use crate::dataworks::envelope::Envelope;
use crate::dataworks::lenient::{self, Object};

/// What is known of a solution.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Solution {
    /// Its ID.
    pub id: Option<i64>,
    /// Its name.
    pub name: Option<String>,
    /// Its state, if the service tells.
    pub state: Option<SolutionState>,
    /// When it was started last, as the service writes it: no page says in which zone.
    pub start_time: Option<String>,
}

impl Solution {
    /// Reads `SolutionDetail`.
    pub(super) fn read(detail: &Object, envelope: &Envelope) -> Self {
        Self {
            id: lenient::id(detail.get("Id")),
            name: lenient::text(detail.get("Name")).map(|name| envelope.shown(&name)),
            state: lenient::text(detail.get("Status")).map(|digit| SolutionState::of(&envelope.word(&digit))),
            start_time: lenient::text(detail.get("StartTime")).map(|time| envelope.word(&time)),
        }
    }
}
