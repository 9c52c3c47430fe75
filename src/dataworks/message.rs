//! Makes a text fit to be shown in conditions, events and logs, if it holds nothing secret: what a host answers is first
//! cleaned by `hidden`.

use crate::domain::visible::visible;

/// Conditions and events stay readable, and far below the limits of the API server.
pub(super) const LONGEST: usize = 1_024;

/// Codes and request IDs are short; more than this is not one.
pub(super) const LONGEST_WORD: usize = 128;

/// What precedes an echo of the whole request. SignatureDoesNotMatch and IncompleteSignature end with the
/// string that the server signed: every parameter, so the token and the script.
const ECHOES: [&str; 4] = [
    "server string to sign",
    "string to sign",
    "stringtosign",
    "canonical request",
];

/// The text without echoes of the request and without control characters, of bounded length.
pub(super) fn shown(text: &str) -> String {
    bounded(without_echo(text), LONGEST)
}

/// A code or a request ID: one short word.
pub(super) fn word(text: &str) -> String {
    bounded(without_echo(text), LONGEST_WORD)
}

/// The text up to where an echo is announced.
pub(super) fn without_echo(text: &str) -> &str {
    // ASCII case folding keeps every byte offset, so an offset in `folded` is one in `text`.
    let folded = text.to_ascii_lowercase();
    let end = ECHOES
        .iter()
        .filter_map(|echo| folded.find(echo))
        .min()
        .unwrap_or(text.len());
    &text[..end]
}

fn bounded(text: &str, longest: usize) -> String {
    let clean = visible(text.trim(), longest);
    clean.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_echo_of_the_request_is_cut() {
        for echo in [
            "server string to sign is:",
            " Server String To Sign is:",
            "StringToSign: ",
            "Canonical Request:",
        ] {
            let text = format!("Specified signature is not matched.{echo}POST&%2F&SecurityToken%3DCAIS");
            assert!(!shown(&text).contains("CAIS"), "{echo}");
            assert!(shown(&text).starts_with("Specified signature is not matched."));
        }
    }

    #[test]
    fn a_text_is_one_line_of_bounded_length() {
        assert_eq!(shown(" a\r\nb\u{1b}[31mc\t"), "a  b [31mc");
        assert_eq!(shown("a\u{202e}b\u{2066}c\u{feff}"), "a b c");
        assert_eq!(shown(&"任".repeat(5_000)).chars().count(), LONGEST);
        assert_eq!(word(&"x".repeat(500)).len(), LONGEST_WORD);
    }
}
