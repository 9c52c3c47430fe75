//! The metadata service of the node: its token first, its first version where it is allowed.

use super::assumed::issuer;
use super::server::{Act, Server};
use crate::dataworks::credentials::{Chain, Environment, Grant, Granted, Source, Trouble};

const GIVEN: &str = r#"{"Code": "Success", "AccessKeyId": "STS.node", "AccessKeySecret": "s", "SecurityToken": "t",
    "Expiration": "2024-05-06T13:08:09Z", "LastUpdated": "2024-05-06T07:08:09Z"}"#;

fn answer(status: u16, body: &str) -> Act {
    Act::answer(status, "", body)
}

async fn asked(
    acts: Vec<Act>,
    role: Option<&str>,
    variables: &[&str],
) -> (Result<Granted, Trouble>, Vec<String>) {
    let server = Server::performing(acts);
    let environment = Environment::read(|name| variables.contains(&name).then(|| "true".to_owned()));
    let chain = Chain {
        source: Source::EcsRamRole(role.map(str::to_owned)),
        role: None,
    };
    let granted = issuer(&server.address, &environment).grant(&chain).await;
    let recorded = server.recorded().into_iter();
    let lines = recorded.map(|request| {
        let path = request.line.trim_end_matches(" http/1.1").to_owned();
        match request.headers.contains("x-aliyun-ecs-metadata-token: tok") {
            true => format!("{path} with the token"),
            false => path,
        }
    });
    (granted, lines.collect())
}

const PUT: &str = "put /latest/api/token";
const ROLES: &str = "get /latest/meta-data/ram/security-credentials/";

#[tokio::test]
async fn a_token_comes_first_and_goes_with_what_follows() {
    let acts = vec![answer(200, "tok"), answer(200, "worker\n"), answer(200, GIVEN)];
    let (granted, lines) = asked(acts, None, &[]).await;
    let granted = granted.unwrap();
    assert_eq!(granted.key.security_token(), Some("t"));
    assert_eq!(granted.life.as_secs(), 6 * 3_600 - 1);
    assert_eq!(
        lines,
        [
            PUT.to_owned(),
            format!("{ROLES} with the token"),
            format!("{ROLES}worker with the token")
        ]
    );
}

#[tokio::test]
async fn without_a_token_the_first_version_is_asked_where_it_is_allowed() {
    let acts = || vec![answer(404, ""), answer(200, GIVEN)];
    let (granted, lines) = asked(acts(), Some("named"), &[]).await;
    assert!(granted.is_ok());
    assert_eq!(lines, [PUT.to_owned(), format!("{ROLES}named")]);

    let (refused, lines) = asked(acts(), Some("named"), &["ALIBABA_CLOUD_IMDSV1_DISABLED"]).await;
    assert!(refused.unwrap_err().to_string().contains("Http404"));
    assert_eq!(lines, [PUT]);
}

#[tokio::test]
async fn a_node_without_a_role_says_so() {
    for acts in [
        vec![answer(200, "tok"), answer(404, "")],
        vec![answer(200, "tok"), answer(200, "\n")],
    ] {
        let (refused, _) = asked(acts, None, &[]).await;
        let text = refused.unwrap_err().to_string();
        assert!(text.contains("the node has no RAM role: attach"), "{text}");
    }
    let (refused, _) = asked(vec![answer(200, "tok"), answer(404, "")], Some("other"), &[]).await;
    assert!(refused.unwrap_err().to_string().contains("no RAM role other"));
}

#[tokio::test]
async fn what_is_no_success_is_no_credentials() {
    for body in [
        r#"{"Code": "Failed"}"#,
        "{}",
        "<html>",
        &GIVEN.replace("Expiration", "End"),
    ] {
        let (refused, _) = asked(vec![answer(200, "tok"), answer(200, body)], Some("r"), &[]).await;
        let text = refused.unwrap_err().to_string();
        assert!(text.contains("UnreadableAnswer"), "{text}");
    }
}

#[tokio::test]
async fn it_leads_nowhere_else() {
    let elsewhere = Server::performing(vec![answer(200, GIVEN)]);
    let location = format!("Location: {}/\r\n", elsewhere.address);
    let acts = vec![answer(200, "tok"), Act::answer(302, &location, "")];
    let (refused, _) = asked(acts, Some("r"), &[]).await;
    assert!(refused.unwrap_err().to_string().contains("Http302"));
    assert!(elsewhere.recorded().is_empty());
}

#[tokio::test]
async fn a_role_of_endless_name_is_none() {
    let acts = vec![answer(200, "tok"), answer(200, &"x".repeat(1_000))];
    let (granted, _) = asked(acts, None, &[]).await;
    let trouble = granted.unwrap_err().to_string();
    assert!(
        trouble.contains("names a role by no name of one") && trouble.len() < 300,
        "{trouble}"
    );
}
