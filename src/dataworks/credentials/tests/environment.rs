//! Which variables make an identity, and what is said of those that are missing.

use super::*;

const WHOLE: [(&str, &str); 3] = [
    (ROLE_ARN, "acs:ram::1:role/env"),
    (PROVIDER_ARN, "acs:ram::1:oidc-provider/env"),
    (TOKEN_FILE, "/var/run/secrets/token"),
];

fn environment(values: &[(&str, &str)]) -> Environment {
    let value = |name: &str| values.iter().find(|(each, _)| *each == name);
    Environment::read(|name| value(name).map(|(_, value)| (*value).to_owned()))
}

fn complaint<T>(outcome: Result<T, Trouble>) -> String {
    outcome.err().unwrap().to_string()
}

#[test]
fn fields_of_the_workspace_come_before_variables() {
    let environment = environment(&WHOLE);
    let of_environment = environment.oidc_role(None, None, None).unwrap();
    assert_eq!(of_environment.role_arn, "acs:ram::1:role/env");
    assert_eq!(of_environment.session_name, "dataworks-operator");
    let named = environment
        .oidc_role(Some("acs:ram::1:role/own"), Some("p"), Some("mine"))
        .unwrap();
    assert_eq!(
        (
            named.role_arn.as_str(),
            named.provider_arn.as_str(),
            named.session_name.as_str()
        ),
        ("acs:ram::1:role/own", "p", "mine")
    );
    assert_eq!(named.token_file, PathBuf::from("/var/run/secrets/token"));
}

#[test]
fn a_half_set_trio_names_what_is_missing() {
    for (given, expected) in [
        (&WHOLE[..2], "has no ALIBABA_CLOUD_OIDC_TOKEN_FILE: enable RRSA"),
        (
            &WHOLE[1..],
            "has no ALIBABA_CLOUD_ROLE_ARN (or the field roleArn): enable RRSA",
        ),
        (
            &WHOLE[2..],
            "has no ALIBABA_CLOUD_ROLE_ARN (or the field roleArn) and no ALIBABA_CLOUD_OIDC_PROVIDER_ARN \
             (or the field oidcProviderArn): enable RRSA",
        ),
    ] {
        let text = complaint(environment(given).oidc_role(None, None, None));
        assert!(text.contains(expected), "{text}");
    }
    // An empty variable is none.
    let text = complaint(environment(&[(TOKEN_FILE, " ")]).oidc_role(Some("r"), Some("p"), None));
    assert!(text.contains("has no ALIBABA_CLOUD_OIDC_TOKEN_FILE:"), "{text}");
}

#[test]
fn a_key_needs_its_id_and_its_secret() {
    let whole = [(KEY_ID, "LTAI5t"), (KEY_SECRET, "hush"), (SECURITY_TOKEN, "CAIS")];
    let key = environment(&whole).key().unwrap();
    assert_eq!(
        (key.id(), key.secret(), key.security_token()),
        ("LTAI5t", "hush", Some("CAIS"))
    );
    let text = complaint(environment(&whole[..1]).key());
    assert!(text.contains("has no ALIBABA_CLOUD_ACCESS_KEY_SECRET:"), "{text}");
    let text = complaint(environment(&[]).key());
    assert!(
        text.contains("KEY_ID and no ALIBABA_CLOUD_ACCESS_KEY_SECRET:"),
        "{text}"
    );
}

#[test]
fn switches_are_on_only_when_they_say_true() {
    let plain = environment(&[(METADATA_DISABLED, "false"), (VPC, "1")]);
    assert!(plain.allows_metadata() && plain.allows_metadata_v1() && !plain.is_in_vpc());
    let all = environment(&[
        (METADATA_DISABLED, "true"),
        (IMDSV1_DISABLED, "TRUE"),
        (VPC, "true"),
    ]);
    assert!(!all.allows_metadata() && !all.allows_metadata_v1() && all.is_in_vpc());
}

#[test]
fn the_region_of_sts_is_one() {
    assert_eq!(environment(&[]).sts_region(), Ok(None));
    let named = environment(&[(STS_REGION, " cn-hangzhou\n")]);
    assert_eq!(named.sts_region(), Ok(Some("cn-hangzhou".to_owned())));
    for wrong in ["oss-cn-hangzhou", "evil.example.com/", "cn-hangzhou.evil"] {
        let text = complaint(environment(&[(STS_REGION, wrong)]).sts_region());
        assert!(text.starts_with("ALIBABA_CLOUD_STS_REGION: "), "{text}");
    }
}

#[test]
fn it_prints_names_only() {
    let environment = environment(&[(KEY_ID, "LTAI5t"), (KEY_SECRET, "hush")]);
    assert_eq!(
        format!("{environment:?}"),
        r#"{"ALIBABA_CLOUD_ACCESS_KEY_ID", "ALIBABA_CLOUD_ACCESS_KEY_SECRET"}"#
    );
}
