//! Published and computed vectors for signature version 1; the secret of all is `testsecret`.

use super::*;

const DESCRIBE_REGIONS: &[(&str, &str)] = &[
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

const QUERY: &[(&str, &str)] = &[
    ("AccessKeyId", "testid"),
    ("Action", "QueryDISyncTaskConfigProcessResult"),
    ("ProjectId", "10000"),
    ("TaskType", "DI_REALTIME"),
    ("AsyncProcessId", "10"),
];

fn owned(pairs: &[&[(&str, &str)]]) -> Vec<(String, String)> {
    pairs
        .concat()
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

fn signed(method: Method, query: &[&[(&str, &str)]], body: &str) -> (String, String) {
    let parameters = Parameters::merge(owned(query), super::super::encoding::decode_form(body));
    let text = string_to_sign(&method, &parameters);
    let signature = sign("testsecret", &text);
    (text, signature)
}

#[test]
fn r0_the_published_vector() {
    let (text, signature) = signed(Method::GET, &[DESCRIBE_REGIONS], "");
    assert_eq!(
        text,
        "GET&%2F&AccessKeyId%3Dtestid%26Action%3DDescribeRegions%26Format%3DXML%26SignatureMethod%3DHMAC-SHA1%26\
         SignatureNonce%3D3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf%26SignatureVersion%3D1.0%26\
         Timestamp%3D2016-02-23T12%253A46%253A24Z%26Version%3D2014-05-26"
    );
    assert_eq!(signature, "OLeaidS1JvxuMvnyHOwuJ+uX5qY=");
}

#[test]
fn r0b_the_same_with_post() {
    let (_, signature) = signed(Method::POST, &[DESCRIBE_REGIONS], "");
    assert_eq!(signature, "MxbnVAM4w6sft9xjVpe/GCKueuk=");
}

#[test]
fn r1_an_empty_signature_type_is_signed() {
    let more = [
        ("SignatureType", ""),
        ("Format", "JSON"),
        ("RegionId", "cn-shanghai"),
    ];
    let (text, signature) = signed(Method::GET, &[COMMON, QUERY, &more], "");
    assert!(text.contains("%26SignatureType%3D%26SignatureVersion%3D1.0"));
    assert_eq!(signature, "fLXK/vzfui+0imEQk1dg53ugF3Q=");
}

#[test]
fn r2_text_beyond_ascii_in_the_query() {
    let script = r#"{"type":"realtime","version":"1.0","setting":{"name":"任务 *~+/ 1","taskType":"oneclick_to_odps"},"steps":[]}"#;
    let more = [
        ("AccessKeyId", "testid"),
        ("SignatureType", ""),
        ("Format", "JSON"),
        ("Action", "GenerateDISyncTaskConfigForCreating"),
        ("RegionId", "cn-shanghai"),
        ("ProjectId", "10000"),
        ("TaskType", "DI_REALTIME"),
        ("ClientToken", "3f1e9c52-7a64-4d0b-8e21-9b5d6c7a8f90"),
        ("TaskParam", script),
    ];
    let (text, signature) = signed(Method::POST, &[COMMON, &more], "");
    assert!(text.contains("%25E4%25BB%25BB%25E5%258A%25A1%2520%252A~%252B%252F%25201"));
    assert_eq!(signature, "MME33dL5k9W/3blYerZ2OJJZmm4=");
}

#[test]
fn r3_a_form_body_is_signed_decoded_and_with_the_token() {
    let more = [
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
    ];
    let body = "TaskContent=%7B%22k%22%3A%22%E5%80%BC+%2A~%2B%2F%25%26%3D%3F%5Cn+%C3%A9%22%7D";
    let (text, signature) = signed(Method::POST, &[COMMON, &more], body);
    assert!(text.contains("SecurityToken%3DCAIS%252Btest%252Ftoken%253D%253D~%252A%26"));
    assert_eq!(signature, "93NfRMlKX6vmcnU5eXaYmy9SR3w=");
}

#[test]
fn r4_names_sort_by_code_point_and_empty_values_stay() {
    let more = [
        ("AccessKeyId", "testid"),
        ("Format", "json"),
        ("Action", "ListFiles"),
        ("ProjectId", "10000"),
        ("ExactFileName", "rt's (v1)! [a|b]"),
        ("Keyword", ""),
        ("pageSize", "10"),
    ];
    let (text, signature) = signed(Method::POST, &[COMMON, &more], "");
    assert!(text.ends_with("%26Version%3D2020-05-18%26pageSize%3D10"));
    assert_eq!(signature, "Og6DP0Ja0nWYaRDSAxZllAIyp/U=");
}

#[test]
fn r5_without_the_optional_parameters() {
    let (_, signature) = signed(Method::GET, &[COMMON, QUERY, &[("Format", "json")]], "");
    assert_eq!(signature, "iZRj2nIb8zHNxojvQXZsGB8SWAg=");
}

#[test]
fn a_signature_of_another_secret_differs() {
    let (text, signature) = signed(Method::GET, &[COMMON, QUERY], "");
    assert_ne!(sign("testsecret2", &text), signature);
}
