//! Where workspaces may lead, and where not.

use serde_json::json;

use super::*;

fn workspace(endpoint: &str) -> DataWorksWorkspace {
    serde_json::from_value(json!({
        "apiVersion": "dataworks.alibabacloud.com/v1alpha1", "kind": "DataWorksWorkspace",
        "metadata": { "name": "w", "namespace": "team" },
        "spec": { "projectId": 1, "regionId": "cn-shanghai", "endpoint": endpoint,
                  "credentials": { "secretRef": { "name": "keys" } } }
    }))
    .unwrap()
}

fn allows(policy: &EndpointPolicy, endpoint: &str) -> bool {
    match policy.endpoint_of(&workspace(endpoint)) {
        Ok(_) => true,
        Err(blocker) => {
            assert_eq!(blocker.reason, Reason::EndpointNotAllowed, "{endpoint}");
            false
        }
    }
}

#[test]
fn a_host_is_reached_without_tls_only_where_the_administrator_says_so() {
    let policy = EndpointPolicy {
        hosts: ["gateway.example.com", "http://simulator.trial.svc"]
            .map(|host| host.parse().unwrap())
            .into(),
        ..EndpointPolicy::default()
    };
    for (endpoint, allowed) in [
        ("gateway.example.com", true),
        ("https://gateway.example.com:8443", true),
        ("http://gateway.example.com", false),
        ("http://simulator.trial.svc:8080", true),
        ("https://simulator.trial.svc", true),
        ("http://dataworks.cn-shanghai.aliyuncs.com", false),
        ("https://elsewhere.example.com", false),
        ("http://127.0.0.1:80", false),
    ] {
        assert_eq!(allows(&policy, endpoint), allowed, "{endpoint}");
    }
}

#[test]
fn what_answers_on_the_node_is_never_reached() {
    let reserved = [
        "169.254.169.254",
        "100.100.100.200",
        "0.0.0.0",
        "[fe80::1]",
        "2852039166",
        "[2002:a9fe:a9fe::]",
        "[::169.254.169.254]",
    ];
    let policy = EndpointPolicy {
        loopback: true,
        hosts: reserved
            .map(|host| format!("http://{host}").parse().unwrap())
            .into(),
        ..EndpointPolicy::default()
    };
    for host in reserved {
        assert!(!allows(&policy, &format!("http://{host}")), "{host}");
        assert!(!allows(&policy, &format!("https://{host}:443")), "{host}");
    }
}

#[test]
fn sts_is_that_of_the_workspaces_region_unless_one_region_is_named_for_all() {
    let host = |policy: &EndpointPolicy| policy.sts_of(&workspace("")).unwrap().host().to_owned();
    let of = |vpc, sts_region: Option<&str>| EndpointPolicy {
        vpc,
        sts_region: sts_region.map(str::to_owned),
        ..EndpointPolicy::default()
    };
    for (policy, expected) in [
        (of(false, None), "sts.cn-shanghai.aliyuncs.com"),
        (of(true, None), "sts-vpc.cn-shanghai.aliyuncs.com"),
        (of(false, Some("eu-central-1")), "sts.eu-central-1.aliyuncs.com"),
        (
            of(true, Some("eu-central-1")),
            "sts-vpc.eu-central-1.aliyuncs.com",
        ),
    ] {
        assert_eq!(host(&policy), expected);
    }
    let replaced = EndpointPolicy {
        sts: Some("sts.example.com".parse().unwrap()),
        ..of(true, Some("eu-central-1"))
    };
    assert_eq!(host(&replaced), "sts.example.com");
}

#[test]
fn tokens_go_to_sts_without_tls_only_where_that_is_opened() {
    let policy = |sts: &str| EndpointPolicy {
        hosts: ["sts.example.com", "http://sts.trial.svc"]
            .map(|host| host.parse().unwrap())
            .into(),
        sts: Some(sts.parse().unwrap()),
        ..EndpointPolicy::default()
    };
    for fit in [
        "sts.elsewhere.example.com",
        "https://192.0.2.2:9400",
        "http://127.0.0.1:9400",
        "http://sts.trial.svc:8765",
    ] {
        assert!(policy(fit).checked().is_ok(), "{fit}");
    }
    for plain in ["http://192.0.2.2:9400", "http://sts.example.com"] {
        let refused = policy(plain).checked().unwrap_err().to_string();
        assert!(refused.contains(plain), "{refused}");
    }
    assert!(EndpointPolicy::default().checked().is_ok());
}
