//! Rows of what it took: time, memory, processor.

use super::cells::{each, mebibytes, none, number, row, seconds, sum};
use super::row::Row;
use crate::aims;
use crate::figures::{Figures, OfCount};
use crate::process::Usage;

pub(super) fn rows(figures: &Figures) -> Vec<Row> {
    let mut rows = times(figures);
    rows.extend(memory(figures, "Resident memory", |count| count.idleness.usage));
    rows.extend(processor(figures));
    rows.extend(restarts(figures));
    rows.push(
        row(figures, "Binary", |_| {
            format!("{:.1} MB", figures.binary_bytes as f64 / 1e6)
        })
        .goal("< 15 MB", each(figures, |_| figures.binary_bytes < aims::BINARY)),
    );
    rows
}

fn times(figures: &Figures) -> Vec<Row> {
    let in_time = |count: &OfCount| aims::meets(aims::READY, count.tasks, count.creation.latency.p99);
    vec![
        row(
            figures,
            "One task after the other: accepted to Ready, p50",
            |count| seconds(count.single.p50),
        ),
        row(figures, "– p99", |count| seconds(count.single.p99)),
        row(figures, "All at once: accepted to Ready, p50", |count| {
            seconds(count.creation.latency.p50)
        }),
        row(figures, "– p99", |count| seconds(count.creation.latency.p99))
            .goal("< 1 s with 1,000", each(figures, in_time)),
        row(figures, "– max", |count| seconds(count.creation.latency.max)),
        row(figures, "– all accepted, from 16 clients, after", |count| {
            seconds(count.creation.accepted_seconds)
        }),
        row(figures, "– all Ready after", |count| {
            seconds(count.creation.all_ready_seconds)
        }),
        row(figures, "Start to first status write, minimum", |count| {
            seconds(count.start.min)
        }),
        row(figures, format!("– median of {}", figures.starts), |count| {
            seconds(count.start.p50)
        })
        .goal("< 0.5 s", each(figures, |count| count.start.p50 < aims::START)),
    ]
}

/// What is resident in the end, which is aimed at, and the most that was.
fn memory(figures: &Figures, label: &str, of: impl Fn(&OfCount) -> Usage) -> Vec<Row> {
    let fits = |count: &OfCount| aims::resident(count.tasks).is_none_or(|aim| of(count).resident < aim);
    let end = row(figures, format!("{label}, end of the window"), |count| {
        mebibytes(of(count).resident)
    });
    let peak = row(figures, format!("{label}, peak"), |count| {
        mebibytes(of(count).peak)
    });
    let own = row(figures, "– of it not of files", |count| {
        match of(count).anonymous {
            0 => "–".to_owned(),
            bytes => mebibytes(bytes),
        }
    });
    let aim = "< 15, 20, 45 MiB with 100, 1,000, 10,000";
    vec![end.goal(aim, each(figures, fits)), own, peak]
}

fn processor(figures: &Figures) -> Vec<Row> {
    let per_thousand = |count: &OfCount| count.creation.cpu_seconds * 1000.0 / f64::from(count.tasks);
    let in_vain = |count: &OfCount| count.passes.per_core_second();
    vec![
        row(figures, "CPU per 1,000 tasks created", |count| {
            seconds(per_thousand(count))
        })
        .goal(
            "< 2 s",
            each(figures, |count| per_thousand(count) < aims::CPU_PER_THOUSAND),
        ),
        row(figures, "CPU while idle", |count| {
            seconds(count.idleness.cpu_seconds)
        }),
        row(figures, "Passes without work, per second of a core", |count| {
            number(in_vain(count).round())
        })
        .goal("> 3,000", each(figures, |count| in_vain(count) > aims::PASSES)),
        row(figures, "– all tasks woken until at rest", |count| {
            seconds(count.passes.seconds / f64::from(count.passes.touches))
        }),
    ]
}

fn restarts(figures: &Figures) -> Vec<Row> {
    let in_time = |count: &OfCount| aims::meets(aims::RESTART, count.tasks, count.restart.quiet_seconds);
    let mut rows = vec![
        row(figures, "Restart to ready, all settled", |count| {
            seconds(count.restart.ready_seconds)
        }),
        row(figures, "– to rest", |count| {
            seconds(count.restart.quiet_seconds)
        })
        .goal("< 3 s with 10,000", each(figures, in_time)),
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
