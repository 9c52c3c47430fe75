//! When the operator says that it is ready. The answer is looked for every few milliseconds, as a start is short.

use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::time::Duration;

use testbed::Operator;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep, timeout};

use crate::error::{Error, Result};

const PATIENCE: Duration = Duration::from_secs(60);
const PAUSE: Duration = Duration::from_millis(5);

/// The end of the operator's log, behind which the next process writes.
pub fn end_of_log(operator: &Operator) -> Result<u64> {
    let path = operator.log().path();
    Ok(std::fs::metadata(path)
        .map_err(Error::path("looking at", path))?
        .len())
}

/// Waits until `/readyz` answers 200, at the address that the log tells behind `end`.
pub async fn ready(operator: &mut Operator, end: u64) -> Result<Instant> {
    let ready = async {
        loop {
            operator.check()?;
            if let Some(address) = address(&read_from(operator, end)?)
                && answers(address).await.unwrap_or(false)
            {
                return Ok(Instant::now());
            }
            sleep(PAUSE).await;
        }
    };
    match timeout(PATIENCE, ready).await {
        Ok(outcome) => outcome,
        Err(_) => Err(Error::State(format!(
            "the operator is not ready after {}s",
            PATIENCE.as_secs()
        ))),
    }
}

fn read_from(operator: &Operator, start: u64) -> Result<String> {
    let path = operator.log().path();
    let mut file = File::open(path).map_err(Error::path("opening", path))?;
    file.seek(SeekFrom::Start(start))
        .map_err(Error::path("seeking in", path))?;
    let mut text = String::new();
    file.read_to_string(&mut text)
        .map_err(Error::path("reading", path))?;
    Ok(text)
}

/// The address on the whole line that tells of `/readyz`.
fn address(log: &str) -> Option<&str> {
    let mut lines = log.split_inclusive('\n');
    let line = lines.find(|line| line.contains("/readyz") && line.ends_with('\n'))?;
    let address = &line[line.find("127.0.0.1:")?..];
    let end = address.find(|character: char| !(character.is_ascii_digit() || ".:".contains(character)));
    Some(&address[..end.unwrap_or(address.len())])
}

async fn answers(address: &str) -> std::io::Result<bool> {
    let mut stream = TcpStream::connect(address).await?;
    let request = format!("GET /readyz HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    Ok(answer.starts_with("HTTP/1.1 200"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_is_read_from_a_whole_line_only() {
        let log = "INFO ready\nINFO serves /livez and /readyz address=127.0.0.1:41825\n";
        assert_eq!(address(log), Some("127.0.0.1:41825"));
        assert_eq!(address(log.trim_end()), None);
    }
}
