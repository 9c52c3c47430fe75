//! One line with a value: `name{label="value",…} 1.0`.

use std::collections::BTreeMap;

use super::Sample;

/// Reads a line.
pub fn read(line: &str) -> Result<Sample, String> {
    let end = line.find(['{', ' ']).ok_or("no value")?;
    let (name, rest) = line.split_at(end);
    if !is_name(name, ":") {
        return Err(format!("no name of a metric: `{name}`"));
    }
    let (labels, rest) = match rest.strip_prefix('{') {
        Some(rest) => read_labels(rest)?,
        None => (BTreeMap::new(), rest),
    };
    let value = rest.strip_prefix(' ').ok_or("no space before the value")?;
    // One more word would be a time, which the operator does not tell.
    let value = match value {
        "+Inf" => f64::INFINITY,
        _ if value
            .bytes()
            .all(|byte| byte.is_ascii_digit() || b".eE+-".contains(&byte)) =>
        {
            value.parse().map_err(|_| "no number".to_owned())?
        }
        _ => return Err("no number".to_owned()),
    };
    Ok(Sample {
        name: name.to_owned(),
        labels,
        value,
    })
}

/// Letters, digits and underscores, and what `more` allows, without a digit at the beginning.
pub fn is_name(text: &str, more: &str) -> bool {
    let ordinary = |letter: char| letter.is_ascii_alphanumeric() || letter == '_' || more.contains(letter);
    !text.is_empty() && text.chars().all(ordinary) && !text.starts_with(|first: char| first.is_ascii_digit())
}

/// The labels up to the bracket, and what follows it.
fn read_labels(mut rest: &str) -> Result<(BTreeMap<String, String>, &str), String> {
    let mut labels = BTreeMap::new();
    loop {
        let (key, after) = rest.split_once("=\"").ok_or("a label without a value")?;
        if !is_name(key, "") || key.starts_with("__") {
            return Err(format!("no name of a label: `{key}`"));
        }
        let (value, after) = read_value(after)?;
        if labels.insert(key.to_owned(), value).is_some() {
            return Err(format!("the label {key} twice"));
        }
        if let Some(after) = after.strip_prefix('}') {
            return Ok((labels, after));
        }
        rest = after
            .strip_prefix(',')
            .ok_or("labels without a comma between them")?;
    }
}

/// A value up to its closing quote, and what follows that.
fn read_value(text: &str) -> Result<(String, &str), String> {
    let mut value = String::new();
    let mut letters = text.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '"' => return Ok((value, &text[at + 1..])),
            '\\' => value.push(match letters.next() {
                Some((_, 'n')) => '\n',
                Some((_, letter @ ('"' | '\\'))) => letter,
                _ => return Err("a backslash before an ordinary letter".to_owned()),
            }),
            letter => value.push(letter),
        }
    }
    Err("a label that does not end".to_owned())
}
