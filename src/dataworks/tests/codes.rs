//! Every documented code, and what follows from it.

use super::*;

/// The consequence of a code for a read and for a write, with no message to hint at more.
fn both(code: &str, status: u16) -> (Consequence, Consequence) {
    let of = |effect| consequence(code, status, "", None, effect);
    (of(Effect::Read), of(Effect::Write))
}

const THROTTLED: Consequence = Consequence::Throttled { after: None };

#[test]
fn codes_that_mean_the_same_for_reads_and_writes() {
    let table = [
        ("Throttling", 400, THROTTLED),
        ("Throttling", 429, THROTTLED),
        ("Throttling.User", 400, THROTTLED),
        ("Throttling.Api", 429, THROTTLED),
        ("Throttling.System", 429, THROTTLED),
        ("Rejected.Throttling", 503, THROTTLED),
        ("QPS Limit Exceeded", 200, THROTTLED),
        ("Invalid.DI.Parameter.File.Existed", 400, Consequence::NameTaken),
        ("IdempotentParameterMismatch", 400, Consequence::TokenMismatch),
        ("InvalidAccessKeyId.NotFound", 404, Consequence::Credentials),
        ("InvalidAccessKeyId.Inactive", 400, Consequence::Credentials),
        ("Forbidden.AccessKeyDisabled", 403, Consequence::Credentials),
        ("SignatureDoesNotMatch", 400, Consequence::Credentials),
        ("SignatureDoesNotMatch", 403, Consequence::Credentials),
        ("IncompleteSignature", 400, Consequence::Credentials),
        ("InvalidSecurityToken.Expired", 400, Consequence::Credentials),
        ("InvalidSecurityToken.Malformed", 400, Consequence::Credentials),
        (
            "InvalidSecurityToken.MismatchWithAccessKey",
            400,
            Consequence::Credentials,
        ),
        ("MissingSecurityToken", 400, Consequence::Credentials),
        (
            "AuthenticationFail.OIDCToken.Expired",
            400,
            Consequence::Credentials,
        ),
        (
            "AuthenticationFail.OIDCToken.Invalid",
            400,
            Consequence::Credentials,
        ),
        (
            "AuthenticationFail.OIDCToken.AudienceNotMatch",
            400,
            Consequence::Credentials,
        ),
        (
            "AuthenticationFail.OIDCToken.IssuerNotMatch",
            400,
            Consequence::Credentials,
        ),
        (
            "AuthenticationFail.OIDCToken.IssuerConfigurationBroken",
            400,
            Consequence::Credentials,
        ),
        (
            "AuthenticationFail.OIDCToken.PublicKeyFingerprintMismatch",
            400,
            Consequence::Credentials,
        ),
        ("AuthenticationFail.NoPermission", 403, Consequence::Credentials),
        ("EntityNotExist.Role", 404, Consequence::Credentials),
        ("InvalidTimeStamp.Expired", 400, Consequence::RetrySlowly),
        ("IllegalTimestamp", 400, Consequence::RetrySlowly),
        ("Forbidden.RAM", 403, Consequence::RetrySlowly),
        ("Forbidden.DI.NoPrivilege", 403, Consequence::RetrySlowly),
        ("Forbidden.Access", 403, Consequence::RetrySlowly),
        ("NoPermission", 403, Consequence::RetrySlowly),
        ("NotAMember", 403, Consequence::RetrySlowly),
        ("1101080403", 401, Consequence::RetrySlowly),
        ("fail", 403, Consequence::RetrySlowly),
        ("Invalid.DI.Parameter", 400, Consequence::Refused),
        ("Param.Invalid", 400, Consequence::Refused),
        ("InvalidParameter", 400, Consequence::Refused),
        ("InvalidProjectId", 400, Consequence::Refused),
        ("Invalid.Tenant.ConnectionNotExists", 200, Consequence::Refused),
        ("fail", 200, Consequence::Refused),
        ("1101080008", 400, Consequence::Refused),
        ("Missing", 400, Consequence::Terminal),
        ("MissingParameter", 400, Consequence::Terminal),
        ("MissingTaskType", 400, Consequence::Terminal),
        ("InvalidApi.NotFound", 404, Consequence::Terminal),
        ("InvalidAction.NotFound", 404, Consequence::Terminal),
        ("InvalidVersion", 400, Consequence::Terminal),
        ("UnsupportedHTTPMethod", 400, Consequence::Terminal),
        ("InvalidParameter.Format", 400, Consequence::Terminal),
        ("InvalidProtocol.NeedSsl", 400, Consequence::Terminal),
        ("InvalidSignatureMethod", 400, Consequence::Terminal),
        ("InvalidTimeStamp.Format", 400, Consequence::Terminal),
    ];
    for (code, status, expected) in table {
        assert_eq!(both(code, status), (expected, expected), "{code} with {status}");
    }
}

#[test]
fn codes_after_which_a_write_may_have_happened() {
    let table = [
        ("InternalError", 500),
        ("InternalError.System", 500),
        ("InternalError.DI.Parameter", 500),
        ("InternalError.UserId.Missing", 500),
        ("InternalError.System", 200),
        ("UnknownError", 500),
        ("ServiceUnavailable", 503),
        ("ServiceUnAvailable", 503),
        ("ServiceUnavailableTemporary", 503),
        ("SignatureNonceUsed", 400),
        ("9990020002", 502),
    ];
    for (code, status) in table {
        assert_eq!(
            both(code, status),
            (Consequence::Retry, Consequence::Ambiguous),
            "{code} with {status}"
        );
    }
}

#[test]
fn a_bare_status_refuses_nothing() {
    for status in [302, 400, 403, 404, 407, 408, 413, 414, 500, 502, 504] {
        let of = |effect| nameless(status, None, effect);
        assert_eq!(
            (of(Effect::Read), of(Effect::Write)),
            (Consequence::Retry, Consequence::Ambiguous),
            "{status}"
        );
    }
    let pause = Some(SignedDuration::from_millis(1_500));
    let throttled = nameless(429, pause, Effect::Write);
    assert_eq!(throttled, Consequence::Throttled { after: pause });
}

#[test]
fn a_message_may_name_the_kind_of_a_refusal() {
    let table = [
        ("The file name already exists.", Consequence::NameTaken),
        ("文件名已存在", Consequence::NameTaken),
        ("fileId:[100] is invalid.", Consequence::NotFound),
        ("fileId[100] is invalid", Consequence::NotFound),
        ("processId:[7] is invalid.", Consequence::NotFound),
        ("datasource:[orders_db] is invalid.", Consequence::Refused),
        (
            "ResourceGroup:[S_res_group_9_9] is invalid.",
            Consequence::Refused,
        ),
        (
            "Invalid path: Business Flow/x/Data Integration",
            Consequence::Refused,
        ),
        ("The data source does not exist.", Consequence::Refused),
    ];
    for (message, expected) in table {
        for (code, status) in [
            ("fail", 200),
            ("Invalid.DI.Parameter", 400),
            ("Param.Invalid", 400),
            ("1101080008", 400),
        ] {
            let found = consequence(code, status, message, None, Effect::Write);
            assert_eq!(found, expected, "{code} says {message}");
        }
    }
    let denied = consequence("Forbidden.Access", 403, "already exists", None, Effect::Write);
    assert_eq!(
        denied,
        Consequence::RetrySlowly,
        "a hint never overrules a code that is clear"
    );
}

#[test]
fn the_pause_that_the_service_asks_for_is_handed_on() {
    let pause = Some(SignedDuration::from_millis(1_500));
    let found = consequence("Throttling.User", 400, "", pause, Effect::Write);
    assert_eq!(found, Consequence::Throttled { after: pause });
}

#[test]
fn no_row_is_hidden_by_an_earlier_one() {
    for (index, (pattern, _)) in CODES.iter().enumerate() {
        let sample = pattern.trim_matches('*').to_ascii_lowercase();
        let first = CODES
            .iter()
            .position(|(each, _)| matches(&each.to_ascii_lowercase(), &sample));
        assert_eq!(first, Some(index), "{pattern}");
    }
}

#[test]
fn a_task_is_absent_in_words_of_the_services_own() {
    for (code, message, absent) in [
        ("fail", "The task does not exist.", true),
        ("Param.Invalid", "file [42] not found", true),
        ("fail", "The file has been deleted", true),
        ("fail", "文件不存在", true),
        ("fail", "The project of the task does not exist", false),
        ("fail", "Task not found, or no permission", false),
        ("fail", "The task does not exist or no privilege", false),
        ("fail", "File not found, or access denied", false),
        ("Param.Invalid", "task not found: you are not a member", false),
        ("fail", "文件不存在或无权访问", false),
        ("fail", "The data source of the task does not exist", false),
        ("fail", "the task is running", false),
        ("Forbidden.Access", "The task does not exist.", false),
    ] {
        let failure = of_the_task(Failure {
            consequence: consequence(code, 200, message, None, Effect::Read),
            code: code.to_owned(),
            message: message.to_owned(),
            request_id: None,
        });
        let found = failure.consequence == Consequence::NotFound;
        assert_eq!(found, absent, "{code}: {message}");
    }
}
