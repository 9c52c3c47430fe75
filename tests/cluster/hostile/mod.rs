//! Hosts and tenants that mean harm: the operator stays within the memory that the chart gives it, says what is wrong, and
//! serves the others meanwhile.

mod host;
mod memory;
mod scripts;

use std::time::{Duration, Instant};

use dataworks_operator::api::DISyncTask;
use host::{Host, Mischief};
use serde_json::json;
use testbed::wait::{self, Look};

use crate::stage::*;

/// What is done, what the task says of it, and how many tasks suffer it.
const MISCHIEFS: [(Mischief, &str, usize); 12] = [
    (Mischief::Huge, "the answer is longer than 8388608 bytes", 6),
    (Mischief::Endless, "the answer is longer than 8388608 bytes", 6),
    (Mischief::Trickle, "no answer within 30s", 1),
    (Mischief::Stalling, "no answer within 10s", 1),
    (
        Mischief::Bomb,
        "it is compressed (gzip), which nobody asked for",
        1,
    ),
    (
        Mischief::Deep,
        "HTTP status 200 and a document that is nested more than 128 levels deep",
        1,
    ),
    (
        Mischief::Many,
        "HTTP status 200 and a document of more than 100000 values",
        6,
    ),
    (Mischief::LongHeader, "message head is too large", 1),
    (Mischief::EndlessHeaders, "message head is too large", 1),
    (Mischief::Continue, "no answer within 30s", 1),
    (Mischief::SlowHead, "no answer within 30s", 1),
    (Mischief::Loud, "code=\"no 任 任", 1),
];

/// Waits until a line of the operator's log holds these words, and one of the others.
async fn until_logged(stage: &Stage, words: [&str; 2], one_of: &[&str]) {
    let what = format!("{} and one of {one_of:?}", words.join(" … "));
    let logged = wait::until(&what, PATIENCE, || async {
        let log = stage.operator.log().read();
        let told = |line: &str| words.iter().all(|word| line.contains(word));
        let found = log
            .lines()
            .any(|line| told(line) && one_of.iter().any(|word| line.contains(word)));
        Ok(if found {
            Look::Met(())
        } else {
            Look::NotYet(stage.operator.log().tail(5))
        })
    });
    logged.await.unwrap();
}

/// Waits until the task says that its service fails.
async fn until_told(stage: &Stage, name: &str) {
    let is = |task: &DISyncTask| {
        condition(task, "Ready")
            .is_some_and(|(_, reason, _)| reason == "ServiceError" || reason == "Unreachable")
    };
    stage.until(name, "told that its service fails", is).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hosts_that_send_too_much_are_cut_off_and_the_others_are_served() {
    let stage = Stage::new("hostile").await;
    let mut hosts = Vec::new();
    for (mischief, _, tasks) in MISCHIEFS {
        let name = format!("{mischief:?}").to_lowercase();
        let host = Host::start(mischief).await;
        stage
            .create_workspace_named(&name, json!({ "endpoint": host.endpoint }))
            .await;
        hosts.push(host);
        for n in 0..tasks {
            let mut task = realtime();
            task["workspaceRef"] = json!({ "name": name });
            stage.create(&format!("{name}-{n}"), task).await;
        }
    }
    let begun = Instant::now();
    for n in 0..5 {
        stage.create(&format!("sound-{n}"), realtime()).await;
    }
    for n in 0..5 {
        stage.until_ready(&format!("sound-{n}")).await;
    }
    let took = begun.elapsed();
    println!("sound tasks were ready after {took:.1?}");
    assert!(
        took < Duration::from_secs(60),
        "they waited for the others: {took:?}"
    );
    for (mischief, told, tasks) in MISCHIEFS {
        let name = format!("{mischief:?}").to_lowercase();
        // The status says it as well, until the endpoint is given a rest for not answering.
        until_logged(&stage, ["a call failed", &format!("/{name}-")], &[told]).await;
        for n in 0..tasks {
            let task = stage.tasks().get(&format!("{name}-{n}")).await.unwrap();
            let text = message(&task);
            assert!(
                text.chars().count() <= 1_024,
                "{} characters",
                text.chars().count()
            );
            assert!(!text.contains(['\u{202e}', '\u{2066}', '\u{7}']), "{text:?}");
            let size = json!(task.status).to_string().len();
            assert!(size < 16 * 1024, "the status has {size} bytes");
        }
    }
    until_told(&stage, "huge-0").await;
    memory::check(&stage.operator);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_sts_and_a_node_that_send_too_much_are_cut_off() {
    let host = Host::start(Mischief::Huge).await;
    let args = [
        "--operator-identity-namespace",
        "{namespace}",
        "--sts-endpoint",
        &host.endpoint,
        "--metadata-endpoint",
        &host.endpoint,
    ];
    let stage = Stage::bare("issuers", &args).await;
    stage.create_secret("simulator-secret").await;
    for (mischief, sts, node) in [
        (Mischief::Huge, "AnswerTooLarge", "AnswerTooLarge"),
        (Mischief::Endless, "AnswerTooLarge", "AnswerTooLarge"),
        (Mischief::Trickle, "no answer within 10s", "no answer within 1s"),
        (
            Mischief::Bomb,
            "it is compressed (gzip)",
            "it is compressed (gzip)",
        ),
        (
            Mischief::Deep,
            "128 levels deep",
            "names a role by no name of one",
        ),
        (
            Mischief::Many,
            "more than 100000 values",
            "names a role by no name of one",
        ),
        (
            Mischief::EndlessHeaders,
            "message head is too large",
            "message head is too large",
        ),
        (Mischief::SlowHead, "no answer within 10s", "no answer within 1s"),
    ] {
        host.turn_to(mischief);
        let name = format!("{mischief:?}").to_lowercase();
        let role = json!({ "roleArn": format!("acs:ram::1000000000000001:role/{name}") });
        let assumed = json!({ "secretRef": { "name": "keys" }, "assumeRole": role });
        // A role on top makes another identity of the node, which is asked first. On a busy machine the limit of time may come
        // before that of size.
        let of_node = json!({ "ecsRamRole": {}, "assumeRole": role });
        for (from, credentials, told, late) in [
            ("sts", assumed, sts, "no answer within 10s"),
            ("node", of_node, node, "no answer within 1s"),
        ] {
            let place = format!("{from}-{name}");
            let spec = json!({ "endpoint": stage.simulator.endpoint(), "credentials": credentials });
            stage.create_workspace_named(&place, spec).await;
            let mut task = realtime();
            task["workspaceRef"] = json!({ "name": place });
            stage.create(&place, task).await;
            until_logged(
                &stage,
                ["has no new temporary credentials", &format!("/{place}")],
                &[told, late],
            )
            .await;
        }
    }
    memory::check(&stage.operator);
    // The others were not kept from their work by any of it.
    stage.create_workspace(json!({})).await;
    stage.create("sound", realtime()).await;
    stage.until_ready("sound").await;
}
