//! Where requests go: an address that was given, or the one of a region.
//!
//! Whether a namespace may use an endpoint is decided elsewhere; this room only says what kind it is.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use thiserror::Error;
use url::{Host, Url};

use super::reserved::{is_localhost, is_reserved};

/// Regions that DataWorks serves from its central endpoint, by the endpoint map of the official SDK.
const CENTRAL: [&str; 18] = [
    "ap-northeast-2-pop",
    "ap-south-1",
    "ap-southeast-2",
    "cn-beijing-finance-pop",
    "cn-beijing-gov-1",
    "cn-edge-1",
    "cn-fujian",
    "cn-hangzhou-finance",
    "cn-hongkong-finance-pop",
    "cn-huhehaote",
    "cn-qingdao",
    "cn-shanghai-inner",
    "cn-shenzhen-inner",
    "cn-wuhan",
    "cn-yushanfang",
    "cn-zhangbei",
    "eu-west-1-oxs",
    "rus-west-1-pop",
];

/// How the names of regions begin. A host `dataworks.<label>.aliyuncs.com` is DataWorks only if the label is
/// a region: `dataworks.oss-cn-hangzhou.aliyuncs.com` would be anyone's bucket.
const CONTINENTS: [&str; 9] = ["cn-", "ap-", "eu-", "us-", "me-", "na-", "sa-", "af-", "rus-"];

/// The scheme, host and port of the service; the path is always `/`.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Endpoint {
    url: Url,
}

/// Why a text names no endpoint.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum BadEndpoint {
    /// Not even an address.
    #[error(
        "`{0}` is no address: give a host, host:port or URL, like https://dataworks.cn-shanghai.aliyuncs.com"
    )]
    Unreadable(String),
    /// Neither https nor http.
    #[error("the endpoint's scheme is `{0}`: only https and http are spoken")]
    Scheme(String),
    /// More than an address. What more is not repeated: it may be a password.
    #[error("the endpoint has {0}: give only scheme, host and port")]
    Excess(&'static str),
    /// Not the form of a region ID.
    #[error("`{0}` is not a region ID such as cn-shanghai")]
    Region(String),
}

impl Endpoint {
    /// The public endpoint of a region. A region that no list knows gets the host that the others follow, if its name
    /// begins as those of regions do: requests must not go to a host that a customer named.
    ///
    /// # Errors
    ///
    /// If the text cannot be a region ID.
    pub fn of_region(region: &str) -> Result<Self, BadEndpoint> {
        let region = region.trim();
        let well_formed = (1..=50).contains(&region.len())
            && region
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
            && !region.starts_with('-')
            && !region.ends_with('-');
        if !well_formed || !is_on_a_continent(region) {
            return Err(BadEndpoint::Region(region.to_owned()));
        }
        if CENTRAL.contains(&region) {
            return "dataworks.aliyuncs.com".parse();
        }
        format!("dataworks.{region}.aliyuncs.com").parse()
    }

    /// The public endpoint of STS in a region.
    ///
    /// # Errors
    ///
    /// If the text cannot be a region ID.
    pub fn sts_of_region(region: &str) -> Result<Self, BadEndpoint> {
        Self::sts("sts", region)
    }

    /// The endpoint of STS in the VPCs of a region.
    ///
    /// # Errors
    ///
    /// If the text cannot be a region ID.
    pub fn sts_vpc_of_region(region: &str) -> Result<Self, BadEndpoint> {
        Self::sts("sts-vpc", region)
    }

    fn sts(service: &str, region: &str) -> Result<Self, BadEndpoint> {
        Self::of_region(region)?;
        format!("{service}.{}.aliyuncs.com", region.trim()).parse()
    }

    /// The host, without the port.
    #[must_use]
    pub fn host(&self) -> &str {
        self.url.host_str().unwrap_or_default()
    }

    /// Whether it names a port that is not the one of its scheme.
    #[must_use]
    pub fn has_port(&self) -> bool {
        self.url.port().is_some()
    }

    /// Whether requests stay on this machine.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        match self.url.host() {
            Some(Host::Ipv4(ip)) => ip.is_loopback(),
            Some(Host::Ipv6(ip)) => IpAddr::V6(ip).to_canonical().is_loopback(),
            Some(Host::Domain(name)) => is_localhost(name),
            None => false,
        }
    }

    /// Whether requests go by TLS.
    #[must_use]
    pub fn is_encrypted(&self) -> bool {
        self.url.scheme() == "https"
    }

    /// Whether this is the address of something that is meant for the node, such as its metadata service.
    #[must_use]
    pub fn is_reserved(&self) -> bool {
        match self.url.host() {
            Some(Host::Ipv4(ip)) => is_reserved(ip.into()),
            Some(Host::Ipv6(ip)) => is_reserved(ip.into()),
            _ => false,
        }
    }

    /// Whether this is a DataWorks host of Alibaba Cloud, reached over TLS on its own port. Most of
    /// `aliyuncs.com` is not: customers name hosts there too.
    #[must_use]
    pub fn is_alibaba_cloud(&self) -> bool {
        let Some(name) = self.host().strip_suffix(".aliyuncs.com") else {
            return false;
        };
        let (service, region) = name
            .split_once('.')
            .map_or((name, None), |(service, region)| (service, Some(region)));
        self.is_encrypted()
            && self.url.port().is_none()
            && matches!(service, "dataworks" | "dataworks-vpc")
            && region.is_none_or(|region| !region.contains('.') && is_on_a_continent(region))
    }

    /// The address of a path.
    pub(super) fn at(&self, path: &str) -> Url {
        let mut url = self.url.clone();
        url.set_path(path);
        url
    }

    /// The address of a request with this query, which is encoded already.
    pub(super) fn with_query(&self, query: &str) -> Url {
        let mut url = self.url.clone();
        url.set_query(Some(query));
        url
    }
}

fn is_on_a_continent(region: &str) -> bool {
    CONTINENTS.iter().any(|continent| region.starts_with(continent))
}

impl FromStr for Endpoint {
    type Err = BadEndpoint;

    /// Reads a URL, `host:port` or a host; https unless the URL says otherwise.
    fn from_str(text: &str) -> Result<Self, BadEndpoint> {
        let text = text.trim();
        let whole = if text.contains("://") {
            text.to_owned()
        } else {
            format!("https://{text}")
        };
        let url = Url::parse(&whole).map_err(|_| unreadable(text))?;
        if !matches!(url.scheme(), "https" | "http") {
            return Err(BadEndpoint::Scheme(url.scheme().to_owned()));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(BadEndpoint::Excess("a user name or a password"));
        }
        if !matches!(url.path(), "" | "/") {
            return Err(BadEndpoint::Excess("a path"));
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(BadEndpoint::Excess("a query or a fragment"));
        }
        if url.host_str().is_none_or(str::is_empty) || text.contains(char::is_whitespace) {
            return Err(unreadable(text));
        }
        Ok(Self { url })
    }
}

/// A text with an `@` may hold a password, even if it is no URL.
fn unreadable(text: &str) -> BadEndpoint {
    let shown = text.rsplit('@').next().unwrap_or_default();
    BadEndpoint::Unreadable(shown.chars().take(100).collect())
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.url.as_str().trim_end_matches('/'))
    }
}

impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Endpoint({self})")
    }
}

#[cfg(test)]
#[path = "tests/endpoint.rs"]
mod tests;
