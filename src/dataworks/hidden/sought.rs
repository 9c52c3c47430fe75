//! What of a text is sought in what is shown: any part of a secret, and what of a script is more than a name.

use std::collections::{HashMap, HashSet};

use super::letters::{Letter, letters, windows};
use super::marks::{Mark, raw, unescaped};
use super::stretch::{Piece, Stretch, runs};

/// So many letters in a row of a secret are a part of it.
const PART: usize = 12;

/// So many letters in a row of a script are a part of it, if they touch three words. Two are a name and what it names.
const ECHO: usize = 24;

/// A name is no longer than this.
const LONGEST_NAME: usize = 64;

/// Pieces of a script in another order are an echo as well, if they have so many letters together.
const SHUFFLED: usize = 96;

/// Rounds of escapes within a script, such as a script in a script.
const ROUNDS: usize = 3;

/// Secrets of at least a few letters each: where the readings show a part of one.
pub(super) fn secrets<'a>(
    texts: impl Iterator<Item = &'a str>,
    readings: &[Vec<Letter>],
    found: &mut Vec<Stretch>,
) {
    let mut parts: HashMap<usize, HashSet<u64>> = HashMap::new();
    for sought in texts.flat_map(read) {
        let sought: Vec<_> = letters(sought).collect();
        let length = sought.len().min(PART);
        if length > 0 {
            let hashes = windows(sought.into_iter(), length).map(|window| window.hash);
            parts.entry(length).or_default().extend(hashes);
        }
    }
    for (length, parts) in parts {
        let shown = readings
            .iter()
            .flat_map(|reading| windows(reading.iter().copied(), length));
        let shown = shown.filter(|window| parts.contains(&window.hash));
        found.extend(shown.map(|window| Stretch::new(window.start, window.end)));
    }
}

/// A script: where the readings show more of it than names.
pub(super) fn script(text: &str, readings: &[Vec<Letter>], found: &mut Vec<Stretch>) {
    let long = words(text, readings, ECHO);
    let short = words(text, readings, PART);
    for reading in readings {
        let pieces = runs(reading, ECHO, &long);
        let echoes = pieces
            .iter()
            .filter(|piece| piece.words > 2 || piece.letters >= LONGEST_NAME);
        found.extend(echoes.map(|piece| piece.stretch));
        let pieces = runs(reading, PART, &short);
        if pieces.iter().map(|piece: &Piece| piece.letters).sum::<usize>() >= SHUFFLED
            && let (Some(first), Some(last)) = (pieces.first(), pieces.last())
        {
            found.push(first.stretch.to(last.stretch));
        }
    }
}

/// The windows that the readings have in common with the script, and how many of its words each touches at most. The
/// script may be large, so that it is read from the beginning to the end and not kept.
fn words(text: &str, readings: &[Vec<Letter>], length: usize) -> HashMap<u64, usize> {
    let shown = readings
        .iter()
        .flat_map(|reading| windows(reading.iter().copied(), length));
    let mut words: HashMap<u64, usize> = shown.map(|window| (window.hash, 0)).collect();
    if words.is_empty() {
        return words;
    }
    for sought in read(text) {
        for window in windows(letters(sought), length) {
            words
                .entry(window.hash)
                .and_modify(|words| *words = window.words.max(*words));
        }
    }
    words.retain(|_, words| *words > 0);
    words
}

/// The text as it is, and with rounds of escapes undone, if it has any.
fn read(text: &str) -> impl Iterator<Item = Box<dyn Iterator<Item = Mark> + '_>> {
    let rounds = if text.contains(['%', '\\', '&']) {
        ROUNDS
    } else {
        0
    };
    (0..=rounds).map(move |rounds| {
        let marks: Box<dyn Iterator<Item = Mark>> = Box::new(raw(text.as_bytes()));
        (0..rounds).fold(marks, |marks, _| Box::new(unescaped(marks)))
    })
}
