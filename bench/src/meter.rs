//! Counts what the operator asks for, from one look to the next.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::Value;
use testbed::Simulator;

use crate::audit::Audit;
use crate::error::{Error, Result};
use crate::traffic::Traffic;

/// No traffic for so long means that what was begun is finished.
const QUIET: Duration = Duration::from_secs(1);
/// How often that is looked for.
const LOOKS: u32 = 60;

/// Counts the traffic from one look to the next.
#[derive(Debug)]
pub struct Meter<'a> {
    simulator: &'a Simulator,
    audit: Audit,
    /// What the simulator had counted at the last look.
    counted: Counted,
}

/// Calls by operation, and how many of them were polls that were answered with "in progress".
type Counted = (BTreeMap<String, u64>, u64);

impl<'a> Meter<'a> {
    /// A meter of this simulator and this audit log, from now on.
    pub async fn start(simulator: &'a Simulator, audit: Audit) -> Result<Self> {
        // Its log holds a limited number of calls, and it counts those that the log holds.
        simulator.delete("calls").await?;
        let mut meter = Self {
            simulator,
            audit,
            counted: Counted::default(),
        };
        meter.take().await?;
        Ok(meter)
    }

    /// The traffic since the last look.
    pub async fn take(&mut self) -> Result<Traffic> {
        let counted = counted(&self.simulator.get("counts").await?);
        let (before, polls_before) = std::mem::replace(&mut self.counted, counted.clone());
        let more = |(name, number): (String, u64)| {
            let more = number.saturating_sub(before.get(&name).copied().unwrap_or(0));
            (more > 0).then_some((name, more))
        };
        Ok(Traffic {
            calls: counted.0.into_iter().filter_map(more).collect(),
            polls_demanded: counted.1.saturating_sub(polls_before),
            requests: self.audit.take()?,
        })
    }

    /// The traffic since the last look, once there is no more.
    pub async fn take_until_quiet(&mut self) -> Result<Traffic> {
        let mut all = self.take().await?;
        for _ in 0..LOOKS {
            tokio::time::sleep(QUIET).await;
            let more = self.take().await?;
            if more.is_quiet() {
                all.add(more);
                return Ok(all);
            }
            all.add(more);
        }
        Err(Error::State(format!(
            "the operator does not come to rest: {all:?}"
        )))
    }
}

fn counted(counts: &Value) -> Counted {
    let actions = counts.as_object().into_iter().flatten();
    let outcomes = |action: &Value| {
        action
            .as_object()
            .into_iter()
            .flatten()
            .filter_map(|(_, n)| n.as_u64())
            .sum()
    };
    let polls = actions
        .clone()
        .filter_map(|(_, action)| action["inProgress"].as_u64())
        .sum();
    (
        actions
            .map(|(name, action)| (name.clone(), outcomes(action)))
            .collect(),
        polls,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_are_summed_over_their_outcomes() {
        let counts =
            serde_json::json!({ "Create": { "success": 2, "throttled": 1 }, "Query": { "inProgress": 4 } });
        let expected = [("Create".to_owned(), 3), ("Query".to_owned(), 4)];
        assert_eq!(counted(&counts), (BTreeMap::from(expected), 4));
    }
}
