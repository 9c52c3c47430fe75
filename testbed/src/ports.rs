//! Free ports on the loopback address.

use std::net::{Ipv4Addr, TcpListener};

use crate::{Error, Result};

/// Chooses `N` different free ports. Another process may still take one before it is used: whoever starts a server
/// on one has to try again with others (see [`crate::ControlPlane::start`]).
pub fn free<const N: usize>() -> Result<[u16; N]> {
    let mut ports = [0; N];
    // All listeners stay open until the last port is chosen, so that no port is given twice.
    let mut listeners = Vec::with_capacity(N);
    for port in &mut ports {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
            .map_err(Error::io("choosing a free loopback port"))?;
        *port = listener
            .local_addr()
            .map_err(Error::io("reading the chosen port"))?
            .port();
        listeners.push(listener);
    }
    Ok(ports)
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
        assert!(!ports.contains(&0));
    }

    #[test]
    fn a_held_port_is_not_free() {
        let held = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        assert!(!is_free(held.local_addr().unwrap().port()));
    }
}
