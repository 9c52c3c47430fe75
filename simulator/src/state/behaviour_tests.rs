//! Tests of the switches.

#![allow(clippy::unwrap_used)]

use serde_json::json;

use super::*;

#[test]
fn a_patch_changes_only_what_it_names() {
    let first = Behaviour::default()
        .patched(json!({"process": {"polls": 2}, "statusStyle": true}))
        .unwrap();
    let second = first
        .patched(json!({"process": {"inProgress": null}, "latencyMs": {"*": 5}}))
        .unwrap();
    assert_eq!(second.process.polls, 2);
    assert_eq!(second.process.in_progress, None);
    assert_eq!(second.status_style, StatusStyle::TrueBoolean);
    assert_eq!(second.latency_ms("GetDISyncTask"), 5);
}

#[test]
fn an_unknown_key_is_refused_with_the_known_ones() {
    let text = Behaviour::default()
        .patched(json!({"statusStile": "true"}))
        .unwrap_err();
    assert!(text.contains("statusStile") && text.contains("statusStyle") && text.contains("urlLimitBytes"));
    let text = Behaviour::default()
        .patched(json!({"process": {"poll": 1}}))
        .unwrap_err();
    assert!(text.contains("`polls`"));
    for (changes, known) in [
        (json!({"instance": {"stop": {"look": 1}}}), "`looks`"),
        (
            json!({"instance": {"repeated": {"create": "fail"}}}),
            "`terminate`",
        ),
        (json!({"solution": {"end": "0"}}), "`final`"),
        (json!({"solution": {"final": "done"}}), "digit"),
        (json!({"deployment": {"final": "fail"}}), "`fails`"),
        (
            json!({"refused": {"StopDISyncInstance": {"text": "no"}}}),
            "`message`",
        ),
    ] {
        let text = Behaviour::default().patched(changes).unwrap_err();
        assert!(text.contains(known), "{text}");
    }
}

#[test]
fn every_style_survives_a_round_trip() {
    for style in [json!("success"), json!("true"), json!(true), json!("missing")] {
        let behaviour = Behaviour::default()
            .patched(json!({"statusStyle": style}))
            .unwrap();
        assert_eq!(serde_json::to_value(behaviour).unwrap()["statusStyle"], style);
    }
}
