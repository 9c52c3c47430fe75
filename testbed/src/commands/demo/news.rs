//! What is new in a table of kubectl, so that a person is shown no line twice.

/// What the last look saw, and what a person was shown of it.
#[derive(Debug, Default)]
pub(super) struct Seen {
    versions: Vec<String>,
    shown: String,
    header: String,
}

impl Seen {
    /// Whether these are other versions of the objects than those of the last look.
    pub(super) fn is_new(&mut self, versions: Vec<String>) -> bool {
        let is_new = self.versions != versions;
        self.versions = versions;
        is_new
    }

    /// What a person should be shown of this table. The heading of a single row is shown once, as long as it fits.
    pub(super) fn news(&mut self, table: &str) -> Option<String> {
        let shown = without_age(table);
        if self.shown == shown {
            return None;
        }
        self.shown = shown;
        let (header, rows) = table.split_once('\n').unwrap_or((table, ""));
        let repeats = self.header == header && rows.lines().count() == 1;
        self.header = header.to_owned();
        Some(if repeats { rows } else { table }.to_owned())
    }
}

/// The table without its last column, which changes by itself.
fn without_age(table: &str) -> String {
    table
        .lines()
        .map(|line| {
            line.trim_end()
                .rsplit_once(' ')
                .map_or(line, |(rest, _)| rest.trim_end())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_that_only_grew_older_is_no_news() {
        let mut seen = Seen::default();
        let first = "NAME AGE\na Starting 1s\n";
        assert_eq!(seen.news(first).as_deref(), Some(first));
        assert_eq!(seen.news("NAME AGE\na Starting 12s\n"), None);
        assert_eq!(
            seen.news("NAME AGE\na Running 12s\n").as_deref(),
            Some("a Running 12s\n")
        );
        let more = "NAME AGE\na Running 12s\nb Running 1s\n";
        assert_eq!(seen.news(more).as_deref(), Some(more));
    }
}
