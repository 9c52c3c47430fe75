//! Texts from outside, made fit to be shown on one line.

/// The text with spaces for what nobody sees, cut to this many characters.
pub fn visible(text: &str, longest: usize) -> String {
    text.chars()
        .map(|c| if is_invisible(c) { ' ' } else { c })
        .take(longest)
        .collect()
}

/// Control characters, and those without a shape that change how the rest of a line reads: a name that turns the direction
/// of reading looks like another one.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_sees_becomes_a_space() {
        assert_eq!(visible("a\r\nb\u{1b}[31mc\0", 99), "a  b [31mc ");
        assert_eq!(visible("a\u{202e}b\u{2066}c\u{feff}d\u{200b}", 99), "a b c d ");
        assert_eq!(
            visible("任务 שלום é", 99),
            "任务 שלום é",
            "letters of any direction stay"
        );
        assert_eq!(visible(&"任".repeat(5_000), 7), "任".repeat(7));
    }
}
