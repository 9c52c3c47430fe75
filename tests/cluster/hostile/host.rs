//! A host that does to each connection what it can do worst.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// What it does.
#[derive(Clone, Copy, Debug)]
pub enum Mischief {
    /// Announces 100 MB, and sends them.
    Huge,
    /// Sends chunks without end, as fast as they are taken.
    Endless,
    /// Sends a byte of the body a second.
    Trickle,
    /// Sends half a long answer at once, and of the rest a byte a second.
    Stalling,
    /// Sends 50 MB that are compressed to 50 KB.
    Bomb,
    /// Sends a document that is nested 99,000 levels deep.
    Deep,
    /// Sends as many values as fit into the longest answer.
    Many,
    /// Sends a header of a megabyte.
    LongHeader,
    /// Sends headers without end.
    EndlessHeaders,
    /// Says without end that the request may go on.
    Continue,
    /// Sends a byte of its headers a second.
    SlowHead,
    /// Refuses with a text that is long and turns the direction of reading.
    Loud,
}

/// It is there as long as this is held.
pub struct Host {
    pub endpoint: String,
    mischief: Arc<Mutex<Mischief>>,
    accepting: JoinHandle<()>,
}

impl Host {
    pub async fn start(mischief: Mischief) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let mischief = Arc::new(Mutex::new(mischief));
        let current = mischief.clone();
        let accepting = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let mischief = *current.lock().unwrap();
                // It ends when the other side has had enough.
                tokio::spawn(async move { perform(stream, mischief).await });
            }
        });
        Self {
            endpoint,
            mischief,
            accepting,
        }
    }

    /// Does this to the connections that come.
    pub fn turn_to(&self, mischief: Mischief) {
        *self.mischief.lock().unwrap() = mischief;
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

const CHUNKED: &str = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
const PART: usize = 64 * 1024;

async fn perform(mut stream: TcpStream, mischief: Mischief) -> std::io::Result<()> {
    read_head(&mut stream).await?;
    match mischief {
        Mischief::Huge => {
            let head = "HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n";
            stream.write_all(head.as_bytes()).await?;
            repeat(&mut stream, &[b'x'; PART], None).await
        }
        Mischief::Endless => {
            stream.write_all(CHUNKED.as_bytes()).await?;
            let chunk = format!("{PART:x}\r\n{}\r\n", "x".repeat(PART));
            repeat(&mut stream, chunk.as_bytes(), None).await
        }
        Mischief::Trickle => {
            stream.write_all(CHUNKED.as_bytes()).await?;
            repeat(&mut stream, b"1\r\n \r\n", Some(SECOND)).await
        }
        Mischief::Stalling => {
            let head = format!(
                "HTTP/1.1 200 OK\r\nContent-Length: 4000000\r\n\r\n{{\"a\":\"{}",
                "x".repeat(2_000_000)
            );
            stream.write_all(head.as_bytes()).await?;
            repeat(&mut stream, b"x", Some(SECOND)).await
        }
        Mischief::Bomb => {
            let body = include_bytes!("bomb.gz");
            answer(&mut stream, "200 OK\r\nContent-Encoding: gzip", body).await
        }
        Mischief::Deep => answer(&mut stream, "200 OK", "[".repeat(99_000).as_bytes()).await,
        Mischief::Many => {
            let body = format!("{{\"Data\":[{}0]}}", "0,".repeat(4_000_000));
            answer(&mut stream, "200 OK", body.as_bytes()).await
        }
        Mischief::LongHeader => {
            let head = format!("HTTP/1.1 200 OK\r\nX-Long: {}\r\n", "x".repeat(1_000_000));
            stream.write_all(head.as_bytes()).await?;
            answer(&mut stream, "200 OK", b"{}").await
        }
        Mischief::EndlessHeaders => {
            stream.write_all(b"HTTP/1.1 200 OK\r\n").await?;
            repeat(&mut stream, b"X-More: and more\r\n", None).await
        }
        Mischief::Continue => repeat(&mut stream, b"HTTP/1.1 100 Continue\r\n\r\n", None).await,
        Mischief::SlowHead => {
            stream.write_all(b"HTTP/1.1 200 OK\r\nX-Slow: ").await?;
            repeat(&mut stream, b"x", Some(SECOND)).await
        }
        Mischief::Loud => {
            let text = format!("\u{202e}\u{7}no{}", "\u{2066}任".repeat(200_000));
            let body = serde_json::json!({ "Code": text, "Message": text, "RequestId": text }).to_string();
            answer(&mut stream, "403 Forbidden", body.as_bytes()).await
        }
    }
}

const SECOND: Duration = Duration::from_secs(1);

async fn read_head(stream: &mut TcpStream) -> std::io::Result<()> {
    let (mut head, mut part) = (Vec::new(), [0; 4096]);
    while !head.windows(4).any(|window| window == b"\r\n\r\n") {
        match stream.read(&mut part).await? {
            0 => return Err(std::io::ErrorKind::UnexpectedEof.into()),
            count => head.extend_from_slice(&part[..count]),
        }
    }
    Ok(())
}

async fn repeat(stream: &mut TcpStream, bytes: &[u8], pause: Option<Duration>) -> std::io::Result<()> {
    loop {
        stream.write_all(bytes).await?;
        if let Some(pause) = pause {
            tokio::time::sleep(pause).await;
        }
    }
}

async fn answer(stream: &mut TcpStream, status: &str, body: &[u8]) -> std::io::Result<()> {
    let head = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\n\r\n", body.len());
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(body).await
}
