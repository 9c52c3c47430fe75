//! Cuts a reason where it begins to repeat a document that was sent.
//!
//! A service names what it refuses, and some hosts repeat the request. A data source or a table that is named in an error
//! helps whoever wrote it; a whole script, with the passwords in it, helps nobody.

use super::parameters::Parameters;
use crate::domain::failure::Failure;

/// What stands for what was cut off.
const HIDDEN: &str = "[hidden]";

/// Longer than the names that errors mention, shorter than an echo.
const LONG: usize = 64;

/// A quotation mark within a JSON string.
const QUOTE: &str = "\\\"";

/// The failure without echoes of what the request said.
pub(super) fn cut(mut failure: Failure, parameters: &Parameters) -> Failure {
    for text in [&mut failure.code, &mut failure.message]
        .into_iter()
        .chain(&mut failure.request_id)
    {
        if let Some(at) = first_echo(text, parameters) {
            text.truncate(at);
            text.push_str(HIDDEN);
        }
    }
    failure
}

/// Where the text begins to repeat a parameter, as it is or within a JSON string.
fn first_echo(text: &str, parameters: &Parameters) -> Option<usize> {
    let repeated = |piece: &str| {
        let among = |piece: &str| parameters.all().any(|(_, value)| value.contains(piece));
        among(piece) || (piece.contains(QUOTE) && among(&piece.replace(QUOTE, "\"")))
    };
    let mut starts = text.char_indices().map(|(at, _)| at);
    starts.find(|at| {
        let rest = &text[*at..];
        let piece = &rest[..rest.floor_char_boundary(LONG)];
        rest.len() >= LONG && repeated(piece)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::failure::Consequence;

    fn shown(message: &str, parameters: &Parameters) -> String {
        let failure = Failure {
            consequence: Consequence::Terminal,
            code: "Invalid".into(),
            message: message.into(),
            request_id: None,
        };
        cut(failure, parameters).message
    }

    #[test]
    fn an_echo_of_a_document_is_cut_and_a_name_in_it_is_not() {
        let source = "d".repeat(60);
        let script = format!("{{\"steps\":[{{\"datasource\":\"{source}\",\"password\":\"hunter2\"}}]}}");
        let parameters = Parameters::new().body("TaskContent", &script);
        let name = format!("no data source {source}");
        assert_eq!(shown(&name, &parameters), name);
        assert_eq!(shown(&format!("bad: {script}"), &parameters), "bad: [hidden]");
        let quoted = serde_json::Value::from(script.as_str()).to_string();
        let answer = shown(&format!("bad: {quoted}"), &parameters);
        assert!(
            !answer.contains("hunter2") && !answer.contains("dddd"),
            "{answer}"
        );
    }

    #[test]
    fn letters_of_several_bytes_are_not_cut_in_two() {
        let parameters = Parameters::new().body("TaskContent", "任务".repeat(50));
        let answer = shown(&format!("错误：{}", "任务".repeat(50)), &parameters);
        assert_eq!(answer, "错误：[hidden]");
    }
}
