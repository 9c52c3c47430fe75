//! Command lines as a person may copy them into a shell.

/// Words as one line.
pub(super) fn line<S: AsRef<str>>(words: &[S]) -> String {
    let words: Vec<_> = words.iter().map(|each| word(each.as_ref())).collect();
    words.join(" ")
}

/// A word of a shell line, in quotes only where they are needed.
pub(super) fn word(word: &str) -> String {
    let plain = |character: char| character.is_ascii_alphanumeric() || "/._-+:@%=,".contains(character);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        quoted(word)
    }
}

/// A value in single quotes.
pub(super) fn quoted(value: &str) -> String {
    format!("'{}'", value.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_quoted_only_where_it_must_be() {
        assert_eq!(word("/a/b-c_1.x"), "/a/b-c_1.x");
        assert_eq!(word("/a b"), "'/a b'");
        assert_eq!(word("it's"), r"'it'\''s'");
    }
}
