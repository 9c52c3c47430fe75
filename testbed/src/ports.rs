//! Free ports on the loopback address.

use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::net::{Ipv4Addr, TcpListener};
use std::ops::Range;

use crate::{Error, Result};

/// Below the ports that the kernel hands out to outgoing connections: it may hand out any of those at any moment, also
/// while the server that had it is away to come back.
const CHOICE: Range<u16> = 20_000..32_768;

/// Chooses `N` different free ports. Another process may still take one before it is used: whoever starts a server
/// on one has to try again with others (see [`crate::ControlPlane::start`]).
pub fn free<const N: usize>() -> Result<[u16; N]> {
    let mut ports = [0; N];
    // All listeners stay open until the last port is chosen, so that no port is given twice.
    let mut listeners = Vec::with_capacity(N);
    let mut candidates = candidates();
    for port in &mut ports {
        let listener = candidates
            .find_map(|port| TcpListener::bind((Ipv4Addr::LOCALHOST, port)).ok())
            .ok_or_else(|| Error::State(format!("no port of {CHOICE:?} is free")))?;
        *port = listener
            .local_addr()
            .map_err(Error::io("reading the chosen port"))?
            .port();
        listeners.push(listener);
    }
    Ok(ports)
}

/// All that may be chosen, from somewhere on: those who choose at the same time should not choose the same.
fn candidates() -> impl Iterator<Item = u16> {
    let count = CHOICE.end - CHOICE.start;
    // The keys of a hash map differ from process to process, and from map to map.
    let somewhere = RandomState::new().build_hasher().finish() % u64::from(count);
    let somewhere = CHOICE.start + u16::try_from(somewhere).unwrap_or_default();
    (somewhere..CHOICE.end).chain(CHOICE.start..somewhere)
}

/// Could a server listen on this port now?
pub fn is_free(port: u16) -> bool {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok()
}

/// Does the end of a server's log say that its port was taken?
pub(crate) fn was_taken(log: &str) -> bool {
    log.contains("address already in use")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chosen_ports_differ() {
        let mut ports = free::<8>().unwrap().to_vec();
        ports.sort_unstable();
        ports.dedup();
        assert_eq!(ports.len(), 8, "{ports:?}");
        assert!(ports.iter().all(|port| CHOICE.contains(port)), "{ports:?}");
    }

    #[test]
    fn a_held_port_is_not_free() {
        let held = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        assert!(!is_free(held.local_addr().unwrap().port()));
    }
}
