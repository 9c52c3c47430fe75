//! What teams may do in their namespaces once the operator is installed.

use testbed::wait::{self, Look};
use testbed::{Cluster, Error};

use crate::ground::Ground;
use crate::page::{INSTALL, PACKAGE};
use crate::stage::PATIENCE;

const TEAM: &str = "team";

/// Whether somebody may do something with tasks and workspaces.
async fn may(cluster: &Cluster, user: &str, verb: &str) -> bool {
    for resource in ["disynctasks", "dataworksworkspaces"] {
        let what = format!("{resource}.dataworks.alibabacloud.com");
        let ask = ["auth", "can-i", verb, &what, "-n", TEAM, "--as", user];
        match cluster.kubectl(&ask).await {
            Ok(_) => {}
            Err(Error::Command { .. }) => return false,
            Err(error) => panic!("{error}"),
        }
    }
    true
}

#[tokio::test]
async fn who_may_edit_a_namespace_writes_tasks_and_who_may_view_it_reads_them() {
    let ground = Ground::new().await;
    let cluster = ground.cluster();
    cluster.create_namespace(TEAM).await.unwrap();
    for role in ["view", "edit"] {
        let (role_of, user) = (format!("--clusterrole={role}"), format!("--user={role}"));
        let bind = ["create", "rolebinding", role, &role_of, &user, "-n", TEAM];
        cluster.kubectl(&bind).await.unwrap();
    }
    assert!(!may(cluster, "edit", "create").await);
    for command in [PACKAGE.text(), INSTALL.text()] {
        ground.run(&command).await;
    }
    for (user, verb) in [
        ("edit", "create"),
        ("edit", "delete"),
        ("edit", "watch"),
        ("view", "list"),
    ] {
        wait::until(&format!("{user} may {verb}"), PATIENCE, || async {
            Ok(if may(cluster, user, verb).await {
                Look::Met(())
            } else {
                Look::NotYet("no".to_owned())
            })
        })
        .await
        .unwrap();
    }
    for verb in ["create", "patch", "delete"] {
        assert!(!may(cluster, "view", verb).await, "{verb}");
    }
}
