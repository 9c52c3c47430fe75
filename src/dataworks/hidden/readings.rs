//! Every way in which a shown text can be read: as it is, with its escapes undone, and decoded.

use super::decoded::decoded;
use super::letters::{Letter, letters};
use super::marks::{Mark, raw, unescaped};

/// Rounds of escapes, one within the other, that are undone.
const MOST_ROUNDS: usize = 8;

/// Encodings, one within the other, that are undone.
const DEEPEST: usize = 2;

/// Letters of all readings together.
const MOST_LETTERS: usize = 1 << 17;

/// A text that is encoded more often than anyone does.
#[derive(Debug)]
pub(super) struct TooDeep;

/// All readings of the text.
///
/// # Errors
///
/// If it has more of them than are followed.
pub(super) fn readings(text: &str) -> Result<Vec<Vec<Letter>>, TooDeep> {
    let mut found = Readings {
        readings: Vec::new(),
        left: MOST_LETTERS,
    };
    found.follow(raw(text.as_bytes()).collect(), DEEPEST)?;
    Ok(found.readings)
}

struct Readings {
    readings: Vec<Vec<Letter>>,
    left: usize,
}

impl Readings {
    fn follow(&mut self, mut marks: Vec<Mark>, deeper: usize) -> Result<(), TooDeep> {
        for _ in 0..MOST_ROUNDS {
            self.left = self.left.checked_sub(marks.len()).ok_or(TooDeep)?;
            self.readings.push(letters(marks.iter().copied()).collect());
            if deeper > 0 {
                for part in decoded(&marks) {
                    self.follow(part, deeper - 1)?;
                }
            }
            let next: Vec<_> = unescaped(marks.iter().copied()).collect();
            if next.len() == marks.len() {
                return Ok(());
            }
            marks = next;
        }
        Err(TooDeep)
    }
}
