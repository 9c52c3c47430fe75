//! The calls of a second while the leader changes: the next one does not know which the last one made.

use serde_json::json;
use testbed::wait::{Look, until};

use super::{led, logged};
use crate::stage::*;

/// How often the leader is asked to end.
const CHANGES: u64 = 4;

#[tokio::test]
async fn no_second_holds_more_calls_than_the_edition_allows_while_the_leader_changes() {
    let (mut stage, mut standby) = led("pace").await;
    stage.create_workspace(json!({ "edition": "Professional" })).await;
    stage.until_workspace_is_seen().await;
    let names = stage.create_many(24).await;
    for change in 1..=CHANGES {
        let made = until("calls in a row", PATIENCE, || async {
            let calls = stage.counted("calls").await;
            Ok(if calls >= 12 * change {
                Look::Met(())
            } else {
                Look::NotYet(format!("{calls} calls"))
            })
        });
        made.await.unwrap();
        stage.operator.terminate().await.unwrap();
        logged(&standby, "leads").await;
        let next = stage.join(stage.cluster).await;
        logged(&next, "stands by").await;
        stage.operator = std::mem::replace(&mut standby, next);
    }
    for name in &names {
        stage.until_ready(name).await;
    }
    let worst = stage.counted("worstSecond").await;
    println!("{worst} calls in the worst second of {CHANGES} changes");
    assert!(worst <= 5, "{worst}");
}
