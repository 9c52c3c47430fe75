//! Walks a JSON document and remembers the way, so that a complaint can name the field.

use serde_json::Value;

use crate::domain::field::FieldError;

/// A value and where it stands.
pub(super) struct Node<'a> {
    value: Option<&'a Value>,
    pub(super) path: String,
}

impl<'a> Node<'a> {
    pub(super) fn root(value: &'a Value, path: &str) -> Self {
        Self {
            value: Some(value),
            path: path.to_owned(),
        }
    }

    pub(super) fn at(&self, key: &str) -> Self {
        Self {
            value: self.value.and_then(|v| v.get(key)),
            path: format!("{}.{key}", self.path),
        }
    }

    /// The elements, or none if this is no array.
    pub(super) fn elements(&self) -> Vec<Self> {
        let elements = self
            .value
            .and_then(Value::as_array)
            .map(Vec::as_slice)
            .unwrap_or_default();
        let place = |(i, value)| Self {
            value: Some(value),
            path: format!("{}[{i}]", self.path),
        };
        elements.iter().enumerate().map(place).collect()
    }

    /// Present and not null.
    pub(super) fn is_given(&self) -> bool {
        self.value.is_some_and(|v| !v.is_null())
    }

    pub(super) fn is_object(&self) -> bool {
        self.value.is_some_and(Value::is_object)
    }

    /// The text, trimmed; `None` if it is no text or an empty one.
    pub(super) fn text(&self) -> Option<&'a str> {
        self.value
            .and_then(Value::as_str)
            .map(str::trim)
            .filter(|text| !text.is_empty())
    }

    pub(super) fn complain(&self, errors: &mut Vec<FieldError>, problem: impl Into<String>) {
        errors.push(FieldError::new(&self.path, problem));
    }
}
