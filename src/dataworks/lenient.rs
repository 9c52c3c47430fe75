//! Reads JSON values of which the documentation and the samples disagree on the type: booleans and numbers as
//! text, IDs as text, and keys in either case.

use serde_json::{Map, Value};

/// A JSON object.
pub(super) type Object = Map<String, Value>;

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
