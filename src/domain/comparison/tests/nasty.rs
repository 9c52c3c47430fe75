//! Whatever the documents are, nothing panics.

use super::*;

#[test]
fn nothing_makes_it_panic() {
    let deep = |levels: usize| "[".repeat(levels) + &"]".repeat(levels);
    let nested = format!("{{\"steps\":{}}}", deep(120));
    let unreadable = [
        "",
        "{",
        "null",
        "3",
        "[]",
        "{}",
        "{\"steps\":{}}",
        "{\"steps\":[]}",
        "{\"steps\":null}",
        &deep(100_000),
    ];
    let mut scripts = vec![
        script(),
        json!(null),
        json!([]),
        json!(1),
        json!({ "steps": [[], null, 3] }),
    ];
    scripts.push(serde_json::from_str(&nested).unwrap());
    for pointer in [
        "/setting",
        "/steps",
        "/steps/0",
        "/steps/0/parameter",
        "/steps/0/parameter/connection",
        CONNECTION,
    ] {
        for value in [
            json!(null),
            json!(7),
            json!([null, [1]]),
            json!({ "x": {} }),
            json!("text"),
        ] {
            scripts.push(with(script(), pointer, value));
        }
    }
    for script in &scripts {
        for text in unreadable {
            assert_eq!(realtime(script, text), Compared::Unreadable, "{text:.40}");
            assert_eq!(offline(script, text), Compared::Unreadable, "{text:.40}");
        }
        for other in &scripts {
            realtime(script, &other.to_string());
            offline(script, &other.to_string());
            changed(&fingerprints::of(script), &fingerprints::of(other));
        }
        assert_ne!(offline(script, &script.to_string()), different(&["x"]));
    }
    assert_eq!(realtime(&script(), &nested), Compared::Unreadable);
    assert_eq!(offline(&json!([1]), &held().to_string()), different(&["(whole)"]));
}
