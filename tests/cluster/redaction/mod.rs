//! Secrets are planted wherever one can be, much goes wrong with the log at its most verbose, and all that people can see
//! is searched.

mod echoes;
mod search;
mod sinks;

use dataworks_operator::api::DISyncTask;
use k8s_openapi::api::core::v1::{ConfigMap, Secret};
use serde_json::{Value, json};
use testbed::Scratch;

use crate::stage::*;
use search::{Planted, Sink, found};

const KEY_ID: &str = "LTAI5tPl4ntedKeyOfTheWorkspace";
const KEY_SECRET: &str = "pl4nted/secret+of=the&workspace";
const UNKNOWN_ID: &str = "LTAI5tPl4ntedKeyThatNobodyKnows";
const UNKNOWN_SECRET: &str = "pl4nted/secret+that=nobody&knows";
const WRONG_SECRET: &str = "pl4nted/secret+that=is&wrong/here";
const STS_TOKEN: &str = "CAISpl4nted/s3curity+t0ken==of&a/temp0rary+key";
const REPEATED_ID: &str = "LTAI5tPl4ntedKeyThatIsRepeated";
const OWN_ID: &str = "LTAI5tPl4ntedKeyOfTheOperator";
const OWN_SECRET: &str = "pl4nted/secret+of=the&operator";
const OIDC_TOKEN: &str =
    "eyJhbGciOiJSUzI1NiJ9.cGw0bnRlZCB0b2tlbiBvZiB0aGUgb3BlcmF0b3I.c2lnbmF0dXJlIG9mIHRoZSBwbGFudGVk";
const IN_SCRIPT: &str = "pl4nted-0-password \"in\" a script = 1";
const IN_SECRET: &str = "pl4nted-1-password \"in\" a Secret = 2";
const IN_BROKEN: &str = "pl4nted-2-password in a broken script = 3";
const IN_MAP: &str = "pl4nted-3-password in a ConfigMap = 4";
const IN_JOB: &str = "pl4nted-4-password in a batch job = 5";

fn planted() -> Vec<Planted> {
    [
        ("the AccessKey ID in a Secret", KEY_ID),
        ("the AccessKey secret in a Secret", KEY_SECRET),
        ("an AccessKey ID that is refused", UNKNOWN_ID),
        ("the secret of a key that is refused", UNKNOWN_SECRET),
        ("a wrong secret", WRONG_SECRET),
        ("an STS token in a Secret", STS_TOKEN),
        ("an AccessKey ID that a host repeats", REPEATED_ID),
        ("the AccessKey ID in the environment", OWN_ID),
        ("the AccessKey secret in the environment", OWN_SECRET),
        ("the OIDC token", OIDC_TOKEN),
        ("spec.taskParam", IN_SCRIPT),
        ("a script in a Secret", IN_SECRET),
        ("a broken script in a Secret", IN_BROKEN),
        ("a script in a ConfigMap", IN_MAP),
        ("spec.taskContent", IN_JOB),
    ]
    .map(|(place, text)| Planted {
        place,
        text: text.to_owned(),
    })
    .into()
}

fn with_password(password: &str) -> Value {
    let mut script = script("odps");
    script["steps"][0]["parameter"]["password"] = json!(password);
    script
}

fn in_workspace(workspace: &str, mut spec: Value) -> Value {
    spec["workspaceRef"] = json!({ "name": workspace });
    spec
}

impl Stage {
    async fn plant_keys(&self) {
        let key = json!({ "accessKeyId": KEY_ID, "accessKeySecret": KEY_SECRET });
        self.simulator.put("keys", &key).await.unwrap();
        self.create_secret_named("keys", KEY_ID, KEY_SECRET).await;
        self.create_secret_named("unknown", UNKNOWN_ID, UNKNOWN_SECRET)
            .await;
        self.create_secret_named("wrong", KEY_ID, WRONG_SECRET).await;
        let temporary = json!({ "metadata": { "name": "temporary" }, "stringData": {
            "accessKeyId": KEY_ID, "accessKeySecret": KEY_SECRET, "securityToken": STS_TOKEN } });
        self.apply_object::<Secret>(temporary).await;
    }

    async fn plant_scripts(&self) {
        let broken = format!("{{\"steps\": [ {{ \"password\": \"{IN_BROKEN}\" ");
        let secret = json!({ "metadata": { "name": "scripts" }, "stringData": {
            "sound": with_password(IN_SECRET).to_string(),
            "broken": broken,
            "yaml": format!("steps: &a\n  - password: {IN_BROKEN}\n   wrong: *b\n"),
            "text": IN_BROKEN,
        } });
        self.apply_object::<Secret>(secret).await;
        let map = json!({ "metadata": { "name": "scripts" }, "data": {
            "sound": with_password(IN_MAP).to_string(), "broken": format!("[\"{IN_MAP}\"") } });
        self.apply_object::<ConfigMap>(map).await;
    }

    /// Tasks whose keys are refused in every way.
    async fn are_refused(&self) {
        let role = json!({ "roleArn": "acs:ram::1000000000000001:role/nobody" });
        for (name, credentials) in [
            ("unknown", json!({ "secretRef": { "name": "unknown" } })),
            ("wrong", json!({ "secretRef": { "name": "wrong" } })),
            ("temporary", json!({ "secretRef": { "name": "temporary" } })),
            ("own", json!({ "environment": {} })),
            ("oidc", json!({ "oidc": {} })),
            (
                "role",
                json!({ "secretRef": { "name": "keys" }, "assumeRole": role }),
            ),
        ] {
            self.create_workspace_named(name, json!({ "credentials": credentials }))
                .await;
            self.create(name, in_workspace(name, realtime())).await;
        }
        for name in ["unknown", "wrong", "temporary", "own", "oidc", "role"] {
            let refused = |task: &_| {
                let (status, reason, _) = condition(task, "Ready").unwrap_or_default();
                status == "False" && reason.starts_with("Credentials")
            };
            self.until(name, "refused", refused).await;
        }
    }

    /// Tasks whose scripts are refused, by the operator and by the service.
    async fn have_bad_scripts(&self) {
        for (source, key) in [
            ("secretKeyRef", "broken"),
            ("secretKeyRef", "yaml"),
            ("secretKeyRef", "text"),
            ("configMapKeyRef", "broken"),
        ] {
            let from = json!({ source: { "name": "scripts", "key": key } });
            let name = format!("{}-{key}", source.to_lowercase());
            self.create(&name, json!({ "taskType": "DI_REALTIME", "scriptFrom": from }))
                .await;
            let stalled = |task: &_| condition(task, "Stalled").is_some();
            self.until(&name, "Stalled", stalled).await;
        }
        let mut refused = with_password(IN_SCRIPT);
        refused["steps"][1]["parameter"]["datasource"] = json!("nowhere");
        self.create(
            "refused",
            json!({ "taskType": "DI_REALTIME", "taskParam": refused }),
        )
        .await;
        self.until_reason("refused", "GenerationFailed").await;
    }

    /// What was sent to DataWorks as this parameter of this operation.
    async fn sent(&self, action: &str, parameter: &str) -> String {
        let calls = self.call_log().await;
        let of_these = |call: &&Value| call["action"] == action && call["parameters"]["ProjectId"] == "10000";
        let call = calls.iter().rfind(of_these).unwrap();
        call["parameters"][parameter].as_str().unwrap().to_owned()
    }

    /// The next calls of this operation fail in every way, some with a host that repeats what it was sent.
    async fn go_wrong(&self, action: &str, sent: &str) {
        for kind in ["error500", "html", "truncated", "resetBefore", "resetAfter"] {
            self.fault(json!({ "action": action, "kind": kind })).await;
        }
        for text in [
            format!("the key {KEY_ID} may not send {sent}"),
            format!("what is {}?", json!(sent)),
            format!("not matched. server string to sign is:POST&%2F&AccessKeyId%3D{KEY_ID}%26{sent}"),
        ] {
            let fault =
                json!({ "action": action, "kind": "error", "status": 500, "code": KEY_ID, "message": text });
            self.fault(fault).await;
        }
        let text = echoes::all(&[sent, KEY_ID]);
        let fault =
            json!({ "action": action, "kind": "error", "status": 503, "code": "Odd", "message": text });
        self.fault(fault).await;
    }

    /// Tasks that come to be after everything on the way went wrong.
    async fn get_through(&self) {
        let from = |source: &str| json!({ "taskType": "DI_REALTIME", "scriptFrom": { source: { "name": "scripts", "key": "sound" } } });
        let realtime = json!({ "taskType": "DI_REALTIME", "taskParam": with_password(IN_SCRIPT) });
        let mut job = job();
        job["steps"][0]["parameter"]["password"] = json!(IN_JOB);
        let batch = json!({ "taskType": "DI_OFFLINE", "taskContent": job });
        let generate = "GenerateDISyncTaskConfigForCreating";
        for (name, spec, action, parameter) in [
            ("realtime", &realtime, generate, "TaskParam"),
            ("from-secret", &from("secretKeyRef"), generate, "TaskParam"),
            ("from-map", &from("configMapKeyRef"), generate, "TaskParam"),
            ("batch", &batch, "CreateDISyncTask", "TaskContent"),
        ] {
            self.create(name, spec.clone()).await;
            self.until_ready(name).await;
            let sent = self.sent(action, parameter).await;
            assert!(sent.contains("pl4nted"), "{name} sends no password: {sent}");
            self.go_wrong(action, &sent).await;
            self.create(&format!("{name}-again"), spec.clone()).await;
            self.hurry(&format!("{name}-again")).await;
        }
    }

    /// Waits until the task is Ready, and after each failure asks for the next attempt at once.
    async fn hurry(&self, name: &str) {
        let failures = |task: &DISyncTask| {
            task.status
                .as_ref()
                .and_then(|status| status.failures)
                .unwrap_or(0)
        };
        let is_ready = |task: &DISyncTask| condition(task, "Ready").is_some_and(|ready| ready.0 == "True");
        let mut seen = 0;
        loop {
            let failed_again = |task: &DISyncTask| is_ready(task) || failures(task) > seen;
            let task = self.until(name, "further", failed_again).await;
            if is_ready(&task) {
                return;
            }
            seen = failures(&task);
            self.ask(name).await;
        }
    }
}

#[tokio::test]
async fn nothing_that_is_secret_shows_wherever_it_is_planted() {
    let scratch = Scratch::new("token").unwrap();
    let token = scratch.path().join("token");
    std::fs::write(&token, OIDC_TOKEN).unwrap();
    let variables = [
        ("RUST_LOG", "trace"),
        ("ALIBABA_CLOUD_ROLE_ARN", "acs:ram::1000000000000001:role/nobody"),
        (
            "ALIBABA_CLOUD_OIDC_PROVIDER_ARN",
            "acs:ram::1000000000000001:oidc-provider/nobody",
        ),
        ("ALIBABA_CLOUD_OIDC_TOKEN_FILE", token.to_str().unwrap()),
        ("ALIBABA_CLOUD_ACCESS_KEY_ID", OWN_ID),
        ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", OWN_SECRET),
    ];
    let args = [
        "--log-level",
        "trace",
        "--operator-identity-namespace",
        "{namespace}",
        "--sts-endpoint",
        "{simulator}",
    ];
    let mut stage = Stage::in_environment("planted", &args, &variables).await;
    let (tasks, workspaces) = sinks::statuses(&stage);
    stage.plant_keys().await;
    stage.plant_scripts().await;
    stage
        .create_workspace(json!({ "budget": { "callsPerDay": 1000 } }))
        .await;
    stage.are_refused().await;
    stage.is_repeated().await;
    stage.have_bad_scripts().await;
    stage.get_through().await;

    let sinks = sinks::all(&mut stage, &tasks, &workspaces).await;
    for (name, word) in [
        ("the log", "TRACE"),
        ("the log", "SignatureDoesNotMatch"),
        ("the statuses of tasks", "CredentialsRefused"),
        ("the statuses of workspaces", "observedGeneration"),
        ("events", "GenerationFailed"),
        ("ledgers", "calls of DataWorks reserved"),
        ("/readyz", "200 OK"),
        ("/metrics", "dataworks_operator_calls_total{"),
    ] {
        let sink: &Sink = sinks.iter().find(|sink| sink.name == name).unwrap();
        assert!(
            sink.text.contains(word),
            "{name} shows no {word}: it is not what was meant"
        );
    }
    let hits = found(&planted(), &sinks);
    assert!(hits.is_empty(), "{hits:#?}");
}
