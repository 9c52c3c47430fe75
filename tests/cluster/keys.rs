//! Whose a key is: once that is known the calls of the account are spent, whether STS answers or not.

use serde_json::{Value, json};
use testbed::wait::{self, Look};
use testbed::{Operator, OperatorOptions};

use crate::stage::*;

const PER_DAY: u64 = 24;

/// A workspace that may spend this much with its key.
fn budget() -> Value {
    json!({ "budget": { "callsPerDay": PER_DAY } })
}

impl Stage {
    /// A workspace `other` with a second key of the same account, and tasks in it.
    async fn work_with_another_key(&self, tasks: std::ops::Range<u32>) {
        let key = json!({ "accessKeyId": "LTAI5tOther", "accessKeySecret": "other", "accountId": "1000000000000001" });
        self.simulator.put("keys", &key).await.unwrap();
        self.create_secret_named("other-keys", "LTAI5tOther", "other")
            .await;
        let mut spec = budget();
        spec["credentials"] = json!({ "secretRef": { "name": "other-keys" } });
        self.create_workspace_named("other", spec).await;
        for n in tasks {
            let mut spec = realtime();
            spec["workspaceRef"] = json!({ "name": "other" });
            self.create(&format!("other{n:02}"), spec).await;
        }
    }

    /// A further operator that asks STS there.
    async fn join_asking(&self, sts: &str, selector: &[&str]) -> Operator {
        let args = ["--sts-endpoint", sts]
            .into_iter()
            .chain(selector.iter().copied());
        self.join_with(OperatorOptions {
            args: args.map(str::to_owned).collect(),
            ..OperatorOptions::default()
        })
        .await
    }
}

async fn until_moved(operator: &Operator) {
    let moved = wait::until("the calls to be moved", PATIENCE, || async {
        Ok(
            if operator
                .log()
                .read()
                .contains("moved the calls of a key to its account")
            {
                Look::Met(())
            } else {
                Look::NotYet(operator.log().tail(20))
            },
        )
    });
    moved.await.unwrap();
}

/// An address of STS that refuses connections as long as the socket is held.
fn no_sts() -> (tokio::net::TcpSocket, String) {
    let nobody = nobody_listens();
    let address = format!("http://{}", nobody.local_addr().unwrap());
    (nobody, address)
}

#[tokio::test]
async fn an_account_that_is_known_is_spent_while_sts_is_silent() {
    let mut stage = Stage::bare("known", &["--sts-endpoint", "{simulator}"]).await;
    stage.create_secret("simulator-secret").await;
    stage.create_workspace(budget()).await;
    stage.work_with_another_key(0..1).await;
    stage.create("orders", realtime()).await;
    stage.until_ready("other00").await;
    stage.until_ready("orders").await;
    assert!(
        stage.counted("calls").await < PER_DAY - 6,
        "there is something left to spend"
    );

    stage.operator.kill().await.unwrap();
    let (_nobody, silent) = no_sts();
    let _other = stage.join_asking(&silent, &[]).await;
    stage.create_many(12).await;
    stage.work_with_another_key(1..12).await;
    stage.until_all_rest().await;
    let calls = stage.counted("calls").await;
    assert!(calls <= PER_DAY, "{calls}");
}

#[tokio::test]
async fn what_a_key_has_spent_is_counted_for_its_account_when_sts_says_whose_it_is() {
    let clock = fast_clock(120);
    let args = ["--clock", &clock, "--sts-endpoint", "{simulator}"];
    let stage = Stage::with("moved", &args, &["--clock", &clock]).await;
    let away = json!({ "action": "GetCallerIdentity", "kind": "error503", "times": 100_000 });
    stage.fault(away).await;
    stage.create_secret("simulator-secret").await;
    stage.create_workspace(budget()).await;
    stage.create_many(12).await;
    stage.until_all_rest().await;

    // It is asked again while the operator runs.
    stage.simulator.delete("faults").await.unwrap();
    until_moved(&stage.operator).await;
    stage.work_with_another_key(0..4).await;
    stage.until_all_rest().await;
    let calls = stage.counted("worst24h").await;
    assert!(calls <= PER_DAY, "{calls}");
}

#[tokio::test]
async fn an_installation_that_counts_by_the_key_follows_one_that_knows_the_account() {
    let (_nobody, silent) = no_sts();
    let stage = Stage::bare("follows", &["--sts-endpoint", &silent, "--selector", "shard=a"]).await;
    stage.create_secret("simulator-secret").await;
    stage.create_workspace(budget()).await;
    let create = async |name: &str, shard: &str| {
        stage.create(name, realtime()).await;
        let labels = json!({ "metadata": { "labels": { "shard": shard } } });
        stage.edit(name, labels).await;
    };
    create("mine", "a").await;
    stage.until_ready("mine").await;

    let other = stage
        .join_asking(&stage.endpoint, &["--selector", "shard=b"])
        .await;
    until_moved(&other).await;
    for n in 0..12 {
        let shard = if n % 2 == 0 { "a" } else { "b" };
        create(&format!("more{n:02}"), shard).await;
    }
    stage.until_all_rest().await;
    let calls = stage.counted("calls").await;
    assert!(calls <= PER_DAY, "{calls}");
}
