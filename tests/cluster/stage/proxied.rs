//! Stages whose operator sees its servers through proxies.

use std::time::Duration;

use kube::Client;
use testbed::proxy::{Namer, Proxy, Script, Upstream};
use testbed::wait::{self, Look};
use testbed::{ApiServer, Cluster, OperatorOptions, chart};

use super::{PATIENCE, Place, Stage, chart_installed, client_of};

/// How long nothing may be asked for until it is quiet.
const QUIET: Duration = Duration::from_millis(1500);

/// What many such stages share: the ways to the control plane, which are dear to open.
pub struct Ground {
    cluster: &'static Cluster,
    client: Client,
    upstream: Upstream,
    token: String,
}

/// The proxies of a stage, and the script that both obey.
pub struct Proxies {
    pub kubernetes: Proxy,
    pub cloud: Proxy,
    pub script: Script,
}

impl Ground {
    pub async fn new() -> Self {
        let cluster = chart_installed().await;
        let validity = OperatorOptions::default().token_validity;
        Self {
            cluster,
            client: client_of(cluster).await,
            upstream: Upstream::api_server(cluster).await.expect("an API server"),
            token: cluster
                .service_account_token(chart::NAMESPACE, chart::RELEASE, validity)
                .await
                .expect("a token"),
        }
    }

    /// A stage without workspace and Secret, whose effects go by these names.
    pub async fn stage(&self, name: &str, kubernetes: Namer, cloud: Namer) -> (Stage, Proxies) {
        let place = Place::new(self.cluster, self.client.clone(), name, &[]).await;
        let script = Script::default();
        let simulator = Upstream::plain(&place.simulator.endpoint()).expect("an address");
        let start = |upstream, namer| Proxy::start(upstream, namer, script.clone());
        let proxies = Proxies {
            kubernetes: start(self.upstream.clone(), kubernetes).await.expect("a proxy"),
            cloud: start(simulator, cloud).await.expect("a proxy"),
            script: script.clone(),
        };
        let options = OperatorOptions {
            api_server: Some(ApiServer {
                address: proxies.kubernetes.endpoint(),
                token: self.token.clone(),
            }),
            ..OperatorOptions::default()
        };
        let stage = place.with_operator(proxies.cloud.endpoint(), options).await;
        (stage, proxies)
    }
}

impl Proxies {
    /// Waits until nobody asks for anything.
    pub async fn quiet(&self) {
        let asked = || self.kubernetes.requests() + self.cloud.requests();
        let mut last = (asked(), tokio::time::Instant::now());
        wait::until("quiet", PATIENCE, || {
            let now = asked();
            if now != last.0 {
                last = (now, tokio::time::Instant::now());
            }
            let quiet = last.1.elapsed() >= QUIET;
            std::future::ready(Ok(if quiet {
                Look::Met(())
            } else {
                Look::NotYet(format!("{now} requests"))
            }))
        })
        .await
        .unwrap();
    }
}
