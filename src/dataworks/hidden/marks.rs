//! Bytes of a text with where each stands in what is shown, and the escapes of JSON, addresses, HTML and source code undone.

use std::collections::VecDeque;

/// A byte, and the stretch of the shown text that it was read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    pub(super) byte: u8,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// As many bytes as the longest escape has: a pair of `\u`.
const LONGEST_ESCAPE: usize = 12;

/// The bytes as they stand there.
pub(super) fn raw(text: &[u8]) -> impl Iterator<Item = Mark> {
    text.iter().enumerate().map(|(start, byte)| Mark {
        byte: *byte,
        start,
        end: start + 1,
    })
}

/// Undoes one round of escapes. What it gives is shorter, unless there was none.
pub(super) struct Unescaped<I> {
    source: I,
    ahead: VecDeque<Mark>,
    ready: VecDeque<Mark>,
}

/// The same bytes with one round of escapes undone.
pub(super) fn unescaped<I: Iterator<Item = Mark>>(source: I) -> Unescaped<I> {
    Unescaped {
        source,
        ahead: VecDeque::new(),
        ready: VecDeque::new(),
    }
}

impl<I: Iterator<Item = Mark>> Iterator for Unescaped<I> {
    type Item = Mark;

    fn next(&mut self) -> Option<Mark> {
        if let Some(ready) = self.ready.pop_front() {
            return Some(ready);
        }
        let missing = LONGEST_ESCAPE - self.ahead.len();
        self.ahead.extend(self.source.by_ref().take(missing));
        let first = *self.ahead.front()?;
        if !matches!(first.byte, b'%' | b'\\' | b'&') {
            return self.ahead.pop_front();
        }
        let bytes: Vec<u8> = self.ahead.iter().map(|mark| mark.byte).collect();
        let Some((read, length)) = escape(&bytes) else {
            return self.ahead.pop_front();
        };
        let end = self.ahead.drain(..length).next_back()?.end;
        let start = first.start;
        let marks = read.iter().map(|byte| Mark {
            byte: *byte,
            start,
            end,
        });
        self.ready.extend(marks);
        self.ready.pop_front()
    }
}

/// What the escape stands for with which the text begins, and how long it is.
fn escape(text: &[u8]) -> Option<(Vec<u8>, usize)> {
    match text {
        [b'%', b'u' | b'U', rest @ ..] => code_point(rest, 4).map(|(code, length)| (utf8(code), length + 2)),
        [b'%', rest @ ..] => code_point(rest, 2).map(|(code, length)| (byte(code), length + 1)),
        [b'\\', b'u', b'{', rest @ ..] => {
            closed(rest, 16, b'}').map(|(code, length)| (utf8(code), length + 3))
        }
        [b'\\', b'u', rest @ ..] => utf16(rest).map(|(code, length)| (utf8(code), length + 2)),
        [b'\\', b'U', rest @ ..] => code_point(rest, 8).map(|(code, length)| (utf8(code), length + 2)),
        [b'\\', b'x', rest @ ..] => code_point(rest, 2).map(|(code, length)| (byte(code), length + 2)),
        [b'\\', a @ b'0'..=b'3', b @ b'0'..=b'7', c @ b'0'..=b'7', ..] => {
            let digits = [a, b, c].map(|digit| digit - b'0');
            Some((vec![digits[0] * 64 + digits[1] * 8 + digits[2]], 4))
        }
        [b'\\', b'n' | b'r' | b't' | b'b' | b'f' | b'v' | b'a' | b'0', ..] => Some((vec![b' '], 2)),
        [b'\\', other, ..] => Some((vec![*other], 2)),
        [b'&', b'#', b'x' | b'X', rest @ ..] => {
            closed(rest, 16, b';').map(|(code, length)| (utf8(code), length + 3))
        }
        [b'&', b'#', rest @ ..] => closed(rest, 10, b';').map(|(code, length)| (utf8(code), length + 2)),
        [b'&', rest @ ..] => {
            let length = rest
                .iter()
                .position(|byte| *byte == b';')
                .filter(|length| *length > 1)?;
            let name = &rest[..length];
            name.iter()
                .all(u8::is_ascii_alphanumeric)
                .then(|| (vec![named(name)], length + 2))
        }
        _ => None,
    }
}

/// The character of a name in HTML, if it may begin another escape or end one; of others it matters only that they are none.
fn named(name: &[u8]) -> u8 {
    match name {
        b"amp" | b"AMP" => b'&',
        b"num" => b'#',
        b"semi" => b';',
        b"percnt" => b'%',
        b"bsol" => b'\\',
        _ => b' ',
    }
}

/// A number of exactly so many hexadecimal digits.
fn code_point(text: &[u8], digits: usize) -> Option<(u32, usize)> {
    let digits = text.get(..digits)?;
    Some((number(digits, 16)?, digits.len()))
}

/// A number to its closing mark.
fn closed(text: &[u8], radix: u32, mark: u8) -> Option<(u32, usize)> {
    let length = text.iter().position(|byte| *byte == mark)?;
    Some((number(&text[..length], radix)?, length + 1))
}

/// What follows `\u`: a unit of UTF-16, or two of them.
fn utf16(text: &[u8]) -> Option<(u32, usize)> {
    let (high, length) = code_point(text, 4)?;
    let low = match &text[length..] {
        [b'\\', b'u', rest @ ..] => code_point(rest, 4),
        _ => None,
    };
    Some(match (high, low) {
        (0xd800..=0xdbff, Some((low @ 0xdc00..=0xdfff, _))) => {
            (0x1_0000 + ((high - 0xd800) << 10) + (low - 0xdc00), 10)
        }
        _ => (high, length),
    })
}

fn number(digits: &[u8], radix: u32) -> Option<u32> {
    let text = std::str::from_utf8(digits)
        .ok()
        .filter(|text| !text.starts_with('+'))?;
    u32::from_str_radix(text, radix).ok()
}

fn byte(code: u32) -> Vec<u8> {
    u8::try_from(code).map_or_else(|_| vec![b' '], |byte| vec![byte])
}

fn utf8(code: u32) -> Vec<u8> {
    char::from_u32(code).map_or_else(|| vec![b' '], |c| c.to_string().into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_round_of_escapes_is_undone() {
        for (written, read) in [
            ("a%2Bb%3dc%E4%BB%BB%u4efb", "a+b=c任任"),
            ("%252B %2", "%2B %2"),
            (r#"\u003d\/\"\\u0041\n\x41\103"#, r#"=/"\u0041 AC"#),
            (r"\ud83d\ude00\u{4efb}\U00004efb", "😀任任"),
            (
                "&#43;&#x3D;&amp;#43;&quot;&nbsp;& b &unknown",
                "+=&#43;  & b &unknown",
            ),
        ] {
            let marks: Vec<_> = unescaped(raw(written.as_bytes())).collect();
            let bytes = marks.iter().map(|mark| mark.byte).collect();
            assert_eq!(String::from_utf8(bytes).unwrap(), read, "{written}");
            assert_eq!(marks.last().unwrap().end, written.len(), "{written}");
            assert!(
                marks.windows(2).all(|pair| pair[0].start <= pair[1].start),
                "{written}"
            );
        }
    }
}
