//! The error table: what each code of the service means for the caller. Code first, HTTP status second: the
//! service uses 400 and 429 for the same thing, and 200 for a refusal.
//!
//! Sources: the list of client errors common to all Alibaba Cloud products, the error tables of the DISync
//! operations, those of STS (AssumeRole, AssumeRoleWithOIDC), and the retry rules of the Terraform provider.

use jiff::SignedDuration;

use super::port::Effect;
use crate::domain::failure::{Consequence, Failure};

/// What a code means, before it is known whether the call was a read or a write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Meaning {
    /// Too many calls; this one was not executed.
    Throttled,
    /// A task of this name exists.
    NameTaken,
    /// The client token was used with other parameters.
    TokenMismatch,
    /// The key, its token or its role is not accepted.
    Key,
    /// The request's time is too far from the service's.
    Skew,
    /// The key is good and lacks a right.
    Denied,
    /// Refused for what it says or names: the message may tell more.
    Refused,
    /// It may have been executed.
    Unclear,
    /// A request that this service will never take: a bug of ours, or an API that it does not have.
    Never,
}

use Meaning::{Denied, Key, NameTaken, Never, Refused, Skew, Throttled, TokenMismatch, Unclear};

/// The first row that matches decides. `*` at either end stands for anything; case does not matter, since the
/// documentation itself is not of one mind (`ServiceUnAvailable`).
const CODES: &[(&str, Meaning)] = &[
    ("*Throttling*", Throttled),
    ("*QPS Limit Exceeded*", Throttled),
    ("Invalid.DI.Parameter.File.Existed", NameTaken),
    ("IdempotentParameterMismatch", TokenMismatch),
    ("InvalidAccessKeyId*", Key),
    ("InvalidAccessKeySecret", Key),
    ("Forbidden.AccessKeyDisabled", Key),
    ("SignatureDoesNotMatch", Key),
    ("IncompleteSignature", Key),
    ("InvalidSecurityToken*", Key),
    ("MissingSecurityToken", Key),
    ("AuthenticationFail*", Key),
    ("EntityNotExist.Role", Key),
    ("InvalidTimeStamp.Expired", Skew),
    ("IllegalTimestamp", Skew),
    ("Forbidden*", Denied),
    ("NoPermission", Denied),
    ("Invalid.DI.*", Refused),
    ("Param.Invalid", Refused),
    (FAIL, Refused),
    // The nonce is fresh for every try, so someone below us repeated the request, and the first one may live.
    ("SignatureNonceUsed", Unclear),
    ("ServiceUnavailable*", Unclear),
    ("InternalError*", Unclear),
    ("UnknownError", Unclear),
    ("InvalidApi.NotFound", Never),
    ("InvalidAction.NotFound", Never),
    ("InvalidVersion", Never),
    ("InvalidParameter.Format", Never),
    ("InvalidProtocol.NeedSsl", Never),
    ("InvalidSignatureMethod", Never),
    ("InvalidTimeStamp.Format", Never),
    ("UnsupportedHTTPMethod", Never),
    ("Missing*", Never),
];

/// The code of a refusal that names none: the word of `Data.Status`.
pub(super) const FAIL: &str = "fail";

/// What an unknown code means by its status: never success, and never a reason to stop for good. A redirect, which is not
/// followed, is the word of something on the way, and no refusal of the service.
fn by_status(status: u16) -> Meaning {
    match status {
        401 | 403 => Denied,
        429 => Throttled,
        300..=399 | 408 | 500.. => Unclear,
        _ => Refused,
    }
}

/// Words in the message of a refusal that name its kind. The texts are not stable, so these are hints, and
/// none of them leads to anything but a look at the service.
const NAME_TAKEN: &[&str] = &[
    "already exist",
    "name exists",
    "file exists",
    "已存在",
    "已经存在",
];
const IDS: &[&str] = &["fileid", "processid", "asyncprocessid", "taskid"];

/// What has to follow from a failed answer.
pub(super) fn consequence(
    code: &str,
    status: u16,
    message: &str,
    pause: Option<SignedDuration>,
    effect: Effect,
) -> Consequence {
    match meaning(code, status) {
        Throttled => Consequence::Throttled { after: pause },
        NameTaken => Consequence::NameTaken,
        TokenMismatch => Consequence::TokenMismatch,
        Key => Consequence::Credentials,
        Skew | Denied => Consequence::RetrySlowly,
        Refused => refused(message),
        Unclear => effect.when_lost(),
        Never => Consequence::Terminal,
    }
}

/// What has to follow from a failed answer without a code. Only its status speaks, which may be that of something on the
/// way: it refuses nothing, so the call is in doubt.
pub(super) fn nameless(status: u16, pause: Option<SignedDuration>, effect: Effect) -> Consequence {
    match by_status(status) {
        Throttled => Consequence::Throttled { after: pause },
        _ => effect.when_lost(),
    }
}

/// Whether a status goes with a refusal, rather than with an answer that leaves open what happened.
pub(super) fn is_refusal(status: u16) -> bool {
    matches!(by_status(status), Refused | Denied)
}

/// Whether a failure says that the request's time was wrong. Such a request was refused before anything else.
pub(super) fn is_clock_skew(code: &str) -> bool {
    meaning(code, 400) == Skew
}

/// Whether a code says no more than that the call was refused: the reason is in the message.
pub fn is_plain_refusal(code: &str) -> bool {
    [FAIL, "Invalid.DI.Parameter", "Param.Invalid"]
        .iter()
        .any(|known| known.eq_ignore_ascii_case(code))
}

fn meaning(code: &str, status: u16) -> Meaning {
    let code = code.to_ascii_lowercase();
    let row = CODES
        .iter()
        .find(|(pattern, _)| matches(&pattern.to_ascii_lowercase(), &code));
    match row {
        // What says no more than that it was refused may be for want of a right.
        Some((_, Refused)) if by_status(status) == Denied => Denied,
        Some((_, meaning)) => *meaning,
        None => by_status(status),
    }
}

fn matches(pattern: &str, code: &str) -> bool {
    let inner = pattern.trim_matches('*');
    match (pattern.starts_with('*'), pattern.ends_with('*')) {
        (true, true) => code.contains(inner),
        (false, true) => code.starts_with(inner),
        (true, false) => code.ends_with(inner),
        (false, false) => code == inner,
    }
}

/// What says of a thing that it is not there, and of what: a hint, which is asked for only where nothing else can be meant
/// than the task that was named.
const ABSENT: &[&str] = &[
    "not exist",
    "not found",
    "no such",
    "been deleted",
    "was deleted",
    "不存在",
    "已删除",
    "已被删除",
];
const TASKS: &[&str] = &["file", "task", "node", "instance", "文件", "任务", "节点", "实例"];
const OTHERS: &[&str] = &[
    "project",
    "workspace",
    "tenant",
    "user",
    "role",
    "permission",
    "privilege",
    "access",
    "denied",
    "allow",
    "member",
    "owner",
    "authori",
    "source",
    "table",
    "工作空间",
    "项目",
    "租户",
    "用户",
    "权限",
    "无权",
    "没有权",
    "授权",
    "成员",
    "访问",
    "数据源",
    "资源组",
];

/// The failure of a question for a task, where its words say that there is none: services have words of their own for it.
pub(super) fn of_the_task(failure: Failure) -> Failure {
    let said = failure.message.to_lowercase();
    let has = |hints: &[&str]| hints.iter().any(|hint| said.contains(hint));
    let absent = failure.consequence == Consequence::Refused
        && is_plain_refusal(&failure.code)
        && has(ABSENT)
        && has(TASKS)
        && !has(OTHERS);
    Failure {
        consequence: if absent {
            Consequence::NotFound
        } else {
            failure.consequence
        },
        ..failure
    }
}

fn refused(message: &str) -> Consequence {
    let message = message.to_lowercase();
    if NAME_TAKEN.iter().any(|hint| message.contains(hint)) {
        Consequence::NameTaken
    } else if message.contains("is invalid") && IDS.iter().any(|id| message.starts_with(id)) {
        Consequence::NotFound
    } else {
        Consequence::Refused
    }
}

#[cfg(test)]
#[path = "tests/codes.rs"]
mod tests;
