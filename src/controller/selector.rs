//! Label selectors as the command line writes them, in the notation of kubectl.

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

use kube::Resource;
use kube::core::{Expression, Selector, SelectorExt};
use thiserror::Error;

/// The tasks that this installation works on.
#[derive(Clone, Debug, Default)]
pub struct Shard(Selector);

/// Why a text is no selector.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("`{0}` is no label selector: write it as for kubectl, such as shard=a or shard in (a,b),!legacy")]
pub struct BadSelector(String);

impl Shard {
    /// Whether the task is one of them.
    pub fn holds(&self, task: &impl Resource) -> bool {
        let none = BTreeMap::new();
        self.0.matches(task.meta().labels.as_ref().unwrap_or(&none))
    }
}

impl FromStr for Shard {
    type Err = BadSelector;

    fn from_str(text: &str) -> Result<Self, BadSelector> {
        let parts = split(text);
        let expressions = parts.iter().map(|part| expression(part.trim()));
        expressions
            .collect::<Option<Vec<_>>>()
            .map(|expressions| Self(expressions.into_iter().collect()))
            .ok_or_else(|| BadSelector(text.to_owned()))
    }
}

/// At the commas outside parentheses.
fn split(text: &str) -> Vec<&str> {
    let mut depth = 0;
    text.split(|character| {
        match character {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        character == ',' && depth == 0
    })
    .collect()
}

fn expression(text: &str) -> Option<Expression> {
    let key = |text: &str| is_word(text.trim()).then(|| text.trim().to_owned());
    // A value may be empty.
    let value = |text: &str| (text.trim().is_empty() || is_word(text.trim())).then(|| text.trim().to_owned());
    if let Some(name) = text.strip_prefix('!') {
        return key(name).map(Expression::DoesNotExist);
    }
    if let Some((name, wanted)) = text.split_once("!=") {
        return Some(Expression::NotEqual(key(name)?, value(wanted)?));
    }
    if let Some((name, wanted)) = text.split_once("==").or_else(|| text.split_once('=')) {
        return Some(Expression::Equal(key(name)?, value(wanted)?));
    }
    let Some((head, set)) = text.split_once('(') else {
        return key(text).map(Expression::Exists);
    };
    let set: BTreeSet<String> = set
        .strip_suffix(')')?
        .split(',')
        .map(value)
        .collect::<Option<_>>()?;
    let mut words = head.split_whitespace();
    let (name, operator) = (words.next()?, words.next()?);
    match (operator, words.next()) {
        ("in", None) => Some(Expression::In(key(name)?, set)),
        ("notin", None) => Some(Expression::NotIn(key(name)?, set)),
        _ => None,
    }
}

fn is_word(text: &str) -> bool {
    let inner = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./".contains(&byte);
    !text.is_empty() && text.bytes().all(inner)
}

#[cfg(test)]
mod tests {
    use kube::ResourceExt;

    use super::*;
    use crate::api::DISyncTask;

    #[test]
    fn the_notation_of_kubectl() {
        for text in [
            "shard=a",
            "shard==a,tier!=b",
            "shard in (a, b),!legacy",
            "shard notin (a)",
            "example.com/x",
            "a=",
        ] {
            assert!(text.parse::<Shard>().is_ok(), "{text}");
        }
        for text in [
            "",
            "=a",
            "a b",
            "shard in a",
            "shard of (a)",
            "a=b=c",
            "a,,b",
            "(a)",
        ] {
            assert!(text.parse::<Shard>().is_err(), "{text}");
        }
    }

    #[test]
    fn all_parts_have_to_hold() {
        let spec = serde_json::json!({ "taskType": "DI_REALTIME" });
        let mut task = DISyncTask::new("a", serde_json::from_value(spec).unwrap());
        task.labels_mut().insert("shard".to_owned(), "b".to_owned());
        let holds = |text: &str| text.parse::<Shard>().unwrap().holds(&task);
        assert!(holds("shard in (a, b),!legacy"));
        assert!(!holds("shard in (a, b),legacy"));
        assert!(Shard::default().holds(&task), "all of them");
    }
}
