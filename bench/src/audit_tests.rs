//! Tests of the reading of the audit log.

use serde_json::json;

use super::*;

fn line(user: &str, stage: &str, verb: &str, sub: Option<&str>, code: u16) -> String {
    let entry = json!({
        "stage": stage, "verb": verb, "user": { "username": user },
        "objectRef": { "resource": "disynctasks", "subresource": sub }, "responseStatus": { "code": code }
    });
    format!("{entry}\n")
}

#[test]
fn the_operator_s_requests_are_counted_once_and_by_kind() {
    let log = [
        line("admin", "ResponseComplete", "create", None, 201),
        line(USER, "ResponseComplete", "patch", Some("status"), 200),
        line(USER, "ResponseComplete", "patch", Some("status"), 409),
        line(USER, "ResponseComplete", "patch", Some("status"), 200),
        line(USER, "ResponseStarted", "watch", None, 200),
        line(USER, "ResponseComplete", "watch", None, 200),
    ];
    let expected = [
        ("patch disynctasks/status".to_owned(), 2),
        ("patch disynctasks/status 409".to_owned(), 1),
        ("watch disynctasks".to_owned(), 1),
    ];
    assert_eq!(count(&log.concat()), Requests::from(expected));
}

#[test]
fn each_line_is_read_once_over_rotations_and_only_when_it_is_whole() {
    let scratch = testbed::Scratch::new("audit").unwrap();
    let log = scratch.path().join("audit.log");
    let text = line(USER, "ResponseComplete", "get", None, 200);
    std::fs::write(scratch.path().join("audit-policy.yaml"), "level: Metadata\n").unwrap();
    std::fs::write(&log, format!("{text}{}", &text[..20])).unwrap();
    let mut audit = Audit::new(log.clone());
    let mut taken = || audit.take().unwrap().values().sum::<u64>();
    assert_eq!((taken(), taken()), (1, 0));
    std::fs::write(
        scratch.path().join("audit-2026-01-02T03-04-05.678.log"),
        text.repeat(2),
    )
    .unwrap();
    std::fs::write(&log, &text).unwrap();
    assert_eq!((taken(), taken()), (2, 0));
}
