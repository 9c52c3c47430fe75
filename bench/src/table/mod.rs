//! The figures as a table in Markdown, with what is promised and aimed at beside them.

mod cells;
mod failover;
mod growth;
mod row;
mod taken;
mod traffic;

use row::Row;

use crate::figures::Figures;

/// The machine and the table.
pub fn markdown(figures: &Figures) -> String {
    let mut lines = vec![machine(figures), conditions(figures), String::new()];
    let counts = figures
        .counts
        .iter()
        .map(|count| format!("{} tasks", grouped(count.tasks)));
    lines.push(row::line(
        ["figure".to_owned(), "aim".to_owned()].into_iter().chain(counts),
    ));
    let ruler = ["---", "---"]
        .into_iter()
        .chain(figures.counts.iter().map(|_| "---:"));
    lines.push(row::line(ruler.map(str::to_owned)));
    lines.extend(rows(figures).iter().map(Row::markdown));
    let growth = growth::sentences(figures);
    if !growth.is_empty() {
        lines.push(String::new());
        lines.push("Carried on in a line from the two largest numbers of tasks:".to_owned());
        lines.push(String::new());
        lines.extend(growth);
    }
    lines.join("\n")
}

/// What was promised and is not so, one sentence each.
pub fn broken_promises(figures: &Figures) -> Vec<String> {
    let tasks: Vec<_> = figures.counts.iter().map(|count| count.tasks).collect();
    rows(figures).iter().flat_map(|row| row.broken(&tasks)).collect()
}

/// All rows, in their order.
fn rows(figures: &Figures) -> Vec<Row> {
    let mut rows = traffic::rows(figures);
    rows.extend(taken::rows(figures));
    rows.extend(failover::rows(figures));
    rows
}

fn machine(figures: &Figures) -> String {
    let machine = &figures.machine;
    let memory = machine.memory as f64 / f64::from(1 << 30);
    let (cpu, cores, kernel, load) = (&machine.cpu, machine.cores, &machine.kernel, machine.load);
    format!("Machine: {cpu}, {cores} cores, {memory:.0} GiB, Linux {kernel}. Load before the run: {load}.")
}

fn conditions(figures: &Figures) -> String {
    let profile = if figures.optimised {
        "release"
    } else {
        "debug: the figures mean little"
    };
    format!(
        "Profile: {profile}. Scripts of {} bytes. DataWorks is simulated and answers at once. The control plane, the \
         simulator and the bench share the machine with the operator. Idle: a fixed window of {} s.",
        figures.script_bytes, figures.window_seconds
    )
}

/// A number with commas.
fn grouped(number: u32) -> String {
    let digits = number.to_string();
    let groups: Vec<_> = digits
        .as_bytes()
        .rchunks(3)
        .rev()
        .map(String::from_utf8_lossy)
        .collect();
    groups.join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_by_thousands() {
        assert_eq!(
            [7, 100, 1000, 10_000, 1_234_567].map(grouped),
            ["7", "100", "1,000", "10,000", "1,234,567"]
        );
    }
}
