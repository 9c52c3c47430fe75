//! Where credentials come from, how they are kept fresh, and who may use the operator's own.

mod token;

use std::collections::BTreeSet;

use serde_json::{Value, json};
use testbed::wait::{self, Look};

use crate::stage::*;
use token::Token;

const ROLE: &str = "acs:ram::1000000000000001:role/dw";
const PROVIDER: &str = "acs:ram::1000000000000001:oidc-provider/ack";

/// What an operator is told whose identity is open to its namespace.
const OPEN: [&str; 6] = [
    "--operator-identity-namespace",
    "{namespace}",
    "--sts-endpoint",
    "{simulator}",
    "--metadata-endpoint",
    "{simulator}",
];

fn task_in(workspace: &str) -> Value {
    let mut task = realtime();
    task["workspaceRef"] = json!({ "name": workspace });
    task
}

impl Stage {
    /// The key of a RAM user, and a role that trusts it and the operator's ServiceAccount.
    async fn create_identities(&self) {
        let user =
            json!({ "accessKeyId": "LTAI5tUser", "accessKeySecret": "user-secret", "userName": "ann" });
        self.simulator.put("keys", &user).await.unwrap();
        self.create_role().await;
        self.simulator
            .patch("behaviour", &json!({ "metadata": { "role": "worker" } }))
            .await
            .unwrap();
        self.create_secret_named("keys", "LTAI5tUser", "user-secret")
            .await;
    }

    async fn create_role(&self) {
        let role = json!({ "roleName": "dw", "oidcProvider": PROVIDER, "issuer": "https://ack" });
        self.simulator.put("roles", &role).await.unwrap();
    }

    async fn create_workspace_with(&self, name: &str, credentials: Value) {
        self.create_workspace_named(name, json!({ "credentials": credentials, "watchInterval": "1s" }))
            .await;
    }

    async fn count(&self, action: &str) -> usize {
        let actions = self.actions().await;
        actions.iter().filter(|called| *called == action).count()
    }

    /// The keys that tasks were looked at with.
    async fn keys_in_use(&self) -> BTreeSet<String> {
        let calls = self.call_log().await;
        let looks = calls.iter().filter(|call| call["action"] == "ListFiles");
        looks
            .filter(|call| call["outcome"] == "success")
            .filter_map(|call| call["accessKeyId"].as_str().map(str::to_owned))
            .collect()
    }

    async fn until_in_use(&self, what: &str, holds: impl Fn(&BTreeSet<String>) -> bool) {
        let looked = wait::until(what, PATIENCE, || async {
            let keys = self.keys_in_use().await;
            Ok(if holds(&keys) {
                Look::Met(())
            } else {
                Look::NotYet(format!("{keys:?}"))
            })
        });
        looked.await.unwrap();
    }
}

#[tokio::test]
async fn each_source_leads_to_a_task() {
    let token = Token::new();
    let stage = Stage::in_environment("sources", &OPEN, &token.variables()).await;
    stage.create_identities().await;
    let role = json!({ "roleArn": ROLE });
    for (name, credentials) in [
        ("oidc", json!({ "oidc": {} })),
        ("node", json!({ "ecsRamRole": {} })),
        ("environment", json!({ "environment": {} })),
        (
            "role",
            json!({ "secretRef": { "name": "keys" }, "assumeRole": &role }),
        ),
        (
            "role-of-node",
            json!({ "ecsRamRole": { "roleName": "worker" }, "assumeRole": &role }),
        ),
    ] {
        stage.create_workspace_with(name, credentials).await;
        stage.create(name, task_in(name)).await;
    }
    for name in ["oidc", "node", "environment", "role", "role-of-node"] {
        stage.until_ready(name).await;
    }
    for (action, count) in [
        ("AssumeRoleWithOIDC", 1),
        ("AssumeRole", 2),
        ("/latest/api/token", 2),
    ] {
        // Each of the tasks makes three calls at least. One that was not answered in time is repeated.
        let asked = stage.count(action).await;
        assert!((count..=count + 1).contains(&asked), "{action}: {asked}");
    }
    let log = stage.operator.log().read();
    for secret in ["user-secret", "e30.", "CAIS", "STS."] {
        assert!(!log.contains(secret), "{secret} is in the log");
    }
}

#[tokio::test]
async fn credentials_are_renewed_before_their_end_and_the_task_goes_on() {
    let stage = Stage::in_environment("renewal", &OPEN, &[]).await;
    stage.create_identities().await;
    let short = json!({ "credentialsSeconds": 20 });
    stage.simulator.patch("behaviour", &short).await.unwrap();
    let credentials = json!({ "secretRef": { "name": "keys" }, "assumeRole": { "roleArn": ROLE } });
    stage.create_workspace_with("default", credentials).await;
    stage.create("orders", realtime()).await;
    stage.until_ready("orders").await;
    // The third is got when the first has ended.
    stage.until_in_use("three keys", |keys| keys.len() >= 3).await;
    stage.until_ready("orders").await;
    assert!(!stage.calls().await.iter().any(|call| call.ends_with("rejected")));
}

#[tokio::test]
async fn credentials_that_are_refused_before_their_end_are_replaced_at_once() {
    let stage = Stage::in_environment("revoked", &OPEN, &[]).await;
    stage.create_identities().await;
    let credentials = json!({ "secretRef": { "name": "keys" }, "assumeRole": { "roleArn": ROLE } });
    stage.create_workspace_with("default", credentials).await;
    stage
        .fault(
            json!({ "action": "CreateDISyncTask", "kind": "error", "status": 400,
        "code": "InvalidSecurityToken.Expired", "message": "Specified SecurityToken is expired." }),
        )
        .await;
    stage.create("orders", realtime()).await;
    stage.until_ready("orders").await;
    assert_eq!(stage.count("AssumeRole").await, 2);
    assert_eq!(stage.remote().await.len(), 1);
    let refused = stage.events("orders").await;
    assert!(
        !refused.iter().any(|event| event.contains("CredentialsRefused")),
        "{refused:?}"
    );
}

#[tokio::test]
async fn a_namespace_that_is_not_named_gets_nothing_of_the_operators_identity() {
    let token = Token::new();
    let args = [&["--operator-identity-namespace", "elsewhere"], &OPEN[2..]].concat();
    let stage = Stage::in_environment("closed", &args, &token.variables()).await;
    stage.create_identities().await;
    for field in ["oidc", "ecsRamRole", "environment"] {
        let name = field.to_lowercase();
        let credentials = json!({ field: {}, "assumeRole": { "roleArn": ROLE } });
        stage.create_workspace_with(&name, credentials).await;
        stage.create(&name, task_in(&name)).await;
        let stalled = stage.until_reason(&name, "CredentialsForbidden").await;
        assert_eq!(condition(&stalled, "Stalled").unwrap().0, "True");
        let text = message(&stalled);
        assert!(
            text.contains(&format!("spec.credentials.{field}")) && text.contains("allowedNamespaces"),
            "{text}"
        );
    }
    assert_eq!(stage.calls().await, [""; 0]);
}

#[tokio::test]
async fn a_role_that_is_refused_costs_few_calls_for_all_tasks_and_heals() {
    let stage = Stage::in_environment("norole", &OPEN, &[]).await;
    stage.create_identities().await;
    stage.simulator.delete("roles/dw").await.unwrap();
    let credentials = json!({ "secretRef": { "name": "keys" }, "assumeRole": { "roleArn": ROLE } });
    stage.create_workspace_with("default", credentials).await;
    let names: Vec<_> = (0..20).map(|n| format!("t{n:02}")).collect();
    for name in &names {
        stage.create(name, realtime()).await;
    }
    for name in &names {
        let stalled = stage.until_reason(name, "CredentialsRefused").await;
        let text = message(&stalled);
        assert!(
            text.contains("EntityNotExist.Role") && text.contains(ROLE),
            "{text}"
        );
    }
    // After pauses of 2, 4, 8 seconds and so on, whichever task asks.
    let asked = stage.actions().await;
    assert!(asked.len() < names.len(), "{asked:?}");
    let other = asked.iter().find(|action| *action != "AssumeRole");
    assert_eq!(other, None, "nothing else was called");
    stage.create_role().await;
    for name in &names {
        stage.until_ready(name).await;
    }
}

#[tokio::test]
async fn what_the_operators_environment_lacks_is_named() {
    let half = [
        ("ALIBABA_CLOUD_ROLE_ARN", ROLE),
        ("ALIBABA_CLOUD_ACCESS_KEY_ID", "LTAI5tUser"),
    ];
    let stage = Stage::in_environment("half", &OPEN, &half).await;
    for (field, expected) in [
        (
            "oidc",
            "no ALIBABA_CLOUD_OIDC_PROVIDER_ARN (or the field oidcProviderArn) and no ALIBABA_CLOUD_OIDC_TOKEN_FILE:",
        ),
        ("environment", "no ALIBABA_CLOUD_ACCESS_KEY_SECRET:"),
        ("ecsRamRole", "the node has no RAM role"),
    ] {
        let name = field.to_lowercase();
        stage.create_workspace_with(&name, json!({ field: {} })).await;
        stage.create(&name, task_in(&name)).await;
        let waiting = stage.until_reason(&name, "CredentialsNotFound").await;
        assert!(message(&waiting).contains(expected), "{}", message(&waiting));
    }
    let calls = stage.actions().await;
    assert!(
        calls.iter().all(|action| action.starts_with("/latest/")),
        "{calls:?}"
    );
}

#[tokio::test]
async fn a_secret_that_changes_is_used_and_one_that_goes_is_told() {
    let stage = Stage::bare("rotation", &[]).await;
    stage.create_identities().await;
    stage
        .create_workspace_with("default", json!({ "secretRef": { "name": "keys" } }))
        .await;
    stage.create("orders", realtime()).await;
    stage
        .until_in_use("the first key", |keys| keys.contains("LTAI5tUser"))
        .await;
    // The first is disabled at once, while the operator still remembers it.
    stage.create_secret("simulator-secret").await;
    let disabled = json!({ "accessKeyId": "LTAI5tUser", "accessKeySecret": "user-secret", "disabled": true });
    stage.simulator.put("keys", &disabled).await.unwrap();
    stage
        .until_in_use("the second key", |keys| keys.contains("LTAI5tSimulator"))
        .await;
    let events = stage.events("orders").await;
    assert!(
        !events.iter().any(|event| event.contains("CredentialsRefused")),
        "{events:?}"
    );
    stage.secrets().delete("keys", &Default::default()).await.unwrap();
    stage.until_reason("orders", "CredentialsNotFound").await;
    stage.create_secret("simulator-secret").await;
    stage.until_ready("orders").await;
}
