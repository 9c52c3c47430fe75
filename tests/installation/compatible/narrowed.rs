//! Where a definition takes less than an older one: what was valid would be refused, or lost.

use std::collections::BTreeSet;

use serde_json::Value;

/// One narrowing.
#[derive(Debug, PartialEq, Eq)]
pub struct Narrowing {
    /// Where, as a path of fields.
    pub path: String,
    /// What is narrower there.
    pub what: String,
}

/// Keywords whose value may only fall.
const LOWER: [&str; 4] = ["minimum", "minLength", "minItems", "minProperties"];
/// Keywords whose value may only rise.
const UPPER: [&str; 4] = ["maximum", "maxLength", "maxItems", "maxProperties"];
/// Switches that take less when they are on.
const STRICT: [&str; 3] = ["exclusiveMinimum", "exclusiveMaximum", "uniqueItems"];
/// Switches that take less when they are off.
const LOOSE: [&str; 3] = [
    "nullable",
    "x-kubernetes-preserve-unknown-fields",
    "x-kubernetes-int-or-string",
];
/// Keywords that may go, and may neither come nor change: who can say what another pattern takes?
const FIXED: [&str; 8] = [
    "type",
    "format",
    "pattern",
    "multipleOf",
    "not",
    "allOf",
    "anyOf",
    "oneOf",
];
/// Keywords that stay as they are: they say how objects are merged, and what one means that leaves a field out.
const MEANING: [&str; 4] = [
    "default",
    "x-kubernetes-list-type",
    "x-kubernetes-list-map-keys",
    "x-kubernetes-map-type",
];

/// The narrowings of a CustomResourceDefinition.
pub fn definition(old: &Value, new: &Value) -> Vec<Narrowing> {
    let mut found = Found::default();
    for pointer in [
        "/metadata/name",
        "/spec/group",
        "/spec/scope",
        "/spec/names/kind",
        "/spec/names/plural",
    ] {
        if old.pointer(pointer) != new.pointer(pointer) {
            found.say(pointer, "it is another");
        }
    }
    for pointer in ["/spec/names/shortNames", "/spec/names/categories"] {
        let words = |value: &Value| texts(value.pointer(pointer).unwrap_or(&Value::Null));
        for gone in words(old).difference(&words(new)) {
            found.say(pointer, &format!("{gone} is gone"));
        }
    }
    for version in items(&old["spec"]["versions"]) {
        let name = version["name"].as_str().unwrap_or_default();
        let same = |new: &&Value| new["name"] == version["name"] && new["served"] == version["served"];
        let Some(new) = items(&new["spec"]["versions"]).iter().find(same) else {
            found.say(name, "it is not served");
            continue;
        };
        if version["subresources"] != new["subresources"] {
            found.say(name, "its subresources are others");
        }
        let schema = |version: &Value| version["schema"]["openAPIV3Schema"].clone();
        found.schema(name, &schema(version), &schema(new));
    }
    found.0
}

#[derive(Default)]
struct Found(Vec<Narrowing>);

impl Found {
    fn say(&mut self, path: &str, what: &str) {
        self.0.push(Narrowing {
            path: path.to_owned(),
            what: what.to_owned(),
        });
    }

    fn schema(&mut self, path: &str, old: &Value, new: &Value) {
        self.bounds(path, old, new);
        self.switches(path, old, new);
        for keyword in FIXED {
            if !new[keyword].is_null() && new[keyword] != old[keyword] {
                self.say(
                    path,
                    &format!("{keyword} is {} and was {}", new[keyword], old[keyword]),
                );
            }
        }
        for keyword in MEANING {
            if new[keyword] != old[keyword] {
                self.say(
                    path,
                    &format!("{keyword} is {} and was {}", new[keyword], old[keyword]),
                );
            }
        }
        self.values(path, old, new);
        self.fields(path, old, new);
        self.rules(path, old, new);
    }

    fn bounds(&mut self, path: &str, old: &Value, new: &Value) {
        let tighter = |keyword: &str, is_tighter: fn(f64, f64) -> bool| match (
            old[keyword].as_f64(),
            new[keyword].as_f64(),
        ) {
            (_, None) => false,
            (None, Some(_)) => true,
            (Some(old), Some(new)) => is_tighter(old, new),
        };
        let mut narrower: Vec<&str> = LOWER
            .into_iter()
            .filter(|word| tighter(word, |old, new| new > old))
            .collect();
        narrower.extend(
            UPPER
                .into_iter()
                .filter(|word| tighter(word, |old, new| new < old)),
        );
        for keyword in narrower {
            self.say(
                path,
                &format!("{keyword} is {} and was {}", new[keyword], old[keyword]),
            );
        }
    }

    fn switches(&mut self, path: &str, old: &Value, new: &Value) {
        let on = |schema: &Value, keyword: &str| schema[keyword].as_bool().unwrap_or_default();
        for keyword in STRICT
            .into_iter()
            .filter(|keyword| on(new, keyword) && !on(old, keyword))
        {
            self.say(path, &format!("{keyword} is on"));
        }
        for keyword in LOOSE
            .into_iter()
            .filter(|keyword| on(old, keyword) && !on(new, keyword))
        {
            self.say(path, &format!("{keyword} is off"));
        }
    }

    /// The values that are listed.
    fn values(&mut self, path: &str, old: &Value, new: &Value) {
        match (old["enum"].as_array(), new["enum"].as_array()) {
            (_, None) => {}
            (None, Some(_)) => self.say(path, "its values are listed"),
            (Some(old), Some(new)) => {
                for gone in old.iter().filter(|value| !new.contains(value)) {
                    self.say(path, &format!("the value {gone} is gone"));
                }
            }
        }
    }

    fn fields(&mut self, path: &str, old: &Value, new: &Value) {
        for required in texts(&new["required"]).difference(&texts(&old["required"])) {
            self.say(path, &format!("{required} is required"));
        }
        for (name, field) in old["properties"].as_object().into_iter().flatten() {
            let path = format!("{path}.{name}");
            match &new["properties"][name] {
                Value::Null => self.say(&path, "the field is gone"),
                new => self.schema(&path, field, new),
            }
        }
        if !old["items"].is_null() {
            self.schema(&format!("{path}[]"), &old["items"], &new["items"]);
        }
        match (&old["additionalProperties"], &new["additionalProperties"]) {
            (Value::Null | Value::Bool(false), _) | (_, Value::Bool(true)) => {}
            (old @ Value::Object(_), new @ Value::Object(_)) => self.schema(&format!("{path}{{}}"), old, new),
            _ => self.say(path, "it takes fewer further fields"),
        }
    }

    fn rules(&mut self, path: &str, old: &Value, new: &Value) {
        let rules = |schema: &Value| -> BTreeSet<String> {
            let rules = items(&schema["x-kubernetes-validations"]).iter();
            rules.map(|rule| rule["rule"].to_string()).collect()
        };
        for rule in rules(new).difference(&rules(old)) {
            self.say(path, &format!("there is a rule {rule}"));
        }
    }
}

fn items(list: &Value) -> &[Value] {
    list.as_array().map(Vec::as_slice).unwrap_or_default()
}

fn texts(list: &Value) -> BTreeSet<String> {
    let texts = items(list).iter().filter_map(Value::as_str);
    texts.map(str::to_owned).collect()
}
