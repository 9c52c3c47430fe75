//! One row a change.

use super::*;

#[test]
fn a_change_is_sorted_by_what_it_asks_for() {
    let path = |key: &str| format!("steps[0].parameter.connection[0].{key}");
    let grown = {
        let mut script = script();
        let connections = script["steps"][0]["parameter"]["connection"]
            .as_array_mut()
            .unwrap();
        connections.push(json!({ "datasource": "new", "table": ["n"] }));
        script
    };
    let added = ["datasource", "table"].map(|key| format!("steps[0].parameter.connection[2].{key}"));
    let many: Value = (0..20)
        .map(|i| json!({ "datasource": format!("d{i}"), "datasourceType": "mysql", "table": ["a"] }))
        .collect();
    let many = with(script(), "/steps/0/parameter/connection", many);
    let mut all: Vec<String> = (0..20)
        .map(|j| format!("steps[0].parameter.connection[{j}]"))
        .collect();
    all.sort();
    let more = with(many.clone(), &format!("{CONNECTION}/table"), json!(["a", "b"]));
    let of = |tables, others: &[String]| Change {
        tables,
        others: others.to_vec(),
    };
    let moved = json!({ "datasource": "moved", "selectedTables": selected("shop", &["a"]) });
    let other_form = json!({ "datasource": "orders", "table": ["a"] });
    let no_source = with(script(), &format!("{CONNECTION}/datasource"), json!({}));
    let no_reader = with(script(), "/steps/0/category", json!("writer"));
    let tables = |script: &Value| with(script.clone(), &format!("{CONNECTION}/selectedTables"), json!([]));
    for (old, new, expected) in [
        (script(), script(), Change::default()),
        (script(), tables(&script()), of(true, &[])),
        (script(), with(script(), CONNECTION, other_form), of(true, &[])),
        (
            script(),
            with(script(), "/setting/resourceGroup", json!("h")),
            of(false, &[]),
        ),
        (
            script(),
            with(tables(&script()), "/setting/resourceGroup", json!("h")),
            of(true, &[]),
        ),
        (
            script(),
            with(script(), CONNECTION, moved),
            of(false, &[path("datasource"), path("selectedTables")]),
        ),
        (
            script(),
            with(script(), "/steps/1/stepType", json!("holo")),
            of(false, &["steps[1].stepType".into()]),
        ),
        (script(), grown.clone(), of(false, &added)),
        (grown, script(), of(false, &added)),
        (
            no_reader.clone(),
            tables(&no_reader),
            of(false, &[path("selectedTables")]),
        ),
        (no_source.clone(), tables(&no_source), of(true, &[])),
        (
            many.clone(),
            more,
            of(false, &[path("").trim_end_matches('.').to_owned()]),
        ),
        (script(), many, of(false, &all)),
    ] {
        let found = changed(&fingerprints::of(&old), &fingerprints::of(&new));
        assert_eq!(found, expected, "{new}");
    }
}
