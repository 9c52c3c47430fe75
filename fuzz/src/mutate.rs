//! Makes a mutant of the inputs that are kept.
//!
//! What looks like JSON in an input is changed as JSON, so that the mutant gets past the parser; a part of the mutants is
//! changed byte by byte after that.

use serde_json::{Map, Value, json};

use crate::chance::Chance;

/// Texts that mean something to somebody.
const WORDS: [&str; 26] = [
    "",
    " ",
    "true",
    "false",
    "null",
    "success",
    "SUCCESS",
    "fail",
    "RUN",
    "NORUN",
    "200",
    "0",
    "-1",
    "1e3",
    "9223372036854775807",
    "9223372036854775808",
    "2024-05-06T07:08:09Z",
    "9999-12-31T23:59:59Z",
    "server string to sign is:",
    "&",
    "=",
    "%26",
    "a=b&c",
    "\u{0}",
    "\u{202e}任务",
    "\r\nX-Injected: 1",
];

/// Bytes that mean something to a parser.
const TOKENS: [&[u8]; 16] = [
    b"{",
    b"}",
    b"[",
    b"]",
    b"\"",
    b":",
    b",",
    b"\\u0000",
    b"\\ud800",
    b"\xff\xfe",
    b"\n",
    b"- ",
    b"&a",
    b"*a",
    b"1e999",
    b"%",
];

pub(crate) fn mutant(kept: &[(String, Vec<u8>)], chance: &mut Chance) -> Vec<u8> {
    let pick = |chance: &mut Chance| {
        chance
            .pick(kept)
            .map(|(_, input)| input.clone())
            .unwrap_or_default()
    };
    let (mut input, other) = (pick(chance), pick(chance));
    let start = input.iter().position(|byte| matches!(byte, b'{' | b'['));
    if let Some((start, mut document)) =
        start.and_then(|at| Some((at, serde_json::from_slice(&input[at..]).ok()?)))
    {
        for _ in 0..=chance.below(4) {
            let found = other.iter().position(|byte| matches!(byte, b'{' | b'['));
            let donor = found.and_then(|at| serde_json::from_slice(&other[at..]).ok());
            change(&mut document, donor.as_ref(), chance);
        }
        input.truncate(start);
        input.extend(document.to_string().into_bytes());
        if chance.below(4) > 0 {
            return input;
        }
    }
    for _ in 0..=chance.below(4) {
        change_bytes(&mut input, &other, chance);
    }
    input
}

/// Changes one value of a document, wherever it is.
fn change(document: &mut Value, donor: Option<&Value>, chance: &mut Chance) {
    let count = count(document);
    let Some(value) = nth(document, &mut chance.below(count)) else {
        return;
    };
    match (chance.below(8), &mut *value) {
        (0, Value::Object(map)) => {
            let keys: Vec<_> = map.keys().cloned().collect();
            let gone = chance.pick(&keys).and_then(|key| map.remove(key));
            let key = chance.pick(&WORDS).copied().unwrap_or_default();
            if let Some(gone) = gone.filter(|_| chance.below(2) == 0) {
                map.insert(key.to_owned(), gone);
            }
        }
        (0 | 1, Value::Array(items)) if !items.is_empty() => {
            let at = chance.below(items.len());
            match chance.below(3) {
                0 => drop(items.remove(at)),
                1 if items.len() < 256 => items.extend(vec![items[at].clone(); 60]),
                _ => items.reverse(),
            }
        }
        (1, Value::Object(map)) => {
            let key = chance.pick(&WORDS).copied().unwrap_or_default();
            map.insert(key.to_owned(), hostile(chance));
        }
        (2, _) => {
            if let Some(donor) = donor {
                let mut donor = donor.clone();
                let at = &mut chance.below(self::count(&donor));
                *value = nth(&mut donor, at).map_or(Value::Null, |value| value.take());
            }
        }
        (3, Value::String(text)) if text.len() < 4_096 => *value = json!(text.repeat(1 + chance.below(300))),
        (4, Value::String(text)) => {
            *text = format!("{text}{}", chance.pick(&WORDS).copied().unwrap_or_default())
        }
        _ => *value = hostile(chance),
    }
}

fn hostile(chance: &mut Chance) -> Value {
    match chance.below(12) {
        0 => Value::Null,
        1 => json!(true),
        2 => json!(false),
        3 => json!(i64::MIN),
        4 => json!(u64::MAX),
        5 => json!(-1.5e300),
        6 => json!([]),
        7 => json!({}),
        8 => (0..chance.below(140)).fold(json!(1), |inner, _| json!({ "a": [inner] })),
        9 => Value::Object(
            (0..80)
                .map(|n| (format!("key.{n}[0]"), json!(n)))
                .collect::<Map<_, _>>(),
        ),
        _ => json!(chance.pick(&WORDS)),
    }
}

fn count(value: &Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter().map(count).sum::<usize>(),
        Value::Object(map) => 1 + map.values().map(count).sum::<usize>(),
        _ => 1,
    }
}

/// The value with this number, counted from the outside.
fn nth<'a>(value: &'a mut Value, number: &mut usize) -> Option<&'a mut Value> {
    if *number == 0 {
        return Some(value);
    }
    *number -= 1;
    match value {
        Value::Array(items) => items.iter_mut().find_map(|item| nth(item, number)),
        Value::Object(map) => map.values_mut().find_map(|item| nth(item, number)),
        _ => None,
    }
}

fn change_bytes(input: &mut Vec<u8>, other: &[u8], chance: &mut Chance) {
    let at = chance.below(input.len() + 1);
    match chance.below(6) {
        0 => input.truncate(at),
        1 => drop(input.splice(
            at..at,
            chance.pick(&TOKENS).copied().unwrap_or_default().iter().copied(),
        )),
        2 => {
            if let Some(byte) = input.get_mut(at) {
                *byte ^= 1 << chance.below(8);
            }
        }
        3 => drop(input.drain(at..(at + chance.below(16)).min(input.len()))),
        4 => input.extend_from_slice(&other[chance.below(other.len() + 1)..]),
        _ => {
            let part = input[at..(at + chance.below(64)).min(input.len())].to_vec();
            input.splice(at..at, part);
        }
    }
}
