//! The rights that the installed chart grants.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Place, Right};
use crate::chart::{NAMESPACE, RELEASE};
use crate::{Cluster, Result};

/// The rights in the roles of the release.
pub(crate) async fn granted(cluster: &Cluster) -> Result<BTreeSet<Right>> {
    let release = format!("app.kubernetes.io/instance={RELEASE}");
    // What is added to `admin` is for people.
    let operators = format!("{release},!rbac.authorization.k8s.io/aggregate-to-admin");
    let everywhere = cluster
        .kubectl_json(&["get", "clusterroles", "-l", &operators])
        .await?;
    let own = cluster
        .kubectl_json(&["get", "roles", "-n", NAMESPACE, "-l", &release])
        .await?;
    let mut rights = rights_in(&everywhere, Place::Everywhere);
    rights.extend(rights_in(&own, Place::OwnNamespace));
    Ok(rights)
}

fn rights_in(roles: &Value, place: Place) -> BTreeSet<Right> {
    let texts = |rule: &Value, key: &str| -> Vec<String> {
        let listed = rule[key].as_array().into_iter().flatten();
        listed.filter_map(Value::as_str).map(str::to_owned).collect()
    };
    let mut rights = BTreeSet::new();
    let roles = roles["items"].as_array().into_iter().flatten();
    for rule in roles.flat_map(|role| role["rules"].as_array().into_iter().flatten()) {
        for group in texts(rule, "apiGroups") {
            for resource in texts(rule, "resources") {
                for verb in texts(rule, "verbs") {
                    let (group, resource) = (group.clone(), resource.clone());
                    rights.insert(Right {
                        place,
                        group,
                        resource,
                        verb,
                    });
                }
            }
        }
    }
    rights
}
