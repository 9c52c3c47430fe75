//! The spellings in which the service may write the same answer; its pages contradict each other.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// How `Data.Status` says success.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Value", into = "Value")]
pub(crate) enum StatusStyle {
    /// `"success"`, as documented.
    #[default]
    Success,
    /// `"true"`, as in the samples in XML.
    TrueText,
    /// `true`, as in the samples in JSON.
    TrueBoolean,
    /// No `Status` at all.
    Missing,
}

impl TryFrom<Value> for StatusStyle {
    type Error = String;

    fn try_from(value: Value) -> Result<Self, String> {
        match &value {
            Value::Bool(true) => Ok(Self::TrueBoolean),
            Value::String(text) if text == "success" => Ok(Self::Success),
            Value::String(text) if text == "true" => Ok(Self::TrueText),
            Value::String(text) if text == "missing" => Ok(Self::Missing),
            _ => Err(r#"statusStyle: expected "success", "true", true or "missing""#.to_owned()),
        }
    }
}

impl From<StatusStyle> for Value {
    fn from(style: StatusStyle) -> Self {
        match style {
            StatusStyle::Success => "success".into(),
            StatusStyle::TrueText => "true".into(),
            StatusStyle::TrueBoolean => true.into(),
            StatusStyle::Missing => "missing".into(),
        }
    }
}

/// What `Data.Message` is when there is nothing to say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", try_from = "Option<String>")]
pub(crate) enum MessageStyle {
    /// Null.
    #[default]
    Null,
    /// Not there.
    Absent,
    /// An empty string.
    Empty,
    /// A text that sounds like a failure, as in the published samples.
    Misleading,
}

impl TryFrom<Option<String>> for MessageStyle {
    type Error = String;

    fn try_from(value: Option<String>) -> Result<Self, String> {
        match value.as_deref() {
            None | Some("null") => Ok(Self::Null),
            Some("absent") => Ok(Self::Absent),
            Some("empty") => Ok(Self::Empty),
            Some("misleading") => Ok(Self::Misleading),
            Some(_) => Err(r#"messageStyle: expected null, "absent", "empty" or "misleading""#.to_owned()),
        }
    }
}

/// How a 64-bit identifier is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum IdStyle {
    /// As a JSON number.
    #[default]
    Number,
    /// As a JSON string.
    String,
}

/// What becomes of `Data` when the operation failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum DataOnFailure {
    /// It holds `Status` and `Message`.
    #[default]
    Present,
    /// It is null.
    Null,
    /// It is not there.
    Absent,
}

/// Where a failure of the business rules shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum BusinessErrors {
    /// As the pages show each: a taken name as HTTP 400, a bad path or an unknown file inside HTTP 200.
    #[default]
    Documented,
    /// HTTP 400 with a code.
    Http,
    /// HTTP 200, `Success: true`, `Data.Status: fail`.
    Data,
    /// HTTP 200, `Success: false`.
    SuccessFalse,
}

/// What a ClientToken does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum TokenRule {
    /// A repeat gets the stored answer.
    #[default]
    Honoured,
    /// It is ignored.
    Ignored,
}

/// What becomes of the question whose key it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum CallerIdentity {
    /// It is answered.
    #[default]
    Answered,
    /// RAM does not allow it.
    Refused,
    /// There is no such operation.
    Absent,
}
