//! The growth of memory, restart and processor time with the number of tasks, drawn as SVG on logarithmic axes.
//!
//! A drawing of three panels needs a few elements; a crate for it would bring more code than these files have.

mod panel;
mod scale;
mod svg;

use std::path::Path;

use crate::aims;
use crate::error::{Error, Result};
use crate::figures::{Figures, OfCount};
use crate::growth::{FAR, Growth};
use panel::{Panel, WIDTH};
use svg::Svg;

const HEIGHT: f64 = 330.0;

/// Draws the figures to a file.
pub fn write(figures: &Figures, file: &Path) -> Result<()> {
    std::fs::write(file, draw(figures)).map_err(Error::path("writing", file))
}

fn draw(figures: &Figures) -> String {
    let panels = panels(figures);
    let mut svg = Svg::new(WIDTH * panels.len() as f64, HEIGHT);
    for (index, panel) in panels.iter().enumerate() {
        panel.draw(&mut svg, WIDTH * index as f64);
    }
    legend(&mut svg);
    svg.finish()
}

fn panels(figures: &Figures) -> Vec<Panel> {
    let mebibytes = |bytes: u64| bytes as f64 / f64::from(1 << 20);
    let resident = aims::RESIDENT.iter();
    let cpu = figures.counts.iter().map(|count| f64::from(count.tasks));
    vec![
        panel(
            figures,
            "Resident memory at rest, MiB",
            |count| mebibytes(count.idleness.usage.resident),
            resident
                .map(|(tasks, bytes)| (f64::from(*tasks), mebibytes(*bytes)))
                .collect(),
        ),
        panel(
            figures,
            "Restart to rest, s",
            |count| count.restart.quiet_seconds,
            vec![(f64::from(aims::RESTART.0), aims::RESTART.1)],
        ),
        panel(
            figures,
            "CPU for the creation of all, s",
            |count| count.creation.cpu_seconds,
            cpu.map(|tasks| (tasks, aims::CPU_PER_THOUSAND * tasks / 1000.0))
                .collect(),
        ),
    ]
}

fn panel(figures: &Figures, title: &str, figure: impl Fn(&OfCount) -> f64, aims: Vec<(f64, f64)>) -> Panel {
    let mut measured: Vec<_> = figures
        .counts
        .iter()
        .map(|count| (f64::from(count.tasks), figure(count)))
        .collect();
    measured.sort_by(|one, other| one.0.total_cmp(&other.0));
    let last = measured.last().map_or(f64::from(FAR), |(tasks, _)| *tasks);
    let expected = Growth::of(figures, figure).map_or(Vec::new(), |growth| carried_on(&growth, last));
    Panel {
        title: title.to_owned(),
        measured,
        expected,
        aims,
    }
}

/// The growth from a number of tasks to the far one, empty if that is reached: a line, which logarithmic axes bend.
fn carried_on(growth: &Growth, last: f64) -> Vec<(f64, f64)> {
    const STEPS: u32 = 24;
    let far = f64::from(FAR);
    if last >= far {
        return Vec::new();
    }
    let step = |number: u32| last * (far / last).powf(f64::from(number) / f64::from(STEPS));
    (0..=STEPS)
        .map(step)
        .map(|tasks| (tasks, growth.at(tasks)))
        .collect()
}

fn legend(svg: &mut Svg) {
    let y = HEIGHT - 14.0;
    svg.dot((30.0, y), "measured");
    svg.text((40.0, y + 4.0), "start", "measured");
    svg.dot((120.0, y), "expected");
    svg.text((130.0, y + 4.0), "start", "carried on in a line");
    svg.line(((270.0, y), (286.0, y)), "aim");
    svg.text((292.0, y + 4.0), "start", "aim (at most)");
    svg.text(
        (400.0, y + 4.0),
        "start",
        "across: number of tasks; all axes are logarithmic",
    );
}
