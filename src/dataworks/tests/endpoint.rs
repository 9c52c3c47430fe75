//! Addresses that are taken, refused, and told apart.

use super::*;

fn parse(text: &str) -> Result<Endpoint, BadEndpoint> {
    text.parse()
}

#[test]
fn addresses_that_are_taken() {
    let table = [
        (
            "https://dataworks.cn-shanghai.aliyuncs.com/",
            "https://dataworks.cn-shanghai.aliyuncs.com",
        ),
        (
            "dataworks-vpc.cn-shanghai.aliyuncs.com",
            "https://dataworks-vpc.cn-shanghai.aliyuncs.com",
        ),
        ("DataWorks.Example.com:8443", "https://dataworks.example.com:8443"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("http://[::1]:8080\n", "http://[::1]:8080"),
    ];
    for (given, expected) in table {
        assert_eq!(parse(given).unwrap().to_string(), expected);
    }
}

#[test]
fn addresses_that_are_refused() {
    for nonsense in [
        "",
        "https://",
        "a b.com",
        "host:port",
        "https://exa mple.com",
        "host:99999",
    ] {
        assert!(
            matches!(parse(nonsense), Err(BadEndpoint::Unreadable(_))),
            "{nonsense}"
        );
    }
    assert_eq!(parse("ftp://host"), Err(BadEndpoint::Scheme("ftp".into())));
    for excess in [
        "https://me:hush@host",
        "https://host/path",
        "https://host/?a=b",
        "https://host#f",
        "me@host",
    ] {
        let error = parse(excess).unwrap_err();
        assert!(matches!(error, BadEndpoint::Excess(_)), "{excess}");
        assert!(!error.to_string().contains("hush"));
    }
    assert!(
        !parse("me:hush@host:port")
            .unwrap_err()
            .to_string()
            .contains("hush")
    );
}

#[test]
fn hosts_of_regions() {
    let table = [
        ("cn-shanghai", "dataworks.cn-shanghai.aliyuncs.com"),
        ("ap-southeast-7", "dataworks.ap-southeast-7.aliyuncs.com"),
        ("cn-zhangjiakou", "dataworks.cn-zhangjiakou.aliyuncs.com"),
        ("cn-north-2-gov-1", "dataworks.cn-north-2-gov-1.aliyuncs.com"),
        ("eu-new-9", "dataworks.eu-new-9.aliyuncs.com"),
        ("cn-qingdao", "dataworks.aliyuncs.com"),
        ("ap-south-1", "dataworks.aliyuncs.com"),
    ];
    for (region, host) in table {
        assert_eq!(Endpoint::of_region(region).unwrap().host(), host);
    }
    for nonsense in [
        "",
        "Shanghai",
        "cn_shanghai",
        "evil.com/",
        "cn-shanghai.evil",
        "-cn",
        "cn-",
        // Buckets of anyone are there.
        "oss-cn-shanghai",
        "xx-new-9",
    ] {
        assert_eq!(
            Endpoint::of_region(nonsense),
            Err(BadEndpoint::Region(nonsense.into()))
        );
    }
}

#[test]
fn loopback() {
    for here in [
        "http://127.0.0.1:1",
        "http://127.9.9.9",
        "http://[::1]",
        "http://[::ffff:127.0.0.1]",
        "localhost:80",
        "a.localhost",
    ] {
        assert!(parse(here).unwrap().is_loopback(), "{here}");
    }
    for elsewhere in [
        "http://10.0.0.1",
        "localhost.example.com",
        "http://[::2]",
        "dataworks.aliyuncs.com",
    ] {
        assert!(!parse(elsewhere).unwrap().is_loopback(), "{elsewhere}");
    }
}

#[test]
fn only_hosts_of_dataworks_are_alibaba_cloud() {
    for ours in [
        "dataworks.aliyuncs.com",
        "dataworks.cn-shanghai.aliyuncs.com",
        "dataworks-vpc.eu-west-1.aliyuncs.com",
    ] {
        assert!(parse(ours).unwrap().is_alibaba_cloud(), "{ours}");
    }
    for not_ours in [
        "http://dataworks.cn-shanghai.aliyuncs.com",
        "dataworks.cn-shanghai.aliyuncs.com:8443",
        "dataworks.oss-cn-hangzhou.aliyuncs.com",
        "dataworks.cn-hangzhou.log.aliyuncs.com",
        "bucket.oss-cn-hangzhou.aliyuncs.com",
        "dataworks.cn-shanghai.aliyuncs.com.evil.example",
        "dataworksaliyuncs.com",
        "aliyuncs.com",
        "127.0.0.1",
    ] {
        assert!(!parse(not_ours).unwrap().is_alibaba_cloud(), "{not_ours}");
    }
}

#[test]
fn tokens_go_to_hosts_of_sts_only() {
    let host = |endpoint: Result<Endpoint, _>| endpoint.map(|endpoint| endpoint.host().to_owned());
    assert_eq!(
        host(Endpoint::sts_of_region("cn-shanghai")).unwrap(),
        "sts.cn-shanghai.aliyuncs.com"
    );
    assert_eq!(
        host(Endpoint::sts_vpc_of_region("eu-central-1")).unwrap(),
        "sts-vpc.eu-central-1.aliyuncs.com"
    );
    // Buckets of anyone are there.
    for region in ["oss-cn-hangzhou", "example", "cn-shanghai.example", ""] {
        assert!(host(Endpoint::sts_of_region(region)).is_err(), "{region}");
        assert!(host(Endpoint::sts_vpc_of_region(region)).is_err(), "{region}");
    }
}
