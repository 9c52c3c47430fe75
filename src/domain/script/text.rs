//! Reads a script that somebody wrote as JSON or YAML, and loses nothing of it without a word.
//!
//! A parser that is not told otherwise keeps the last of two values of one key, and rounds what it cannot count to.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

/// Levels of a YAML document; a script has about ten.
const DEEPEST: usize = 64;

/// Values of a YAML document, and values that its aliases stand for.
const MOST_VALUES: usize = 100_000;

/// Aliases of a YAML document.
const MOST_ALIASES: usize = 1_000;

/// Bytes of the texts in a YAML document, with those that aliases stand for. The API server takes less than half of it.
const MOST_TEXT: usize = 4 * 1024 * 1024;

/// A key is written twice.
const TWICE: &str = "a key is written twice in one object: remove one";

/// A number is not the one that was written.
const INEXACT: &str = "a number is too large to be kept exactly: write it as a text";

/// Larger integers are not told apart by the floating-point numbers of JSON.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// A parser goes down with the document, and what it takes of the stack for each level nobody bounds. This is many times
/// what the deepest document takes; a worker has 2 MiB, and its end would be that of the operator.
const STACK: usize = 32 * 1024 * 1024;

/// The document, or what is wrong with the text and where. What it says is not told: it may come from a Secret.
pub(super) fn read(text: &str) -> Result<Value, String> {
    let reading = std::thread::scope(|scope| {
        let reader = std::thread::Builder::new().stack_size(STACK);
        let reader = reader.spawn_scoped(scope, || parsed(text)).ok()?;
        reader.join().ok()
    });
    reading.unwrap_or_else(|| Err("the text cannot be read now".to_owned()))
}

fn parsed(text: &str) -> Result<Value, String> {
    let json = match serde_json::from_str::<Exact>(text) {
        Ok(Exact(document)) => return Ok(document),
        Err(error) => error,
    };
    // Anything else that is wrong in JSON may be right in YAML.
    if let Some(known) = known(&json.to_string()) {
        return Err(at(known, json.line(), json.column()));
    }
    serde_saphyr::from_str_with_options::<Exact>(text, bounded())
        .map(|Exact(document)| document)
        .map_err(|yaml| {
            let problem =
                known(&yaml.to_string()).unwrap_or("the text is neither JSON nor YAML: mend it there");
            match yaml.location() {
                Some(place) => at(problem, place.line(), place.column()),
                None => problem.to_owned(),
            }
        })
}

fn bounded() -> serde_saphyr::Options {
    serde_saphyr::options! {
        budget: serde_saphyr::budget! {
            max_depth: DEEPEST,
            flow_nesting_limit: DEEPEST,
            max_nodes: MOST_VALUES,
            max_documents: 1,
            max_aliases: MOST_ALIASES,
            max_total_scalar_bytes: MOST_TEXT,
            max_recorded_anchor_bytes: MOST_TEXT,
        },
        alias_limits: serde_saphyr::alias_limits! { max_total_replayed_events: MOST_VALUES },
        with_snippet: false,
    }
}

fn known(error: &str) -> Option<&'static str> {
    // What we say, and how the parsers say it themselves.
    let words = [
        (TWICE, TWICE),
        ("duplicate mapping key", TWICE),
        (INEXACT, INEXACT),
        ("number out of range", INEXACT),
    ];
    let mut found = words.into_iter().filter(|(said, _)| error.contains(said));
    found.next().map(|(_, known)| known)
}

fn at(problem: &str, line: impl fmt::Display, column: impl fmt::Display) -> String {
    match problem.split_once(": ") {
        Some((problem, remedy)) => format!("{problem} (line {line}, column {column}): {remedy}"),
        None => problem.to_owned(),
    }
}

/// A document of which each key and each number is the one that was written.
struct Exact(Value);

impl<'de> Deserialize<'de> for Exact {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader).map(Self)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a document")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_i128<E: Error>(self, _: i128) -> Result<Value, E> {
        Err(E::custom(INEXACT))
    }

    fn visit_u128<E: Error>(self, _: u128) -> Result<Value, E> {
        Err(E::custom(INEXACT))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        match Number::from_f64(value) {
            Some(number) if value.abs() < EXACT => Ok(Value::Number(number)),
            _ => Err(E::custom(INEXACT)),
        }
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(Self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Value, A::Error> {
        let mut all = Vec::new();
        while let Some(Exact(element)) = elements.next_element()? {
            all.push(element);
        }
        Ok(Value::Array(all))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut all = Map::new();
        while let Some((key, Exact(value))) = entries.next_entry::<String, _>()? {
            if all.insert(key, value).is_some() {
                return Err(A::Error::custom(TWICE));
            }
        }
        Ok(Value::Object(all))
    }
}

#[cfg(test)]
#[path = "tests/text.rs"]
mod tests;
