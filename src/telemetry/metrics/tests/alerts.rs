//! The alerts of the chart, which speak of metrics that there are.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

use super::super::PREFIX;
use super::sample::{exposition, read};

const RULES: &str = "charts/dataworks-operator/files/alerts.yaml";

/// The rules, in order.
fn rules() -> Vec<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(RULES);
    let text = std::fs::read_to_string(path).unwrap();
    let file: Value = serde_saphyr::from_str(&text).unwrap();
    let groups = file["groups"].as_array().unwrap();
    let rules = groups.iter().flat_map(|group| group["rules"].as_array().unwrap());
    rules.cloned().collect()
}

/// The words of an expression that name our metrics.
fn named(expression: &str) -> BTreeSet<&str> {
    let words = expression.split(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '_'));
    words.filter(|word| word.starts_with(PREFIX)).collect()
}

#[test]
fn every_alert_asks_for_metrics_that_there_are() {
    let read = read(&exposition());
    let samples: BTreeSet<_> = read
        .families
        .iter()
        .flat_map(|family| &family.samples)
        .map(|sample| sample.name.as_str())
        .collect();
    for rule in rules() {
        let named = named(rule["expr"].as_str().unwrap());
        assert!(!named.is_empty(), "{rule}");
        let unknown: Vec<_> = named.difference(&samples).collect();
        assert!(unknown.is_empty(), "{}: there is no {unknown:?}", rule["alert"]);
    }
}

#[test]
fn every_alert_says_how_bad_it_is_and_what_to_do() {
    let (mut names, page) = (BTreeSet::new(), include_str!("../../../../docs/metrics.md"));
    for rule in rules() {
        let name = rule["alert"].as_str().unwrap().to_owned();
        let severity = rule["labels"]["severity"].as_str().unwrap();
        assert!(["critical", "warning", "info"].contains(&severity), "{name}");
        for text in ["summary", "description"] {
            assert!(
                rule["annotations"][text]
                    .as_str()
                    .is_some_and(|text| text.len() > 20),
                "{name}: {text}"
            );
        }
        assert!(
            page.contains(&format!("| `{name}` |")),
            "{name} is not on the page"
        );
        assert!(names.insert(name.clone()), "{name} twice");
    }
}
