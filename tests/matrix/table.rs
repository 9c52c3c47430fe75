//! The published table: path, effect, and how many cells of each kind came through.

use std::collections::BTreeMap;
use std::fmt::Write;

use testbed::proxy::Effect;

use crate::cell::{Cell, FATES};
use crate::paths::Path;

/// Where it is published.
pub const PAGE: &str = "docs/crash-matrix.md";

/// What came of the cells.
pub struct Table {
    rows: Vec<(Path, Effect)>,
    passed: BTreeMap<(usize, usize), (usize, usize)>,
}

impl Table {
    pub fn new(rows: Vec<(Path, Effect)>) -> Self {
        Self {
            rows,
            passed: BTreeMap::new(),
        }
    }

    pub fn count(&mut self, cell: &Cell, passed: bool) {
        let row = self
            .rows
            .iter()
            .position(|(path, effect)| (path, effect) == (&cell.path, &cell.effect));
        let column = FATES.iter().position(|fate| *fate == cell.fate);
        let (good, all) = self.passed.entry((row.unwrap(), column.unwrap())).or_default();
        *good += usize::from(passed);
        *all += 1;
    }

    pub fn markdown(&self) -> String {
        let mut text = String::from(
            "| path | effect | killed before | answer lost, killed | answer arrived, killed | sent twice |\n\
             | --- | --- | --- | --- | --- | --- |\n",
        );
        let mut last = None;
        for (row, (path, effect)) in self.rows.iter().enumerate() {
            let title = if last == Some(path) { "" } else { path.title() };
            last = Some(path);
            // Most effects come once on a path, and a number says which of several it is.
            let alone = !self
                .rows
                .iter()
                .any(|(other, known)| other == path && known.name == effect.name && known.nth != effect.nth);
            let which = if alone {
                String::new()
            } else {
                format!(" ({})", effect.nth)
            };
            write!(text, "| {title} | {}{which} |", effect.name).unwrap();
            for column in 0..FATES.len() {
                let (good, all) = self.passed.get(&(row, column)).copied().unwrap_or_default();
                write!(text, " {good}/{all} |").unwrap();
            }
            text.push('\n');
        }
        text
    }
}
