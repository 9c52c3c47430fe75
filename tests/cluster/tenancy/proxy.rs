//! A proxy between the operator and Alibaba Cloud: what it is asked, and what it is not told.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use super::{Stage, Trap};

const USER: &str = "proxy-user";
const PASSWORD: &str = "proxy-hush-0815";

#[tokio::test]
async fn a_proxy_is_asked_for_ways_only_and_its_password_is_not_shown() {
    let (proxy, metadata) = futures::join!(Trap::at("127.0.0.2"), Trap::at("127.0.0.3"));
    let through = format!("http://{USER}:{PASSWORD}@{}", proxy.address);
    let node = metadata.endpoint();
    let args = [
        "--operator-identity-namespace",
        "{namespace}",
        "--metadata-endpoint",
        &node,
        "--log-level",
        "trace",
    ];
    // The API server and the simulator are at 127.0.0.1, the metadata service is not.
    let variables = [
        ("HTTP_PROXY", through.as_str()),
        ("HTTPS_PROXY", &through),
        ("NO_PROXY", "127.0.0.1"),
    ];
    let stage = Stage::in_environment("proxy", &args, &variables).await;
    stage.create_secret("simulator-secret").await;
    let role = json!({ "roleArn": "acs:ram::1000000000000001:role/dw" });
    for (name, credentials) in [
        ("region", json!({ "secretRef": { "name": "keys" } })),
        (
            "role",
            json!({ "secretRef": { "name": "keys" }, "assumeRole": role }),
        ),
        ("node", json!({ "ecsRamRole": {} })),
    ] {
        stage.create_regional_pair(name, "cn-shanghai", credentials).await;
    }
    for host in ["dataworks", "sts"] {
        let asked = format!("CONNECT {host}.cn-shanghai.aliyuncs.com:443 HTTP/1.1\r\n");
        let asked_for = |heard: &[String]| heard.iter().any(|request| request.starts_with(&asked));
        proxy.until(&asked, asked_for).await;
    }
    let asked = metadata.until_heard(1).await;
    assert!(asked[0].starts_with("PUT /latest/api/token"), "{asked:?}");
    stage.create_pair("simulator", json!({})).await;
    stage.until_ready("simulator").await;

    let password = STANDARD.encode(format!("{USER}:{PASSWORD}"));
    for request in proxy.heard().iter().filter(|request| !request.is_empty()) {
        let told = request.to_lowercase();
        assert!(
            request.starts_with("CONNECT ") && told.contains("proxy-authorization: basic"),
            "{request}"
        );
        assert!(request.contains(&password), "{request}");
        assert!(
            !request.contains("LTAI5t") && !request.contains("Signature"),
            "{request}"
        );
    }
    let log = stage.operator.log().read();
    assert!(log.contains("TRACE"), "it is the most verbose log");
    // The last is how every token of a ServiceAccount begins.
    for secret in [PASSWORD, &password, "eyJhbGciOi"] {
        let shown = log.lines().find(|line| line.contains(secret));
        assert_eq!(shown, None, "{secret} is in the log");
    }
}
