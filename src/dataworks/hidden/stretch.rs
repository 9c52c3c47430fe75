//! Stretches of a shown text, found and hidden.

use std::collections::HashMap;

use super::letters::{Letter, windows};

/// What stands for what is hidden.
pub(super) const HIDDEN: &str = "[hidden]";

/// What lies between two hidden stretches and is no longer than this is hidden with them.
const REMNANT: usize = 12;

/// From one byte of the shown text to before another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Stretch {
    start: usize,
    end: usize,
}

impl Stretch {
    pub(super) fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// From the beginning of the one to the end of the other.
    pub(super) fn to(self, other: Self) -> Self {
        Self::new(self.start.min(other.start), self.end.max(other.end))
    }
}

/// Letters in a row of which all windows were found.
pub(super) struct Piece {
    pub(super) stretch: Stretch,
    pub(super) letters: usize,
    /// The most words that any window of it touches where it was found.
    pub(super) words: usize,
}

/// The pieces of a reading of which each window of this length was found.
pub(super) fn runs(reading: &[Letter], length: usize, found: &HashMap<u64, usize>) -> Vec<Piece> {
    let (mut pieces, mut last): (Vec<Piece>, usize) = (Vec::new(), 0);
    for (at, window) in windows(reading.iter().copied(), length).enumerate() {
        let Some(words) = found.get(&window.hash) else {
            continue;
        };
        let stretch = Stretch::new(window.start, window.end);
        match pieces.last_mut() {
            Some(piece) if at <= last + length => {
                piece.stretch = piece.stretch.to(stretch);
                piece.letters += at - last;
                piece.words = piece.words.max(*words);
            }
            _ => pieces.push(Piece {
                stretch,
                letters: length,
                words: *words,
            }),
        }
        last = at;
    }
    pieces
}

/// The text without these stretches.
pub(super) fn hide(text: &str, mut stretches: Vec<Stretch>) -> String {
    stretches.sort_unstable();
    let mut merged: Vec<Stretch> = Vec::new();
    for stretch in stretches {
        match merged.last_mut() {
            Some(before) if stretch.start <= before.end + REMNANT => *before = before.to(stretch),
            _ => merged.push(stretch),
        }
    }
    let (mut shown, mut from) = (String::new(), 0);
    for Stretch { start, end } in merged {
        shown.push_str(&text[from..text.floor_char_boundary(start).max(from)]);
        shown.push_str(HIDDEN);
        from = text.ceil_char_boundary(end);
    }
    shown.push_str(&text[from..]);
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stretches_are_hidden_whole_and_with_what_is_left_between_them() {
        let hidden = |text, stretches: &[(usize, usize)]| {
            let stretches = stretches.iter().map(|(start, end)| Stretch::new(*start, *end));
            hide(text, stretches.collect())
        };
        assert_eq!(hidden("0123456789", &[]), "0123456789");
        assert_eq!(hidden("0123456789", &[(6, 8), (1, 3), (2, 4)]), "0[hidden]89");
        assert_eq!(hidden("a任b", &[(2, 3)]), "a[hidden]b");
        let apart = format!("12{}34", "-".repeat(REMNANT + 1));
        assert_eq!(
            hidden(&apart, &[(0, 2), (15, 17)]),
            "[hidden]-------------[hidden]"
        );
    }
}
