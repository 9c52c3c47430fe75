//! What holds of any request that is signed: fed with hostile inputs by a test.

#![allow(clippy::unwrap_used)] // a broken promise is told by a panic

use axum::http::{HeaderMap, HeaderName, HeaderValue, Method};

use super::encoding::{decode_form, percent_encode};
use super::parameters::Parameters;
use super::signature_v1;
use super::signature_v3::{self, Signable};

/// Parameters of the query, one a line, with the name before the first tab; after an empty line headers in the same form.
fn request(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let (query, headers) = text.split_once("\n\n").unwrap_or((&text, ""));
    let split = |line: &str| {
        let (name, value) = line.split_once('\t').unwrap_or((line, ""));
        (name.to_owned(), value.to_owned())
    };
    let query: Vec<_> = query.lines().map(split).collect();
    let headers: HeaderMap = headers
        .lines()
        .map(split)
        .filter_map(|(name, value)| {
            let name: HeaderName = name.trim().to_ascii_lowercase().parse().ok()?;
            Some((name, HeaderValue::from_str(value.trim()).ok()?))
        })
        .collect();
    the_wire_gives_it_back(&query);
    version_1(&query);
    version_3(&query, &headers, input);
}

fn the_wire_gives_it_back(query: &[(String, String)]) {
    let wire: Vec<_> = query
        .iter()
        .map(|(name, value)| format!("{}={}", percent_encode(name), percent_encode(value)))
        .collect();
    assert_eq!(decode_form(&wire.join("&")), query);
}

/// The parameters can be had back from the string that is signed: no two sets share one.
fn version_1(query: &[(String, String)]) {
    let parameters = Parameters::merge(query.to_vec(), Vec::new());
    let signed = signature_v1::string_to_sign(&Method::POST, &parameters);
    let joined = decode_form(&format!("x={}", signed.strip_prefix("POST&%2F&").unwrap()))
        .remove(0)
        .1;
    let back = decode_form(&joined);
    let back: Vec<_> = back
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let all: Vec<_> = parameters
        .iter()
        .filter(|(name, _)| *name != "Signature")
        .collect();
    assert_eq!(back, all);
}

/// Query, signed headers and body can be had back, or told apart, by the lines of the canonical request.
fn version_3(query: &[(String, String)], headers: &HeaderMap, body: &[u8]) {
    let mut names: Vec<_> = headers.keys().map(HeaderName::as_str).collect();
    names.sort_unstable();
    let method = &Method::POST;
    let canonical = signature_v3::canonical_request(
        Signable {
            method,
            query,
            headers,
            body,
        },
        &names,
    );
    let lines: Vec<_> = canonical.split('\n').collect();
    let count = names.len();
    assert_eq!(lines.len(), 3 + count + 3, "{canonical:?}");
    assert_eq!((lines[0], lines[1], lines[3 + count]), ("POST", "/", ""));
    let mut sorted = query.to_vec();
    sorted.sort_unstable();
    assert_eq!(decode_form(lines[2]), sorted);
    for (line, name) in lines[3..].iter().zip(&names) {
        let value = String::from_utf8_lossy(headers[*name].as_bytes());
        assert_eq!(*line, format!("{name}:{}", value.trim()));
    }
    assert_eq!(lines[4 + count], names.join(";"));
    assert_eq!(lines[5 + count].len(), 64);
}

#[test]
fn no_two_requests_share_what_is_signed() {
    fuzz::run("gateway", request);
}
