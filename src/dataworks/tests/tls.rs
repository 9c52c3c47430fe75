//! Who is spoken with over TLS, and in which versions of it.

use std::io::Read;
use std::net::TcpListener;
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use rustls::ServerConnection;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use super::{a_write, client};
use crate::dataworks::DataWorks;
use crate::domain::failure::Consequence;

/// The first message of a client, as it is on the wire.
fn hello() -> (String, JoinHandle<Vec<u8>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("https://{}", listener.local_addr().unwrap());
    let heard = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut head = [0; 5];
        stream.read_exact(&mut head).unwrap();
        let mut hello = vec![0; usize::from(u16::from_be_bytes([head[3], head[4]]))];
        stream.read_exact(&mut hello).unwrap();
        hello
    });
    (address, heard)
}

/// The versions in the extension `supported_versions` (RFC 8446, section 4.2.1).
fn versions(hello: &[u8]) -> Vec<u16> {
    let number = |at: usize| usize::from(u16::from_be_bytes([hello[at], hello[at + 1]]));
    // Kind and length, version, random; then session, cipher suites and compressions, each with its length.
    let mut at = 4 + 2 + 32;
    at += 1 + usize::from(hello[at]);
    at += 2 + number(at);
    at += 1 + usize::from(hello[at]);
    let end = at + 2 + number(at);
    at += 2;
    while at < end {
        let (kind, length) = (number(at), number(at + 2));
        if kind == 43 {
            let listed = &hello[at + 5..at + 4 + length];
            return listed
                .chunks(2)
                .map(|two| u16::from_be_bytes([two[0], two[1]]))
                .collect();
        }
        at += 4 + length;
    }
    Vec::new()
}

#[tokio::test]
async fn only_tls_1_2_and_1_3_are_offered() {
    let (address, heard) = hello();
    let failure = client(&address).call(&a_write()).await.unwrap_err();
    assert_eq!(failure.code, "Unreachable", "{failure}");
    let mut offered = versions(&heard.join().unwrap());
    offered.sort_unstable();
    assert_eq!(offered, [0x0303, 0x0304]);
}

#[tokio::test]
async fn a_certificate_that_nobody_vouches_for_is_refused_before_anything_is_sent() {
    let certificate = CertificateDer::from_pem_slice(include_bytes!("tls/certificate.pem")).unwrap();
    let key = PrivateKeyDer::from_pem_slice(include_bytes!("tls/key.pem")).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("https://{}", listener.local_addr().unwrap());
    let served = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut tls = ServerConnection::new(Arc::new(config)).unwrap();
        let mut request = Vec::new();
        let refused = rustls::Stream::new(&mut tls, &mut stream).read_to_end(&mut request);
        (refused.is_err(), request)
    });
    let failure = client(&address).call(&a_write()).await.unwrap_err();
    assert_eq!(
        (failure.code.as_str(), failure.consequence),
        ("Unreachable", Consequence::Retry)
    );
    assert!(failure.message.contains("certificate"), "{failure}");
    assert_eq!(served.join().unwrap(), (true, Vec::new()), "nothing was sent");
}
