//! Signature version 1.0 of Alibaba Cloud's RPC style ("RPC API signature" in the common documentation):
//! HMAC-SHA1 over the sorted, percent-encoded parameters of query and form body together.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use sha1::Sha1;

/// All but the unreserved characters of RFC 3986. So a space is `%20`, never `+`.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

/// Percent-encodes one name or value by the rules of the signature, which are right for the wire as well.
pub(super) fn encode(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

/// `name=value` pairs, encoded and joined with `&`.
pub(super) fn join<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let encoded = pairs
        .into_iter()
        .map(|(name, value)| format!("{}={}", encode(name), encode(value)));
    encoded.collect::<Vec<_>>().join("&")
}

/// What is signed: the method, the path `/`, and all parameters sorted by name. Values are thus encoded
/// twice.
pub(super) fn string_to_sign(method: &str, parameters: &[(&str, &str)]) -> String {
    let mut sorted = parameters.to_vec();
    sorted.sort_unstable();
    format!("{method}&%2F&{}", encode(&join(sorted)))
}

/// The value of the parameter `Signature`.
pub(super) fn signature(secret: &str, string_to_sign: &str) -> String {
    #[expect(
        clippy::expect_used,
        reason = "HMAC hashes or pads its key, so that no length is wrong"
    )]
    let mut mac = Hmac::<Sha1>::new_from_slice(format!("{secret}&").as_bytes()).expect("HMAC takes any key");
    mac.update(string_to_sign.as_bytes());
    STANDARD.encode(mac.finalize().into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// R0 is published in the signature documentation; the others were computed with the official SDK cores.
    const SECRET: &str = "testsecret";

    const R0: &[(&str, &str)] = &[
        ("Timestamp", "2016-02-23T12:46:24Z"),
        ("Format", "XML"),
        ("AccessKeyId", "testid"),
        ("Action", "DescribeRegions"),
        ("SignatureMethod", "HMAC-SHA1"),
        ("SignatureNonce", "3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf"),
        ("Version", "2014-05-26"),
        ("SignatureVersion", "1.0"),
    ];

    const COMMON: &[(&str, &str)] = &[
        ("SignatureNonce", "8f2c6a14-5d0e-4b77-9c31-0a1b2c3d4e5f"),
        ("Timestamp", "2024-05-06T07:08:09Z"),
        ("SignatureMethod", "HMAC-SHA1"),
        ("SignatureVersion", "1.0"),
        ("Version", "2020-05-18"),
    ];

    fn check(method: &str, parameters: &[(&str, &str)], expected: &str) {
        let all: Vec<_> = COMMON.iter().chain(parameters).copied().collect();
        assert_eq!(signature(SECRET, &string_to_sign(method, &all)), expected);
    }

    #[test]
    fn r0_get_and_post_as_published() {
        let text = string_to_sign("GET", R0);
        assert_eq!(
            text,
            "GET&%2F&AccessKeyId%3Dtestid%26Action%3DDescribeRegions%26Format%3DXML\
             %26SignatureMethod%3DHMAC-SHA1\
             %26SignatureNonce%3D3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf%26SignatureVersion%3D1.0\
             %26Timestamp%3D2016-02-23T12%253A46%253A24Z%26Version%3D2014-05-26"
        );
        assert_eq!(signature(SECRET, &text), "OLeaidS1JvxuMvnyHOwuJ+uX5qY=");
        assert_eq!(
            signature(SECRET, &string_to_sign("POST", R0)),
            "MxbnVAM4w6sft9xjVpe/GCKueuk="
        );
    }

    #[test]
    fn r1_empty_value_is_signed() {
        let parameters = [
            ("AccessKeyId", "testid"),
            ("SignatureType", ""),
            ("Format", "JSON"),
            ("Action", "QueryDISyncTaskConfigProcessResult"),
            ("RegionId", "cn-shanghai"),
            ("ProjectId", "10000"),
            ("TaskType", "DI_REALTIME"),
            ("AsyncProcessId", "10"),
        ];
        check("GET", &parameters, "fLXK/vzfui+0imEQk1dg53ugF3Q=");
    }

    #[test]
    fn r2_non_ascii_in_a_json_value() {
        let setting = r#"{"name":"任务 *~+/ 1","taskType":"oneclick_to_odps"}"#;
        let script = format!(r#"{{"type":"realtime","version":"1.0","setting":{setting},"steps":[]}}"#);
        let parameters = [
            ("AccessKeyId", "testid"),
            ("SignatureType", ""),
            ("Format", "JSON"),
            ("Action", "GenerateDISyncTaskConfigForCreating"),
            ("RegionId", "cn-shanghai"),
            ("ProjectId", "10000"),
            ("TaskType", "DI_REALTIME"),
            ("ClientToken", "3f1e9c52-7a64-4d0b-8e21-9b5d6c7a8f90"),
            ("TaskParam", &script),
        ];
        check("POST", &parameters, "MME33dL5k9W/3blYerZ2OJJZmm4=");
    }

    #[test]
    fn r3_security_token_and_form_body() {
        let parameters = [
            ("AccessKeyId", "STS.testid"),
            ("SecurityToken", "CAIS+test/token==~*"),
            ("SignatureType", ""),
            ("Format", "JSON"),
            ("Action", "CreateDISyncTask"),
            ("RegionId", "cn-hangzhou"),
            ("ProjectId", "10000"),
            ("TaskType", "DI_REALTIME"),
            ("ClientToken", "tok-1"),
            ("TaskName", "a b*c~d+e/f=g&h"),
            (
                "TaskParam",
                r#"{"FileFolderPath":"业务流程/订单 同步/数据集成","ResourceGroup":"S_res_group_1_2"}"#,
            ),
            ("TaskContent", "{\"k\":\"值 *~+/%&=?\\n \u{e9}\"}"),
        ];
        check("POST", &parameters, "93NfRMlKX6vmcnU5eXaYmy9SR3w=");
    }

    #[test]
    fn r4_punctuation_and_a_lower_case_name_that_sorts_last() {
        let parameters = [
            ("AccessKeyId", "testid"),
            ("Format", "json"),
            ("Action", "ListFiles"),
            ("ProjectId", "10000"),
            ("ExactFileName", "rt's (v1)! [a|b]"),
            ("Keyword", ""),
            ("pageSize", "10"),
        ];
        check("POST", &parameters, "Og6DP0Ja0nWYaRDSAxZllAIyp/U=");
    }

    #[test]
    fn r5_without_optional_parameters() {
        let parameters = [
            ("AccessKeyId", "testid"),
            ("Format", "json"),
            ("Action", "QueryDISyncTaskConfigProcessResult"),
            ("ProjectId", "10000"),
            ("TaskType", "DI_REALTIME"),
            ("AsyncProcessId", "10"),
        ];
        check("GET", &parameters, "iZRj2nIb8zHNxojvQXZsGB8SWAg=");
    }
}
