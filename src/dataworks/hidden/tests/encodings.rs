//! A table of encodings.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

use super::{ID, NONCE, PROOF, SCRIPT, SECRET, SIGNATURE, TOKEN, common, hidden};
use crate::dataworks::hidden::{Hidden, LONGEST};
use crate::dataworks::parameters::Parameters;

fn percent(text: &str, kept: &str) -> String {
    let encoded = text.bytes().map(|byte| match char::from(byte) {
        c if c.is_ascii_alphanumeric() || kept.contains(c) => c.to_string(),
        _ => format!("%{byte:02X}"),
    });
    encoded.collect()
}

fn each(text: &str, write: impl Fn(char) -> String) -> String {
    text.chars().map(write).collect()
}

fn odd(text: &str, write: impl Fn(char) -> String) -> String {
    each(text, |c| {
        if c.is_alphanumeric() {
            c.to_string()
        } else {
            write(c)
        }
    })
}

fn bytes(text: &str, between: &str, write: impl Fn(u8) -> String) -> String {
    text.bytes().map(write).collect::<Vec<_>>().join(between)
}

fn utf16(text: &str) -> String {
    text.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect()
}

/// Every way in which hosts were seen to repeat a text, or could be.
pub(super) fn encodings(text: &str) -> Vec<(&'static str, String)> {
    let quoted = serde_json::Value::from(text).to_string();
    let html = text
        .replace('&', "&amp;")
        .replace('"', "&quot;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    let once = percent(text, "-_.~");
    let shifted = |before: &str| STANDARD.encode(format!("{before}{text}!"));
    vec![
        ("plain", text.to_owned()),
        ("JSON", quoted.clone()),
        ("JSON in JSON", serde_json::Value::from(quoted).to_string()),
        ("escaped slashes", text.replace('/', "\\/")),
        ("Gson", odd(text, |c| format!("\\u{:04x}", u32::from(c)))),
        ("JSON escapes", utf16(text)),
        ("JSON escapes twice", utf16(text).replace('\\', "\\\\")),
        ("UTF-16 of a script language", utf16(text).replace('\\', "%")),
        ("percent", once.clone()),
        ("lower-case percent", once.to_lowercase()),
        ("partly percent", percent(text, "/-_.~{}:,")),
        ("percent twice", percent(&once, "")),
        ("percent three times", percent(&percent(&once, ""), "")),
        ("all in percent", bytes(text, "", |byte| format!("%{byte:02x}"))),
        ("a form", percent(text, "-_.* ").replace(' ', "+")),
        ("plus as a space", text.replace('+', " ")),
        (
            "percent in JSON",
            serde_json::Value::from(once.as_str())
                .to_string()
                .replace('%', "\\u0025"),
        ),
        ("HTML", html.clone()),
        ("HTML twice", html.replace('&', "&amp;")),
        ("decimal HTML", odd(text, |c| format!("&#{};", u32::from(c)))),
        (
            "hexadecimal HTML",
            each(text, |c| format!("&#x{:X};", u32::from(c))),
        ),
        (
            "named HTML",
            text.replace('+', "&plus;")
                .replace('=', "&equals;")
                .replace('/', "&sol;"),
        ),
        ("Rust", odd(text, |c| format!("\\u{{{:x}}}", u32::from(c)))),
        (
            "hexadecimal escapes",
            bytes(text, "", |byte| format!("\\x{byte:02x}")),
        ),
        ("octal escapes", bytes(text, "", |byte| format!("\\{byte:03o}"))),
        (
            "Python",
            text.replace('"', "'").replace(':', ": ").replace(',', ", "),
        ),
        ("Java", text.replace('"', "").replace(':', "=").replace(',', ", ")),
        ("spaced", each(text, |c| format!("{c} "))),
        ("upper case", text.to_uppercase()),
        (
            "mail",
            odd(text, |c| {
                c.to_string().bytes().map(|byte| format!("={byte:02X}")).collect()
            }),
        ),
        ("base64", shifted("")),
        ("base64, one later", shifted("a")),
        ("base64, two later", shifted("ab")),
        ("base64 for addresses", URL_SAFE_NO_PAD.encode(text)),
        ("base64 of percent", STANDARD.encode(&once)),
        ("base64 in percent", percent(&shifted(""), "")),
        ("base64 twice", STANDARD.encode(shifted(""))),
        (
            "base64 in lines",
            shifted("")
                .as_bytes()
                .chunks(76)
                .map(|line| String::from_utf8_lossy(line) + "\r\n")
                .collect(),
        ),
        ("hexadecimal", bytes(text, "", |byte| format!("{byte:02x}"))),
        ("a dump", bytes(text, " ", |byte| format!("{byte:02X}"))),
        (
            "prefixed numbers",
            bytes(text, ", ", |byte| format!("0x{byte:02x}")),
        ),
        (
            "numbers",
            format!("[{}]", bytes(text, ", ", |byte| byte.to_string())),
        ),
        (
            "signed numbers",
            bytes(text, ",", |byte| i8::from_ne_bytes([byte]).to_string()),
        ),
    ]
}

#[test]
fn no_encoding_of_what_was_sent_is_shown() {
    let hidden = hidden();
    for sent in [ID, SECRET, TOKEN, NONCE, SIGNATURE, PROOF, SCRIPT] {
        for (name, written) in encodings(sent) {
            let shown = hidden.shown(&format!("Bad: <{written}> is not known."));
            assert!(
                shown.starts_with("Bad: <") && shown.contains("[hidden]"),
                "{name}: {shown}"
            );
            for shown in [shown, hidden.word(&written)] {
                // What stays are quotation marks and the like, however they are written.
                assert!(common(&shown, sent) < 6, "{name}: {shown}");
                assert!(common(&shown, &written) < 64, "{name}: {shown}");
            }
        }
    }
}

#[test]
fn a_part_of_a_secret_is_not_shown() {
    let hidden = hidden();
    for part in [
        &TOKEN[..30],
        &TOKEN[..TOKEN.len() - 1],
        &TOKEN[8..],
        &TOKEN[3..20],
        &ID[..17],
        &SIGNATURE[4..20],
    ] {
        let shown = hidden.shown(&format!("it is '{part}'..."));
        let rest = shown.strip_prefix("it is '[hidden]").unwrap_or(&shown);
        assert!(!rest.contains(char::is_alphanumeric), "{shown}");
    }
}

#[test]
fn a_part_of_a_script_is_not_shown() {
    let hidden = hidden();
    let query = format!(
        "https://host/?Action=X&TaskParam={}&SignatureNonce={NONCE}&Signature={}",
        percent(SCRIPT, ""),
        percent(SIGNATURE, "")
    );
    assert_eq!(
        hidden.shown(&format!("cannot read {query}")),
        "cannot read https://host/?Action=X&TaskParam=%7B%22[hidden]%22%7D%5D%7D%7D&SignatureNonce=[hidden]%3D"
    );
    let note = hidden.shown("the note Script <Body> & \"Secret\" 任务 100% is odd");
    assert!(
        note.ends_with("[hidden]% is odd") && !note.contains("Body"),
        "{note}"
    );
    assert_eq!(
        hidden.shown("Access denied with hunter2!"),
        "Access denied with [hidden]!"
    );
}

#[test]
fn the_fields_of_a_script_in_another_order_are_an_echo() {
    let script = r#"{"stepType":"mysql","datasource":"orders_db","user":"the_reader","table":"all_customers","where":"id>7","splitPk":"customer_id","comment":"every_customer","url":"db.example.com"}"#;
    let mut fields: Vec<_> = script.trim_matches(['{', '}']).split(',').collect();
    fields.sort_unstable();
    let hidden = Hidden::of(Parameters::new().body("TaskContent", script), []);
    let shown = hidden.shown(&format!("bad: {{{}}}", fields.join(", ")));
    assert!(shown.len() < 48, "{shown}");
}

#[test]
fn what_is_encoded_more_often_than_can_be_followed_is_hidden_whole() {
    let often = (0..30).fold(TOKEN.to_owned(), |text, _| percent(&text, ""));
    assert_eq!(hidden().shown(&format!("of {often}")), "[hidden]");
}

#[test]
fn no_part_of_a_secret_is_left_where_a_text_is_cut() {
    let hidden = hidden();
    for more in 0..TOKEN.len() {
        let before = SCRIPT.repeat(LONGEST / SCRIPT.len());
        let text = format!("{before}{}{TOKEN}", "-".repeat(LONGEST - before.len() - more));
        let shown = hidden.shown(&text);
        assert!(!shown.contains("CAIS"), "{shown}");
    }
}
