//! Rows of what was asked for: calls of DataWorks, requests to Kubernetes.

use std::collections::BTreeSet;

use super::cells::{each, none, number, row, sum};
use super::row::Row;
use crate::figures::{Figures, OfCount};
use crate::traffic::Traffic;

/// Generate, query, create.
const CALLS: u64 = 3;

pub(super) fn rows(figures: &Figures) -> Vec<Row> {
    let mut rows = calls(figures);
    rows.extend(requests(figures));
    rows
}

fn calls(figures: &Figures) -> Vec<Row> {
    let paid = |count: &OfCount| count.creation.traffic.all_calls() - count.creation.traffic.polls_demanded;
    let all = row(figures, "Cloud calls per task", |count| {
        number(count.per_task(count.creation.traffic.all_calls()))
    })
    .promise(
        "3, and polls that DataWorks demands",
        each(figures, |count| paid(count) == CALLS * u64::from(count.tasks)),
    );
    let operations: BTreeSet<_> = figures
        .counts
        .iter()
        .flat_map(|count| count.creation.traffic.calls.keys())
        .collect();
    let operation = |name: &String| {
        row(figures, format!("– {name}"), |count| {
            number(count.per_task(count.creation.traffic.calls.get(name).copied().unwrap_or(0)))
        })
    };
    let polls = row(figures, "– polls that DataWorks demanded", |count| {
        number(count.per_task(count.creation.traffic.polls_demanded))
    });
    let idle = none(figures, "Cloud calls while idle", |count| {
        count.idleness.traffic.all_calls()
    });
    let mut rows = vec![all];
    rows.extend(operations.into_iter().map(operation));
    rows.extend([polls, idle]);
    rows
}

fn requests(figures: &Figures) -> Vec<Row> {
    let mut rows = by_kind(figures, "Kubernetes writes per task", |traffic| {
        traffic.writes().collect()
    });
    rows.push(none(figures, "Kubernetes writes while idle", |count| {
        sum(count.idleness.traffic.writes())
    }));
    rows.extend(by_kind(figures, "Kubernetes reads per task", |traffic| {
        traffic.reads().collect()
    }));
    rows.push(row(figures, "Kubernetes reads while idle", |count| {
        sum(count.idleness.traffic.reads()).to_string()
    }));
    if figures
        .counts
        .iter()
        .any(|count| count.idleness.traffic.of_leases() > 0)
    {
        rows.push(row(figures, "Renewals of the Lease while idle", |count| {
            count.idleness.traffic.of_leases().to_string()
        }));
    }
    rows
}

fn by_kind(figures: &Figures, label: &str, of: impl Fn(&Traffic) -> Vec<(&str, u64)>) -> Vec<Row> {
    let kinds: BTreeSet<_> = figures
        .counts
        .iter()
        .flat_map(|count| of(&count.creation.traffic))
        .map(|(kind, _)| kind)
        .collect();
    let in_kinds = |kind: Option<&str>| {
        let label = kind.map_or_else(|| label.to_owned(), |kind| format!("– {kind}"));
        row(figures, label, |count| {
            let all = of(&count.creation.traffic).into_iter();
            number(count.per_task(sum(
                all.filter(|(found, _)| kind.is_none_or(|kind| kind == *found)),
            )))
        })
    };
    std::iter::once(None)
        .chain(kinds.into_iter().map(Some))
        .map(in_kinds)
        .collect()
}
