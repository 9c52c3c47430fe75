//! Rows of the taking over by a second operator, if it was measured.

use super::cells::{row, seconds};
use super::row::Row;
use crate::figures::Figures;
use crate::latency::Latency;
use crate::phases::failover::Failover;

pub(super) fn rows(figures: &Figures) -> Vec<Row> {
    if figures.counts.iter().all(|count| count.failover.is_none()) {
        return Vec::new();
    }
    let time = |label: &str, of: fn(&Failover) -> Latency| {
        row(figures, label, |count| {
            let time = count.failover.as_ref().map(of);
            time.map_or_else(
                || "–".to_owned(),
                |time| format!("{}, at most {}", seconds(time.p50), seconds(time.max)),
            )
        })
    };
    vec![
        time("Leader killed: until another leads, median", |failover| {
            failover.killed.leads
        }),
        time("– until it writes", |failover| failover.killed.writes),
        time("Leader terminated: until another leads, median", |failover| {
            failover.terminated.leads
        }),
        time("– until it writes", |failover| failover.terminated.writes),
    ]
}
