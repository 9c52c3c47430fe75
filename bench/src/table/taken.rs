//! Rows of what it took: time, memory, processor.

use super::cells::{each, mebibytes, none, row, seconds, sum};
use super::row::Row;
use crate::figures::{Figures, OfCount};
use crate::process::Usage;

const RESIDENT: u64 = 20 << 20;
/// The number of tasks with which no more than [`RESIDENT`] is aimed at.
const RESIDENT_WITH: u32 = 1000;
const START_SECONDS: f64 = 0.5;
const BINARY: u64 = 15_000_000;

pub(super) fn rows(figures: &Figures) -> Vec<Row> {
    let mut rows = times(figures);
    rows.extend(memory(figures, "Resident memory", |count| count.idleness.usage));
    rows.extend(processor(figures));
    rows.extend(restarts(figures));
    rows.push(
        row(figures, "Binary", |_| {
            format!("{:.1} MB", figures.binary_bytes as f64 / 1e6)
        })
        .goal("< 15 MB", each(figures, |_| figures.binary_bytes < BINARY)),
    );
    rows
}

fn times(figures: &Figures) -> Vec<Row> {
    vec![
        row(figures, "Accepted to Ready, p50", |count| {
            seconds(count.creation.latency.p50)
        }),
        row(figures, "Accepted to Ready, p99", |count| {
            seconds(count.creation.latency.p99)
        }),
        row(figures, "Accepted to Ready, max", |count| {
            seconds(count.creation.latency.max)
        }),
        row(figures, "All accepted, from 16 clients, after", |count| {
            seconds(count.creation.accepted_seconds)
        }),
        row(figures, "All Ready after", |count| {
            seconds(count.creation.all_ready_seconds)
        }),
        row(figures, "Start to first status write, minimum", |count| {
            seconds(count.start.min)
        }),
        row(
            figures,
            format!("Start to first status write, median of {}", figures.starts),
            |count| seconds(count.start.p50),
        )
        .goal("< 0.5 s", each(figures, |count| count.start.p50 < START_SECONDS)),
    ]
}

/// What is resident in the end, which is aimed at, and the most that was.
fn memory(figures: &Figures, label: &str, of: impl Fn(&OfCount) -> Usage) -> Vec<Row> {
    let fits = |count: &OfCount| count.tasks > RESIDENT_WITH || of(count).resident < RESIDENT;
    let end = row(figures, format!("{label}, end of the window"), |count| {
        mebibytes(of(count).resident)
    });
    let peak = row(figures, format!("{label}, peak"), |count| {
        mebibytes(of(count).peak)
    });
    vec![end.goal("< 20 MiB with 1,000", each(figures, fits)), peak]
}

fn processor(figures: &Figures) -> Vec<Row> {
    let per_thousand = |count: &OfCount| count.creation.cpu_seconds * 1000.0 / f64::from(count.tasks);
    vec![
        row(figures, "CPU per 1,000 tasks created", |count| {
            seconds(per_thousand(count))
        }),
        row(figures, "CPU while idle", |count| {
            seconds(count.idleness.cpu_seconds)
        }),
    ]
}

fn restarts(figures: &Figures) -> Vec<Row> {
    let mut rows = vec![
        row(figures, "Restart to ready, all settled", |count| {
            seconds(count.restart.ready_seconds)
        }),
        none(figures, "– cloud calls", |count| {
            count.restart.traffic.all_calls()
        }),
        none(figures, "– Kubernetes writes", |count| {
            sum(count.restart.traffic.writes())
        }),
        row(figures, "– Kubernetes reads", |count| {
            sum(count.restart.traffic.reads()).to_string()
        }),
        row(figures, "– CPU", |count| {
            seconds(count.restart.usage.cpu_seconds)
        }),
    ];
    rows.extend(memory(figures, "– resident memory", |count| {
        count.restart.usage
    }));
    rows
}
