//! What explodes, and what a parser would lose.

use super::{DEEPEST, MOST_ALIASES, MOST_TEXT, MOST_VALUES};
use crate::domain::script::parse;

#[test]
fn nothing_of_a_text_is_lost_without_a_word() {
    let refused = |text: &str| parse(text, "p").unwrap_err().to_string();
    for text in [
        "{\"steps\": 1,\n \"hunter2\": 2, \"hunter2\": 3}",
        "{\"a\": [{\"steps\": 1, \"steps\": 1}]}",
        "steps: 1\nhunter2: 2\nhunter2: 3\n",
    ] {
        let told = refused(text);
        assert!(
            told.contains("a key is written twice") && told.contains("line"),
            "{told}"
        );
        assert!(!told.contains("hunter2"), "{told}");
    }
    for number in [
        "123456789012345678901234567890",
        "-9223372036854775809",
        "1e300",
        "18446744073709551616",
    ] {
        for text in [format!("{{\"a\": {number}}}"), format!("a: {number}\n")] {
            let told = refused(&text);
            assert!(told.contains("too large to be kept exactly"), "{text}: {told}");
        }
    }
    let largest = "{\"a\":18446744073709551615,\"b\":-9223372036854775808,\"c\":0.5}";
    assert_eq!(
        parse(largest, "p").unwrap(),
        parse("c: 0.5\nb: -9223372036854775808\na: 18446744073709551615", "p").unwrap()
    );
    for text in [
        "{\"a\": 1e999}",
        "a: 1e999\n",
        "a: .nan\n",
        "a: .inf\n",
        "a: -.inf\n",
    ] {
        refused(text);
    }
}

#[test]
fn a_text_that_explodes_is_refused_while_it_is_read() {
    let mut levels = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for n in 1..10 {
        let below = vec![format!("*a{}", n - 1); 9].join(", ");
        levels.push_str(&format!("a{n}: &a{n} [{below}]\n"));
    }
    let all = vec!["*a"; 90].join(", ");
    let echoes = format!("a: &a {}\nb: [{all}]\n", "x".repeat(900_000));
    for text in [
        levels,
        echoes,
        "[".repeat(100_000),
        "{\"a\":".repeat(100_000),
        "---\na: 1\n".repeat(2),
        "- 1\n".repeat(300_000),
    ] {
        let told = parse(&text, "p").unwrap_err().to_string();
        assert!(told.contains("neither JSON nor YAML"), "{told}");
    }
    let anchored = parse("a: &a { x: 1 }\nb: *a\nc: *a\n", "p").unwrap();
    assert_eq!(
        anchored,
        parse(r#"{"a":{"x":1},"b":{"x":1},"c":{"x":1}}"#, "p").unwrap()
    );
}

#[test]
fn the_page_on_security_names_the_limits_of_yaml() {
    let page = include_str!("../../../../docs/security.md");
    let (values, aliases, mib) = (
        MOST_VALUES / 1_000,
        MOST_ALIASES / 1_000,
        MOST_TEXT / 1_024 / 1_024,
    );
    for row in [
        format!(
            "| a script in YAML | {values},000 values, {aliases},000 aliases, and {mib} MiB of text with what they stand for |"
        ),
        format!("| depth of a document | 128 levels; in YAML {DEEPEST} |"),
    ] {
        assert!(page.contains(&row), "{row}");
    }
}

#[test]
fn a_text_that_is_deep_takes_little_of_the_stack() {
    // A worker has 2 MiB, of which a visit has taken some.
    for (name, text) in [
        ("flow", "[".repeat(500_000)),
        ("maps", "{\"a\":".repeat(100_000)),
        (
            "blocks",
            (0..700).map(|n| format!("{}a:\n", " ".repeat(n))).collect(),
        ),
        ("dashes", "- ".repeat(100_000)),
        ("keys", "? ".repeat(100_000)),
        ("legal", format!("{}1{}", "[".repeat(126), "]".repeat(126))),
        ("legal maps", format!("{}1{}", "{a: ".repeat(60), "}".repeat(60))),
    ] {
        println!("{name}");
        let read = move || drop(parse(&text, "p"));
        let small = std::thread::Builder::new().stack_size(128 * 1024);
        small.spawn(read).unwrap().join().unwrap();
    }
}
