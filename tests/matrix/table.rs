//! The published table: path, effect, and how many cells of each kind came through.

use std::collections::BTreeMap;
use std::fmt::Write;

use testbed::proxy::Effect;

use crate::cell::{Cell, FATES};
use crate::paths::Path;

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/crash-matrix.md");
const BEGIN: &str = "<!-- computed: begin -->\n";
const END: &str = "<!-- computed: end -->";

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

/// Writes the page with `UPDATE_DOCS=1`, and else holds it against the table.
pub fn publish(table: &str) {
    let page = std::fs::read_to_string(PAGE).unwrap();
    let (head, rest) = page.split_once(BEGIN).unwrap();
    let (old, tail) = rest.split_once(END).unwrap();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(PAGE, format!("{head}{BEGIN}{table}{END}{tail}")).unwrap();
    } else {
        assert_eq!(
            old, table,
            "docs/crash-matrix.md is out of date: write it anew with UPDATE_DOCS=1"
        );
    }
}
