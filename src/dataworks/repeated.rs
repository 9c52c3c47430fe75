//! What a host repeats of the keys that it was sent: taken out of its answer before anyone reads it, since texts of
//! answers are shown.

use serde_json::Value;

use super::credentials::AccessKey;
use super::lenient::Object;
use super::parameters::Parameters;
use super::sign;

/// Parameters that prove who asks.
const PROOFS: [&str; 1] = ["OIDCToken"];

/// Fields of `Data` that are configurations, which nobody is shown.
const PAYLOADS: [&str; 4] = ["TaskContent", "Code", "Content", "NodeConfiguration"];

/// A shorter text is no key, and may stand anywhere by chance.
const SHORTEST: usize = 8;

/// Overwrites the token of the key and the proofs among the parameters, as they were sent and as they were signed. The
/// secret of a key is never sent.
pub(super) fn overwrite(answer: &mut [u8], key: Option<&AccessKey>, parameters: &Parameters) {
    let token = key.and_then(AccessKey::security_token);
    let proofs = PROOFS.into_iter().map(|name| parameters.get(name));
    for hidden in proofs.chain([token]).flatten() {
        hide(answer, hidden);
    }
}

/// Overwrites the ID of the key where the document may be shown. A script or a schedule may name it with good reason, and
/// is handed on and compared as it is.
pub(super) fn overwrite_id(document: &mut Object, key: &AccessKey) {
    for (name, value) in document {
        // Beside Data, Code is that of an error.
        if name == "Data" {
            in_data(value, key.id());
        } else {
            in_value(value, key.id());
        }
    }
}

/// Overwrites the ID of the key in one text.
pub(super) fn overwrite_id_in(text: &mut [u8], key: &AccessKey) {
    hide(text, key.id());
}

fn in_data(value: &mut Value, id: &str) {
    match value {
        Value::Object(fields) => fields
            .iter_mut()
            .filter(|(name, _)| !PAYLOADS.contains(&name.as_str()))
            .for_each(|(_, value)| in_data(value, id)),
        Value::Array(items) => items.iter_mut().for_each(|item| in_data(item, id)),
        other => in_value(other, id),
    }
}

fn in_value(value: &mut Value, id: &str) {
    match value {
        Value::Object(fields) => fields.values_mut().for_each(|value| in_value(value, id)),
        Value::Array(items) => items.iter_mut().for_each(|item| in_value(item, id)),
        Value::String(text) => {
            let mut bytes = std::mem::take(text).into_bytes();
            hide(&mut bytes, id);
            // Whole characters were overwritten, so it is text still.
            *text = String::from_utf8(bytes).unwrap_or_default();
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Overwrites a text in every form.
fn hide(answer: &mut [u8], hidden: &str) {
    if hidden.len() < SHORTEST {
        return;
    }
    let once = sign::encode(hidden);
    let in_json = hidden.replace('/', "\\/");
    for form in [hidden, &once, &sign::encode(&once), &in_json] {
        blank(answer, form.as_bytes());
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
    use serde_json::json;

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
            "e30.e30.c2ln",
        ] {
            let mut answer = format!("a {repeated} b {repeated}").into_bytes();
            overwrite(&mut answer, Some(&key), &parameters);
            let stars = "*".repeat(repeated.len());
            assert_eq!(answer, format!("a {stars} b {stars}").into_bytes());
        }
    }

    #[test]
    fn the_id_of_the_key_is_overwritten_where_it_is_shown() {
        let key = AccessKey::new("LTAI5tTheId", "TheSecret", None).unwrap();
        let id = "a LTAI5tTheId b";
        let given = json!({
            "RequestId": id, "Code": id, "Message": id, "ErrorMessage": [id],
            "Data": {
                "Message": id, "TaskContent": id, "Code": id,
                "File": { "Content": id, "FileName": id }, "NodeConfiguration": { "ParaValue": id }
            }
        });
        let mut document = given.as_object().unwrap().clone();
        overwrite_id(&mut document, &key);
        let hidden = "a *********** b";
        let mut expected = given;
        for shown in [
            "/RequestId",
            "/Code",
            "/Message",
            "/ErrorMessage/0",
            "/Data/Message",
            "/Data/File/FileName",
        ] {
            *expected.pointer_mut(shown).unwrap() = hidden.into();
        }
        assert_eq!(Value::Object(document), expected);
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
