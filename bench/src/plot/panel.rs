//! One figure against the number of tasks.

use super::scale::Scale;
use super::svg::Svg;

/// How wide a panel is.
pub const WIDTH: f64 = 320.0;

const TOP: f64 = 40.0;
const BOTTOM: f64 = 275.0;
const LEFT: f64 = 48.0;
const RIGHT: f64 = 34.0;
/// Keeps the first value from the figures of the axis.
const INSET: f64 = 16.0;

/// Values by number of tasks.
#[derive(Debug)]
pub struct Panel {
    /// What it is.
    pub title: String,
    /// In the order of the numbers.
    pub measured: Vec<(f64, f64)>,
    /// What is to be expected beyond, as a line to its end.
    pub expected: Vec<(f64, f64)>,
    /// What should not be exceeded.
    pub aims: Vec<(f64, f64)>,
}

impl Panel {
    /// Draws it so far from the left.
    pub fn draw(&self, svg: &mut Svg, offset: f64) {
        let points = || self.measured.iter().chain(&self.expected);
        let across = Scale::holding(
            points().map(|point| point.0),
            (offset + LEFT + INSET, offset + WIDTH - RIGHT),
        );
        let up = Scale::holding(points().chain(&self.aims).map(|point| point.1), (BOTTOM, TOP));
        let place = |point: &(f64, f64)| (across.at(point.0), up.at(point.1));

        svg.title((offset + LEFT, TOP - 18.0), &self.title);
        for tick in up.ticks() {
            let y = up.at(tick);
            svg.line(((offset + LEFT, y), (offset + WIDTH - RIGHT, y)), "grid");
            svg.text((offset + LEFT - 6.0, y + 4.0), "end", &short(tick));
        }
        for tick in across.ticks() {
            let x = across.at(tick);
            svg.line(((x, TOP), (x, BOTTOM)), "grid");
            svg.text((x, BOTTOM + 18.0), "middle", &short(tick));
        }
        for (x, y) in self.aims.iter().map(place) {
            svg.line(((x - 8.0, y), (x + 8.0, y)), "aim");
        }
        svg.path(self.expected.iter().map(place), "expected");
        svg.path(self.measured.iter().map(place), "measured");
        for point in &self.measured {
            svg.dot(place(point), "measured");
        }
        if let Some(end) = self.expected.last() {
            svg.dot(place(end), "expected");
        }
        for point in self.measured.iter().chain(self.expected.last()) {
            let (x, y) = place(point);
            svg.text((x, y - 9.0), "middle", &short(point.1));
        }
    }
}

/// Two digits that count, and thousands as `k`.
fn short(value: f64) -> String {
    match value {
        value if value >= 1000.0 => format!("{}k", (value / 100.0).round() / 10.0),
        value if value >= 10.0 => format!("{value:.0}"),
        value if value >= 1.0 => format!("{}", (value * 10.0).round() / 10.0),
        value => format!("{}", (value * 100.0).round() / 100.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_short() {
        let values = [0.047, 0.5, 2.34, 10.0, 45.6, 1000.0, 15_300.0];
        let texts = ["0.05", "0.5", "2.3", "10", "46", "1k", "15.3k"];
        assert_eq!(values.map(short), texts);
    }

    #[test]
    fn what_is_expected_is_drawn_apart() {
        let mut panel = Panel {
            title: "a < b".to_owned(),
            measured: vec![(100.0, 15.0), (1000.0, 20.0)],
            expected: vec![(1000.0, 20.0), (100_000.0, 400.0)],
            aims: vec![(100.0, 15.0)],
        };
        let draw = |panel: &Panel| {
            let mut svg = Svg::new(WIDTH, 300.0);
            panel.draw(&mut svg, 0.0);
            svg.finish()
        };
        let text = draw(&panel);
        assert!(text.contains("a &lt; b") && text.contains("class=\"aim\""));
        assert!(text.contains("<path") && text.contains(">100k<") && text.contains(">400<"));
        panel.expected.clear();
        assert!(!draw(&panel).contains(">400<"));
    }
}
