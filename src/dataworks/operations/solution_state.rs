//! The digits in which GetDISyncTask tells the state of a solution.

/// The state of a solution.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SolutionState {
    /// `0`: it did all that it had to do.
    Succeeded,
    /// `1`: it does not run.
    NotRunning,
    /// `2`: it runs.
    Running,
    /// `3`: it failed.
    Failed,
    /// `4`: it is committed and goes on.
    Committed,
    /// `5`: it waits for a person, who has to confirm it in the console.
    AwaitsConfirmation,
    /// `6`: a person confirmed it, and it goes on.
    Confirmed,
    /// `8`: it waits.
    Waiting,
    /// `9`: it was deleted.
    Deleted,
    /// `7`, which the page calls "others", or something that is not on the page.
    Unknown(String),
}

use SolutionState::{
    AwaitsConfirmation, Committed, Confirmed, Deleted, Failed, NotRunning, Running, Succeeded, Unknown,
    Waiting,
};

impl SolutionState {
    /// Reads the service's digit.
    #[must_use]
    pub fn of(digit: &str) -> Self {
        match digit.trim() {
            "0" => Succeeded,
            "1" => NotRunning,
            "2" => Running,
            "3" => Failed,
            "4" => Committed,
            "5" => AwaitsConfirmation,
            "6" => Confirmed,
            "8" => Waiting,
            "9" => Deleted,
            other => Unknown(other.to_owned()),
        }
    }

    /// What the service said, with its meaning: `0 (successful)`.
    #[must_use]
    pub fn shown(&self) -> String {
        let digit = match self {
            Succeeded => "0",
            NotRunning => "1",
            Running => "2",
            Failed => "3",
            Committed => "4",
            AwaitsConfirmation => "5",
            Confirmed => "6",
            Waiting => "8",
            Deleted => "9",
            Unknown(other) => return other.clone(),
        };
        format!("{digit} ({})", self.word())
    }

    /// The service's digit in words; what is unknown, as the service wrote it.
    #[must_use]
    pub fn word(&self) -> &str {
        match self {
            Succeeded => "successful",
            NotRunning => "not running",
            Running => "running",
            Failed => "failed",
            Committed => "committed",
            AwaitsConfirmation => "pending manual confirmation",
            Confirmed => "manually confirmed",
            Waiting => "waiting",
            Deleted => "deleted",
            Unknown(other) => other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digit_is_a_state() {
        for (digit, expected, shown) in [
            ("0", Succeeded, "successful"),
            ("1", NotRunning, "not running"),
            (" 2 ", Running, "running"),
            ("3", Failed, "failed"),
            ("4", Committed, "committed"),
            ("5", AwaitsConfirmation, "pending manual confirmation"),
            ("6", Confirmed, "manually confirmed"),
            ("7", Unknown("7".into()), "7"),
            ("8", Waiting, "waiting"),
            ("9", Deleted, "deleted"),
            ("10", Unknown("10".into()), "10"),
            ("run", Unknown("run".into()), "run"),
        ] {
            let state = SolutionState::of(digit);
            assert_eq!(state, expected, "{digit}");
            assert_eq!(state.word(), shown);
        }
    }
}
