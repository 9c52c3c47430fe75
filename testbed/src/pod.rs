//! The operator as a Pod of its Deployment would run it. The API server says what the container is told: its arguments,
//! its environment, its ServiceAccount. Only what the node gives a Pod comes from here: the token, which is bound to the Pod
//! as that of a kubelet is, and addresses of its own to serve at.

use std::path::Path;
use std::time::Duration;

use serde_json::Value;

use crate::operator::{KUBECONFIG, NAME, Operator};
use crate::process::Program;
use crate::{Cluster, Error, Result, kubeconfig, layout};

/// How long the token is valid, as the kubelet asks for it.
const VALIDITY: Duration = Duration::from_secs(3607);

const HEALTH_FLAG: &str = "--health-address";
/// What the container serves: the flag that says where, and the name of its port.
const SERVED: [(&str, &str); 2] = [(HEALTH_FLAG, "health"), ("--metrics-address", "metrics")];
/// The processes share one network, where Pods have one each.
const OWN_ADDRESS: &str = "127.0.0.1:0";

impl Operator {
    /// Starts what runs in a Pod of the operator, with its files in `directory`.
    ///
    /// # Errors
    ///
    /// Where the Pod says something that a process cannot be told, and where its probes would not find the operator.
    pub async fn of_pod(cluster: &Cluster, namespace: &str, name: &str, directory: &Path) -> Result<Self> {
        std::fs::create_dir_all(directory).map_err(Error::path("creating", directory))?;
        let pod = cluster
            .kubectl_json(&["get", "pod", name, "-n", namespace])
            .await?;
        let account = text(&pod["spec"]["serviceAccountName"])?;
        let duration = format!("--duration={}s", VALIDITY.as_secs());
        let bound = ["--bound-object-kind=Pod", "--bound-object-name", name];
        let ask = [
            &["create", "token", account, "-n", namespace, &duration],
            &bound[..],
        ]
        .concat();
        let token = cluster.kubectl(&ask).await?;
        let kubeconfig = directory.join(KUBECONFIG);
        let server = cluster.server().await?;
        kubeconfig::write(&kubeconfig, &server, account, token.trim(), namespace)?;
        let program = program(&pod)?.env("KUBECONFIG", kubeconfig);
        Self::spawn(program, directory)
    }
}

/// What the only container of the Pod is told.
fn program(pod: &Value) -> Result<Program> {
    let container = &pod["spec"]["containers"][0];
    let mut program = Program::new(NAME, &layout::operator_binary()?).args(arguments(container)?);
    for variable in container["env"].as_array().into_iter().flatten() {
        let value = match variable["valueFrom"]["fieldRef"]["fieldPath"].as_str() {
            None => text(&variable["value"])?,
            Some("metadata.name") => text(&pod["metadata"]["name"])?,
            Some("metadata.namespace") => text(&pod["metadata"]["namespace"])?,
            Some(path) => {
                return Err(Error::State(format!(
                    "nobody here knows the field {path} of a Pod"
                )));
            }
        };
        program = program.env(text(&variable["name"])?, value);
    }
    Ok(program)
}

/// The arguments of the container, with other addresses to serve at: it has to listen at the ports that it declares, and
/// its probes have to ask there.
fn arguments(container: &Value) -> Result<Vec<String>> {
    let given = container["args"].as_array().into_iter().flatten();
    let mut arguments = given
        .map(|argument| text(argument).map(str::to_owned))
        .collect::<Result<Vec<_>>>()?;
    if !arguments.iter().any(|argument| argument == HEALTH_FLAG) {
        return Err(Error::State(format!("the container is not told {HEALTH_FLAG}")));
    }
    for (flag, name) in SERVED {
        let Some(place) = arguments.iter().position(|argument| argument == flag) else {
            continue;
        };
        let declared = port(container, name).map(|port| format!("0.0.0.0:{port}"));
        match arguments.get_mut(place + 1) {
            Some(address) if declared.as_ref() == Some(address) => OWN_ADDRESS.clone_into(address),
            told => return Err(Error::State(format!("{flag} {told:?} is not at the port {name}"))),
        }
    }
    for probe in ["livenessProbe", "readinessProbe"] {
        let asked = &container[probe]["httpGet"]["port"];
        if asked != "health" {
            return Err(Error::State(format!("the {probe} asks the port {asked}")));
        }
    }
    Ok(arguments)
}

/// The number of the port of this name.
fn port(container: &Value, name: &str) -> Option<u64> {
    let mut ports = container["ports"].as_array().into_iter().flatten();
    ports.find(|port| port["name"] == name)?["containerPort"].as_u64()
}

fn text(value: &Value) -> Result<&str> {
    value
        .as_str()
        .ok_or_else(|| Error::State(format!("the Pod says {value} where a text is expected")))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn container() -> Value {
        let probe = json!({ "httpGet": { "path": "/readyz", "port": "health" } });
        json!({
            "args": ["run", "--health-address", "0.0.0.0:8080", "--metrics-address", "0.0.0.0:8081", "--concurrency", "16"],
            "ports": [{ "name": "health", "containerPort": 8080 }, { "name": "metrics", "containerPort": 8081 }],
            "livenessProbe": probe, "readinessProbe": probe,
        })
    }

    #[test]
    fn all_arguments_but_the_addresses_are_those_of_the_pod() {
        let told = arguments(&container()).unwrap();
        assert_eq!(
            told,
            [
                "run",
                "--health-address",
                OWN_ADDRESS,
                "--metrics-address",
                OWN_ADDRESS,
                "--concurrency",
                "16"
            ]
        );
        let mut plain = container();
        plain["args"] = json!(["run", "--health-address", "0.0.0.0:8080"]);
        assert_eq!(
            arguments(&plain).unwrap(),
            ["run", "--health-address", OWN_ADDRESS]
        );
    }

    #[test]
    fn a_container_that_would_not_be_found_is_an_error() {
        for (pointer, wrong, told) in [
            ("/ports/0/containerPort", json!(1), "--health-address"),
            ("/ports/1/containerPort", json!(1), "--metrics-address"),
            ("/readinessProbe/httpGet/port", json!("metrics"), "readinessProbe"),
            ("/args", json!(["run"]), "--health-address"),
        ] {
            let mut container = container();
            *container.pointer_mut(pointer).unwrap() = wrong;
            let error = arguments(&container).unwrap_err().to_string();
            assert!(error.contains(told), "{error}");
        }
    }
}
