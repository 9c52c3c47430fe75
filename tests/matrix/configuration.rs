//! The readings of the API pages under which every cell has to hold.

use std::time::Duration;

use serde_json::{Value, json};
use testbed::proxy::Effect;

use crate::cell::{Cell, FATES};
use crate::names;
use crate::paths::Path;

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
    pub fn behaviour(self) -> Value {
        let token = if self.honours_tokens {
            "honoured"
        } else {
            "ignored"
        };
        json!({ "token": token, "businessErrors": self.failures })
    }
}

/// How many cells are run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// Every effect with every fate, under one of the two most different configurations in turn; what changes DataWorks
    /// and what announces that, under both.
    Usual,
    /// Everything under both (`MATRIX=both`).
    Both,
    /// Everything under all four (`MATRIX=full`).
    Full,
}

impl Extent {
    pub fn chosen() -> Self {
        match std::env::var("MATRIX").as_deref() {
            Ok("full") => Self::Full,
            Ok("both") => Self::Both,
            _ => Self::Usual,
        }
    }

    pub fn configurations(self) -> Vec<Configuration> {
        let others = [
            Configuration {
                failures: "data",
                ..PROMPT
            },
            Configuration {
                failures: "http",
                ..STALE
            },
        ];
        let more = if self == Self::Full {
            others.to_vec()
        } else {
            Vec::new()
        };
        [PROMPT, STALE].into_iter().chain(more).collect()
    }

    pub fn cells(self, rows: &[(Path, Effect)]) -> Vec<Cell> {
        let configurations = self.configurations();
        let mut cells = Vec::new();
        for (row, (path, effect)) in rows.iter().enumerate() {
            for (column, fate) in FATES.into_iter().enumerate() {
                for (layer, configuration) in configurations.iter().enumerate() {
                    let in_turn = (row + column + layer) % configurations.len() == 0;
                    if self != Self::Usual || in_turn || names::is_weighty(&effect.name) {
                        cells.push(Cell {
                            path: *path,
                            effect: effect.clone(),
                            fate,
                            configuration: *configuration,
                        });
                    }
                }
            }
        }
        cells
    }
}
