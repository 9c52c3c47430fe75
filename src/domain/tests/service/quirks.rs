//! Where the contract leaves it open what the service does.

/// When a name that is taken is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::domain::tests) enum NameRule {
    Never,
    AtCreation,
    AtGeneration,
}

/// One of the services that the contract allows.
#[derive(Clone, Debug)]
pub(in crate::domain::tests) struct Quirks {
    /// Whether a repeated token gives the first answer.
    pub(in crate::domain::tests) tokens: bool,
    pub(in crate::domain::tests) names: NameRule,
    /// Seconds until a new file is listed.
    pub(in crate::domain::tests) lag: i64,
    /// Seconds that its clock is ahead.
    pub(in crate::domain::tests) offset: i64,
    /// Seconds that the clock which dates its tasks is behind that one.
    pub(in crate::domain::tests) behind: i64,
    /// Seconds that a generation takes.
    pub(in crate::domain::tests) generation: i64,
    /// Seconds that a deployment, a start or a stop takes.
    pub(in crate::domain::tests) step: i64,
    /// Polls of an unfinished process that say `fail` without a reason.
    pub(in crate::domain::tests) silent: u32,
    /// Whether a step with nothing to do is refused.
    pub(in crate::domain::tests) refuses_idle: bool,
    /// Whether a deployment of unchanged content is refused.
    pub(in crate::domain::tests) refuses_redeploy: bool,
    /// Whether a deployed task cannot be deleted.
    pub(in crate::domain::tests) keeps_deployed: bool,
    /// Whether a stopped task is PAUSE, and not NORUN.
    pub(in crate::domain::tests) pauses: bool,
    /// Whether a task that is not deployed has an instance.
    pub(in crate::domain::tests) instance: bool,
    /// Whether the list shows CommitStatus.
    pub(in crate::domain::tests) commits: bool,
    /// Whether the list shows solutions.
    pub(in crate::domain::tests) lists: bool,
    /// Whether a configuration can be read.
    pub(in crate::domain::tests) readable: bool,
    /// Whether UpdateDISyncTask takes real-time tasks and solutions.
    pub(in crate::domain::tests) updates: bool,
    /// Whether a submission leads to production, and whether its deployment says where it leads to.
    pub(in crate::domain::tests) direct: bool,
    pub(in crate::domain::tests) tells_environment: bool,
}

impl Quirks {
    pub(super) fn stopped(&self) -> &'static str {
        if self.pauses { "PAUSE" } else { "NORUN" }
    }

    pub(super) fn undeployed(&self) -> &'static str {
        if self.instance { "NORUN" } else { "absent" }
    }
}
