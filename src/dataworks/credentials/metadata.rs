//! The metadata service of an ECS instance, which knows the role of the node. It is on a link-local address, speaks plain
//! HTTP, and is asked without a proxy.

use std::time::Duration;

use jiff::Timestamp;

use super::environment::Environment;
use super::issuer::Granted;
use super::temporary::Temporary;
use super::trouble::Trouble;
use crate::dataworks::endpoint::Endpoint;
use crate::dataworks::http::Http;
use crate::dataworks::lenient;
use crate::dataworks::plain::Plain;
use crate::dataworks::port::Effect;
use crate::dataworks::reply::Reply;
use crate::dataworks::{fault, message, sign};
use crate::domain::failure::{Consequence, Failure};

/// It is on the same machine.
pub(in crate::dataworks) const PATIENCE: Duration = Duration::from_secs(1);

const TOKEN: &str = "/latest/api/token";
const ROLES: &str = "/latest/meta-data/ram/security-credentials/";

/// The longest name of a RAM role is 64 characters.
const LONGEST_ROLE: usize = 64;

/// Who is asked.
const WHO: &str = "the metadata service of the node";

/// The metadata service, and how it may be asked.
#[derive(Clone, Debug)]
pub struct Metadata {
    endpoint: Endpoint,
    /// Whether its first version may be asked, which takes no token.
    without_token: bool,
}

impl Metadata {
    /// The service at this endpoint, asked as the environment allows.
    #[must_use]
    pub fn new(endpoint: Endpoint, environment: &Environment) -> Self {
        Self {
            endpoint,
            without_token: environment.allows_metadata_v1(),
        }
    }

    /// The credentials of a role, or of the one that the service names.
    pub(super) async fn credentials(
        &self,
        http: &Http,
        role: Option<&str>,
        now: impl Fn() -> Timestamp,
    ) -> Result<Granted, Trouble> {
        let token = self.token(http).await?;
        let role = match role {
            Some(role) => role.to_owned(),
            None => self.role(http, token.as_deref()).await?,
        };
        let path = format!("{ROLES}{}", sign::encode(&role));
        let reply = self.read(http, &path, token.as_deref()).await?;
        if reply.status() == 404 {
            return Err(no_role(&format!("the node has no RAM role {role}")));
        }
        let given = given(&reply)?;
        let served = reply.date().unwrap_or_else(now);
        Ok(Granted {
            life: given.life(served),
            key: given.key,
        })
    }

    /// A token for what follows; `None` where the service gives none and may be asked without.
    async fn token(&self, http: &Http) -> Result<Option<String>, Trouble> {
        let asked = Plain::put(TOKEN).header("X-aliyun-ecs-metadata-token-ttl-seconds", "21600");
        let failed = match self.ask(http, asked).await {
            Ok(reply) if reply.status() == 200 => return text(&reply).map(Some),
            Ok(reply) => refused(&reply),
            Err(failure) => failure,
        };
        if self.without_token {
            return Ok(None);
        }
        Err(Trouble::failed(WHO, failed))
    }

    async fn role(&self, http: &Http, token: Option<&str>) -> Result<String, Trouble> {
        let reply = self.read(http, ROLES, token).await?;
        let listed = if reply.status() == 404 {
            String::new()
        } else {
            text(&reply)?
        };
        let first = listed.lines().next().unwrap_or_default().trim();
        if first.is_empty() {
            return Err(no_role("the node has no RAM role"));
        }
        if first.len() > LONGEST_ROLE {
            return Err(unreadable("it names a role by no name of one"));
        }
        Ok(first.to_owned())
    }

    async fn read(&self, http: &Http, path: &str, token: Option<&str>) -> Result<Reply, Trouble> {
        let asked = Plain::get(path);
        let asked = match token {
            Some(token) => asked.header("X-aliyun-ecs-metadata-token", token),
            None => asked,
        };
        let reply = self
            .ask(http, asked)
            .await
            .map_err(|failure| Trouble::failed(WHO, failure))?;
        match reply.status() {
            200 | 404 => Ok(reply),
            _ => Err(Trouble::failed(WHO, refused(&reply))),
        }
    }

    async fn ask(&self, http: &Http, asked: Plain) -> Result<Reply, Failure> {
        let asking = http.directly(&self.endpoint, asked);
        tokio::time::timeout(PATIENCE, asking)
            .await
            .unwrap_or_else(|_| Err(fault::late(Effect::Read, PATIENCE)))
    }
}

fn text(reply: &Reply) -> Result<String, Trouble> {
    let text = std::str::from_utf8(reply.body()).map(|text| text.trim().to_owned());
    text.map_err(|_| unreadable("it is no text"))
}

/// Reads the credentials, of which `Code` says whether they are any.
fn given(reply: &Reply) -> Result<Temporary, Trouble> {
    let document = lenient::document(reply.body()).map_err(|found| unreadable(&format!("it is {found}")))?;
    match lenient::text(document.get("Code")) {
        Some(code) if code == "Success" => Temporary::read(&document).map_err(|error| unreadable(&error)),
        code => Err(unreadable(&format!(
            "its Code is {}",
            message::word(code.as_deref().unwrap_or("missing"))
        ))),
    }
}

fn unreadable(why: &str) -> Trouble {
    Trouble::failed(WHO, fault::unreadable(Effect::Read, why, None))
}

fn refused(reply: &Reply) -> Failure {
    Failure {
        consequence: Consequence::RetrySlowly,
        code: format!("Http{}", reply.status()),
        message: "it refused to answer".to_owned(),
        request_id: None,
    }
}

fn no_role(what: &str) -> Trouble {
    Trouble::Missing(format!(
        "spec.credentials.ecsRamRole: {what}: attach the role to the ECS instance"
    ))
}
