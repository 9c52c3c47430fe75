//! What a host repeats of the keys that it was sent: taken out of its answer before anyone reads it, since texts of
//! answers are shown.

use super::credentials::AccessKey;
use super::parameters::Parameters;
use super::sign;

/// Parameters that prove who asks.
const PROOFS: [&str; 1] = ["OIDCToken"];

/// A shorter text is no key, and may stand anywhere by chance.
const SHORTEST: usize = 8;

/// Overwrites the ID of the key, its token and the proofs among the parameters, as they were sent and as they were signed.
/// The secret of a key is never sent.
pub(super) fn overwrite(answer: &mut [u8], key: Option<&AccessKey>, parameters: &Parameters) {
    let of_key = key
        .into_iter()
        .flat_map(|key| [Some(key.id()), key.security_token()]);
    let proofs = PROOFS.into_iter().map(|name| parameters.get(name));
    for hidden in of_key
        .chain(proofs)
        .flatten()
        .filter(|text| text.len() >= SHORTEST)
    {
        let once = sign::encode(hidden);
        let in_json = hidden.replace('/', "\\/");
        for form in [hidden, &once, &sign::encode(&once), &in_json] {
            blank(answer, form.as_bytes());
        }
    }
}

fn blank(answer: &mut [u8], form: &[u8]) {
    let Some((first, _)) = form.split_first() else {
        return;
    };
    let mut from = 0;
    while let Some(next) = answer[from..].iter().position(|byte| byte == first) {
        let at = from + next;
        from = at + 1;
        if answer[at..].starts_with(form) {
            answer[at..at + form.len()].fill(b'*');
            from = at + form.len();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repeated_token_is_overwritten_in_every_form() {
        let key = AccessKey::new("LTAI5tTheId", "TheSecret", Some("CAIS+The/Token==")).unwrap();
        let parameters = Parameters::new().body("OIDCToken", "e30.e30.c2ln");
        for repeated in [
            "CAIS+The/Token==",
            "CAIS%2BThe%2FToken%3D%3D",
            "CAIS%252BThe%252FToken%253D%253D",
            "CAIS+The\\/Token==",
            "LTAI5tTheId",
            "e30.e30.c2ln",
        ] {
            let mut answer = format!("a {repeated} b {repeated}").into_bytes();
            overwrite(&mut answer, Some(&key), &parameters);
            let stars = "*".repeat(repeated.len());
            assert_eq!(answer, format!("a {stars} b {stars}").into_bytes());
        }
    }

    #[test]
    fn the_rest_of_an_answer_stays() {
        let key = AccessKey::new("LTAI5tTheId", "TheSecret", Some("short")).unwrap();
        let mut answer = b"LTAI5tTheI LTAI5t short LLTAI5tTheIx".to_vec();
        let before = answer.clone();
        overwrite(&mut answer, None, &Parameters::new());
        assert_eq!(answer, before);
        overwrite(&mut answer, Some(&key), &Parameters::new());
        assert_eq!(answer, before);
    }
}
