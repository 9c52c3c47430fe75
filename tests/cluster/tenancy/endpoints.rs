//! Endpoints that no workspace may lead to: nothing connects, however the address is written.

use serde_json::json;

use super::{Stage, Trap};

/// Whatever is not on this machine goes through the proxy, which hears where to.
const NO_PROXY: (&str, &str) = ("NO_PROXY", "127.0.0.0/8");

/// Ways to write an address of the attacker's, `{port}` at 127.0.0.2, so that it looks like another.
const DISGUISES: [&str; 24] = [
    "http://127.0.0.2:{port}",
    "https://127.0.0.2:{port}",
    "127.0.0.2:{port}",
    "HTTP://127.0.0.2:{port}/",
    "http://127.0.0.2.:{port}",
    "http://2130706434:{port}",
    "http://0x7f000002:{port}",
    "http://0177.0.0.2:{port}",
    "http://0x7F.0.0.0x2:{port}",
    "http://127.2:{port}",
    "http://①②⑦.⓪.⓪.②:{port}",
    "http://[::ffff:127.0.0.2]:{port}",
    "http://[::ffff:7f00:2]:{port}",
    "http://127.0.0.1@127.0.0.2:{port}",
    "http://127.0.0.1:80@127.0.0.2:{port}/",
    "http://127.0.0.1%40127.0.0.2:{port}",
    "http://@127.0.0.2:{port}",
    "http://127.0.0.2:{port}\\@127.0.0.1",
    "http://127.0.0.2:{port}#@127.0.0.1",
    "http://127.0.0.2:{port}?@127.0.0.1",
    "http:127.0.0.2:{port}",
    "http:\\\\127.0.0.2:{port}",
    "ftp://127.0.0.2:{port}",
    "http://localhost:{port}",
];

/// Hosts that are nearly DataWorks, or nearly what the administrator allows.
const LOOKALIKES: [&str; 22] = [
    "http://dataworks.cn-shanghai.aliyuncs.com",
    "dataworks.cn-shanghai.aliyuncs.com:8443",
    "dataworks.cn-shanghai.aliyuncs.com.",
    "dataworks.cn-shanghai.aliyuncs.com.evil.example",
    "dataworks.cn-shanghai.aliyuncs.com@evil.example",
    "https://dataworks.cn-shanghai.aliyuncs.com:443@evil.example",
    "dataworks.cn-shanghai.evilaliyuncs.com",
    "evilaliyuncs.com",
    "aliyuncs.com",
    "evil.cn-shanghai.aliyuncs.com",
    "evil.dataworks.cn-shanghai.aliyuncs.com",
    "dataworks.oss-cn-shanghai.aliyuncs.com",
    "dataworks.cn-shanghai.log.aliyuncs.com",
    "d\u{430}taworks.cn-shanghai.aliyuncs.com",
    "xn--dtaworks-3ij.cn-shanghai.aliyuncs.com",
    "dataworks.cn-shanghai.aliyuncs.com\u{200b}.evil.example",
    "http://gateway.example.com",
    "gateway.example.com.",
    "sub.gateway.example.com",
    "evilgateway.example.com",
    "gateway.example.com.evil.example",
    "gateway.example.com@evil.example",
];

/// What answers on the node, in all spellings; the administrator allowed it by mistake.
const RESERVED: [&str; 14] = [
    "http://169.254.169.254",
    "https://169.254.169.254",
    "http://169.254.169.254.",
    "http://2852039166",
    "http://0xa9fea9fe",
    "http://0251.0376.0251.0376",
    "http://169.254.43518",
    "http://[::ffff:169.254.169.254]",
    "http://[::ffff:a9fe:a9fe]",
    "http://[64:ff9b::a9fe:a9fe]",
    "http://[fe80::1]",
    "http://100.100.100.200",
    "http://1684301000",
    "http://0.0.0.0",
];

#[tokio::test]
async fn nothing_connects_to_an_endpoint_that_is_not_allowed_however_it_is_written() {
    let (trap, open, proxy) = futures::join!(
        Trap::at("127.0.0.2"),
        Trap::at("127.0.0.3"),
        Trap::at("127.0.0.4")
    );
    let mut args = vec!["--allow-endpoint-host", "Gateway.Example.com"];
    let allowed = ["http://127.0.0.1", "http://127.0.0.3"];
    let mistaken = RESERVED.iter().filter(|address| address.starts_with("http://"));
    for host in allowed.iter().chain(mistaken) {
        args.extend(["--allow-endpoint-host", *host]);
    }
    let through = proxy.endpoint();
    let variables = [
        ("HTTP_PROXY", through.as_str()),
        ("HTTPS_PROXY", &through),
        NO_PROXY,
    ];
    let stage = Stage::guarded("lured", &args, &variables).await;
    stage.create_secret("simulator-secret").await;

    let port = trap.address.port().to_string();
    let addresses = DISGUISES.iter().chain(&LOOKALIKES).chain(&RESERVED);
    let attacks: Vec<_> = addresses
        .enumerate()
        .map(|(n, address)| (format!("attack{n:02}"), address.replace("{port}", &port)))
        .collect();
    for (name, address) in &attacks {
        stage.create_pair(name, json!({ "endpoint": address })).await;
    }
    for (name, address) in &attacks {
        let text = stage
            .until_refused(name, &["EndpointNotAllowed", "InvalidSpec"])
            .await;
        assert!(text.contains("spec.endpoint"), "{address}: {text}");
    }
    // A region can lead astray as well as an endpoint: buckets of anyone are at this one.
    let keys = json!({ "secretRef": { "name": "keys" } });
    stage
        .create_regional_pair("bucket", "oss-cn-shanghai", keys)
        .await;
    let text = stage.until_refused("bucket", &["InvalidSpec"]).await;
    assert!(text.contains("spec.regionId"), "{text}");

    assert_eq!(stage.calls().await, [""; 0]);
    assert_eq!(
        (trap.heard(), open.heard(), proxy.heard()),
        (vec![], vec![], vec![])
    );

    // The same operator goes where it may, and is heard there.
    stage.create_pair("simulator", json!({})).await;
    stage.until_ready("simulator").await;
    stage
        .create_pair("open", json!({ "endpoint": open.endpoint() }))
        .await;
    open.until_heard(1).await;
    stage
        .create_pair("gateway", json!({ "endpoint": "https://GATEWAY.example.com" }))
        .await;
    let shanghai = json!({ "endpoint": "DataWorks.CN-Shanghai.aliyuncs.com" });
    stage.create_pair("shanghai", shanghai).await;
    for host in ["gateway.example.com", "dataworks.cn-shanghai.aliyuncs.com"] {
        let asked = format!("CONNECT {host}:443 HTTP/1.1\r\n");
        let asked_for = |heard: &[String]| heard.iter().any(|request| request.starts_with(&asked));
        proxy.until(&asked, asked_for).await;
    }
    assert_eq!(trap.heard(), [""; 0]);
    for request in proxy.heard() {
        assert!(
            request.is_empty() || request.starts_with("CONNECT "),
            "it asks the proxy for more than a way: {request}"
        );
        assert!(!request.contains("LTAI5tSimulator"), "{request}");
    }
}
