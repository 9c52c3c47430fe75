//! Counts of calls by class.

use serde::Serialize;

/// Whether an operation reads or changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    /// Changes nothing.
    Read,
    /// Changes something, or starts work.
    Write,
}

/// Calls, all together and by class.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Tally {
    /// Both classes.
    pub(crate) all: u64,
    /// Reading ones.
    pub(crate) read: u64,
    /// Writing ones.
    pub(crate) write: u64,
}

impl Tally {
    /// Counts one.
    pub(crate) fn add(&mut self, access: Access) {
        self.all += 1;
        *self.of_mut(access) += 1;
    }

    /// Those of a class.
    pub(crate) fn of(&self, access: Access) -> u64 {
        match access {
            Access::Read => self.read,
            Access::Write => self.write,
        }
    }

    /// Takes one back.
    pub(crate) fn remove(&mut self, access: Access) {
        self.all -= 1;
        *self.of_mut(access) -= 1;
    }

    fn of_mut(&mut self, access: Access) -> &mut u64 {
        match access {
            Access::Read => &mut self.read,
            Access::Write => &mut self.write,
        }
    }

    /// The larger of each number: the fullest windows of the classes need not be the same.
    pub(crate) fn or_more(self, other: Self) -> Self {
        Self {
            all: self.all.max(other.all),
            read: self.read.max(other.read),
            write: self.write.max(other.write),
        }
    }
}
