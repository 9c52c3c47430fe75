//! What a closed fence lets out: nothing, and no failure either.

use std::time::Duration;

use super::server::{Act, Server};
use super::{a_read, a_write, client_with};
use crate::dataworks::{DataWorks, Fence, Http};

#[tokio::test]
async fn a_closed_fence_lets_neither_a_write_nor_a_read_out() {
    let server = Server::performing(vec![Act::Hang]);
    let http = Http::direct().unwrap().behind(Fence::asking(|| false));
    let client = client_with(http, &server.address);
    let (write, read) = (a_write(), a_read());
    tokio::select! {
        _ = client.call(&write) => panic!("an outcome of a call that was not made"),
        _ = client.call(&read) => panic!("an outcome of a call that was not made"),
        () = tokio::time::sleep(Duration::from_millis(100)) => {}
    }
    assert!(server.recorded().is_empty());
}
