//! What two texts are compared by: their letters and digits, without case, quotation and separators.

use std::collections::VecDeque;

use super::marks::Mark;

/// A letter or digit.
#[derive(Clone, Copy, Debug)]
pub(super) struct Letter {
    mark: Mark,
    /// Whether another word begins with it.
    begins: bool,
}

/// The letters and digits of a text.
struct Letters<I> {
    marks: I,
    begins: bool,
    /// What came after a comma, until it is known what it is: in a list it goes on, and a name begins a word.
    held: VecDeque<Letter>,
    /// How many of them may go.
    ready: usize,
    listed: bool,
}

/// The letters and digits of a text. A byte of a character beyond ASCII counts as one.
pub(super) fn letters(marks: impl Iterator<Item = Mark>) -> impl Iterator<Item = Letter> {
    Letters {
        marks,
        begins: true,
        held: VecDeque::new(),
        ready: 0,
        listed: false,
    }
}

impl<I: Iterator<Item = Mark>> Iterator for Letters<I> {
    type Item = Letter;

    fn next(&mut self) -> Option<Letter> {
        while self.ready == 0 {
            match self.marks.next() {
                Some(mark) => self.take(mark),
                None if self.held.is_empty() => return None,
                None => self.ready = self.held.len(),
            }
        }
        self.ready -= 1;
        self.held.pop_front()
    }
}

impl<I> Letters<I> {
    fn take(&mut self, mark: Mark) {
        let byte = mark.byte.to_ascii_lowercase();
        match byte {
            // These stand within names.
            b'_' | b'-' | b'.' | b'"' | b'\\' => return,
            b',' => self.listed = true,
            _ if byte.is_ascii_alphanumeric() || !byte.is_ascii() => {
                self.held.push_back(Letter {
                    mark: Mark { byte, ..mark },
                    begins: std::mem::take(&mut self.begins),
                });
                if self.listed {
                    return;
                }
            }
            _ => {
                if let Some(first) = self.held.front_mut().filter(|_| byte == b':') {
                    first.begins = true;
                }
                self.begins = true;
                self.listed = false;
            }
        }
        self.ready = self.held.len();
    }
}

/// So many letters in a row.
#[derive(Clone, Copy, Debug)]
pub(super) struct Window {
    /// Stands for the letters.
    pub(super) hash: u64,
    /// How many words it touches.
    pub(super) words: usize,
    /// Where it begins and ends in the shown text.
    pub(super) start: usize,
    pub(super) end: usize,
}

/// Each window of a length over the letters, in their order.
pub(super) struct Windows<I> {
    letters: I,
    length: usize,
    inside: VecDeque<Letter>,
    words: usize,
    hash: u64,
    /// The weight of the letter that leaves next.
    weight: u64,
}

const BASE: u64 = 0x9e37_79b9_7f4a_7c15;

/// The windows of this length, which is not 0.
pub(super) fn windows<I: Iterator<Item = Letter>>(letters: I, length: usize) -> Windows<I> {
    Windows {
        letters,
        length,
        inside: VecDeque::with_capacity(length + 1),
        words: 1,
        hash: 0,
        weight: (0..length).fold(1, |weight, _| BASE.wrapping_mul(weight)),
    }
}

impl<I: Iterator<Item = Letter>> Iterator for Windows<I> {
    type Item = Window;

    fn next(&mut self) -> Option<Window> {
        loop {
            let letter = self.letters.next()?;
            self.words += usize::from(letter.begins && !self.inside.is_empty());
            self.hash = self.hash.wrapping_mul(BASE).wrapping_add(value(letter));
            self.inside.push_back(letter);
            if self.inside.len() > self.length {
                if let Some(left) = self.inside.pop_front() {
                    self.hash = self.hash.wrapping_sub(value(left).wrapping_mul(self.weight));
                }
                // What was touched before its beginning counts still.
                self.words -= usize::from(self.inside.front().is_some_and(|first| first.begins));
            }
            if let (Some(first), Some(last)) = (self.inside.front(), self.inside.back())
                && self.inside.len() == self.length
            {
                return Some(Window {
                    hash: self.hash,
                    words: self.words,
                    start: first.mark.start,
                    end: last.mark.end,
                });
            }
        }
    }
}

/// Never 0, so that a window is not one with fewer letters.
fn value(letter: Letter) -> u64 {
    u64::from(letter.mark.byte) + 1
}

#[cfg(test)]
mod tests {
    use super::super::marks::raw;
    use super::*;

    fn of(text: &str, length: usize) -> Vec<Window> {
        windows(letters(raw(text.as_bytes())), length).collect()
    }

    #[test]
    fn windows_are_alike_whose_letters_are() {
        let (one, other) = (of("x{\"Orders_DB\": 1}", 8), of("the o.r-d e r s/dB", 8));
        assert!(one.iter().any(|window| window.hash == other.last().unwrap().hash));
        let hashes: std::collections::HashSet<_> = of("abcdefghijklmnopqrstuvwxyz", 3)
            .iter()
            .map(|window| window.hash)
            .collect();
        assert_eq!(hashes.len(), 24);
        assert!(of("abc", 4).is_empty());
    }

    #[test]
    fn words_are_counted_where_they_are_touched() {
        let words = |text| -> Vec<_> { of(text, 4).iter().map(|window| window.words).collect() };
        assert_eq!(words("\"a_b.c\":\"de\":fg"), [2, 2, 3, 2]);
        assert_eq!(words("[\"ab\",\"cd\"]:[\\\"ef\\\",\\\"gh\\\"]"), [1, 2, 2, 2, 1]);
        assert_eq!(words("\"ab\",\"cd\":\"ef\""), [2, 3, 2]);
    }
}
