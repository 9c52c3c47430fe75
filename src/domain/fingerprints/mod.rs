//! Digests of the parts of a document, so that a later look can tell which part changed.
//!
//! They are kept in a status and shown: no content is in them but the names of keys.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use sha2::{Digest, Sha256};

/// The most entries that a document gets, since a status has to stay small.
pub const MOST_PARTS: usize = 48;
/// The path of a document that is digested in one piece. No key can look like it.
pub const WHOLE: &str = "(whole)";

const LONGEST_PATH: usize = 128;
/// Short enough that a path of one key always fits.
const LONGEST_KEY: usize = 48;
const DEEPEST: usize = 8;
/// The arrays whose items are parts of their own.
const NUMBERED: &[&str] = &["steps", "connection"];

/// A part of a document.
pub(super) struct Part<'a> {
    /// Where it is, in words that are fit to be shown.
    pub(super) path: String,
    /// Where it is, exactly: an RFC 6901 pointer.
    pub(super) pointer: String,
    pub(super) value: &'a Value,
}

/// The digest of each part of a document, by its path, such as `steps[0].parameter.connection[0].table`.
///
/// A document with too many parts is digested with less depth, so the same document always gives the same digests.
pub fn of(document: &Value) -> BTreeMap<String, String> {
    let mut parts: BTreeMap<String, Vec<&Value>> = BTreeMap::new();
    for part in parts_of(document) {
        // A key `a.b` reads like a key `b` in `a`: such parts share a digest.
        parts.entry(part.path).or_default().push(part.value);
    }
    parts
        .into_iter()
        .map(|(path, values)| (path, digest(&values)))
        .collect()
}

/// The sorted paths whose digests differ, or that one side alone has.
///
/// Where one side was digested with less depth, its part is named and not what is in it: the two cannot be shown equal.
pub fn differing(a: &BTreeMap<String, String>, b: &BTreeMap<String, String>) -> Vec<String> {
    let paths: BTreeSet<&String> = a.keys().chain(b.keys()).collect();
    let different: BTreeSet<&str> = paths
        .into_iter()
        .filter(|path| a.get(*path) != b.get(*path))
        .map(String::as_str)
        .collect();
    let inside_another = |path: &str| {
        let mut parents = path.match_indices(['.', '[']).map(|(end, _)| &path[..end]);
        path != WHOLE && (different.contains(WHOLE) || parents.any(|parent| different.contains(parent)))
    };
    different
        .iter()
        .filter(|path| !inside_another(path))
        .map(|path| (*path).to_owned())
        .collect()
}

/// The parts of a document, as deep as they are neither too many nor too long to name.
pub(super) fn parts_of(document: &Value) -> Vec<Part<'_>> {
    let fit = |parts: &Vec<Part<'_>>| {
        parts.len() <= MOST_PARTS && parts.iter().all(|part| part.path.chars().count() <= LONGEST_PATH)
    };
    let mut depth = DEEPEST;
    loop {
        let root = Part {
            path: String::new(),
            pointer: String::new(),
            value: document,
        };
        let mut parts = Vec::new();
        collect(root, depth, &mut parts);
        if depth == 0 || fit(&parts) {
            return parts;
        }
        depth -= 1;
    }
}

/// 48 bits of SHA-256 in hex, over the compact JSON of what is at one path.
pub(super) fn digest(values: &[&Value]) -> String {
    let texts: Vec<String> = values.iter().map(ToString::to_string).collect();
    let hash = Sha256::digest(texts.join("\n"));
    hash.iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}

fn collect<'a>(part: Part<'a>, depth: usize, parts: &mut Vec<Part<'a>>) {
    let inside = if depth == 0 { Vec::new() } else { inside(&part) };
    if inside.is_empty() {
        let path = if part.path.is_empty() {
            WHOLE.to_owned()
        } else {
            part.path
        };
        return parts.push(Part { path, ..part });
    }
    for part in inside {
        collect(part, depth - 1, parts);
    }
}

/// What is in a part, or nothing if it is a leaf.
fn inside<'a>(part: &Part<'a>) -> Vec<Part<'a>> {
    let member = |(key, value): (&String, &'a Value)| Part {
        path: match part.path.as_str() {
            "" => shown(key),
            path => format!("{path}.{}", shown(key)),
        },
        pointer: format!("{}/{}", part.pointer, key.replace('~', "~0").replace('/', "~1")),
        value,
    };
    let item = |(i, value): (usize, &'a Value)| Part {
        path: format!("{}[{i}]", part.path),
        pointer: format!("{}/{i}", part.pointer),
        value,
    };
    let key = part.pointer.rsplit('/').next().unwrap_or_default();
    match part.value {
        Value::Object(members) => members.iter().map(member).collect(),
        Value::Array(items) if NUMBERED.contains(&key) => items.iter().enumerate().map(item).collect(),
        _ => Vec::new(),
    }
}

/// A key, fit to be shown. One that had to be altered gets a mark, so that two such keys are not taken for one.
fn shown(key: &str) -> String {
    let plain = |c: &char| c.is_alphanumeric() || ['_', '-', '.'].contains(c);
    if !key.is_empty() && key.chars().count() <= LONGEST_KEY && key.chars().all(|c| plain(&c)) {
        return key.to_owned();
    }
    let mark = digest(&[&Value::from(key)]);
    let kept = key.chars().take(LONGEST_KEY - 1 - mark.len());
    let kept: String = kept.map(|c| if plain(&c) { c } else { '_' }).collect();
    format!("{kept}~{mark}")
}

#[cfg(test)]
mod tests;
