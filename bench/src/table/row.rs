//! A row: a figure for each number of tasks, and what it should be.

/// What a figure should be.
#[derive(Debug)]
enum Aim {
    /// It informs.
    None,
    /// It depends on the machine; a miss is marked.
    Goal(String),
    /// It holds on every machine; the run fails otherwise.
    Promise(String),
}

/// A figure of one number of tasks.
#[derive(Debug)]
struct Cell {
    text: String,
    met: bool,
}

/// A row of the table.
#[derive(Debug)]
pub struct Row {
    label: String,
    aim: Aim,
    cells: Vec<Cell>,
}

impl Row {
    /// A figure that informs.
    pub fn new(label: impl Into<String>, texts: impl Iterator<Item = String>) -> Self {
        let cells = texts.map(|text| Cell { text, met: true }).collect();
        Self {
            label: label.into(),
            aim: Aim::None,
            cells,
        }
    }

    /// What it should be on a usual machine; `met` tells of each number of tasks whether it is.
    pub fn goal(self, aim: &str, met: impl Iterator<Item = bool>) -> Self {
        self.with(Aim::Goal(aim.to_owned()), met)
    }

    /// What it must be on any machine; `met` tells of each number of tasks whether it is.
    pub fn promise(self, aim: &str, met: impl Iterator<Item = bool>) -> Self {
        self.with(Aim::Promise(aim.to_owned()), met)
    }

    fn with(mut self, aim: Aim, met: impl Iterator<Item = bool>) -> Self {
        self.aim = aim;
        self.cells
            .iter_mut()
            .zip(met)
            .for_each(|(cell, met)| cell.met = met);
        self
    }

    /// The row as a line of Markdown.
    pub fn markdown(&self) -> String {
        let aim = match &self.aim {
            Aim::None => String::new(),
            Aim::Goal(aim) | Aim::Promise(aim) => aim.clone(),
        };
        let cells = self.cells.iter().map(|cell| match cell.met {
            true => cell.text.clone(),
            false => format!("**{} (missed)**", cell.text),
        });
        line([self.label.clone(), aim].into_iter().chain(cells))
    }

    /// The numbers of tasks for which a promise is broken, in a sentence each.
    pub fn broken(&self, tasks: &[u32]) -> Vec<String> {
        let Aim::Promise(aim) = &self.aim else {
            return Vec::new();
        };
        let broken = tasks.iter().zip(&self.cells).filter(|(_, cell)| !cell.met);
        broken
            .map(|(tasks, cell)| {
                format!(
                    "{} with {tasks} tasks: {}, promised is {aim}",
                    self.label, cell.text
                )
            })
            .collect()
    }
}

/// Cells as a line of Markdown.
pub fn line(cells: impl Iterator<Item = String>) -> String {
    let cells: Vec<_> = cells.collect();
    format!("| {} |", cells.join(" | "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row() -> Row {
        Row::new("calls", [0, 4].map(|calls| calls.to_string()).into_iter())
    }

    #[test]
    fn a_miss_is_marked_and_only_a_broken_promise_is_told() {
        let met = || [true, false].into_iter();
        let promise = row().promise("0", met());
        assert_eq!(promise.markdown(), "| calls | 0 | 0 | **4 (missed)** |");
        assert_eq!(
            promise.broken(&[10, 20]),
            ["calls with 20 tasks: 4, promised is 0"]
        );
        assert_eq!(row().goal("0", met()).markdown(), promise.markdown());
        assert_eq!(row().goal("0", met()).broken(&[10, 20]), [""; 0]);
        assert_eq!(row().markdown(), "| calls |  | 0 | 4 |");
    }
}
