//! The operator's own identity: a namespace that is not named gets no request sent, not even one that would fail.

use serde_json::json;
use testbed::Scratch;

use super::{Stage, Trap};

const ROLE: &str = "acs:ram::1000000000000001:role/dw";

/// What is asked on behalf of workspaces with each kind of credentials, by an operator that is told `namespace`.
async fn requests(namespace: &str) -> [usize; 3] {
    let scratch = Scratch::new("token").unwrap();
    let path = scratch.path().join("token");
    std::fs::write(&path, "e30.e30.c2ln").unwrap();
    let (sts, metadata, service) = futures::join!(
        Trap::at("127.0.0.2"),
        Trap::at("127.0.0.3"),
        Trap::at("127.0.0.4")
    );
    let (asked, node) = (sts.endpoint(), metadata.endpoint());
    let args = [
        "--operator-identity-namespace",
        namespace,
        "--sts-endpoint",
        &asked,
        "--metadata-endpoint",
        &node,
    ];
    let variables = [
        ("ALIBABA_CLOUD_ROLE_ARN", ROLE),
        (
            "ALIBABA_CLOUD_OIDC_PROVIDER_ARN",
            "acs:ram::1000000000000001:oidc-provider/ack",
        ),
        ("ALIBABA_CLOUD_OIDC_TOKEN_FILE", path.to_str().unwrap()),
        ("ALIBABA_CLOUD_ACCESS_KEY_ID", "LTAI5tUser"),
        ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "user-secret"),
    ];
    let stage = Stage::in_environment("borrowed", &args, &variables).await;
    let role = json!({ "roleArn": ROLE });
    let is_open = namespace == "{namespace}";
    for (name, credentials) in [
        ("oidc", json!({ "oidc": {} })),
        (
            "oidc-role",
            json!({ "oidc": { "roleArn": ROLE }, "assumeRole": &role }),
        ),
        ("node", json!({ "ecsRamRole": {} })),
        (
            "node-role",
            json!({ "ecsRamRole": { "roleName": "worker" }, "assumeRole": &role }),
        ),
        ("environment", json!({ "environment": {} })),
        (
            "environment-role",
            json!({ "environment": {}, "assumeRole": &role }),
        ),
    ] {
        let workspace = json!({ "credentials": credentials, "endpoint": service.endpoint() });
        stage.create_pair(name, workspace).await;
        if !is_open {
            stage.until_refused(name, &["CredentialsForbidden"]).await;
        }
    }
    if is_open {
        futures::join!(
            sts.until_heard(1),
            metadata.until_heard(1),
            service.until_heard(1)
        );
    }
    [&sts, &metadata, &service].map(|trap| trap.heard().len())
}

#[tokio::test]
async fn a_namespace_that_is_not_named_gets_no_request_sent() {
    // A part of its name does not name it.
    let (other, none, open) = futures::join!(requests("borrowed"), requests(""), requests("{namespace}"));
    assert_eq!((other, none), ([0; 3], [0; 3]));
    assert!(open.iter().all(|heard| *heard > 0), "{open:?}");
}
