//! How many calls an account may make: what the edition says, and what the workspace says instead.

use crate::api::{DataWorksWorkspace, Edition};

/// The limits of an account in a region; `None` is no limit.
///
/// Source: the page "Use DataWorks OpenAPI". Its column for calls a second is merged over the first three editions; that
/// they share the number of the first is an inference.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// All calls in any 24 hours.
    pub per_day: Option<u32>,
    /// All calls in a second.
    pub per_second: Option<u32>,
    /// Calls in a second that change nothing.
    pub reads_per_second: Option<u32>,
    /// Calls in a second that change something.
    pub writes_per_second: Option<u32>,
}

impl Limits {
    /// The limits that a workspace names.
    pub fn of(workspace: &DataWorksWorkspace) -> Self {
        let preset = Self::of_edition(workspace.spec.edition.unwrap_or_default());
        let Some(said) = &workspace.spec.budget else {
            return preset;
        };
        Self {
            per_day: said.calls_per_day.or(preset.per_day),
            per_second: said.calls_per_second.or(preset.per_second),
            reads_per_second: said.reads_per_second.or(preset.reads_per_second),
            writes_per_second: said.writes_per_second.or(preset.writes_per_second),
        }
    }

    fn of_edition(edition: Edition) -> Self {
        let five_a_second = |per_day| Self {
            per_day: Some(per_day),
            per_second: Some(5),
            ..Self::default()
        };
        match edition {
            Edition::Basic => five_a_second(100),
            Edition::Standard => five_a_second(1_000),
            Edition::Professional => five_a_second(10_000),
            Edition::Enterprise => Self {
                reads_per_second: Some(50),
                writes_per_second: Some(20),
                ..Self::default()
            },
        }
    }

    /// The tighter of each two: workspaces of one account that say different things share what the account has.
    #[must_use]
    pub fn tighter(self, other: Self) -> Self {
        let least = |a: Option<u32>, b: Option<u32>| a.into_iter().chain(b).min();
        Self {
            per_day: least(self.per_day, other.per_day),
            per_second: least(self.per_second, other.per_second),
            reads_per_second: least(self.reads_per_second, other.reads_per_second),
            writes_per_second: least(self.writes_per_second, other.writes_per_second),
        }
    }

    /// How many calls are reserved at once. One write to the cluster serves for them all, but a crash, and a quiet span,
    /// lose what is not spent of them.
    pub fn block(self) -> u32 {
        self.per_day.map_or(0, |limit| (limit / 2_000).max(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tighter_of_each_two_holds() {
        let basic = Limits::of_edition(Edition::Basic);
        let enterprise = Limits::of_edition(Edition::Enterprise);
        let both = enterprise.tighter(basic);
        assert_eq!(both, basic.tighter(enterprise));
        assert_eq!(
            (
                both.per_day,
                both.per_second,
                both.reads_per_second,
                both.writes_per_second
            ),
            (Some(100), Some(5), Some(50), Some(20))
        );
    }

    #[test]
    fn a_block_is_a_small_part_of_a_day() {
        assert_eq!(Limits::of_edition(Edition::Basic).block(), 1);
        assert_eq!(Limits::of_edition(Edition::Standard).block(), 1);
        assert_eq!(Limits::of_edition(Edition::Professional).block(), 5);
    }
}
