//! Takes out of an answer what it repeats of the request: the key and its token, and long parts of a document.
//!
//! A service names what it refuses, and some hosts repeat the request. A data source or a table that is named in an error
//! helps whoever wrote it; a whole script, or a credential, helps nobody.

use super::credentials::AccessKey;
use super::parameters::Parameters;
use super::sign;
use crate::domain::failure::Failure;

/// What stands for what was taken out.
const HIDDEN: &str = "[hidden]";

/// Longer than the names that errors mention, shorter than an echo.
const LONG: usize = 64;

/// Less than this of a credential, at the end of a text that was cut, tells nothing.
const TELLING: usize = 4;

/// Parameters that are credentials.
const CREDENTIALS: [&str; 1] = ["OIDCToken"];

/// What a request holds that no answer may show.
pub(super) struct Request<'a> {
    credentials: Vec<String>,
    documents: Vec<&'a str>,
}

impl<'a> Request<'a> {
    pub(super) fn of(key: Option<&AccessKey>, parameters: &'a Parameters) -> Self {
        let of_key = key
            .into_iter()
            .flat_map(|key| [Some(key.id()), Some(key.secret()), key.security_token()]);
        let passed = CREDENTIALS.iter().map(|name| parameters.get(name));
        let each = of_key.chain(passed).flatten();
        // As it is, as it is on the wire, and as it is in the string that is signed.
        let encoded = each.flat_map(|text| {
            let once = sign::encode(text);
            [text.to_owned(), sign::encode(&once), once]
        });
        Self {
            credentials: encoded.filter(|text| text.len() >= TELLING).collect(),
            documents: parameters
                .all()
                .map(|(_, value)| value)
                .filter(|value| value.len() >= LONG)
                .collect(),
        }
    }

    /// The failure without it.
    pub(super) fn hidden_in(&self, mut failure: Failure) -> Failure {
        for text in [&mut failure.code, &mut failure.message]
            .into_iter()
            .chain(&mut failure.request_id)
        {
            *text = self.without(text);
        }
        failure
    }

    fn without(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for credential in &self.credentials {
            if text.contains(credential.as_str()) {
                text = text.replace(credential.as_str(), HIDDEN);
            }
            // The text may have been cut in the middle of one.
            let cut = (TELLING..credential.len())
                .rev()
                .filter_map(|end| credential.get(..end))
                .find(|start| text.ends_with(start));
            if let Some(start) = cut {
                text.truncate(text.len() - start.len());
                text.push_str(HIDDEN);
            }
        }
        match self.first_echo(&text) {
            Some(at) => format!("{}{HIDDEN}", &text[..at]),
            None => text,
        }
    }

    /// Where the text begins to repeat a document, as it is or within a JSON string.
    fn first_echo(&self, text: &str) -> Option<usize> {
        let starts = text.char_indices().map(|(at, _)| at);
        let pieces = starts.filter_map(|at| Some((at, text.get(at..)?.get(..LONG)?)));
        let repeated = |piece: &str| {
            let plain = piece.replace("\\\"", "\"");
            self.documents
                .iter()
                .any(|document| document.contains(piece) || document.contains(&plain))
        };
        pieces
            .into_iter()
            .find(|(_, piece)| repeated(piece))
            .map(|(at, _)| at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::failure::Consequence;

    const TOKEN: &str = "CAIS+TheSecurityToken/==";

    fn shown(message: &str, parameters: &Parameters) -> String {
        let key = AccessKey::new("LTAI5tTheKeyId", "TheKeySecret", Some(TOKEN)).unwrap();
        let failure = Failure {
            consequence: Consequence::Terminal,
            code: "Invalid".into(),
            message: message.into(),
            request_id: Some(format!("request of {TOKEN}")),
        };
        let hidden = Request::of(Some(&key), parameters).hidden_in(failure);
        assert_eq!(hidden.request_id.as_deref(), Some("request of [hidden]"));
        hidden.message
    }

    #[test]
    fn the_key_and_its_token_are_taken_out_in_every_form() {
        let once = sign::encode(TOKEN);
        let text = format!(
            "key LTAI5tTheKeyId, {TOKEN}, {once}, {} of TheKeySecret",
            sign::encode(&once)
        );
        let hidden = "key [hidden], [hidden], [hidden], [hidden] of [hidden]";
        assert_eq!(shown(&text, &Parameters::new()), hidden);
    }

    #[test]
    fn one_that_was_cut_at_the_end_of_a_text_is_taken_out_too() {
        assert_eq!(shown("token CAIS+TheSec", &Parameters::new()), "token [hidden]");
        assert_eq!(
            shown("in CAI", &Parameters::new()),
            "in CAI",
            "nothing is known by that"
        );
    }

    #[test]
    fn a_token_among_the_parameters_is_a_credential() {
        let parameters = Parameters::new().body("OIDCToken", "eyJhbGciOi.short");
        assert_eq!(shown("bad eyJhbGciOi.short!", &parameters), "bad [hidden]!");
    }

    #[test]
    fn an_echo_of_a_document_is_cut_and_a_name_in_it_is_not() {
        let script = format!(
            "{{\"steps\":[{{\"datasource\":\"{}\",\"password\":\"hunter2\"}}]}}",
            "d".repeat(60)
        );
        let parameters = Parameters::new().body("TaskContent", &script);
        let name = format!("no data source {}", "d".repeat(60));
        assert_eq!(shown(&name, &parameters), name);
        assert_eq!(shown(&format!("bad: {script}"), &parameters), "bad: [hidden]");
        let quoted = serde_json::Value::from(script.as_str()).to_string();
        let answer = shown(&format!("bad: {quoted}"), &parameters);
        assert!(!answer.contains("hunter2"), "{answer}");
        assert!(!answer.contains("dddd"), "{answer}");
    }
}
