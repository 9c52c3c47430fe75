//! Finds planted texts, in every form in which one could slip through.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use serde_json::Value;

/// Of a long text a part of this length would tell enough.
const PART: usize = 16;

/// A text that nobody may see, and where it was planted.
pub struct Planted {
    pub place: &'static str,
    pub text: String,
}

/// Where a collection of what people can see comes from, and what it holds.
pub struct Sink {
    pub name: &'static str,
    pub text: String,
}

/// Each planted text that can be found, with the sink and the form.
pub fn found(planted: &[Planted], sinks: &[Sink]) -> Vec<String> {
    let mut hits = Vec::new();
    for Planted { place, text } in planted {
        for (form, text) in forms(text) {
            let shown = sinks.iter().filter(|sink| sink.text.contains(&text));
            hits.extend(shown.map(|sink| format!("{place}, {form}, in {}: {text}", sink.name)));
        }
    }
    hits
}

fn forms(text: &str) -> Vec<(&'static str, String)> {
    let encode = |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let percent = |text: &str| {
        encode(text)
            .replace('+', "%20")
            .replace('*', "%2A")
            .replace("%7E", "~")
    };
    let quoted = Value::from(text).to_string();
    let mut forms = vec![
        ("as it is", text.to_owned()),
        ("encoded", percent(text)),
        ("encoded twice", percent(&percent(text))),
        ("as a form", encode(text)),
        ("quoted", quoted.trim_matches('"').to_owned()),
        (
            "quoted twice",
            Value::from(quoted).to_string().trim_matches('"').to_owned(),
        ),
        ("in URL-safe base64", URL_SAFE_NO_PAD.encode(text)),
    ];
    forms.extend(super::echoes::of(text));
    // In base64 the same bytes look different at each of three places; the ends are what the neighbours make of them.
    for shift in 0..3 {
        let shifted = STANDARD_NO_PAD.encode([&vec![b' '; shift][..], text.as_bytes()].concat());
        forms.push(("in base64", shifted[4..shifted.len() - 4].to_owned()));
    }
    if text.len() > PART * 2 {
        forms.push(("its beginning", text[..PART].to_owned()));
        forms.push(("its end", text[text.len() - PART..].to_owned()));
    }
    forms
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hits(shown: &str) -> usize {
        let planted = [Planted {
            place: "here",
            text: "pl4nted/key+with=everything \"in\" it".into(),
        }];
        let sink = Sink {
            name: "a log",
            text: shown.into(),
        };
        found(&planted, &[sink]).len()
    }

    #[test]
    fn it_finds_what_is_there_in_every_form() {
        let text = "pl4nted/key+with=everything \"in\" it";
        let once = "pl4nted%2Fkey%2Bwith%3Deverything%20%22in%22%20it";
        let twice = once.replace('%', "%25");
        let json = serde_json::json!({ "deep": serde_json::json!({ "text": text }).to_string() }).to_string();
        let base64 = ["", "a", "ab"].map(|before| STANDARD_NO_PAD.encode(format!("{before}{text} and more")));
        let [zero, one, two] = base64;
        let shown = [
            text,
            once,
            &twice,
            &json,
            &zero,
            &one,
            &two,
            "so pl4nted/key+with",
            "everything \"in\" it",
        ];
        for shown in shown {
            assert!(hits(shown) > 0, "{shown}");
        }
        assert_eq!(hits("pl4nted and key, with everything in it"), 0);
    }
}
