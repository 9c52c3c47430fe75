//! The operator as a Pod of its Deployment would run it. The API server says what the container is told: its arguments,
//! its environment, its ServiceAccount. Only what the node gives a Pod comes from here: the token, which is bound to the Pod
//! as that of a kubelet is, and an address of its own for the probes.

use std::path::Path;
use std::time::Duration;

use serde_json::Value;

use crate::operator::{KUBECONFIG, NAME, Operator};
use crate::process::Program;
use crate::{Cluster, Error, Result, kubeconfig, layout};

/// How long the token is valid, as the kubelet asks for it.
const VALIDITY: Duration = Duration::from_secs(3607);

const ADDRESS_FLAG: &str = "--health-address";
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

/// The arguments of the container, with another address for the probes: at the port that they ask.
fn arguments(container: &Value) -> Result<Vec<String>> {
    let given = container["args"].as_array().into_iter().flatten();
    let mut arguments = given
        .map(|argument| text(argument).map(str::to_owned))
        .collect::<Result<Vec<_>>>()?;
    let flag = arguments.iter().position(|argument| argument == ADDRESS_FLAG);
    let address = flag.and_then(|flag| arguments.get_mut(flag + 1));
    let address = address
        .ok_or_else(|| Error::State(format!("the container is not told {ADDRESS_FLAG}: {container}")))?;
    for probe in ["livenessProbe", "readinessProbe"] {
        let asked = port(container, &container[probe]["httpGet"]["port"]);
        if asked.is_none_or(|port| *address != format!("0.0.0.0:{port}")) {
            return Err(Error::State(format!(
                "the {probe} asks another port than that of {address}"
            )));
        }
    }
    OWN_ADDRESS.clone_into(address);
    Ok(arguments)
}

/// The number of a port that a probe names or numbers.
fn port(container: &Value, asked: &Value) -> Option<u64> {
    let mut ports = container["ports"].as_array().into_iter().flatten();
    asked
        .as_u64()
        .or_else(|| ports.find(|port| port["name"] == *asked)?["containerPort"].as_u64())
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

    fn container(port: u16) -> Value {
        let probe = json!({ "httpGet": { "path": "/readyz", "port": "health" } });
        json!({
            "args": ["run", ADDRESS_FLAG, "0.0.0.0:8080", "--concurrency", "16"],
            "ports": [{ "name": "health", "containerPort": port }],
            "livenessProbe": probe, "readinessProbe": probe,
        })
    }

    #[test]
    fn all_arguments_but_the_address_of_the_probes_are_those_of_the_pod() {
        let told = arguments(&container(8080)).unwrap();
        assert_eq!(told, ["run", ADDRESS_FLAG, OWN_ADDRESS, "--concurrency", "16"]);
    }

    #[test]
    fn probes_that_would_not_find_the_operator_are_an_error() {
        let error = arguments(&container(8081)).unwrap_err().to_string();
        assert!(error.contains("livenessProbe"), "{error}");
        assert!(arguments(&json!({ "args": ["run"] })).is_err());
    }
}
