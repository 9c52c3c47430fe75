//! Addresses that no workspace may lead to: what answers there is meant for the node, not for its tenants.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use tokio::net::lookup_host;

/// The metadata service of ECS, which hands out the role of the node. It is no link-local address there.
const METADATA: Ipv4Addr = Ipv4Addr::new(100, 100, 100, 200);

/// Whether an address is the metadata service's, link-local, or no address of one host.
pub(super) fn is_reserved(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(v4) => {
            v4 == METADATA
                || v4.is_link_local()
                || v4.is_unspecified()
                || v4.is_broadcast()
                || v4.is_multicast()
        }
        IpAddr::V6(v6) => {
            v6.is_unicast_link_local()
                || v6.is_unspecified()
                || v6.is_multicast()
                || translated(v6).is_some_and(|v4| is_reserved(v4.into()))
        }
    }
}

/// The IPv4 address that a NAT64 gateway sends to for this one (RFC 6052, `64:ff9b::/96`), which
/// [`IpAddr::to_canonical`] does not know.
fn translated(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let [0x64, 0xff9b, 0, 0, 0, 0, high, low] = address.segments() else {
        return None;
    };
    Some(Ipv4Addr::from_bits((u32::from(high) << 16) | u32::from(low)))
}

/// Resolves names as the system does, and leaves out the addresses that are reserved: who owns a name may let it point
/// anywhere.
pub(super) struct Resolver;

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found = lookup_host((name.as_str(), 0)).await?;
            let addresses: Vec<SocketAddr> = found.filter(|found| !is_reserved(found.ip())).collect();
            if addresses.is_empty() {
                return Err("the name leads to no address that a workspace may use".into());
            }
            Ok(Box::new(addresses.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_meant_for_the_node_is_reserved() {
        for reserved in [
            "100.100.100.200",
            "169.254.169.254",
            "::ffff:169.254.169.254",
            "64:ff9b::169.254.169.254",
            "64:ff9b::100.100.100.200",
            "0.0.0.0",
            "255.255.255.255",
            "224.0.0.1",
            "fe80::1",
            "::",
            "ff02::1",
        ] {
            assert!(is_reserved(reserved.parse().unwrap()), "{reserved}");
        }
        // The services of Alibaba Cloud in a VPC are in 100.64.0.0/10.
        for free in [
            "100.100.2.136",
            "127.0.0.1",
            "10.0.0.1",
            "47.100.1.2",
            "2408::1",
            "64:ff9b::10.0.0.1",
        ] {
            assert!(!is_reserved(free.parse().unwrap()), "{free}");
        }
    }

    #[tokio::test]
    async fn a_name_that_leads_there_leads_nowhere() {
        // The resolver of the system reads an address as its own name.
        let resolved = Resolver.resolve("169.254.169.254".parse().unwrap()).await;
        assert!(resolved.is_err());
        let resolved = Resolver.resolve("127.0.0.1".parse().unwrap()).await;
        assert_eq!(resolved.unwrap().count(), 1);
    }
}
