//! A socket that takes one request per connection, keeps it, and answers with the next line of its script.

use std::collections::HashMap;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use percent_encoding::percent_decode_str;

/// What the socket does with one connection.
pub(super) enum Act {
    /// Reads the request and writes these bytes.
    Write(String),
    /// Reads the request and closes.
    CloseAfterRequest,
    /// Closes without reading.
    CloseAtOnce,
    /// Reads the request and keeps the connection open without a word.
    Hang,
}

impl Act {
    /// A whole answer.
    pub(super) fn answer(status: u16, headers: &str, body: &str) -> Self {
        let length = body.len();
        Self::Write(format!(
            "HTTP/1.1 {status} Word\r\nContent-Length: {length}\r\nConnection: close\r\n{headers}\r\n{body}"
        ))
    }
}

/// One request, decoded.
#[derive(Clone, Debug)]
pub(super) struct Recorded {
    pub(super) line: String,
    pub(super) headers: String,
    pub(super) query: HashMap<String, String>,
    pub(super) body: HashMap<String, String>,
}

/// The running socket.
pub(super) struct Server {
    pub(super) address: String,
    recorded: Arc<Mutex<Vec<Recorded>>>,
}

impl Server {
    /// Performs the acts in order, one per connection, and refuses every connection after them.
    pub(super) fn performing(acts: Vec<Act>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let recorded = Arc::default();
        let server = Self {
            address,
            recorded: Arc::clone(&recorded),
        };
        thread::spawn(move || {
            // Hung connections live as long as the thread, which ends with the acts.
            let mut hung = Vec::new();
            for act in acts {
                let (mut stream, _) = listener.accept().unwrap();
                if matches!(act, Act::CloseAtOnce) {
                    continue;
                }
                recorded.lock().unwrap().push(read(&mut stream));
                match act {
                    // The client may have seen enough before everything is written.
                    Act::Write(bytes) => drop(stream.write_all(bytes.as_bytes())),
                    Act::Hang => hung.push(stream),
                    Act::CloseAfterRequest | Act::CloseAtOnce => {}
                }
            }
            if let Some(stream) = hung.last_mut() {
                // Wait for the client to give up, rather than for a time.
                drop(stream.read(&mut [0]));
            }
        });
        server
    }

    /// The requests so far.
    pub(super) fn recorded(&self) -> Vec<Recorded> {
        self.recorded.lock().unwrap().clone()
    }
}

fn read(stream: &mut TcpStream) -> Recorded {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break end;
        }
        let mut part = [0; 4_096];
        let count = stream.read(&mut part).unwrap();
        assert_ne!(count, 0, "the request ends before its headers do");
        bytes.extend_from_slice(&part[..count]);
    };
    let head = String::from_utf8(bytes[..end].to_vec())
        .unwrap()
        .to_ascii_lowercase();
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "))
        .unwrap()
        .parse()
        .unwrap();
    let mut body = bytes.split_off(end + 4);
    let read = body.len();
    body.resize(length, 0);
    stream.read_exact(&mut body[read..]).unwrap();

    let (line, headers) = head.split_once("\r\n").unwrap();
    let written = String::from_utf8(bytes[..end].to_vec()).unwrap();
    let target = written.split(' ').nth(1).unwrap();
    Recorded {
        line: line.to_owned(),
        headers: headers.to_owned(),
        query: decode(target.split_once('?').map_or("", |(_, query)| query)),
        body: decode(std::str::from_utf8(&body).unwrap()),
    }
}

fn decode(pairs: &str) -> HashMap<String, String> {
    assert!(!pairs.contains('+'), "a space is %20");
    let text = |part: &str| percent_decode_str(part).decode_utf8().unwrap().into_owned();
    let pairs = pairs
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| pair.split_once('=').unwrap());
    pairs.map(|(name, value)| (text(name), text(value))).collect()
}
