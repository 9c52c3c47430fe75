//! The controllers that the tests need: namespaces that go, owners and owned, service accounts, Deployments, budgets of
//! disruption, and ClusterRoles that others are added to.

use std::path::Path;

use super::keys::Keys;
use super::{Place, apiserver};
use crate::process::Program;
use crate::tools::Tools;

pub(super) const NAME: &str = "kube-controller-manager";

const CONTROLLERS: &str = "namespace-controller,garbage-collector-controller,serviceaccount-controller,\
serviceaccount-token-controller,deployment-controller,replicaset-controller,disruption-controller,\
clusterrole-aggregation-controller";

pub(super) fn program(place: &Place<'_>, tools: &Tools, keys: &Keys, kubeconfig: &Path) -> Program {
    Program::new(NAME, &tools.controller_manager)
        .flag("kubeconfig", kubeconfig)
        .flag("controllers", CONTROLLERS)
        .flag("leader-elect", "false")
        // It serves nothing: one port less that could be taken.
        .flag("secure-port", "0")
        .flag("root-ca-file", apiserver::certificate(place))
        .flag("service-account-private-key-file", &keys.private)
        .flag("kube-api-qps", "200")
        .flag("kube-api-burst", "400")
}
