//! The words in which GetDISyncInstanceInfo tells how far a solution and its steps are. The page has no list;
//! `run` and `success` are in its sample.

/// How far a solution, or one of its steps, is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Progress {
    /// `run`: under way.
    InProgress,
    /// `success`: over and well.
    Done,
    /// `fail`: over and not well.
    Failed,
    /// Another word: neither success nor failure.
    Unknown(String),
}

impl Progress {
    /// Reads the service's word.
    #[must_use]
    pub fn of(word: &str) -> Self {
        let word = word.trim();
        match word.to_ascii_lowercase().as_str() {
            "run" => Self::InProgress,
            "success" => Self::Done,
            "fail" => Self::Failed,
            _ => Self::Unknown(word.to_owned()),
        }
    }

    /// The service's word.
    #[must_use]
    pub fn word(&self) -> &str {
        match self {
            Self::InProgress => "run",
            Self::Done => "success",
            Self::Failed => "fail",
            Self::Unknown(word) => word,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_word_is_neither_success_nor_failure() {
        for (word, expected, shown) in [
            ("run", Progress::InProgress, "run"),
            ("SUCCESS", Progress::Done, "success"),
            ("Fail ", Progress::Failed, "fail"),
            ("Queued", Progress::Unknown("Queued".into()), "Queued"),
        ] {
            let progress = Progress::of(word);
            assert_eq!(progress, expected, "{word}");
            assert_eq!(progress.word(), shown);
        }
    }
}
