//! What the outer layers of an answer say, in every form that the pages and the SDKs know.

use jiff::SignedDuration;
use serde_json::json;

use super::*;
use crate::dataworks::parameters::Parameters;
use crate::domain::failure::Consequence;

fn open(status: u16, document: Value) -> Result<Envelope, Failure> {
    Envelope::open(&Reply::json(status, &document), Effect::Write)
}

#[test]
fn answers_that_are_good() {
    let good = [
        json!({"RequestId": "r", "Success": true, "Data": {"Status": "success"}}),
        json!({"RequestId": "r", "Success": "true"}),
        json!({"requestId": "r"}),
        json!({"RequestId": "r", "Success": true, "Code": "200", "Message": "OK"}),
        json!({"RequestId": "r", "Success": true, "code": "success"}),
        json!({"RequestId": "r", "Success": true, "Code": null}),
        json!({"RequestId": "r", "Data": {"Code": "{\"type\":\"job\"}", "Message": "XXX is invalid."}}),
        json!({"RequestId": "r", "Success": true, "HttpStatusCode": 200,
               "ErrorCode": "Invalid.Tenant.ConnectionNotExists"}),
        json!({"RequestId": "r", "Success": true, "HttpStatusCode": "200", "ErrorCode": ""}),
    ];
    for document in good {
        let envelope =
            open(200, document.clone()).unwrap_or_else(|failure| unreachable!("{failure}: {document}"));
        assert_eq!(envelope.request_id().as_deref(), Some("r"));
    }
}

#[test]
fn every_form_of_a_refusal_has_the_same_consequence() {
    let code = "Invalid.DI.Parameter";
    let text = "datasource:[orders_db] is invalid.";
    let forms = [
        (
            400,
            json!({"RequestId": "r", "HostId": "h", "Code": code, "Message": text, "Recommend": "u"}),
        ),
        (400, json!({"requestId": "r", "code": code, "message": text})),
        (
            200,
            json!({"RequestId": "r", "Success": false, "Code": code, "Message": text}),
        ),
        (
            200,
            json!({"RequestId": "r", "Success": false, "ErrorCode": code, "ErrorMessage": text}),
        ),
        (
            200,
            json!({"RequestId": "r", "Success": "false", "Data": {"Status": "fail", "Message": text}}),
        ),
    ];
    for (status, document) in forms {
        let failure = open(status, document.clone()).unwrap_err();
        assert_eq!(failure.consequence, Consequence::Refused, "{document}");
        assert_eq!(
            (failure.message.as_str(), failure.request_id.as_deref()),
            (text, Some("r")),
            "{document}"
        );
    }
    let envelope = open(
        200,
        json!({"RequestId": "r", "Data": {"Status": "fail", "Message": text}}),
    )
    .unwrap();
    assert_eq!(envelope.refused().consequence, Consequence::Refused);
    assert_eq!(envelope.refused().to_string(), format!("fail: {text}"));
}

#[test]
fn failures_by_code_and_status() {
    let table = [
        (200, json!({"Success": false}), "fail", Consequence::Refused),
        (
            200,
            json!({"Success": false, "HttpStatusCode": 500}),
            "Http500",
            Consequence::Ambiguous,
        ),
        (
            200,
            json!({"Success": false, "ErrorCode": "InternalError.System"}),
            "InternalError.System",
            Consequence::Ambiguous,
        ),
        (200, json!({"ErrorCode": 500_130}), "500130", Consequence::Refused),
        (
            200,
            json!({"Code": "Throttling.Api"}),
            "Throttling.Api",
            Consequence::Throttled { after: None },
        ),
        (400, json!({"Code": "OK"}), "Http400", Consequence::Ambiguous),
        (404, json!({"RequestId": "r"}), "Http404", Consequence::Ambiguous),
        (400, json!({"Success": false}), "fail", Consequence::Refused),
        (502, json!({"Success": false}), "Http502", Consequence::Ambiguous),
        (418, json!({"Code": "Teapot"}), "Teapot", Consequence::Refused),
        (503, json!({"Success": true}), "Http503", Consequence::Ambiguous),
    ];
    for (status, document, code, consequence) in table {
        let failure = open(status, document.clone()).unwrap_err();
        assert_eq!(
            (failure.code.as_str(), failure.consequence),
            (code, consequence),
            "{document}"
        );
    }
}

#[test]
fn what_the_service_did_not_write_refuses_nothing() {
    for body in [
        "{}",
        "{\"Data\": null}",
        "{\"error\": \"not found\"}",
        "{\"code\": 404, \"message\": \"no route\"}",
        "",
        "<html>502 Bad Gateway</html>",
        "{\"RequestId\": \"r\", \"Succ",
        "[]",
        "\"ok\"",
        "\u{0}",
    ] {
        for (status, for_write, for_read) in [
            (200, Consequence::Ambiguous, Consequence::Retry),
            (502, Consequence::Ambiguous, Consequence::Retry),
            (403, Consequence::Ambiguous, Consequence::Retry),
            (404, Consequence::Ambiguous, Consequence::Retry),
            (414, Consequence::Ambiguous, Consequence::Retry),
            (302, Consequence::Ambiguous, Consequence::Retry),
            (
                429,
                Consequence::Throttled { after: None },
                Consequence::Throttled { after: None },
            ),
        ] {
            let reply = Reply::new(status, body).with_request_id(Some("from-header"));
            for (effect, expected) in [(Effect::Write, for_write), (Effect::Read, for_read)] {
                let failure = Envelope::open(&reply, effect).unwrap_err();
                assert_eq!(failure.consequence, expected, "{status} {effect:?} {body:?}");
                assert_eq!(failure.request_id.as_deref(), Some("from-header"));
            }
        }
    }
}

#[test]
fn data_may_be_an_object_written_as_text() {
    let of = |data: Value| open(200, json!({"RequestId": "r", "Success": true, "Data": data})).unwrap();
    let written = json!({"Status": "fail", "ProcessId": 7}).to_string();
    let envelope = of(json!(written));
    assert_eq!(
        (envelope.outcome(), envelope.id("ProcessId")),
        (Outcome::Failed, Some(7))
    );
    for other in ["", "text", "[1]", "{\"Status\": "] {
        assert!(of(json!(other)).data().is_none(), "{other}");
    }
    let deep = format!("{{\"a\": {}", "[".repeat(500));
    assert!(of(json!(deep)).data().is_none());
}

#[test]
fn the_asked_for_pause_comes_with_the_failure() {
    let reply = Reply::json(429, &json!({"Code": "Throttling.User"})).with_retry_after(Some("2500"));
    let failure = Envelope::open(&reply, Effect::Read).unwrap_err();
    assert_eq!(
        failure.consequence,
        Consequence::Throttled {
            after: Some(SignedDuration::from_millis(2_500))
        }
    );
}

#[test]
fn the_word_of_the_status_may_have_any_type() {
    let outcome = |status: Value| open(200, json!({"Data": {"Status": status}})).unwrap().outcome();
    for done in [json!("success"), json!("SUCCESS "), json!("true"), json!(true)] {
        assert_eq!(outcome(done), Outcome::Done);
    }
    for failed in [json!("fail"), json!("Fail"), json!(false)] {
        assert_eq!(outcome(failed), Outcome::Failed);
    }
    assert_eq!(outcome(json!(3)), Outcome::Other("3".into()));
    assert_eq!(outcome(json!("RUN")), Outcome::Other("RUN".into()));
    assert_eq!(outcome(json!(null)), Outcome::Missing);
    for data in [json!(null), json!([]), json!("text"), json!({})] {
        assert_eq!(
            open(200, json!({"RequestId": "r", "Data": data}))
                .unwrap()
                .outcome(),
            Outcome::Missing
        );
    }
}

#[test]
fn nothing_of_the_document_is_printed() {
    let envelope = open(
        200,
        json!({"RequestId": "r", "Data": {"TaskContent": "the script"}}),
    )
    .unwrap();
    assert!(!format!("{envelope:?}").contains("script"));
}

#[test]
fn a_refusal_means_what_was_said_though_a_secret_holds_its_words() {
    let secrets = ["xxSignatureDoesNotMatchxx", "xx already exists xx"];
    let hidden = Arc::new(Hidden::of(Parameters::new(), secrets));
    for (code, message, consequence) in [
        ("SignatureDoesNotMatch", "no", Consequence::Credentials),
        ("Param.Invalid", "it already exists", Consequence::NameTaken),
    ] {
        let document = json!({ "RequestId": "r", "Code": code, "Message": message });
        let reply = Reply::json(400, &document).hiding(hidden.clone());
        let failure = Envelope::open(&reply, Effect::Write).unwrap_err();
        assert_eq!(failure.consequence, consequence, "{failure:?}");
        assert!(format!("{failure:?}").contains("[hidden]"), "{failure:?}");
    }
}
