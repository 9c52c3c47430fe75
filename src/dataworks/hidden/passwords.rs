//! The values of a script whose names say that they are secret.

/// What such a name has in it, in lower case.
const NAMES: [&str; 11] = [
    "password",
    "passwd",
    "pwd",
    "jaas",
    "passphrase",
    "secret",
    "token",
    "credential",
    "accesskey",
    "accessid",
    "privatekey",
];

/// Scripts within the texts of scripts that are read.
const DEEPEST: usize = 3;

/// The texts behind such names, with their escapes, also in a script within a text. What is no JSON has none.
pub(super) fn passwords(script: &str) -> Vec<String> {
    let mut found = Vec::new();
    gather(script, DEEPEST, &mut found);
    found
}

fn gather(script: &str, deeper: usize, found: &mut Vec<String>) {
    let mut rest = script;
    let mut secret = false;
    while let Some((text, after)) = next(rest) {
        let is_name = after.trim_start().starts_with(':');
        if is_name {
            let folded = text.to_ascii_lowercase();
            secret = NAMES.iter().any(|name| folded.contains(name)) && !folded.contains("tokenizer");
        } else if secret && rest_is_value(rest) {
            found.push(text.to_owned());
        }
        if !is_name && deeper > 0 && text.contains("\\\"") {
            let inner: Result<String, _> = serde_json::from_str(&format!("\"{text}\""));
            if let Ok(inner) = inner {
                gather(&inner, deeper - 1, found);
            }
        }
        rest = after;
    }
}

/// Whether a value comes next: after a colon, or within a list.
fn rest_is_value(rest: &str) -> bool {
    let between = rest.split('"').next().unwrap_or_default();
    !between.contains(['{', '}'])
}

/// The next text in quotation marks, and what follows it.
fn next(script: &str) -> Option<(&str, &str)> {
    let (_, text) = script.split_once('"')?;
    let mut escaped = false;
    let end = text.bytes().position(|byte| {
        let is_end = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        is_end
    })?;
    Some((&text[..end], &text[end + 1..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_named_a_secret_is_found_at_any_depth() {
        let inner = serde_json::json!({ "accessKeySecret": "inner \"quoted\"" }).to_string();
        let script = serde_json::json!({
            "password": "outer", "table": "orders", "Tokens": ["one", "two"], "n": { "inner": inner },
            "user": "me", "dbPassword": 7, "after": "all", "tokenizer": "standard",
        });
        let mut found = passwords(&script.to_string());
        found.sort();
        assert_eq!(found, ["inner \\\"quoted\\\"", "one", "outer", "two"]);
        assert!(passwords("password: hunter2\nnone").is_empty());
        assert!(passwords("\"password\": \"cut").is_empty());
    }
}
