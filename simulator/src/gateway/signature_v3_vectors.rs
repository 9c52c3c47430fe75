//! Published and computed vectors for signature version 3.

#![allow(clippy::unwrap_used)]

use axum::http::{HeaderName, HeaderValue};

use super::super::encoding::decode_form;
use super::*;

const EMPTY: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
const BODY: &str = "TaskContent=%7B%22k%22%3A%22%E5%80%BC+%2A~%2B%2F%22%7D";
/// As a client sends it: a space may be `+` on the wire.
const QUERY: &str = "ProjectId=10000&TaskType=DI_REALTIME&TaskName=a+b*c~d%2Be/f%3Dg%26h+%E4%BB%BB%E5%8A%A1\
                     &ClientToken=3f1e9c52-7a64-4d0b-8e21-9b5d6c7a8f90";
const CREATE: &[(&str, &str)] = &[
    ("host", "dataworks.cn-shanghai.aliyuncs.com"),
    ("x-acs-action", "CreateDISyncTask"),
    ("x-acs-version", "2020-05-18"),
    ("x-acs-date", "2024-05-06T07:08:09Z"),
    ("x-acs-signature-nonce", "8f2c6a14-5d0e-4b77-9c31-0a1b2c3d4e5f"),
    (
        "x-acs-content-sha256",
        "d1669d8665f54ff26ab408a6c939cfefd9a1dc68c8e22d5408cc4f13284021fd",
    ),
    ("content-type", "application/x-www-form-urlencoded"),
];

struct Vector<'a> {
    headers: Vec<(&'a str, &'a str)>,
    query: &'a str,
    body: &'a str,
    secret: &'a str,
    hash: &'a str,
    signature: &'a str,
}

impl Vector<'_> {
    fn claim(&self, leave_unsigned: &str, body: &str) -> Result<Claim, ApiError> {
        let mut names: Vec<&str> = self
            .headers
            .iter()
            .map(|(name, _)| *name)
            .filter(|name| *name != leave_unsigned)
            .collect();
        names.sort_unstable();
        let mut headers: HeaderMap = self
            .headers
            .iter()
            .map(|(name, value)| {
                (
                    name.parse::<HeaderName>().unwrap(),
                    HeaderValue::from_str(value).unwrap(),
                )
            })
            .collect();
        let authorization = format!(
            "{ALGORITHM} Credential=id,SignedHeaders={},Signature={}",
            names.join(";"),
            self.signature
        );
        headers.insert("authorization", authorization.parse().unwrap());
        let query = decode_form(self.query);
        read_claim(Signable {
            method: &Method::POST,
            query: &query,
            headers: &headers,
            body: body.as_bytes(),
        })
    }

    fn holds(&self) {
        let claim = self.claim("", self.body).unwrap();
        assert_eq!(claim.string_to_sign, format!("{ALGORITHM}\n{}", self.hash));
        assert!(claim.is_signed_with(self.secret));
        assert!(!claim.is_signed_with("another"));
    }
}

fn create() -> Vector<'static> {
    Vector {
        headers: CREATE.to_vec(),
        query: QUERY,
        body: BODY,
        secret: "testsecret",
        hash: "6e9cb506cb0f4613187bd4759ea0abbbf54acbcdfc56c1cb050d1e1135e38956",
        signature: "046c0fcf7a811ce1a9498125cb11dbfdf359734d1494b93f36146adcedbd5d47",
    }
}

#[test]
fn a1_the_published_vector() {
    Vector {
        headers: vec![
            ("host", "ecs.cn-shanghai.aliyuncs.com"),
            ("x-acs-action", "RunInstances"),
            ("x-acs-version", "2014-05-26"),
            ("x-acs-date", "2023-10-26T10:22:32Z"),
            ("x-acs-signature-nonce", "3156853299f313e23d1673dc12e1703d"),
            ("x-acs-content-sha256", EMPTY),
        ],
        query: "RegionId=cn-shanghai&ImageId=win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd",
        body: "",
        secret: "YourAccessKeySecret",
        hash: "7ea06492da5221eba5297e897ce16e55f964061054b7695beedaac1145b1e259",
        signature: "06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0",
    }
    .holds();
}

#[test]
fn a2_query_and_form_body() {
    create().holds();
}

#[test]
fn a3_with_a_security_token() {
    let mut vector = create();
    vector.headers.push(("x-acs-accesskey-id", "STS.testid"));
    vector
        .headers
        .push(("x-acs-security-token", "CAIS+test/token==~*"));
    vector.hash = "0455107699726c55ea641fc8015a34816c9ef0ef68f240900141f6044aa16bfa";
    vector.signature = "a2dcc2b0d40dbd6fe158dedf65f57ec4e1cfaf38150fe1eeba6ebe9bdc62bd83";
    vector.holds();
}

#[test]
fn a_changed_body_breaks_the_signature() {
    let vector = create();
    assert!(
        !vector
            .claim("", "TaskContent=other")
            .unwrap()
            .is_signed_with(vector.secret)
    );
}

#[test]
fn a_header_of_the_protocol_may_not_be_left_unsigned() {
    assert_eq!(
        create().claim("x-acs-action", BODY).unwrap_err().code,
        "IncompleteSignature"
    );
}
