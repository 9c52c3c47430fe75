//! The script of solutions, whose states are digits.

use serde::{Deserialize, Deserializer, Serialize, de};

use super::wait::Wait;

/// How solutions go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct SolutionPlan {
    /// The status once it is deployed.
    #[serde(deserialize_with = "digit")]
    pub(crate) deployed: String,
    /// From 2 (running) to the end.
    pub(crate) running: Wait,
    /// A start leads to 5 (pending manual confirmation) and waits there for a person.
    pub(crate) confirm: bool,
    /// The status at the end.
    #[serde(rename = "final", deserialize_with = "digit")]
    pub(crate) ending: String,
}

impl Default for SolutionPlan {
    fn default() -> Self {
        Self {
            deployed: "4".to_owned(),
            running: Wait::default(),
            confirm: false,
            ending: "0".to_owned(),
        }
    }
}

/// True if a text is a state of a solution.
pub(crate) fn is_digit(text: &str) -> bool {
    matches!(text.as_bytes(), [b'0'..=b'9'])
}

fn digit<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let text = String::deserialize(deserializer)?;
    if is_digit(&text) {
        Ok(text)
    } else {
        Err(de::Error::custom("solution: expected a digit in a string"))
    }
}
