//! How the figures go on, in sentences below the table.

use super::grouped;
use crate::figures::{Figures, OfCount};
use crate::growth::{FAR, Growth};

pub(super) fn sentences(figures: &Figures) -> Vec<String> {
    let sentence = |what: &str, unit: &str, scale: f64, small: (&str, f64), of: fn(&OfCount) -> f64| {
        let growth = Growth::of(figures, of)?;
        Some(format!(
            "{what}: {:.2} {} for each further task, so about {:.0} {unit} with {}.",
            growth.per_task * small.1,
            small.0,
            growth.at(f64::from(FAR)) * scale,
            grouped(FAR),
        ))
    };
    let mebi = 1.0 / f64::from(1 << 20);
    [
        sentence("- Memory at rest", "MiB", mebi, ("KiB", 1.0 / 1024.0), |count| {
            count.idleness.usage.resident as f64
        }),
        sentence("- Restart to rest", "s", 1.0, ("ms", 1000.0), |count| {
            count.restart.quiet_seconds
        }),
        sentence("- CPU of the creation", "s", 1.0, ("ms", 1000.0), |count| {
            count.creation.cpu_seconds
        }),
    ]
    .into_iter()
    .flatten()
    .collect()
}
