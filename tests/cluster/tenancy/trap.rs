//! A host of the attacker's: whoever connects to it has fallen for something.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use testbed::wait::{self, Look};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use crate::stage::PATIENCE;

/// It listens as long as this is held.
pub struct Trap {
    pub address: SocketAddr,
    heard: Arc<Mutex<Vec<String>>>,
    listening: JoinHandle<()>,
}

impl Trap {
    /// A host at this address of this machine that says nothing.
    pub async fn at(ip: &str) -> Self {
        Self::answering(ip, |_| String::new()).await
    }

    /// A host that gives the answers of `answer`, by their number, and closes after each.
    pub async fn answering(ip: &str, answer: impl Fn(usize) -> String + Send + 'static) -> Self {
        let listener = TcpListener::bind((ip, 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let heard: Arc<Mutex<Vec<String>>> = Arc::default();
        let hearing = heard.clone();
        let listening = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                // A connection counts before anything is read: some send nothing before TLS is agreed upon.
                let number = {
                    let mut heard = hearing.lock().unwrap();
                    heard.push(String::new());
                    heard.len() - 1
                };
                let (hearing, answer) = (hearing.clone(), answer(number));
                tokio::spawn(async move {
                    let request = exchange(stream, &answer).await;
                    hearing.lock().unwrap()[number] = request;
                });
            }
        });
        Self {
            address,
            heard,
            listening,
        }
    }

    /// As a base URL, without TLS.
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What was said on each connection so far.
    pub fn heard(&self) -> Vec<String> {
        self.heard.lock().unwrap().clone()
    }

    /// Waits until so many have spoken.
    pub async fn until_heard(&self, count: usize) -> Vec<String> {
        self.until("requests", |heard| heard.len() >= count).await
    }

    /// Waits until what was heard is as `holds` says.
    pub async fn until(&self, what: &str, holds: impl Fn(&[String]) -> bool) -> Vec<String> {
        let waiting = wait::until(what, PATIENCE, || async {
            let mut heard = self.heard();
            heard.retain(|request| !request.is_empty());
            Ok(if holds(&heard) {
                Look::Met(heard)
            } else {
                Look::NotYet(format!("{heard:?}"))
            })
        });
        waiting.await.unwrap()
    }
}

impl Drop for Trap {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

/// Reads a request to the end of its head, and what came with it, and answers.
async fn exchange(mut stream: TcpStream, answer: &str) -> String {
    let mut bytes = Vec::new();
    let mut part = [0; 4_096];
    while !bytes.windows(4).any(|window| window == b"\r\n\r\n") {
        match stream.read(&mut part).await {
            Ok(count) if count > 0 => bytes.extend_from_slice(&part[..count]),
            _ => break,
        }
    }
    // Who does not want the answer may go.
    let _ = stream.write_all(answer.as_bytes()).await;
    let _ = stream.shutdown().await;
    String::from_utf8_lossy(&bytes).into_owned()
}
