//! The way to the API server. `HTTPS_PROXY` is the way to Alibaba Cloud and not to it: in a Pod the library heeds no
//! proxy, and with a kubeconfig it would take that one, whatever `NO_PROXY` says of the API server.

use kube::Config;
use kube::config::{InferConfigError, Kubeconfig};

/// The cluster of the kubeconfig, or the one that the process runs in.
pub(super) async fn api_server() -> Result<Config, InferConfigError> {
    let mut config = Config::infer().await?;
    if Kubeconfig::read().ok().as_ref().and_then(proxy_of).is_none() {
        config.proxy_url = None;
    }
    // Its many quick retries would hold a visit for minutes; ours are slower and start from a fresh read.
    config.default_retry = false;
    Ok(config)
}

/// The proxy that the kubeconfig names for its current context.
fn proxy_of(kubeconfig: &Kubeconfig) -> Option<&str> {
    let current = kubeconfig.current_context.as_deref()?;
    let context = kubeconfig.contexts.iter().find(|named| named.name == current)?;
    let cluster = &context.context.as_ref()?.cluster;
    let named = kubeconfig.clusters.iter().find(|named| named.name == *cluster)?;
    let proxy = named.cluster.as_ref()?.proxy_url.as_deref()?;
    (!proxy.is_empty()).then_some(proxy)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kubeconfig(current: &str) -> Kubeconfig {
        let text = format!(
            "current-context: {current}
contexts:
- {{ name: a, context: {{ cluster: near, user: u }} }}
- {{ name: b, context: {{ cluster: far, user: u }} }}
clusters:
- {{ name: near, cluster: {{ server: 'https://near' }} }}
- {{ name: far, cluster: {{ server: 'https://far', proxy-url: 'http://proxy:3128' }} }}
"
        );
        Kubeconfig::from_yaml(&text).unwrap()
    }

    #[test]
    fn only_the_kubeconfig_names_a_proxy_before_the_api_server() {
        assert_eq!(proxy_of(&kubeconfig("a")), None);
        assert_eq!(proxy_of(&kubeconfig("b")), Some("http://proxy:3128"));
        assert_eq!(proxy_of(&kubeconfig("neither")), None);
    }
}
