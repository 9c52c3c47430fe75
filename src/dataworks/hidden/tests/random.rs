//! The same for random secrets, scripts and texts.

use proptest::prelude::*;

use super::common;
use super::encodings::encodings;
use crate::dataworks::hidden::Hidden;
use crate::dataworks::parameters::Parameters;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn no_encoding_of_a_random_token_is_shown(token in "[A-Za-z0-9+/]{30,200}={0,2}", before in "[ -~]{0,20}") {
        let hidden = Hidden::of(Parameters::new(), [token.as_str()]);
        for (name, written) in encodings(&token) {
            let shown = hidden.shown(&format!("{before} {written} after"));
            prop_assert!(shown.contains("[hidden]"), "{}: {}", name, shown);
            prop_assert!(common(&shown, &written) < 40, "{}: {} of {}", name, shown, written);
        }
    }

    #[test]
    fn no_encoding_of_a_random_script_is_shown(
        values in proptest::collection::vec("[a-zA-Z0-9任务 +/=&<>\"\\\\%._-]{1,20}", 8..20),
    ) {
        let fields: serde_json::Map<_, _> = values.iter().enumerate()
            .map(|(at, value)| (format!("field{at}"), value.as_str().into()))
            .collect();
        let script = serde_json::Value::Object(fields).to_string();
        let hidden = Hidden::of(Parameters::new().body("TaskContent", &script), []);
        for (name, written) in encodings(&script) {
            let shown = hidden.shown(&format!("before {written} after"));
            prop_assert!(shown.contains("[hidden]"), "{}: {}", name, shown);
            prop_assert!(common(&shown, &script) < 24, "{}: {} of {}", name, shown, script);
        }
    }

    #[test]
    fn any_text_is_cleaned_to_one_that_can_be_shown(text in "\\PC{0,400}") {
        let shown = super::hidden().shown(&text);
        prop_assert!(shown.chars().count() <= 1_024);
    }
}

#[test]
fn the_longest_texts_and_scripts_take_no_time() {
    let script = format!(
        r#"{{"a":"{}","{}"}}"#,
        "ab".repeat(1 << 14),
        "\\\\%41".repeat(1 << 12)
    );
    let hidden = Hidden::of(
        Parameters::new().body("TaskContent", &script),
        ["aaaaaaaaaaaaaaaa"],
    );
    for piece in ["ab", "a", "%25", "\\", "&amp;", "QUFB", "61", "61,", "=3D"] {
        let started = std::time::Instant::now();
        hidden.shown(&piece.repeat(1 << 15));
        assert!(started.elapsed().as_secs() < 20, "{piece}");
    }
}
