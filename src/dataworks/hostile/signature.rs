//! What holds of the string that is signed, for any parameters.

#![allow(clippy::panic, clippy::unwrap_used)] // a broken promise is told by a panic

use crate::dataworks::sign;

/// Parameters, one a line, with the name before the first tab.
///
/// Whatever they are, they can be had back from what is signed: so no two sets of them share a signature.
pub fn signature(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let mut pairs: Vec<_> = text
        .lines()
        .map(|line| line.split_once('\t').unwrap_or((line, "")))
        .collect();
    let signed = sign::string_to_sign("POST", &pairs);
    pairs.sort_unstable();
    let joined = decode(signed.strip_prefix("POST&%2F&").unwrap());
    let back: Vec<_> = joined
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| pair.split_once('=').unwrap())
        .map(|(name, value)| (decode(name), decode(value)))
        .collect();
    assert!(
        back.iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .eq(pairs.iter().copied())
    );
    for (name, value) in pairs {
        for text in [name, value] {
            let once = sign::encode(text);
            assert_eq!(decode(&once), text);
            assert_eq!(sign::encode(&decode(&once)), once);
            let unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~%".contains(&byte);
            assert!(once.bytes().all(unreserved), "{once}");
        }
    }
}

fn decode(text: &str) -> String {
    percent_encoding::percent_decode_str(text)
        .decode_utf8()
        .unwrap()
        .into_owned()
}

#[cfg(test)]
mod tests {
    #[test]
    fn no_two_sets_of_parameters_share_a_signature() {
        fuzz::run("signature", super::signature);
    }
}
