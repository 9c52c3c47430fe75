//! Addresses that no workspace may lead to: what answers there is meant for the node, not for its tenants.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use tokio::net::lookup_host;

/// The metadata service of ECS, which hands out the role of the node. It is no link-local address there.
const METADATA: Ipv4Addr = Ipv4Addr::new(100, 100, 100, 200);

/// Whether an address is the metadata service's, link-local, or no address of one host.
pub(super) fn is_reserved(address: IpAddr) -> bool {
    match unwrapped(address) {
        IpAddr::V4(v4) => {
            v4 == METADATA
                || v4.is_link_local()
                || v4.is_unspecified()
                || v4.is_broadcast()
                || v4.is_multicast()
        }
        IpAddr::V6(v6) => v6.is_unicast_link_local() || v6.is_unspecified() || v6.is_multicast(),
    }
}

/// The IPv4 address that an IPv6 one only wraps, or the address itself. [`IpAddr::to_canonical`] knows one of the forms.
fn unwrapped(address: IpAddr) -> IpAddr {
    let IpAddr::V6(v6) = address.to_canonical() else {
        return address.to_canonical();
    };
    match v6.segments() {
        // NAT64, RFC 6052: a gateway sends it on.
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => joined(high, low),
        // 6to4, RFC 3056: the router of that address is the next hop.
        [0x2002, high, low, ..] => joined(high, low),
        // IPv4-compatible, RFC 4291. What lies below ::1:0 is IPv6, as ::1 is.
        [0, 0, 0, 0, 0, 0, high, low] if high != 0 => joined(high, low),
        _ => v6.into(),
    }
}

fn joined(high: u16, low: u16) -> IpAddr {
    Ipv4Addr::from_bits((u32::from(high) << 16) | u32::from(low)).into()
}

/// Whether a name may lead to this address. Only `localhost` says openly that it leads to this machine, so only that is
/// held against `--allow-loopback-endpoints` where it is named as an endpoint.
fn may_lead_to(name: &str, address: IpAddr) -> bool {
    !is_reserved(address) && (is_localhost(name) || !unwrapped(address).is_loopback())
}

/// Whether a name means this machine by itself: `localhost`, or what ends in it (RFC 6761).
pub(super) fn is_localhost(name: &str) -> bool {
    let name = name.trim_end_matches('.');
    name == "localhost" || name.ends_with(".localhost")
}

/// Resolves names as the system does, and leaves out the addresses that are reserved, and this machine's: who owns a name
/// may let it point anywhere.
pub(super) struct Resolver;

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found = lookup_host((name.as_str(), 0)).await?;
            let addresses: Vec<SocketAddr> = found
                .filter(|found| may_lead_to(name.as_str(), found.ip()))
                .collect();
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
            "2002:a9fe:a9fe::",
            "2002:6464:64c8::1",
            "::169.254.169.254",
            "::100.100.100.200",
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
            "2002:a00:1::",
            "::10.0.0.1",
            "::1",
        ] {
            assert!(!is_reserved(free.parse().unwrap()), "{free}");
        }
    }

    #[tokio::test]
    async fn a_name_that_leads_there_leads_nowhere() {
        // The resolver of the system reads an address as its own name.
        let resolved = Resolver.resolve("169.254.169.254".parse().unwrap()).await;
        assert!(resolved.is_err());
        let resolved = Resolver.resolve("10.0.0.1".parse().unwrap()).await;
        assert_eq!(resolved.unwrap().count(), 1);
    }

    #[tokio::test]
    async fn no_name_but_localhost_leads_to_this_machine() {
        let resolved = Resolver.resolve("127.0.0.1".parse().unwrap()).await;
        assert!(resolved.is_err());
        let resolved = Resolver.resolve("localhost".parse().unwrap()).await;
        assert!(resolved.unwrap().count() > 0);
        for here in [
            "127.0.0.1",
            "::1",
            "::ffff:127.0.0.1",
            "::127.0.0.1",
            "2002:7f00:1::",
        ] {
            let here = here.parse().unwrap();
            assert!(!may_lead_to("gateway.example.com", here), "{here}");
            assert!(!may_lead_to("localhost.example.com", here), "{here}");
            assert!(may_lead_to("api.localhost.", here), "{here}");
        }
    }
}
