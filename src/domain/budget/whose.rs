//! Whose a key is, as far as STS says.

use jiff::SignedDuration;

use crate::domain::failure::{Consequence, Failure};

/// How long a STS that did not answer is left alone.
const SILENT: SignedDuration = SignedDuration::from_mins(10);

/// How long a STS that refused is: it says the same until somebody changes a policy.
const REFUSED: SignedDuration = SignedDuration::from_hours(6);

/// What STS says of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whose {
    /// It belongs to the account with this ID. A key never moves to another.
    Account(String),
    /// It does not say: ask again after this.
    Unsaid(SignedDuration),
}

impl Whose {
    /// Reads the outcome of the question.
    pub fn of(asked: Result<String, Failure>) -> Self {
        match asked {
            Ok(account) => Self::Account(account),
            Err(failure) => match failure.consequence {
                Consequence::Retry | Consequence::Throttled { .. } | Consequence::Ambiguous => {
                    Self::Unsaid(SILENT)
                }
                _ => Self::REFUSED,
            },
        }
    }

    /// Where there is no STS that could be asked.
    pub const REFUSED: Self = Self::Unsaid(REFUSED);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silence_is_asked_again_soon_and_a_refusal_rarely() {
        let asked = |consequence| {
            Whose::of(Err(Failure {
                consequence,
                code: String::new(),
                message: String::new(),
                request_id: None,
            }))
        };
        let soon = Whose::Unsaid(SILENT);
        assert_eq!(asked(Consequence::Retry), soon);
        assert_eq!(asked(Consequence::Throttled { after: None }), soon);
        for refused in [
            Consequence::RetrySlowly,
            Consequence::Credentials,
            Consequence::Terminal,
        ] {
            assert_eq!(asked(refused), Whose::REFUSED);
        }
        assert_eq!(Whose::of(Ok("1".to_owned())), Whose::Account("1".to_owned()));
    }
}
