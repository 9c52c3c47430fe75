//! Which parts a document has, and which of two documents differ.

use serde_json::{Value, json};

use super::{MOST_PARTS, differing, digest, of};

fn paths(document: &Value) -> Vec<String> {
    of(document).into_keys().collect()
}

fn wide(keys: usize) -> Value {
    (0..keys).map(|i| (format!("k{i:03}"), json!(i))).collect()
}

fn deep(levels: usize) -> Value {
    (0..levels).fold(json!("end"), |inner, _| json!({ "key": inner }))
}

#[test]
fn parts_are_named_by_their_path() {
    let key = "k".repeat(48);
    for (document, expected) in [
        (
            json!({ "setting": { "resourceGroup": "g" }, "steps": [ { "stepType": "mysql", "parameter": {
                "connection": [ { "datasource": "d", "table": ["a", "b"] } ] } }, { "stepType": "odps" } ] }),
            vec![
                "setting.resourceGroup",
                "steps[0].parameter.connection[0].datasource",
                "steps[0].parameter.connection[0].table",
                "steps[0].stepType",
                "steps[1].stepType",
            ],
        ),
        (
            json!({ "a": [ { "b": 1 } ], "empty": {}, "steps": [] }),
            vec!["a", "empty", "steps"],
        ),
        (
            json!({ "steps": [ [1], null, 3 ] }),
            vec!["steps[0]", "steps[1]", "steps[2]"],
        ),
        (
            json!({ "a.b": 1, "a": { "b": 2 }, "数据源": 3 }),
            vec!["a.b", "数据源"],
        ),
        (json!({ key.as_str(): 1 }), vec![key.as_str()]),
        (json!({}), vec!["(whole)"]),
        (json!([1, 2]), vec!["(whole)"]),
        (Value::Null, vec!["(whole)"]),
        (wide(MOST_PARTS + 1), vec!["(whole)"]),
        (
            json!({ "steps": [wide(40), wide(9)] }),
            vec!["steps[0]", "steps[1]"],
        ),
        (
            json!({ "steps": vec![0; 49], "type": "job" }),
            vec!["steps", "type"],
        ),
        (
            json!({ "a": { "b": { key.as_str(): { key.as_str(): { key.as_str(): 1 } } } } }),
            vec![&format!("a.b.{key}.{key}")],
        ),
        (deep(120), vec!["key.key.key.key.key.key.key.key"]),
    ] {
        assert_eq!(paths(&document), expected, "{document}");
    }
    assert_eq!(of(&wide(MOST_PARTS)).len(), MOST_PARTS);
}

#[test]
fn a_digest_is_of_the_compact_text() {
    let parts = of(&json!({ "a": "secret" }));
    // printf '"secret"' | sha256sum
    assert_eq!(parts["a"], "c1980264fc22");
    assert_eq!(of(&json!({ "steps": [] }))["steps"], digest(&[&json!([])]));
}

#[test]
fn keys_are_made_harmless_and_told_apart() {
    let nasty = json!({ "a b": 1, "a/b": 2, "": 3, "x\u{1b}[31m\n": 4, "steps[0]": 5, "\u{202e}": 6, "z".repeat(500): 7 });
    let found = paths(&nasty);
    assert_eq!(found.len(), 7);
    for path in &found {
        assert!(path.chars().count() <= 48, "{path}");
        assert!(
            path.chars()
                .all(|c| c.is_ascii_alphanumeric() || "_~".contains(c)),
            "{path}"
        );
    }
}

#[test]
fn differing_parts_are_named_once() {
    let many = json!({ "a": wide(60), "b": 1 });
    for (old, new, expected) in [
        (
            json!({ "a": 1, "b": { "c": 2 } }),
            json!({ "b": { "c": 2 }, "a": 1 }),
            vec![],
        ),
        (
            json!({ "a": 1, "b": 2 }),
            json!({ "a": 2, "c": 3 }),
            vec!["a", "b", "c"],
        ),
        (
            json!({ "a b": 1, "a_b": 2 }),
            json!({ "a b": 2, "a_b": 1 }),
            vec!["a_b", "MARKED"],
        ),
        (json!({ "a": { "b": 1 } }), json!({ "a": {} }), vec!["a"]),
        (
            json!({ "a.b": 1, "a": { "b": 2 } }),
            json!({ "a.b": 2, "a": { "b": 1 } }),
            vec!["a.b"],
        ),
        (
            json!({ "a": { "b": 1 }, "ab": 1 }),
            json!({ "a": 1, "ab": 2 }),
            vec!["a", "ab"],
        ),
        (
            json!({ "steps": [ { "x": 1 }, { "x": 2 } ] }),
            json!({ "steps": [] }),
            vec!["steps"],
        ),
        (json!({ "a": wide(5), "b": 1 }), many.clone(), vec!["a"]),
        (many.clone(), many, vec![]),
        (json!({ "a": 1 }), wide(60), vec!["(whole)"]),
        (wide(60), wide(61), vec!["(whole)"]),
        (json!({}), json!({ "a": 1 }), vec!["(whole)"]),
    ] {
        let marked = paths(&json!({ "a b": 1 })).remove(0);
        let expected: Vec<_> = expected
            .iter()
            .map(|path| if *path == "MARKED" { marked.as_str() } else { path })
            .collect();
        for (a, b) in [(&old, &new), (&new, &old)] {
            assert_eq!(differing(&of(a), &of(b)), expected, "{a} {b}");
        }
    }
}
