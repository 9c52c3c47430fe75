//! The comparison sees each kind of narrowing, and lets each kind of widening pass.

use serde_json::{Value, json};

use super::narrowed::definition;

/// A definition that has one of everything.
fn old() -> Value {
    json!({
        "metadata": { "name": "things.example.com" },
        "spec": {
            "group": "example.com", "scope": "Namespaced",
            "names": { "kind": "Thing", "plural": "things", "shortNames": ["th"], "categories": ["all"] },
            "versions": [{
                "name": "v1", "served": true, "storage": true, "subresources": { "status": {} },
                "schema": { "openAPIV3Schema": { "type": "object", "required": ["size"], "properties": {
                    "size": { "type": "integer", "format": "int64", "minimum": 1.0, "maximum": 9.0, "nullable": true, "default": 3 },
                    "word": { "type": "string", "pattern": "^a", "enum": ["a", "ab"], "minLength": 1, "maxLength": 8 },
                    "free": { "type": "string" },
                    "list": { "type": "array", "maxItems": 4, "x-kubernetes-list-type": "set",
                              "items": { "type": "string", "maxLength": 5 } },
                    "map": { "type": "object", "maxProperties": 6, "additionalProperties": { "type": "string", "maxLength": 7 } },
                    "open": { "type": "object", "x-kubernetes-preserve-unknown-fields": true,
                              "x-kubernetes-validations": [{ "rule": "self.a", "message": "m" }] } } } } }] }
    })
}

const SCHEMA: &str = "/spec/versions/0/schema/openAPIV3Schema";

/// The old definition with one change. `path` is that of an object, in the schema where it has no slash before it.
fn changed(path: &str, change: &Value) -> Value {
    let mut new = old();
    let pointer = match path {
        "" => SCHEMA.to_owned(),
        path if path.starts_with('/') => path.to_owned(),
        path => format!("{SCHEMA}/properties/{path}"),
    };
    let place = new.pointer_mut(&pointer).unwrap().as_object_mut().unwrap();
    for (key, value) in change.as_object().unwrap() {
        match value {
            Value::Null => drop(place.remove(key)),
            value => drop(place.insert(key.clone(), value.clone())),
        }
    }
    new
}

fn said(path: &str, change: &Value) -> Vec<String> {
    let found = definition(&old(), &changed(path, change));
    found
        .iter()
        .map(|found| format!("{}: {}", found.path, found.what))
        .collect()
}

#[test]
fn each_narrowing_is_seen_and_named() {
    let version = "/spec/versions/0";
    for (path, change, expected) in [
        (
            "/spec",
            json!({ "scope": "Cluster" }),
            "/spec/scope: it is another",
        ),
        (
            "/spec/names",
            json!({ "kind": "Other" }),
            "/spec/names/kind: it is another",
        ),
        (
            "/spec/names",
            json!({ "shortNames": ["t"] }),
            "/spec/names/shortNames: th is gone",
        ),
        (version, json!({ "name": "v2" }), "v1: it is not served"),
        (version, json!({ "served": false }), "v1: it is not served"),
        (
            version,
            json!({ "subresources": null }),
            "v1: its subresources are others",
        ),
        (
            "",
            json!({ "required": ["size", "word"] }),
            "v1: word is required",
        ),
        (
            "size",
            json!({ "type": "string" }),
            r#"v1.size: type is "string" and was "integer""#,
        ),
        (
            "size",
            json!({ "format": "int32" }),
            r#"v1.size: format is "int32" and was "int64""#,
        ),
        (
            "size",
            json!({ "minimum": 2.0 }),
            "v1.size: minimum is 2.0 and was 1.0",
        ),
        (
            "size",
            json!({ "maximum": 8.0 }),
            "v1.size: maximum is 8.0 and was 9.0",
        ),
        (
            "size",
            json!({ "exclusiveMinimum": true }),
            "v1.size: exclusiveMinimum is on",
        ),
        ("size", json!({ "nullable": null }), "v1.size: nullable is off"),
        ("size", json!({ "default": 4 }), "v1.size: default is 4 and was 3"),
        (
            "size",
            json!({ "multipleOf": 2 }),
            "v1.size: multipleOf is 2 and was null",
        ),
        (
            "word",
            json!({ "pattern": "^ab" }),
            r#"v1.word: pattern is "^ab" and was "^a""#,
        ),
        (
            "word",
            json!({ "enum": ["a"] }),
            r#"v1.word: the value "ab" is gone"#,
        ),
        (
            "word",
            json!({ "minLength": 2 }),
            "v1.word: minLength is 2 and was 1",
        ),
        (
            "word",
            json!({ "maxLength": 7 }),
            "v1.word: maxLength is 7 and was 8",
        ),
        (
            "free",
            json!({ "maxLength": 900 }),
            "v1.free: maxLength is 900 and was null",
        ),
        (
            "free",
            json!({ "pattern": "." }),
            r#"v1.free: pattern is "." and was null"#,
        ),
        ("free", json!({ "enum": ["a"] }), "v1.free: its values are listed"),
        ("free", json!({ "not": {} }), "v1.free: not is {} and was null"),
        (
            "list",
            json!({ "maxItems": 3 }),
            "v1.list: maxItems is 3 and was 4",
        ),
        (
            "list",
            json!({ "uniqueItems": true }),
            "v1.list: uniqueItems is on",
        ),
        (
            "list",
            json!({ "x-kubernetes-list-type": "atomic" }),
            r#"v1.list: x-kubernetes-list-type is "atomic" and was "set""#,
        ),
        (
            "list/items",
            json!({ "maxLength": 4 }),
            "v1.list[]: maxLength is 4 and was 5",
        ),
        (
            "map",
            json!({ "maxProperties": 5 }),
            "v1.map: maxProperties is 5 and was 6",
        ),
        (
            "map",
            json!({ "additionalProperties": false }),
            "v1.map: it takes fewer further fields",
        ),
        (
            "map",
            json!({ "additionalProperties": null }),
            "v1.map: it takes fewer further fields",
        ),
        (
            "map/additionalProperties",
            json!({ "maxLength": 6 }),
            "v1.map{}: maxLength is 6 and was 7",
        ),
        (
            "open",
            json!({ "x-kubernetes-preserve-unknown-fields": null }),
            "v1.open: x-kubernetes-preserve-unknown-fields is off",
        ),
        (
            "open",
            json!({ "x-kubernetes-validations": [{ "rule": "self.a" }, { "rule": "self.b" }] }),
            r#"v1.open: there is a rule "self.b""#,
        ),
        (
            &format!("{SCHEMA}/properties"),
            json!({ "free": null }),
            "v1.free: the field is gone",
        ),
    ] {
        assert_eq!(said(path, &change), [expected], "{path} {change}");
    }
}

#[test]
fn what_takes_as_much_or_more_passes() {
    for (path, change) in [
        ("", json!({})),
        ("", json!({ "required": null })),
        ("", json!({ "description": "other words" })),
        ("/spec/names", json!({ "shortNames": ["th", "thing"] })),
        ("size", json!({ "minimum": 0.0, "maximum": 10.0 })),
        (
            "size",
            json!({ "minimum": null, "maximum": null, "format": null }),
        ),
        (
            "word",
            json!({ "enum": ["a", "ab", "abc"], "pattern": null, "maxLength": 9, "minLength": null }),
        ),
        ("free", json!({ "nullable": true })),
        ("list", json!({ "maxItems": null })),
        ("map", json!({ "additionalProperties": true })),
        ("open", json!({ "x-kubernetes-validations": null })),
        (
            "open",
            json!({ "x-kubernetes-validations": [{ "rule": "self.a", "message": "in other words" }] }),
        ),
        ("open", json!({ "properties": { "fresh": { "type": "string" } } })),
    ] {
        assert_eq!(said(path, &change), [""; 0], "{path} {change}");
    }
}
