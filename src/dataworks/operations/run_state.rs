//! The words in which GetDISyncInstanceInfo tells how a real-time task runs.
//!
//! The page lists five words without a meaning; these are read from the words. None of them says that a task
//! failed: a failure shows as a task that does not run though it should.

/// How a real-time task runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RunState {
    /// `RUN`: it runs.
    Running,
    /// `WAIT`: it was started, and waits for resources.
    Waiting,
    /// `NORUN`: it was never started, or was stopped.
    NotRunning,
    /// `PAUSE`: it was stopped and is still deployed.
    Paused,
    /// `KILLING`: it is being stopped.
    Stopping,
    /// A word that sounds like a failure. No page has one.
    Failed(String),
    /// A word that no page has.
    Unknown(String),
}

impl RunState {
    /// Reads the service's word.
    #[must_use]
    pub fn of(word: &str) -> Self {
        let word = word.trim();
        match word.to_ascii_uppercase().as_str() {
            "RUN" => Self::Running,
            "WAIT" => Self::Waiting,
            "NORUN" => Self::NotRunning,
            "PAUSE" => Self::Paused,
            "KILLING" => Self::Stopping,
            folded if folded.starts_with("FAIL") || folded.starts_with("ERROR") => {
                Self::Failed(word.to_owned())
            }
            _ => Self::Unknown(word.to_owned()),
        }
    }

    /// The service's word.
    #[must_use]
    pub fn word(&self) -> &str {
        match self {
            Self::Running => "RUN",
            Self::Waiting => "WAIT",
            Self::NotRunning => "NORUN",
            Self::Paused => "PAUSE",
            Self::Stopping => "KILLING",
            Self::Failed(word) | Self::Unknown(word) => word,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documented_words_read_in_any_case_and_others_stay_visible() {
        for (word, expected, shown) in [
            ("RUN", RunState::Running, "RUN"),
            (" run\n", RunState::Running, "RUN"),
            ("Wait", RunState::Waiting, "WAIT"),
            ("NORUN", RunState::NotRunning, "NORUN"),
            ("pause", RunState::Paused, "PAUSE"),
            ("KILLING", RunState::Stopping, "KILLING"),
            ("Failed", RunState::Failed("Failed".into()), "Failed"),
            ("ERROR", RunState::Failed("ERROR".into()), "ERROR"),
            ("STOPPED", RunState::Unknown("STOPPED".into()), "STOPPED"),
            ("FINISH", RunState::Unknown("FINISH".into()), "FINISH"),
            ("success", RunState::Unknown("success".into()), "success"),
            ("RUNNING", RunState::Unknown("RUNNING".into()), "RUNNING"),
        ] {
            let state = RunState::of(word);
            assert_eq!(state, expected, "{word}");
            assert_eq!(state.word(), shown);
        }
    }
}
