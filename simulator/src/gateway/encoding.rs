//! Percent encoding and form decoding, as the signature rules of the RPC gateway want them.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// Everything but RFC 3986's unreserved characters is encoded.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

/// Encodes a name or value the way both signature versions canonicalise it: a space is `%20`, never `+`.
pub(crate) fn percent_encode(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

/// Decodes a query string or a form body, where a space may be written as `+`.
///
/// Bytes that are not UTF-8 become replacement characters; the signature of such a request cannot match.
pub(crate) fn decode_form(text: &str) -> Vec<(String, String)> {
    text.split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(name), decode(value))
        })
        .collect()
}

fn decode(text: &str) -> String {
    percent_decode_str(&text.replace('+', " "))
        .decode_utf8_lossy()
        .into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_unreserved_characters_stay() {
        assert_eq!(percent_encode("aZ0-_.~"), "aZ0-_.~");
        assert_eq!(percent_encode(" *+/!'()"), "%20%2A%2B%2F%21%27%28%29");
        assert_eq!(percent_encode("任务"), "%E4%BB%BB%E5%8A%A1");
    }

    #[test]
    fn a_form_is_decoded_with_plus_as_space() {
        let pairs = decode_form("a=x+y%2B&b&c=%E4%BB%BB=&&");
        let expected = [("a", "x y+"), ("b", ""), ("c", "任=")];
        assert_eq!(
            pairs,
            expected.map(|(name, value)| (name.to_owned(), value.to_owned()))
        );
    }
}
