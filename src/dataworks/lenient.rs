//! Reads JSON values of which the documentation and the samples disagree on the type: booleans and numbers as
//! text, IDs as text, and keys in either case.

use serde_json::{Map, Value};

/// A JSON object.
pub(super) type Object = Map<String, Value>;

/// How many values a document may hold: a full page of ListFiles has some thousands. In memory a value takes many times
/// its text.
pub(super) const MOST_VALUES: usize = 100_000;

/// Reads a document.
///
/// # Errors
///
/// What it is instead of a JSON object of a decent size.
pub(super) fn document(text: &[u8]) -> Result<Object, &'static str> {
    if values(text) > MOST_VALUES {
        return Err("a document of more than 100000 values");
    }
    match serde_json::from_slice(text) {
        Ok(Value::Object(document)) => Ok(document),
        Err(error) if error.to_string().contains("recursion limit") => {
            Err("a document that is nested more than 128 levels deep")
        }
        Ok(_) | Err(_) => Err("no JSON document"),
    }
}

/// How many values a text holds if it is JSON, counted by what stands before each, without reading it.
fn values(text: &[u8]) -> usize {
    let (mut count, mut quoted, mut escaped) = (1, false, false);
    for byte in text {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b',' | b'[' | b'{' if !quoted => count += 1,
            _ => {}
        }
    }
    count
}

/// The first of `names` that has a value other than `null`.
pub(super) fn first<'a>(object: &'a Object, names: &[&str]) -> Option<&'a Value> {
    names
        .iter()
        .filter_map(|name| object.get(*name))
        .find(|value| !value.is_null())
}

/// A scalar as trimmed text; empty text counts as absent.
pub(super) fn text(value: Option<&Value>) -> Option<String> {
    let text = match value? {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Bool(truth) => truth.to_string(),
        Value::Null | Value::Array(_) | Value::Object(_) => return None,
    };
    Some(text).filter(|text| !text.is_empty())
}

/// A 64-bit integer, written as a number or as digits in a string. Never through a float: IDs exceed 2^53.
pub(super) fn number(value: Option<&Value>) -> Option<i64> {
    match value? {
        Value::Number(number) => number.as_i64(),
        Value::String(digits) => digits.trim().parse().ok(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

/// An ID: a positive 64-bit integer.
pub(super) fn id(value: Option<&Value>) -> Option<i64> {
    number(value).filter(|id| *id > 0)
}

/// A boolean, written as one or as its name.
pub(super) fn truth(value: Option<&Value>) -> Option<bool> {
    match text(value)?.to_ascii_lowercase().as_str() {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn ids_beyond_a_double_stay_exact() {
        for written in [
            json!(9_007_199_254_740_993_i64),
            json!("9007199254740993"),
            json!(" 9007199254740993\n"),
        ] {
            assert_eq!(id(Some(&written)), Some(9_007_199_254_740_993), "{written}");
        }
        for nonsense in [
            json!(0),
            json!(-1),
            json!(1.5),
            json!(u64::MAX),
            json!("1e3"),
            json!(true),
            json!(null),
        ] {
            assert_eq!(id(Some(&nonsense)), None, "{nonsense}");
        }
    }

    #[test]
    fn values_are_counted_outside_of_texts() {
        assert_eq!(values(br#"{"a": [1, 2, {"b": "x,[{\\\",,"}]}"#), 6);
        assert_eq!(values(b"7"), 1);
        let many = format!("{{\"a\":[{}0]}}", "0,".repeat(MOST_VALUES));
        assert_eq!(
            document(many.as_bytes()),
            Err("a document of more than 100000 values")
        );
        let deep = format!("{{\"a\":{}", "[".repeat(1_000));
        assert_eq!(
            document(deep.as_bytes()),
            Err("a document that is nested more than 128 levels deep")
        );
        assert_eq!(document(b"[]"), Err("no JSON document"));
        assert!(document(b"{}").is_ok());
    }

    #[test]
    fn scalars_of_any_type_read_as_text() {
        assert_eq!(text(Some(&json!(true))).as_deref(), Some("true"));
        assert_eq!(text(Some(&json!(200))).as_deref(), Some("200"));
        assert_eq!(text(Some(&json!("  "))), None);
        assert_eq!(text(Some(&json!({}))), None);
    }

    #[test]
    fn booleans_may_be_words() {
        assert_eq!(truth(Some(&json!("False"))), Some(false));
        assert_eq!(truth(Some(&json!(true))), Some(true));
        assert_eq!(truth(Some(&json!("maybe"))), None);
    }
}
