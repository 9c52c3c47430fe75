//! How a figure grows with the number of tasks.

use crate::figures::{Figures, OfCount};

/// The number of tasks that figures are carried on to.
pub const FAR: u32 = 100_000;

/// A fixed part and a part for each task. Every figure that is carried on is a sum over tasks, so it is taken to grow
/// on a line; the two largest numbers of tasks say which, as the noise of a small one would be magnified most.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Growth {
    last: (f64, f64),
    /// What each further task adds.
    pub per_task: f64,
}

impl Growth {
    /// The growth of a figure; none is known from one number of tasks.
    pub fn of(figures: &Figures, figure: impl Fn(&OfCount) -> f64) -> Option<Self> {
        let mut points: Vec<_> = figures
            .counts
            .iter()
            .map(|count| (f64::from(count.tasks), figure(count)))
            .collect();
        points.sort_by(|one, other| one.0.total_cmp(&other.0));
        Self::through(&points)
    }

    fn through(points: &[(f64, f64)]) -> Option<Self> {
        let [.., before, last] = points else { return None };
        let width = last.0 - before.0;
        (width > 0.0).then(|| Self {
            last: *last,
            per_task: (last.1 - before.1) / width,
        })
    }

    /// The figure that is to be expected with so many tasks.
    pub fn at(&self, tasks: f64) -> f64 {
        self.last.1 + self.per_task * (tasks - self.last.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_two_largest_say_how_it_goes_on() {
        let growth = Growth::through(&[(1.0, 50.0), (100.0, 10.0), (1000.0, 19.0)]).unwrap();
        assert_eq!((growth.per_task, growth.at(100_000.0)), (0.01, 1009.0));
        assert_eq!(Growth::through(&[(1.0, 1.0)]), None);
        assert_eq!(Growth::through(&[(1.0, 1.0), (1.0, 2.0)]), None);
    }
}
