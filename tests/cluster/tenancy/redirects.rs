//! Hosts that send the operator elsewhere with what it holds.

use serde_json::json;
use testbed::Scratch;

use super::{Stage, Trap};

const CODES: [u16; 5] = [301, 302, 303, 307, 308];

/// A host that redirects whatever it is asked to `goal`, each time with another code.
async fn redirecting(goal: &Trap) -> Trap {
    let goal = goal.endpoint();
    Trap::answering("127.0.0.1", move |number| {
        let code = CODES[number % CODES.len()];
        format!(
            "HTTP/1.1 {code} Elsewhere\r\nLocation: {goal}/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        )
    })
    .await
}

#[tokio::test]
async fn no_redirect_is_followed_wherever_it_comes_from() {
    let trap = Trap::at("127.0.0.2").await;
    let (service, sts, metadata) = futures::join!(redirecting(&trap), redirecting(&trap), redirecting(&trap));
    let scratch = Scratch::new("token").unwrap();
    let path = scratch.path().join("token");
    std::fs::write(&path, "e30.e30.c2ln").unwrap();
    let (asked, node) = (sts.endpoint(), metadata.endpoint());
    let args = [
        "--operator-identity-namespace",
        "{namespace}",
        "--sts-endpoint",
        &asked,
        "--metadata-endpoint",
        &node,
    ];
    let variables = [
        (
            "ALIBABA_CLOUD_OIDC_PROVIDER_ARN",
            "acs:ram::1000000000000001:oidc-provider/ack",
        ),
        ("ALIBABA_CLOUD_OIDC_TOKEN_FILE", path.to_str().unwrap()),
    ];
    let stage = Stage::in_environment("redirected", &args, &variables).await;
    stage.create_secret("simulator-secret").await;
    let mut names = Vec::new();
    for n in 0..CODES.len() {
        let arn = format!("acs:ram::1000000000000001:role/r{n}");
        for (kind, workspace) in [
            ("service", json!({ "endpoint": service.endpoint() })),
            ("oidc", json!({ "credentials": { "oidc": { "roleArn": arn } } })),
            (
                "role",
                json!({ "credentials": { "secretRef": { "name": "keys" }, "assumeRole": { "roleArn": arn } } }),
            ),
            (
                "node",
                json!({ "credentials": { "ecsRamRole": { "roleName": format!("r{n}") } } }),
            ),
        ] {
            let name = format!("{kind}{n}");
            stage.create_pair(&name, workspace).await;
            names.push(name);
        }
    }
    futures::join!(
        service.until_heard(CODES.len()),
        sts.until_heard(CODES.len()),
        metadata.until_heard(CODES.len())
    );
    for name in names {
        let refused = ["ServiceError", "Unreachable", "CredentialsRefused"];
        let text = stage.until_refused(&name, &refused).await;
        assert!(!text.contains("127.0.0.2"), "{name}: {text}");
    }
    assert_eq!(trap.heard(), [""; 0]);
    // It would have heard a request.
    stage
        .create_pair("direct", json!({ "endpoint": trap.endpoint() }))
        .await;
    trap.until_heard(1).await;
}
