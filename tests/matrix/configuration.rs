//! The readings of the API pages under which every cell has to hold.

use std::time::Duration;

use serde_json::{Value, json};

/// A service of one kind, and a cache of one kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Configuration {
    /// Whether a repeated ClientToken has no second effect.
    pub honours_tokens: bool,
    /// Where a failure of the business rules shows.
    pub failures: &'static str,
    /// How late the events of watches are after the restart.
    pub staleness: Duration,
}

const PROMPT: Configuration = Configuration {
    honours_tokens: true,
    failures: "http",
    staleness: Duration::ZERO,
};
const STALE: Configuration = Configuration {
    honours_tokens: false,
    failures: "data",
    staleness: Duration::from_secs(1),
};

impl Configuration {
    /// The most different two, or all four if `MATRIX=full`.
    pub fn chosen() -> Vec<Self> {
        let others = [
            Self {
                failures: "data",
                ..PROMPT
            },
            Self {
                failures: "http",
                ..STALE
            },
        ];
        match std::env::var("MATRIX").as_deref() {
            Ok("full") => [PROMPT, STALE].into_iter().chain(others).collect(),
            _ => vec![PROMPT, STALE],
        }
    }

    pub fn behaviour(self) -> Value {
        let token = if self.honours_tokens {
            "honoured"
        } else {
            "ignored"
        };
        json!({ "token": token, "businessErrors": self.failures })
    }
}
