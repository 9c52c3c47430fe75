//! Makes rows out of figures, and texts out of numbers.

use super::row::Row;
use crate::figures::{Figures, OfCount};

/// A figure that informs.
pub(super) fn row(figures: &Figures, label: impl Into<String>, text: impl Fn(&OfCount) -> String) -> Row {
    Row::new(label, figures.counts.iter().map(text))
}

/// A figure that is promised to be 0.
pub(super) fn none(figures: &Figures, label: &str, of: impl Fn(&OfCount) -> u64) -> Row {
    row(figures, label, |count| of(count).to_string()).promise("0", each(figures, |count| of(count) == 0))
}

/// Whether each number of tasks meets an aim.
pub(super) fn each(figures: &Figures, met: impl Fn(&OfCount) -> bool) -> impl Iterator<Item = bool> {
    figures.counts.iter().map(met)
}

/// All requests of these kinds.
pub(super) fn sum<'a>(requests: impl Iterator<Item = (&'a str, u64)>) -> u64 {
    requests.map(|(_, number)| number).sum()
}

/// At most three decimals, and none that say nothing.
pub(super) fn number(value: f64) -> String {
    let text = format!("{value:.3}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Seconds, to the hundredth.
pub(super) fn seconds(value: f64) -> String {
    format!("{value:.2} s")
}

/// MiB, to the tenth.
pub(super) fn mebibytes(bytes: u64) -> String {
    format!("{:.1} MiB", bytes as f64 / f64::from(1 << 20))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_no_decimals_that_say_nothing() {
        assert_eq!(
            [3.0, 2.77, 0.0825, 100.0].map(number),
            ["3", "2.77", "0.083", "100"]
        );
    }
}
