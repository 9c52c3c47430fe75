//! The table of docs/metrics.md, made of what the registry says. `UPDATE_DOCS=1` writes it.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::Path;

use testbed::openmetrics::Family;

use super::super::PREFIX;
use super::sample::{exposition, read};

const PAGE: &str = "docs/metrics.md";
const BEGIN: &str = "<!-- computed: begin -->\n";
const END: &str = "<!-- computed: end -->";

fn page() -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(PAGE)).unwrap()
}

/// The name that queries use.
fn queried(family: &Family) -> String {
    match family.kind.as_str() {
        "counter" => format!("{}_total", family.name),
        "info" => format!("{}_info", family.name),
        _ => family.name.clone(),
    }
}

fn row(family: &Family) -> String {
    let labels: BTreeSet<_> = family
        .samples
        .iter()
        .flat_map(|sample| sample.labels.keys())
        .collect();
    let labels = labels.into_iter().filter(|label| *label != "le");
    let labels: Vec<_> = labels.map(|label| format!("`{label}`")).collect();
    format!(
        "| `{}` | {} | {} | {} |\n",
        queried(family),
        family.kind,
        labels.join(", "),
        family.help
    )
}

#[test]
fn the_page_has_a_row_for_every_metric() {
    let read = read(&exposition());
    let mut table = "| metric | type | labels | what it says |\n| --- | --- | --- | --- |\n".to_owned();
    for family in &read.families {
        table.write_str(&row(family)).unwrap();
    }
    let page = page();
    let (head, rest) = page.split_once(BEGIN).unwrap();
    let (old, tail) = rest.split_once(END).unwrap();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(PAGE);
        std::fs::write(path, format!("{head}{BEGIN}{table}{END}{tail}")).unwrap();
    } else {
        assert_eq!(
            old, table,
            "{PAGE} is out of date: write it anew with UPDATE_DOCS=1"
        );
    }
}

#[test]
fn no_metric_that_is_registered_is_missing_from_the_sample() {
    let exposition = exposition();
    // A family without a sample is not told; what the registry prints of itself names it all the same.
    let printed = format!("{:?}", exposition.0);
    let registered: BTreeSet<_> = printed
        .split("Descriptor { name: \"")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap().to_owned())
        .collect();
    assert!(registered.len() > 10, "{printed}");
    let read = read(&exposition);
    let told = |name: &str| {
        let names = read.families.iter().map(|family| family.name.as_str());
        let unit = |name: &str| name.strip_suffix("_seconds").unwrap_or(name).to_owned();
        names
            .map(unit)
            .any(|told| told == name || told == format!("{PREFIX}_{name}"))
    };
    let missing: Vec<_> = registered.iter().filter(|name| !told(name)).collect();
    assert!(missing.is_empty(), "not in the sample: {missing:?}");
}

#[test]
fn every_label_is_explained() {
    let page = page();
    let (head, tail) = page.split_once(BEGIN).unwrap();
    let explained = [head, tail.split_once(END).unwrap().1].concat();
    let read = read(&exposition());
    let labels: BTreeSet<_> = read
        .families
        .iter()
        .flat_map(|family| &family.samples)
        .flat_map(|sample| sample.labels.keys())
        .filter(|label| *label != "le")
        .collect();
    let silent: Vec<_> = labels
        .iter()
        .filter(|label| !explained.contains(&format!("| `{label}` |")))
        .collect();
    assert!(
        silent.is_empty(),
        "labels that the page does not explain: {silent:?}"
    );
}
