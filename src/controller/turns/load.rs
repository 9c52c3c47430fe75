//! How much is under way, for the metrics.

use super::Turns;

/// How many turns are taken, and how many wait for one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Load {
    /// Turns under way.
    pub taken: u64,
    /// Those that wait.
    pub waiting: u64,
}

impl Turns {
    /// How many turns are taken now, and how many wait for one.
    pub fn load(&self) -> Load {
        let queues = self.queues();
        let number = |turns: usize| u64::try_from(turns).unwrap_or(u64::MAX);
        Load {
            taken: number(queues.of.values().map(|line| line.taken).sum()),
            waiting: number(queues.waiting.len()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{stage, task};
    use super::*;

    #[test]
    fn it_is_told_how_many_are_at_work_and_how_many_wait() {
        let mut stage = stage(1);
        let load = |taken, waiting| Load { taken, waiting };
        assert_eq!(stage.turns.load(), load(0, 0));
        let (first, _other) = (stage.has(&task("a", "1", 0)), stage.has(&task("b", "1", 0)));
        stage.waits(&task("a", "2", 1));
        stage.waits(&task("a", "3", 2));
        assert_eq!(stage.turns.load(), load(2, 2));
        drop(first);
        assert_eq!(stage.turns.load(), load(2, 1), "the place is kept for the next");
        drop(stage.next());
        assert_eq!(stage.turns.load(), load(2, 0));
        drop(stage.next());
        assert_eq!(stage.turns.load(), load(1, 0));
    }
}
