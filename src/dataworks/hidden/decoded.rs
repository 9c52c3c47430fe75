//! Stretches of a text that are another text in base64, in numbers, or as in mail.

use super::marks::Mark;

/// Letters of an encoded text, at least.
const SHORTEST: usize = 16;

/// Bytes in a row that make a text: less than that comes about by chance.
const SHORTEST_TEXT: usize = 6;

/// The texts that are encoded in this one.
pub(super) fn decoded(marks: &[Mark]) -> Vec<Vec<Mark>> {
    let mut found = Vec::new();
    for run in marks.split(|mark| sextet(mark.byte).is_none() && !mark.byte.is_ascii_whitespace()) {
        let digits: Vec<_> = kept(run, sextet);
        // It may begin before what was encoded.
        for skipped in 0..4.min(digits.len()) {
            found.extend(texts(&joined(&digits[skipped..], 4, 6)));
        }
    }
    let digits = |mark: &Mark| nibble(mark.byte).is_none() && !b" \t\r\n:,xX".contains(&mark.byte);
    for run in marks.split(digits) {
        let digits = kept(&without_prefixes(run), nibble);
        for skipped in 0..2.min(digits.len()) {
            found.extend(texts(&joined(&digits[skipped..], 2, 4)));
        }
    }
    found.extend(texts(&numbers(marks)));
    found.extend(mail(marks));
    found
}

fn sextet(byte: u8) -> Option<u8> {
    Some(match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' | b'-' => 62,
        b'/' | b'_' => 63,
        _ => return None,
    })
}

fn nibble(byte: u8) -> Option<u8> {
    char::from(byte)
        .to_digit(16)
        .and_then(|digit| u8::try_from(digit).ok())
}

/// The digits of a run that is long enough.
fn kept(run: &[Mark], value: impl Fn(u8) -> Option<u8>) -> Vec<Mark> {
    let digits = run
        .iter()
        .filter_map(|mark| value(mark.byte).map(|byte| Mark { byte, ..*mark }));
    let digits: Vec<_> = digits.collect();
    if digits.len() < SHORTEST {
        Vec::new()
    } else {
        digits
    }
}

/// Without the `0x` before each number.
fn without_prefixes(run: &[Mark]) -> Vec<Mark> {
    let is_prefix = |at: usize| {
        let next = run.get(at + 1);
        run[at].byte == b'0' && next.is_some_and(|next| next.byte.eq_ignore_ascii_case(&b'x'))
    };
    (0..run.len())
        .filter(|at| !is_prefix(*at))
        .map(|at| run[at])
        .collect()
}

/// Bytes made of groups of so many digits of so many bits.
fn joined(digits: &[Mark], group: usize, bits: usize) -> Vec<Mark> {
    let bytes = digits.chunks(group).flat_map(|group| {
        let value = group
            .iter()
            .fold(0_u32, |value, digit| value << bits | u32::from(digit.byte));
        let (whole, spare) = (group.len() * bits / 8, group.len() * bits % 8);
        let bytes = (value >> spare).to_be_bytes();
        let (start, end) = (group[0].start, group[group.len() - 1].end);
        (4 - whole..4).map(move |at| Mark {
            byte: bytes[at],
            start,
            end,
        })
    });
    bytes.collect()
}

/// The stretches that are text.
fn texts(marks: &[Mark]) -> Vec<Vec<Mark>> {
    let bytes: Vec<_> = marks.iter().map(|mark| mark.byte).collect();
    let (mut at, mut found) = (0, Vec::new());
    for chunk in bytes.utf8_chunks() {
        let valid = &marks[at..at + chunk.valid().len()];
        let stretches = valid.split(|mark| mark.byte.is_ascii_control() && !mark.byte.is_ascii_whitespace());
        found.extend(
            stretches
                .filter(|text| text.len() >= SHORTEST_TEXT)
                .map(<[Mark]>::to_vec),
        );
        at += chunk.valid().len() + chunk.invalid().len();
    }
    found
}

/// The bytes that are listed as decimal numbers, as in `[67, 65, -28]`. What is listed twice is one text.
fn numbers(marks: &[Mark]) -> Vec<Mark> {
    let of_number = |mark: &Mark| mark.byte.is_ascii_digit() || mark.byte == b'-';
    let runs = marks.chunk_by(|a, b| of_number(a) == of_number(b));
    let read = |run: &[Mark]| {
        let text: String = run.iter().map(|mark| char::from(mark.byte)).collect();
        let number = text
            .parse::<i16>()
            .ok()
            .filter(|number| (-128..256).contains(number))?;
        Some(Mark {
            byte: number.to_be_bytes()[1],
            start: run.first()?.start,
            end: run.last()?.end,
        })
    };
    runs.filter_map(read).collect()
}

/// The whole as mail writes it, if it does: `=3D`, and `=` at the end of a line.
fn mail(marks: &[Mark]) -> Option<Vec<Mark>> {
    let (mut at, mut read) = (0, Vec::new());
    while let Some(mark) = marks.get(at) {
        let next = |more: usize| marks.get(at + more).map(|mark| mark.byte);
        let digits = (next(1).and_then(nibble), next(2).and_then(nibble));
        match (mark.byte, digits) {
            (b'=', (Some(high), Some(low))) => {
                let end = marks[at + 2].end;
                read.push(Mark {
                    byte: high << 4 | low,
                    end,
                    ..*mark
                });
                at += 3;
            }
            _ => {
                read.push(*mark);
                at += 1;
            }
        }
    }
    (read.len() < marks.len()).then_some(read)
}
